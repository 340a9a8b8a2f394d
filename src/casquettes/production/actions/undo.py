"""Taking back what was done to missions and sessions: rows put back, new ones taken away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core import signing
from django.db import models, transaction

from casquettes.kernel.models import Business
from casquettes.production.models import Mission, WorkSession

SALT = "production.undo"
UNTIL = dt.timedelta(days=1)
OF_A_MISSION = ("ended_on", "cancelled_on")
OF_A_SESSION = (
    "on", "starts_at", "planned_minutes", "done_on", "moved_on", "moved_late", "missed_on",
    "cancelled_on", "sold_minutes", "real_minutes", "persons", "remote", "zone", "kept_litres",
    "given_litres", "sold_litres", "recycled_litres", "waste_litres", "photos", "fee", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One act, as it can be taken back: the sessions it made, and how each row stood before."""

    made: list[int] = field(default_factory=list)
    missions: list[list[Any]] = field(default_factory=list)
    sessions: list[list[Any]] = field(default_factory=list)

    def sealed(self, business: Business) -> str:
        """The step as text that may travel through an address and back, unaltered."""
        told = [business.pk, self.made, self.missions, self.sessions]
        return signing.dumps(told, salt=SALT, compress=True)

    @classmethod
    def opened(cls, seal: str, business: Business) -> Step | None:
        """The step sealed for this business; None when altered, too old or another business's."""
        try:
            owner, made, missions, sessions = signing.loads(seal, salt=SALT, max_age=UNTIL)
        except signing.BadSignature:
            return None
        return cls(made, missions, sessions) if owner == business.pk else None


def step_of(
    *,
    made: Iterable[WorkSession] = (),
    missions: Iterable[Mission] = (),
    sessions: Iterable[WorkSession] = (),
) -> Step:
    """The way back from an act; `missions` and `sessions` as they stand now, about to change."""
    return Step(
        [session.pk for session in made],
        [_kept(row, OF_A_MISSION) for row in missions],
        [_kept(row, OF_A_SESSION) for row in sessions],
    )


@transaction.atomic
def take_back(business: Business, step: Step) -> int | None:
    """Everything as it was before the act; the mission it was about, None when all is gone."""
    WorkSession.objects.of(business).planned().filter(pk__in=step.made).delete()
    _put_back(Mission.objects.of(business), step.missions, OF_A_MISSION)
    _put_back(WorkSession.objects.of(business), step.sessions, OF_A_SESSION)
    if step.missions:
        return int(step.missions[0][0])
    touched = WorkSession.objects.of(business).filter(pk__in=[row[0] for row in step.sessions])
    return touched.values_list("mission_id", flat=True).first()


def _put_back(
    rows: models.QuerySet[Any], before: Iterable[list[Any]], names: tuple[str, ...]
) -> None:
    values = {row[0]: row[1:] for row in before}
    found = list(rows.filter(pk__in=list(values)).select_for_update())
    for row in found:
        for name, value in zip(names, values[row.pk], strict=True):
            field_of = row._meta.get_field(name)  # noqa: SLF001 Django's name for it
            setattr(row, name, field_of.to_python(value))
    if found:
        rows.model._default_manager.bulk_update(found, list(names))  # noqa: SLF001


def _kept(row: models.Model, names: tuple[str, ...]) -> list[Any]:
    return [row.pk, *(_plain(getattr(row, name)) for name in names)]


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
