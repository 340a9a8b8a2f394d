"""What a PDF says of itself: the Factur-X words, merged into the metadata typst wrote.

PDF/A allows one list of extension schemas only, and typst writes one already: ours joins it.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
SCHEMA = "http://www.aiim.org/pdfa/ns/schema#"
PROPERTY = "http://www.aiim.org/pdfa/ns/property#"
FACTURX = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
# What Factur-X says: its name, what it holds, and what the standard says of it.
SAID = {
    "DocumentFileName": ("factur-x.xml", "The name of the embedded XML document"),
    "DocumentType": ("INVOICE", "The type of the hybrid document"),
    "Version": ("1.0", "The version of the Factur-X standard"),
    "ConformanceLevel": ("EN 16931", "The conformance level of the embedded XML document"),
}


def with_facturx(pdf: bytes) -> bytes:
    """The same PDF, saying that it is a Factur-X invoice; the same bytes for the same PDF."""
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        stream = opened.Root.Metadata
        stream.write(_merged(stream.read_bytes()))
        stream.Type, stream.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
        out = io.BytesIO()
        opened.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            fix_metadata_version=False,
        )
    return out.getvalue()


def _merged(packet: bytes) -> bytes:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(packet, parser)
    rdf = root if root.tag == f"{{{RDF}}}RDF" else root.find(f"{{{RDF}}}RDF")
    bag = rdf.find(f".//{{{EXTENSION}}}schemas/{{{RDF}}}Bag")
    bag.append(_schema())
    said = etree.SubElement(rdf, f"{{{RDF}}}Description", nsmap={"fx": FACTURX})
    said.set(f"{{{RDF}}}about", "")
    for name, (value, _description) in SAID.items():
        etree.SubElement(said, f"{{{FACTURX}}}{name}").text = value
    text = etree.tostring(root, encoding="unicode")
    head, foot = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>', '<?xpacket end="w"?>'
    return f"{head}\n{text}\n{foot}".encode()


def _schema() -> _Element:
    """The description of the four words, as PDF/A wants of words it does not know."""
    from lxml import etree

    names = {"rdf": RDF, "pdfaSchema": SCHEMA, "pdfaProperty": PROPERTY}
    item = etree.Element(f"{{{RDF}}}li", nsmap=names)
    item.set(f"{{{RDF}}}parseType", "Resource")
    etree.SubElement(item, f"{{{SCHEMA}}}schema").text = "Factur-X PDFA Extension Schema"
    etree.SubElement(item, f"{{{SCHEMA}}}namespaceURI").text = FACTURX
    etree.SubElement(item, f"{{{SCHEMA}}}prefix").text = "fx"
    properties = etree.SubElement(item, f"{{{SCHEMA}}}property")
    listed = etree.SubElement(properties, f"{{{RDF}}}Seq")
    for name, (_value, description) in SAID.items():
        one = etree.SubElement(listed, f"{{{RDF}}}li")
        one.set(f"{{{RDF}}}parseType", "Resource")
        for key, text in (
            ("name", name),
            ("valueType", "Text"),
            ("category", "external"),
            ("description", description),
        ):
            etree.SubElement(one, f"{{{PROPERTY}}}{key}").text = text
    return item
