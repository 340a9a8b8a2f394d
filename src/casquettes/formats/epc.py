"""The QR code of a SEPA transfer (EPC069-12, version 002): what it holds, and its drawing."""

from __future__ import annotations

import io
from decimal import Decimal

MOST = Decimal("999999999.99")
MOST_BYTES_OF_A_TEXT = 120
NAME, REMITTANCE = 70, 140


def payload(*, iban: str, holder: str, amount: Decimal, remittance: str, bic: str = "") -> str:
    """The text of the code; "" where there is nothing to transfer, or no IBAN.

    `amount` is in euros; the name and the remittance are cut to what the standard holds.
    """
    if not iban or not 0 < amount <= MOST:
        return ""
    lines = ["BCD", "002", "1", "SCT", _code(bic), _cut(holder, NAME), _code(iban)]
    return "\n".join([*lines, f"EUR{amount:.2f}", "", "", _cut(remittance, REMITTANCE)])


def drawing(text: str) -> str:
    """The code as an SVG, without margin, error correction M as the standard wants."""
    import segno

    out = io.BytesIO()
    segno.make(text, error="m", micro=False, boost_error=False).save(
        out, kind="svg", border=0, xmldecl=False, svgclass=None, lineclass=None, omitsize=True
    )
    return out.getvalue().decode()


def _cut(text: str, most: int) -> str:
    """At most so many characters, and bytes enough for the whole to fit into 331."""
    return " ".join(text.split())[:most].encode()[:MOST_BYTES_OF_A_TEXT].decode(errors="ignore")


def _code(text: str) -> str:
    return "".join(text.split()).upper()
