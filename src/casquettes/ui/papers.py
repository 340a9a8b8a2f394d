"""A document as a page shows it: the words and sums its PDF prints, for `ui/_paper.html`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from casquettes.engine.documents import Document
from casquettes.formats.paper.content import content
from casquettes.formats.paper.wording import wording
from casquettes.ui.numbers import as_typed
from casquettes.ui.wording import FIXED, THIN


def printed(document: Document) -> dict[str, Any]:
    """The document in words, in its own language: what `{% include "ui/_paper.html" %}` shows."""
    return content(document)


def quantity_of(quantity: Decimal, unit: str) -> str:
    """A quantity with its unit, as short as can be: « 3,5 h », « 2 séances », « 6 »."""
    words = wording(get_language() or "fr").words
    one, many = words["units"].get(unit, ("", ""))
    name = many if abs(quantity) >= Decimal(words["many_from"]) else one
    if unit == "fixed":
        name = ""
    space = THIN if unit in ("hour", "km") else FIXED
    return f"{as_typed(quantity)}{space}{name}" if name else as_typed(quantity)
