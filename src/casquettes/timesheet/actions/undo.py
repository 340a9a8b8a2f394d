"""Taking back what was done to time entries: rows put back as they were, new ones taken away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.db import transaction

from casquettes.kernel.models import Business
from casquettes.timesheet.models import TimeEntry

SALT = "timesheet.undo"
UNTIL = dt.timedelta(days=1)
KEPT = (
    "on", "starts_at", "seconds", "hat", "activity_id", "nature", "sold_seconds", "label", "note",
    "mark", "mission_id",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One act on entries, as it can be taken back: what it made, what stood before."""

    made: list[int] = field(default_factory=list)
    # Each earlier row: its id, then the values of KEPT, dates and moments in ISO.
    before: list[list[Any]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many entries the act touched."""
        return len(self.before) or len(self.made)

    def sealed(self, business: Business) -> str:
        """The step as text that may travel through an address and back, unaltered."""
        told = [business.pk, self.made, self.before]
        return signing.dumps(told, salt=SALT, compress=True)

    @classmethod
    def opened(cls, seal: str, business: Business) -> Step | None:
        """The step sealed for this business; None when altered, too old or another business's."""
        try:
            owner, made, before = signing.loads(seal, salt=SALT, max_age=UNTIL)
        except signing.BadSignature:
            return None
        return cls(made, before) if owner == business.pk else None


def step_of(*, made: Iterable[TimeEntry] = (), before: Iterable[TimeEntry] = ()) -> Step:
    """The way back from an act; `before` are rows as they stand now, about to change."""
    return Step([entry.pk for entry in made], [_kept(entry) for entry in before])


@transaction.atomic
def take_back(business: Business, step: Step, *, at: dt.datetime) -> list[TimeEntry]:
    """The entries as they were before the act; rows of another business are never touched."""
    mine = TimeEntry.objects.filter(business=business)
    mine.of(business).filter(pk__in=step.made).update(removed_at=at)
    values = {row[0]: row[1:] for row in step.before}
    entries = list(mine.filter(pk__in=list(values)).select_for_update())
    for entry in entries:
        for name, value in zip(KEPT, values[entry.pk], strict=True):
            setattr(entry, name, _read(name, value))
        entry.removed_at = None
    TimeEntry.objects.bulk_update(entries, [*KEPT, "removed_at"])
    return entries


def _kept(entry: TimeEntry) -> list[Any]:
    values = (getattr(entry, name) for name in KEPT)
    return [entry.pk, *(v.isoformat() if isinstance(v, dt.date) else v for v in values)]


def _read(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name == "on":
        return dt.date.fromisoformat(value)
    return dt.datetime.fromisoformat(value) if name == "starts_at" else value
