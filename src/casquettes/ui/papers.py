"""A document as a page shows it: the words and sums its PDF prints, for `ui/_paper.html`."""

from __future__ import annotations

from typing import Any

from casquettes.engine.documents import Document
from casquettes.formats.paper.content import content


def printed(document: Document) -> dict[str, Any]:
    """The document in words, in its own language: what `{% include "ui/_paper.html" %}` shows."""
    return content(document)
