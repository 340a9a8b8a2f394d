"""What a unit is called in the world's trade (UN/ECE recommendation 20)."""

from __future__ import annotations

CODES = {
    "hour": "HUR",
    "day": "DAY",
    "km": "KMT",
    "person": "IE",
    "session": "E48",  # service unit
    "half_day": "C62",  # one: the list has no half-day
    "package": "C62",
    "fixed": "LS",  # lump sum
    "item": "C62",
    "": "C62",
}


def unit_code(unit: str) -> str:
    """The code of a unit of ours; "C62" (one) for a unit we do not know."""
    return CODES.get(unit, "C62")
