"""Cells of a table file: text that no spreadsheet takes for a formula."""

from __future__ import annotations

# What a spreadsheet would take for a formula, also after spaces and in full width.
FORMULA = tuple("=+-@＝＋－＠|")
CONTROL = ("\t", "\r", "\n")


def harmless(text: str) -> str:
    """Text a spreadsheet shows as it is: what looks like a formula gets an apostrophe."""
    risky = text.startswith(CONTROL) or text.lstrip().startswith(FORMULA)
    return f"'{text}" if risky else text
