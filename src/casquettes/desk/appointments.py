"""Her next appointments: where, when, how far, and when to leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from casquettes.kernel.models import Business
from casquettes.logistics.queries.trips import Journey, journeys
from casquettes.production.models import WorkSession

DAYS = dt.timedelta(days=8)
MOST = 5
STEP = 5  # minutes: nobody leaves at 13:37


@dataclass(frozen=True, slots=True)
class Appointment:
    """A planned session as she needs it before she goes."""

    session: WorkSession
    days: int  # from today
    place: str
    km: Decimal | None
    leave_at: dt.time | None

    @property
    def title(self) -> str:
        """Who and what, the name once."""
        mission = self.session.mission
        name = mission.client.name
        return mission.title if name in mission.title else f"{name}, {mission.title}"

    @property
    def is_today(self) -> bool:
        return self.days == 0

    @property
    def is_tomorrow(self) -> bool:
        return self.days == 1


def appointments(
    business: Business, sessions: Iterable[WorkSession], *, today: dt.date
) -> list[Appointment]:
    """Those of the eight days from today, the next first."""
    soon = [row for row in sessions if today <= row.on < today + DAYS][:MOST]
    afield = {row.mission_id for row in soon if not row.remote}
    known = journeys(business, afield) if afield else {}
    return [_appointment(row, known.get(row.mission_id), today) for row in soon]


def _appointment(session: WorkSession, way: Journey | None, today: dt.date) -> Appointment:
    place = session.mission.place
    gone = None if session.remote else way
    return Appointment(
        session=session,
        days=(session.on - today).days,
        place=place.city if place and not session.remote else "",
        km=gone.km if gone else None,
        leave_at=_leave_at(session.starts_at, gone.minutes_one_way) if gone else None,
    )


def _leave_at(starts_at: dt.time | None, minutes: int) -> dt.time | None:
    """Early enough for the way, to five minutes; None across midnight or without an hour."""
    if starts_at is None or not minutes:
        return None
    at = starts_at.hour * 60 + starts_at.minute - minutes
    at -= at % STEP
    return dt.time(at // 60, at % 60) if at >= 0 else None
