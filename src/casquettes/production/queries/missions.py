"""Missions: hours sold, done and left, what comes next, and quotes that wait for theirs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, Count, F, IntegerField, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Greatest

from casquettes.kernel.models import Business
from casquettes.production.models import Mission
from casquettes.sales.models import Quote

DONE = Q(sessions__done_on__isnull=False)
PLANNED = Q(
    sessions__isnull=False,
    sessions__done_on=None,
    sessions__moved_on=None,
    sessions__missed_on=None,
    sessions__cancelled_on=None,
)
STATES = ("open", "ended", "all")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which missions she is looking for: open ones unless she says otherwise."""

    state: str = "open"
    words: str = ""
    terms: str = ""
    client: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A mission with its hours in minutes, and what comes next."""

    mission: Mission
    sold: int
    done: int  # hours used up of those sold
    real: int
    sessions: int  # done
    planned: int  # sessions to come
    next_on: dt.date | None
    late_on: dt.date | None  # a session whose day passed without a word

    @property
    def left(self) -> int:
        """Sold and not yet used up."""
        return max(0, self.sold - self.done)

    @property
    def is_over(self) -> bool:
        return self.mission.ended_on is not None or self.mission.cancelled_on is not None

    @property
    def share(self) -> float | None:
        """How much of what is sold is used up, at most 1; None when no hours were sold."""
        return min(1.0, self.done / self.sold) if self.sold else None

    @property
    def overrun(self) -> int:
        """Minutes really worked beyond those sold."""
        return max(0, self.real - self.sold) if self.sold else 0

    @property
    def state(self) -> str:
        """The word it is shown under."""
        if self.mission.cancelled_on is not None:
            return "cancelled"
        if self.mission.ended_on is not None:
            return "ended"
        if self.late_on is not None:
            return "to_confirm"
        if self.next_on is not None:
            return "planned"
        return "to_plan" if self.left or not self.sessions else "to_end"


@dataclass(frozen=True, slots=True)
class Sums:
    """What missions add up to: hours in minutes, and what their quotes come to."""

    missions: int
    sold: int
    done: int
    left: int
    quoted: Decimal


def counted(missions: QuerySet[Mission], *, today: dt.date) -> QuerySet[Mission]:
    """The missions with their hours and their next session, in one query."""
    persons = F("sessions__sold_minutes") * F("sessions__persons")
    by_result = Q(terms=Mission.Terms.FIXED)
    return missions.annotate(
        paid_minutes=Sum(persons, filter=DONE, default=0),
        real_minutes=Sum("sessions__real_minutes", filter=DONE, default=0),
        sessions_done=Count("sessions", filter=DONE),
        sessions_planned=Count("sessions", filter=PLANNED & Q(sessions__on__gte=today)),
        next_on=Min("sessions__on", filter=PLANNED & Q(sessions__on__gte=today)),
        late_on=Min("sessions__on", filter=PLANNED & Q(sessions__on__lt=today)),
    ).annotate(
        # A result uses its hours up as they are worked; hours and packages as they are sold.
        used_minutes=Case(
            When(by_result, then=F("real_minutes")),
            default=F("paid_minutes"),
            output_field=IntegerField(),
        )
    )


def found(business: Business, wanted: Wanted, *, today: dt.date) -> QuerySet[Mission]:
    """The missions wanted with their hours, the latest signed first."""
    rows = Mission.objects.of(business)
    if wanted.state == "open":
        rows = rows.open()
    elif wanted.state == "ended":
        rows = rows.exclude(ended_on=None, cancelled_on=None)
    if wanted.terms:
        rows = rows.filter(terms=wanted.terms)
    if wanted.client:
        rows = rows.filter(client_id=wanted.client)
    for word in wanted.words.split()[:8]:
        rows = rows.filter(Q(title__icontains=word) | Q(client__search_text__icontains=word))
    rows = rows.select_related("client", "business")
    return counted(rows, today=today).order_by(F("signed_on").desc(nulls_last=True), "-id")


def line_of(mission: Mission) -> Line:
    """A counted mission as it is shown."""
    row: dict[str, int | dt.date | None] = vars(mission)
    return Line(
        mission,
        sold=mission.sold_minutes,
        done=row["used_minutes"],  # type: ignore[arg-type]  # annotated by `counted`
        real=row["real_minutes"],  # type: ignore[arg-type]
        sessions=row["sessions_done"],  # type: ignore[arg-type]
        planned=row["sessions_planned"],  # type: ignore[arg-type]
        next_on=row["next_on"],  # type: ignore[arg-type]
        late_on=row["late_on"],  # type: ignore[arg-type]
    )


def sums(rows: QuerySet[Mission]) -> Sums:
    """What these counted missions add up to, in one query."""
    left = Greatest(F("sold_minutes") - F("used_minutes"), Value(0), output_field=IntegerField())
    told = (
        rows.order_by()
        .annotate(left_minutes=left)
        .aggregate(
            missions=Count("pk"),
            sold=Sum("sold_minutes", default=0),
            done=Sum("used_minutes", default=0),
            left=Sum("left_minutes", default=0),
            quoted=Sum("quoted", default=Decimal(0)),
        )
    )
    return Sums(**told)


def states(business: Business) -> dict[str, int]:
    """How many missions are open, and how many are over."""
    told = Mission.objects.of(business).aggregate(
        open=Count("pk", filter=Q(ended_on=None, cancelled_on=None)), all=Count("pk")
    )
    return {"open": told["open"], "ended": told["all"] - told["open"], "all": told["all"]}


def quotes_to_start(business: Business) -> QuerySet[Quote]:
    """Accepted quotes without a mission yet, the oldest first."""
    return (
        Quote.objects.of(business)
        .filter(accepted_on__isnull=False, withdrawn_on__isnull=True, mission__isnull=True)
        .select_related("client")
        .order_by("accepted_on", "id")
    )


def open_missions(business: Business) -> QuerySet[Mission]:
    """The open missions with their clients, the latest signed first."""
    rows = Mission.objects.of(business).open().select_related("client")
    return rows.order_by(F("signed_on").desc(nulls_last=True), "-id")
