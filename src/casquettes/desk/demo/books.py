"""What the example's files tell besides hours: who asked, what was agreed, billed and spent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from casquettes.desk.demo.story import rows

BAND_KM = 15  # beyond, travel is charged, from the second year on


@dataclass(frozen=True, slots=True)
class Lead:
    """Someone who asked; a name may come back."""

    key: str
    on: dt.date
    name: str
    channel: str
    firm: bool
    km: Decimal
    reason: str
    visited: bool
    won: bool
    lost: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """A mission as it was signed."""

    key: str
    client: str
    channel: str
    firm: bool
    minutes: int
    quoted: Decimal
    signed_on: dt.date
    ended_on: dt.date | None
    travel: Decimal


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session as it went; `status` is done, moved_late or no_show."""

    mission: str
    on: dt.date
    sold_minutes: int
    real_minutes: int
    zone: str
    status: str
    litres: dict[str, int]
    photos: int


@dataclass(frozen=True, slots=True)
class Way:
    """A trip; diagnosis visits belong to no mission."""

    on: dt.date
    mission: str
    km: Decimal
    minutes: int
    purpose: str


@dataclass(frozen=True, slots=True)
class Spent:
    on: dt.date
    label: str
    category: str
    amount: Decimal
    hat: str


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice as it was numbered; `paid_on` may lie after the day she lives."""

    number: str
    on: dt.date
    mission: str
    kind: str
    amount: Decimal
    due_on: dt.date
    paid_on: dt.date


@cache
def leads() -> tuple[Lead, ...]:
    """Everyone who asked, in the order of the file."""
    return tuple(
        Lead(
            key=row["id"],
            on=_day(row["date"]),
            name=row["name"],
            channel=row["channel"],
            firm=row["b2b"] == "1",
            km=Decimal(row["km"]),
            reason=row["motif"],
            visited=row["visit"] == "1",
            won=row["won"] == "1",
            lost=row["lost_reason"],
        )
        for row in rows("leads.csv")
    )


@cache
def missions() -> tuple[Agreed, ...]:
    """Every mission, by the day it was signed."""
    told = (
        Agreed(
            key=row["id"],
            client=row["client"],
            channel=row["channel"],
            firm=row["b2b"] == "1",
            minutes=_minutes(row["quoted_h"]),
            quoted=Decimal(row["quoted"]),
            signed_on=_day(row["signed"]),
            ended_on=_day(row["end"]) if row["end"] else None,
            travel=Decimal(row["travel_fee"]),
        )
        for row in rows("missions.csv")
    )
    return tuple(sorted(told, key=lambda mission: (mission.signed_on, mission.key)))


@cache
def sessions() -> tuple[Sitting, ...]:
    """Every session, in the order of the file."""
    kinds = ("kept", "given", "sold", "recycled", "waste")
    return tuple(
        Sitting(
            mission=row["mission"],
            on=_day(row["date"]),
            sold_minutes=_minutes(row["sold_h"]),
            real_minutes=_minutes(row["real_h"]),
            zone=row["zone"],
            status=row["status"],
            litres={f"{kind}_litres": int(row[f"{kind}_l"]) for kind in kinds},
            photos=int(row["photos"]),
        )
        for row in rows("sessions.csv")
    )


@cache
def trips() -> tuple[Way, ...]:
    """Every trip, in the order of the file."""
    return tuple(
        Way(
            _day(row["date"]),
            row["mission"],
            Decimal(row["km"]),
            int(row["minutes"]),
            row["purpose"],
        )
        for row in rows("trips.csv")
    )


@cache
def expenses() -> tuple[Spent, ...]:
    """Every expense, in the order of the file."""
    return tuple(
        Spent(_day(row["date"]), row["label"], row["category"], Decimal(row["amount"]), row["hat"])
        for row in rows("expenses.csv")
    )


@cache
def bills() -> tuple[Bill, ...]:
    """Every invoice and the credit note, in the order of their numbers."""
    return tuple(
        Bill(
            number=row["no"],
            on=_day(row["date"]),
            mission=row["mission"],
            kind=row["kind"],
            amount=Decimal(row["amount"]).quantize(Decimal("0.01")),
            due_on=_day(row["due"]),
            paid_on=_day(row["paid"]),
        )
        for row in rows("invoices.csv")
    )


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _minutes(hours: str) -> int:
    return round(Decimal(hours) * 60)
