"""What the product knows already when a question is asked: nothing she has to type again."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.formats import date_format

from casquettes.creation.models import Offer
from casquettes.engine.bilan.wanted import Ways
from casquettes.engine.hats import Hat
from casquettes.engine.periods import ONE_DAY, Period, week_of
from casquettes.finance.models import Expense
from casquettes.kernel.models import Business
from casquettes.pilot.models import Bilan, Decision, Direction, Goal
from casquettes.pilot.queries import direction, kept
from casquettes.pilot.queries.bilan.facts import Facts
from casquettes.pilot.queries.bilan.progress import Progress, last_before, said_before
from casquettes.pilot.queries.choices.tried import Tried
from casquettes.pilot.queries.choices.tried import decisions as tried_of
from casquettes.pilot.queries.goals import open_goals
from casquettes.timesheet.models import TimeEntry
from casquettes.ui import rounded
from casquettes.ui.wording import hours as said_hours

HOUR = 3600
LISTED = 12
MOST_MONTHS = 60
Choices = list[tuple[str, str]]


@dataclass
class Ground:
    """One bilan and the figures around it, each read when first asked."""

    business: Business
    bilan: Bilan
    progress: Progress
    today: dt.date

    @property
    def period(self) -> Period:
        return Period(self.bilan.first_on, self.bilan.last_on)

    @cached_property
    def previous(self) -> Bilan | None:
        return last_before(self.bilan)

    @cached_property
    def facts(self) -> Facts:
        return Facts(
            self.business, self.period, self.today, previous=self.previous, bilan=self.bilan
        )

    def said(self, question: str) -> Mapping[str, Any]:
        """What she answered to another question of this bilan."""
        row = self.progress.answers.get(question)
        return row.value if row else {}

    def said_last_time(self, question: str) -> Mapping[str, Any]:
        """What she answered to a question at the last bilan."""
        return said_before(self.previous, (question,)).get(question, {})

    @property
    def months(self) -> Choices:
        """The months of the period, the latest first."""
        firsts = [month.first.replace(day=1) for month in self.period.months()]
        shown = reversed(firsts[-MOST_MONTHS:])
        return [(f"{on:%Y-%m}", date_format(on, "F Y")) for on in shown]

    @cached_property
    def offers(self) -> list[str]:
        """What she sells, by name."""
        names = Offer.objects.of(self.business).shown().order_by("name")
        return list(dict.fromkeys(names.values_list("name", flat=True)))

    @cached_property
    def channels(self) -> list[str]:
        """The ways clients come."""
        return [way.name for way in self.facts.ways if way.name]

    @cached_property
    def expenses(self) -> Choices:
        """What she paid for over the period, the largest sums first."""
        spent = (
            Expense.objects.filter(business=self.business, removed_at=None)
            .filter(on__gte=self.period.first, on__lte=self.period.last)
            .order_by()
            .values_list("label")
            .annotate(sum=Sum("amount"), n=Count("id"))
            .order_by("-sum", "label")[:LISTED]
        )
        currency = self.business.currency
        return [(label, f"{label}, {rounded.euros(cost, currency)}") for label, cost, _n in spent]

    @cached_property
    def hat_hours(self) -> dict[str, str]:
        """Hours of the period under each hat, in words."""
        return {
            hat: said_hours(round(sum(weeks.values()) / HOUR) * HOUR)
            for hat, weeks in self._weeks.items()
        }

    @cached_property
    def median_week(self) -> dict[str, float]:
        """Hours a week under each hat in the middle of her weeks, to half an hour."""
        weeks = sorted({week for mine in self._weeks.values() for week in mine})
        return {
            hat: round(2 * statistics.median(mine.get(week, 0) for week in weeks) / HOUR) / 2
            for hat, mine in self._weeks.items()
            if weeks
        }

    @cached_property
    def _weeks(self) -> dict[str, dict[dt.date, int]]:
        rows = (
            TimeEntry.objects.of(self.business)
            .between(self.period.first, self.period.last)
            .filter(hat__in=[str(hat) for hat in Hat])
            .exclude(nature=TimeEntry.Nature.BREAK)
            .order_by()
            .values_list("on", "hat")
            .annotate(Sum("seconds"))
        )
        found: dict[str, dict[dt.date, int]] = defaultdict(lambda: defaultdict(int))
        for on, hat, seconds in rows:
            found[hat][week_of(on).first] += seconds
        return found

    @cached_property
    def to_judge(self) -> list[Decision]:
        """What she was trying when this bilan began, not judged before it."""
        begun = self.business.local_day(self.bilan.started_at)
        open_then = Q(judged_on=None) | Q(judged_on__gte=begun)
        rows = Decision.objects.filter(open_then, business=self.business, decided_on__lt=begun)
        still = rows.filter(Q(ended_on=None) | Q(ended_on__gte=begun)).exclude(bilan=self.bilan)
        return list(still.select_related("activity").order_by("review_on", "pk")[:LISTED])

    @cached_property
    def tried(self) -> dict[int, Tried]:
        """What is measured of each decision about an activity."""
        found = tried_of(self.business, today=self.today)
        return {each.decision.pk: each for each in found}

    @cached_property
    def costs(self) -> kept.Costs:
        """Her pay, her cash, what an hour of rest is worth."""
        return kept.costs(self.business)

    @cached_property
    def ways(self) -> Ways | None:
        """How the business works today, as far as a wish is held against it."""
        told, share = self.facts.hourly, self.facts.headline.billed_share
        if told.margin is None or not share or not told.months:
            return None
        flows = told.account.flows
        fixed = Fraction(flows.spent - flows.on_missions) / Fraction(told.months)
        return Ways(
            Fraction(share),
            max(Fraction(0), fixed),
            told.margin.variable_cost,
            told.margin.levy_rate,
        )

    @cached_property
    def direction(self) -> Direction | None:
        """Her page of direction, as it holds."""
        return direction.current(self.business)

    @cached_property
    def goals(self) -> list[Goal]:
        """The goals that count now."""
        return list(open_goals(self.business))

    @property
    def next_friday(self) -> dt.date:
        """The coming Friday, after today."""
        return self.today + ONE_DAY * ((4 - self.today.weekday()) % 7 or 7)
