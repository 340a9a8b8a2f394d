"""The two years as they were told: who, what, how long, for whom; no clock times yet."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

FIRST_DAY = dt.date(2024, 9, 1)
# The day she lives when the example is loaded.
LOAD_DAY = dt.date(2026, 8, 31)
SESSIONS = frozenset({"pro_seance", "pro_distance"})
WORKSHOP = "pro_atelier"


@dataclass(frozen=True, slots=True)
class Hours:
    """Time worked on a day; `client` is the mission or lead it is about, "" for none."""

    on: dt.date
    activity: str
    seconds: int
    sold_seconds: int
    nature: str
    client: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class Away:
    """Days away, both included."""

    kind: str
    first_on: dt.date
    last_on: dt.date
    note: str


@cache
def hours() -> tuple[Hours, ...]:
    """Every entry of the two years, in the order of the file."""
    names = {row["id"]: row["client"] for row in rows("missions.csv")}
    names |= {row["id"]: row["name"] for row in rows("leads.csv")}
    sessions = {(row["mission"], row["date"]): row for row in rows("sessions.csv")}
    return tuple(_hours(row, names, sessions) for row in rows("time_entries.csv"))


@cache
def absences() -> tuple[Away, ...]:
    """Her leave and her flu."""
    return tuple(
        Away(
            row["kind"],
            dt.date.fromisoformat(row["first_on"]),
            dt.date.fromisoformat(row["last_on"]),
            row["note"],
        )
        for row in rows("absences.csv")
    )


def _hours(
    row: dict[str, str],
    names: dict[str, str],
    sessions: dict[tuple[str, str], dict[str, str]],
) -> Hours:
    client = row["mission"] or row["note"]
    seconds = _seconds(row["hours"])
    sold, note = 0, ""
    if row["activity"] in SESSIONS:
        session = sessions[row["mission"], row["date"]]
        sold, note = _seconds(session["sold_h"]), session["zone"]
    elif row["activity"] == WORKSHOP:
        sold = seconds
    return Hours(
        on=dt.date.fromisoformat(row["date"]),
        activity=row["activity"],
        seconds=seconds,
        sold_seconds=sold,
        nature=row["nature"],
        client=client,
        label=names[client] if client else "",
        note=note,
    )


def _seconds(hours: str) -> int:
    return int(Decimal(hours) * 3600)


def rows(name: str) -> Iterator[dict[str, str]]:
    """The lines of one of the files, by column."""
    source = resources.files("casquettes.desk.demo") / "data" / name
    yield from csv.DictReader(source.read_text(encoding="utf-8").splitlines())
