"""What was told in an answer, read with care: a value of the wrong kind is nothing said."""

from __future__ import annotations

import datetime as dt
from typing import Any


def lines_of(text: object) -> list[str]:
    """The lines of a text, without empty ones."""
    return (
        [line.strip() for line in text.splitlines() if line.strip()]
        if isinstance(text, str)
        else []
    )


def strings(told: object) -> list[str]:
    """The texts of a list, without empty ones."""
    listed = told if isinstance(told, list) else []
    return [each.strip() for each in listed if isinstance(each, str) and each.strip()]


def dicts(told: object) -> list[dict[str, Any]]:
    """The groups of a list."""
    return [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []


def number(told: object) -> float | None:
    """A figure; None for anything else, a yes or no included."""
    if isinstance(told, bool) or not isinstance(told, int | float):
        return None
    return float(told)


def day_of(told: object) -> dt.date | None:
    """A day written year-month-day; None for anything else."""
    try:
        return dt.date.fromisoformat(str(told))
    except ValueError:
        return None
