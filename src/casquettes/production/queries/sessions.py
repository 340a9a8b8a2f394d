"""Sessions: where each stands, the next one as it usually is, and what a late change costs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casquettes.creation.queries.offers import tiers_of
from casquettes.engine.pricing import cancellation_fee
from casquettes.kernel.models import Business
from casquettes.production.models import Mission, WorkSession

# Three and a half hours: what a session lasts while nothing says otherwise.
USUAL_MINUTES = 210
MORNING = dt.time(9, 0)
WEEK = dt.timedelta(days=7)
VOLUMES = ("kept_litres", "given_litres", "sold_litres", "recycled_litres", "waste_litres")


class State(StrEnum):
    """Where a session stands on a day; a fact of its dates, kept nowhere."""

    PLANNED = "planned"
    TO_CONFIRM = "to_confirm"  # its day has passed, and nothing was said of it
    DONE = "done"
    MOVED = "moved"
    MOVED_LATE = "moved_late"
    MISSED = "missed"
    CANCELLED = "cancelled"


WORDS = {
    State.PLANNED: _("planned"),
    State.TO_CONFIRM: _("to confirm"),
    State.DONE: _("done"),
    State.MOVED: _("moved"),
    State.MOVED_LATE: _("moved late"),
    State.MISSED: _("nobody there"),
    State.CANCELLED: pgettext_lazy("session", "cancelled"),
}
# How a state looks: on, good, warn, bad, or plain.
LOOKS = {
    State.DONE: "good",
    State.TO_CONFIRM: "warn",
    State.MISSED: "bad",
    State.MOVED_LATE: "bad",
}
DONE = Q(done_on__isnull=False)
PLANNED = Q(done_on=None, moved_on=None, missed_on=None, cancelled_on=None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sessions she is looking for; what is empty leaves all of them."""

    first: dt.date | None = None
    last: dt.date | None = None
    state: str = ""
    mission: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A session with where it stands."""

    session: WorkSession
    state: State

    @property
    def word(self) -> str:
        """The word it is shown under."""
        return str(WORDS[self.state])

    @property
    def look(self) -> str:
        """The look of that word."""
        return LOOKS.get(self.state, "")

    @property
    def is_planned(self) -> bool:
        return self.state in (State.PLANNED, State.TO_CONFIRM)

    @property
    def more(self) -> int:
        """Minutes worked beyond those sold; negative when it was quicker."""
        return self.session.real_minutes - self.session.sold_minutes


@dataclass(frozen=True, slots=True)
class Sums:
    """What sessions add up to, in minutes; sold hours count every person."""

    sessions: int
    done: int
    sold: int
    real: int
    planned: int


@dataclass(frozen=True, slots=True)
class Next:
    """The next session of a mission, as it usually is."""

    on: dt.date
    starts_at: dt.time | None
    planned_minutes: int
    remote: bool


def state_of(session: WorkSession, *, on: dt.date) -> State:
    """Where the session stands on a day."""
    if session.done_on is not None:
        return State.DONE
    if session.moved_on is not None:
        return State.MOVED_LATE if session.moved_late else State.MOVED
    if session.missed_on is not None:
        return State.MISSED
    if session.cancelled_on is not None:
        return State.CANCELLED
    return State.TO_CONFIRM if session.on < on else State.PLANNED


def line_of(session: WorkSession, *, on: dt.date) -> Line:
    """The session with where it stands on a day."""
    return Line(session, state_of(session, on=on))


def found(business: Business, wanted: Wanted, *, today: dt.date) -> QuerySet[WorkSession]:
    """The sessions wanted, latest first."""
    rows = WorkSession.objects.of(business)
    if wanted.first:
        rows = rows.filter(on__gte=wanted.first)
    if wanted.last:
        rows = rows.filter(on__lte=wanted.last)
    if wanted.mission:
        rows = rows.filter(mission_id=wanted.mission)
    if wanted.state:
        rows = rows.filter(_in_state(wanted.state, today))
    for word in wanted.words.split()[:8]:
        rows = rows.filter(_holds(word))
    return rows.select_related("mission", "mission__client").order_by("-on", "-starts_at", "-id")


def planned_upto(business: Business, last: dt.date) -> list[WorkSession]:
    """The planned sessions of open missions, those whose day has passed included, in order."""
    rows = WorkSession.objects.of(business).filter(PLANNED, on__lte=last)
    rows = rows.filter(mission__cancelled_on=None)
    return list(
        rows.select_related("mission__client", "mission__place").order_by("on", "starts_at", "id")
    )


def sums(rows: QuerySet[WorkSession]) -> Sums:
    """What these sessions add up to, in one query."""
    return Sums(
        **rows.order_by().aggregate(
            sessions=Count("id"),
            done=Count("id", filter=DONE),
            sold=Sum(F("sold_minutes") * F("persons"), filter=DONE, default=0),
            real=Sum("real_minutes", filter=DONE, default=0),
            planned=Sum("planned_minutes", filter=PLANNED, default=0),
        )
    )


def volumes(mission: Mission) -> dict[str, int]:
    """Litres by what became of them, over all sessions done."""
    totals = {name: Sum(name, default=0) for name in VOLUMES}
    return dict(mission.sessions.filter(DONE).aggregate(**totals))


def next_of(mission: Mission, *, today: dt.date) -> Next:
    """The next session as the last one was: same weekday, hour and length, not in the past."""
    kept = mission.sessions.filter(moved_on=None, cancelled_on=None).order_by("-on", "-id")
    last = kept.first()
    if last is None:
        start = max(mission.starts_on or today, today)
        return Next(_working(mission, start), MORNING, _usual_minutes(mission), remote=False)
    day = last.on + WEEK
    while day < today:
        day += WEEK
    minutes = last.planned_minutes or last.sold_minutes or _usual_minutes(mission)
    return Next(day, last.starts_at, minutes, remote=last.remote)


def late_fee(session: WorkSession, *, at: dt.datetime) -> Decimal | None:
    """What her offer asks for a cancellation at that moment; None when it asks for nothing."""
    mission = session.mission
    price = session_price(session)
    if mission.offer is None or price is None:
        return None
    zone = mission.business.zone
    begins = dt.datetime.combine(session.on, session.starts_at or MORNING, tzinfo=zone)
    hours = Decimal((begins - at).total_seconds()) / 3600
    fee = cancellation_fee(tiers_of(mission.offer), price=price, hours_before=hours)
    return fee or None


def session_price(session: WorkSession) -> Decimal | None:
    """What the session would bring, without VAT: by the hour, or its part of the whole."""
    mission = session.mission
    if mission.price is None:
        return None
    if mission.terms == Mission.Terms.HOURLY:
        return mission.price * session.planned_minutes * session.persons / 60
    if mission.planned_sessions:
        return mission.price / mission.planned_sessions
    if mission.sold_minutes:
        return mission.price * session.planned_minutes / mission.sold_minutes
    return None


def _usual_minutes(mission: Mission) -> int:
    if mission.sold_minutes and mission.planned_sessions:
        return mission.sold_minutes // mission.planned_sessions
    by_session = mission.offer and mission.offer.hours and mission.offer.unit == "session"
    if by_session and mission.offer and mission.offer.hours:
        return round(mission.offer.hours * 60)
    return min(USUAL_MINUTES, mission.sold_minutes) or USUAL_MINUTES


def _working(mission: Mission, day: dt.date) -> dt.date:
    """This day, or the first one after it on which she works."""
    for later in range(7):
        if mission.business.works_on(day + dt.timedelta(days=later)):
            return day + dt.timedelta(days=later)
    return day


def _in_state(state: str, today: dt.date) -> Q:
    return {
        "planned": PLANNED & Q(on__gte=today),
        "to_confirm": PLANNED & Q(on__lt=today),
        "done": DONE,
        "moved": Q(moved_on__isnull=False),
        "missed": Q(missed_on__isnull=False),
        "cancelled": Q(cancelled_on__isnull=False),
    }.get(state, Q())


def _holds(word: str) -> Q:
    holds = Q()
    for name in ("zone", "note", "mission__title", "mission__client__search_text"):
        holds |= Q(**{f"{name}__icontains": word})
    return holds
