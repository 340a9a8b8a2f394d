"""Sessions planned, done, moved, missed, cancelled, and put back as they were."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from casquettes.production.actions.missions import FIRST_DAY, LAST_DAY
from casquettes.production.actions.undo import OF_A_SESSION, Step, step_of
from casquettes.production.models import Mission, WorkSession
from casquettes.production.queries.sessions import State, next_of, state_of

MOST_MINUTES = 24 * 60
MOST_PERSONS = 20
MOST_LITRES = 1_000_000
MOST_FEE = Decimal(100_000)
STATE_DAYS = ("done_on", "moved_on", "missed_on", "cancelled_on")


@dataclass
class SessionRefused(Exception):
    """What cannot be done with a session: the sentence for her, and the field it is about."""

    message: str
    field: str = ""

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class SessionDraft:
    """A session to come, as she tells it."""

    on: dt.date
    starts_at: dt.time | None = None
    planned_minutes: int = 0
    persons: int = 1
    remote: bool = False
    zone: str = ""
    note: str = ""


@dataclass(frozen=True)
class Served:
    """What was done: time sold and real, where, and what became of the things."""

    sold_minutes: int
    real_minutes: int
    persons: int = 1
    zone: str = ""
    kept_litres: int = 0
    given_litres: int = 0
    sold_litres: int = 0
    recycled_litres: int = 0
    waste_litres: int = 0
    photos: int = 0
    note: str = ""


@transaction.atomic
def plan_session(mission: Mission, draft: SessionDraft) -> WorkSession:
    """A session to come of an open mission."""
    mission = _open_mission(mission)
    _check_plan(draft)
    return WorkSession.objects.create(business=mission.business, mission=mission, **asdict(draft))


def usual_draft(mission: Mission, *, today: dt.date) -> SessionDraft:
    """The next session as it usually is."""
    usual = next_of(mission, today=today)
    return SessionDraft(usual.on, usual.starts_at, usual.planned_minutes, remote=usual.remote)


@transaction.atomic
def change_plan(session: WorkSession, draft: SessionDraft) -> Step:
    """The session as she now plans it; once it was done, what was done is changed instead."""
    session = locked(session)
    _check_planned(session)
    _check_plan(draft)
    return _write(session, asdict(draft))


@transaction.atomic
def finish(session: WorkSession, served: Served, *, today: dt.date) -> Step:
    """The session took place: what the client pays for, and how long it really lasted."""
    session = locked(session)
    if state_of(session, on=today) not in (State.PLANNED, State.TO_CONFIRM, State.DONE):
        raise SessionRefused(_("Put this session back first: it was moved, missed or cancelled."))
    if session.on > today:
        raise SessionRefused(_("This day is still to come: the session cannot be done yet."), "on")
    _check_served(served)
    return _write(session, {**asdict(served), "done_on": session.on})


def finish_as_planned(session: WorkSession, *, today: dt.date) -> Step:
    """The session took place as it was planned."""
    return finish(session, as_planned(session), today=today)


def as_planned(session: WorkSession) -> Served:
    """What would have been done if all went as planned; what was noted already stays."""
    noted = {name: getattr(session, name) for name in Served.__dataclass_fields__}
    if session.done_on is None:
        noted |= {
            "sold_minutes": session.planned_minutes,
            "real_minutes": session.planned_minutes,
        }
    return Served(**noted)


@transaction.atomic
def move(
    session: WorkSession,
    *,
    to: dt.date,
    starts_at: dt.time | None = None,
    late: bool = False,
    today: dt.date,
) -> tuple[Step, WorkSession]:
    """The session on another day; too late to fill the day, it leaves a trace."""
    session = locked(session)
    _check_planned(session)
    if to == session.on:
        raise SessionRefused(_("Give another day: this one is the session’s own."), "to")
    draft = replace(_plan_of(session), on=to, starts_at=starts_at or session.starts_at)
    made = plan_session(session.mission, draft)
    step = _write(session, {"moved_on": today, "moved_late": late})
    return Step([made.pk], step.missions, step.sessions), made


@transaction.atomic
def miss(session: WorkSession, *, today: dt.date, fee: Decimal | None = None) -> Step:
    """Nobody was there; the fee, if any, is due."""
    session = locked(session)
    _check_planned(session)
    if session.on > today:
        raise SessionRefused(_("This day is still to come: nobody can have missed it yet."))
    return _write(session, {"missed_on": today, "fee": _checked_fee(fee)})


@transaction.atomic
def cancel(session: WorkSession, *, today: dt.date, fee: Decimal | None = None) -> Step:
    """The session will not take place; the fee, if any, is due."""
    session = locked(session)
    _check_planned(session)
    return _write(session, {"cancelled_on": today, "fee": _checked_fee(fee)})


@transaction.atomic
def put_back(session: WorkSession) -> Step:
    """The session is planned again, whatever became of it; what was noted of it is let go."""
    session = locked(session)
    _open_mission(session.mission)
    if not any(getattr(session, name) for name in STATE_DAYS):
        raise SessionRefused(_("This session is already planned."))
    empty: dict[str, Any] = dict.fromkeys(STATE_DAYS)
    empty |= {"moved_late": False, "fee": None, "sold_minutes": 0, "real_minutes": 0}
    return _write(session, empty)


@transaction.atomic
def remove_session(session: WorkSession) -> None:
    """Take away a session planned by mistake; one that was done, billed or noted stays."""
    session = locked(session)
    _check_planned(session)
    try:
        session.delete()
    except ProtectedError:
        raise SessionRefused(_("This session was billed: cancel it instead.")) from None


def locked(session: WorkSession) -> WorkSession:
    """The row as it stands now, held until the end of the act."""
    found = (
        WorkSession.objects.of(session.business)
        .filter(pk=session.pk)
        .select_related("business", "mission", "mission__business", "mission__offer")
        .select_for_update(of=("self",))
        .first()
    )
    if found is None:
        raise SessionRefused(_("This session has been removed in the meantime."))
    return found


def _write(session: WorkSession, facts: dict[str, Any]) -> Step:
    step = step_of(sessions=[session])
    for name, value in facts.items():
        setattr(session, name, value)
    session.save(update_fields=[name for name in facts if name in OF_A_SESSION])
    return step


def _plan_of(session: WorkSession) -> SessionDraft:
    return SessionDraft(**{n: getattr(session, n) for n in SessionDraft.__dataclass_fields__})


def _open_mission(mission: Mission) -> Mission:
    found = Mission.objects.of(mission.business).open().filter(pk=mission.pk)
    held = found.select_related("business", "offer").select_for_update(of=("self",)).first()
    if held is None:
        raise SessionRefused(_("This mission is over: reopen it to plan more."))
    return held


def _check_planned(session: WorkSession) -> None:
    if any(getattr(session, name) for name in STATE_DAYS):
        raise SessionRefused(_("Put this session back first: something was already noted of it."))


def _check_plan(draft: SessionDraft) -> None:
    if not FIRST_DAY <= draft.on <= LAST_DAY:
        raise SessionRefused(_("Give a day from 2000 on."), "on")
    if not 0 < draft.planned_minutes <= MOST_MINUTES:
        text = _("Say how long it lasts, for example 3:30.")
        raise SessionRefused(text, "planned_minutes")
    _check_persons(draft.persons)


def _check_served(served: Served) -> None:
    if not 0 < served.real_minutes <= MOST_MINUTES:
        raise SessionRefused(_("Say how long it really lasted, for example 3:30."), "real_minutes")
    if not 0 <= served.sold_minutes <= MOST_MINUTES:
        raise SessionRefused(_("A session sells at most 24 hours."), "sold_minutes")
    _check_persons(served.persons)
    for name, value in asdict(served).items():
        if name.endswith("_litres") and not 0 <= value <= MOST_LITRES:
            raise SessionRefused(_("Write litres as a whole number, for example 120."), name)


def _check_persons(persons: int) -> None:
    if not 1 <= persons <= MOST_PERSONS:
        raise SessionRefused(_("A session counts 1 to 20 persons."), "persons")


def _checked_fee(fee: Decimal | None) -> Decimal | None:
    if fee is not None and not 0 <= fee <= MOST_FEE:
        raise SessionRefused(_("A fee is not below zero."), "fee")
    return fee or None
