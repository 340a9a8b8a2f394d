"""XML written as nested Python: names, texts, and nothing that is empty."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.etree import _Element

Node = tuple[Any, ...]
# What XML cannot hold: control characters, lone surrogates, two signs that are none.
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(node: Node, namespaces: dict[str | None, str]) -> bytes:
    """The document of this root, in UTF-8.

    A node is `(name, text or attributes or nodes…)`; names are "prefix:name". Nodes that hold
    nothing are left out, so that a caller may name all that could be there.
    """
    from lxml import etree

    root = etree.Element(_name(node[0], namespaces), nsmap=namespaces)
    _fill(root, node[1:], namespaces)
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written


def text(value: str) -> str:
    """A text as XML can hold it, without the space around it."""
    return UNWRITABLE.sub("", value).strip()


def _fill(element: _Element, content: tuple[Any, ...], namespaces: dict[str | None, str]) -> None:
    from lxml import etree

    for one in content:
        if isinstance(one, str):
            element.text = text(one)
        elif isinstance(one, dict):
            element.attrib.update(one)
        elif isinstance(one, list):
            _fill(element, tuple(one), namespaces)
        elif one is not None and _says_something(one):
            inner = etree.SubElement(element, _name(one[0], namespaces))
            _fill(inner, one[1:], namespaces)


def _says_something(one: Any) -> bool:
    """Is there a text in it, however deep? Attributes alone say nothing."""
    if isinstance(one, str):
        return bool(text(one))
    if isinstance(one, list):
        return any(_says_something(inner) for inner in one)
    return isinstance(one, tuple) and any(_says_something(inner) for inner in one[1:])


def _name(name: str, namespaces: dict[str | None, str]) -> str:
    prefix, _, local = name.rpartition(":")
    return f"{{{namespaces[prefix or None]}}}{local}"
