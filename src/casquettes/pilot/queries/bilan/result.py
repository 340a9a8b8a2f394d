"""A closed bilan as it is read again: its figures, guesses, words, decisions and what follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from casquettes.engine.bilan.script import question, steps
from casquettes.kernel.models import HAT_NAMES, Contact
from casquettes.pilot.models import Bilan, BilanAnswer, Direction, Goal, Risk
from casquettes.pilot.queries.bilan import progress
from casquettes.pilot.queries.bilan.measure_words import value_said, why_of
from casquettes.pilot.queries.bilan.parts import (
    STEPS,
    Aim,
    Chapter,
    Earned,
    Fallen,
    Figure,
    HatTime,
    MonthKept,
    Said,
)
from casquettes.pilot.queries.bilan.said import Guess, guess_of, names_of, said
from casquettes.pilot.queries.choices.answers import TriedSaid, tried_said
from casquettes.pilot.queries.choices.tried import Tried, decisions
from casquettes.pilot.queries.goal_measures import measure_of
from casquettes.ui import rounded, wording

HOUR = 3600
LETTER, TASK, PICTURE, WHEEL = "q45", "q43", "q28", "q18"
A_CENT = 0.01
MOMENTS = {
    Bilan.Moment.RENTREE: gettext_lazy("Review after the summer, %(when)s"),
    Bilan.Moment.NEW_YEAR: gettext_lazy("New year review, %(when)s"),
    Bilan.Moment.ANNIVERSARY: gettext_lazy("Anniversary review, %(when)s"),
    Bilan.Moment.ON_DEMAND: gettext_lazy("Review of %(when)s"),
    Bilan.Moment.ALERT: gettext_lazy("Review after an alert, %(when)s"),
}
# How a figure beside the one number is said.
PER_HOUR, WEEK, SUM, DAYS = "net_hourly", "week", "sum", "runway_days"
SHOWN: dict[str, Callable[[float, str], str]] = {
    PER_HOUR: lambda value, currency: value_said(PER_HOUR, value, currency=currency),
    DAYS: lambda value, currency: value_said(DAYS, value, currency=currency),
    WEEK: lambda value, _currency: wording.hours(round(value * 60) * 60),
    SUM: rounded.euros,
}


class Result:
    """A closed bilan; each part is read once, when it is asked for."""

    def __init__(self, bilan: Bilan, *, today: dt.date) -> None:
        self.bilan, self.today, self.business = bilan, today, bilan.business
        self.figures: dict[str, Any] = bilan.figures or {}

    @property
    def title(self) -> str:
        """« Bilan de rentrée, août 2025 »."""
        when = date_format(self.bilan.last_on, "F Y")
        return MOMENTS[Bilan.Moment(self.bilan.moment)] % {"when": when}

    @property
    def currency(self) -> str:
        return str(self.figures.get("currency") or self.business.currency)

    @property
    def closed_on(self) -> dt.date | None:
        at = self.bilan.finished_at
        return self.business.local_day(at) if at else None

    def figure(self, measure: str) -> dict[str, Any]:
        """A measure as it was kept; empty where this bilan has none."""
        kept: dict[str, Any] = self.figures.get("measures", {}).get(measure, {})
        return kept

    def value(self, measure: str) -> float | None:
        """The value a measure had that day."""
        found: float | None = self.figure(measure).get("value")
        return found

    @cached_property
    def hats(self) -> list[HatTime]:
        """Time by hat, most first."""
        return [
            HatTime(
                each["hat"], hat_name(each["hat"]), round(each["hours"] * HOUR), each.get("share")
            )
            for each in self.figures.get("hats", [])
        ]

    @cached_property
    def months(self) -> list[MonthKept]:
        """Month by month."""
        return [
            MonthKept(
                dt.date.fromisoformat(f"{each['month']}-01"),
                each["hours"],
                each["share"],
                each["revenue"],
                each["received"],
            )
            for each in self.figures.get("months", [])
        ]

    @cached_property
    def before(self) -> Result | None:
        """The bilan closed before this one was begun."""
        last = progress.last_before(self.bilan)
        return Result(last, today=self.today) if last else None

    @property
    def share(self) -> float | None:
        """The one number."""
        return self.value("billed_share")

    @property
    def target(self) -> float | None:
        """What she aimed at then."""
        aimed: float | None = self.figures.get("target_share")
        return aimed

    @property
    def share_before(self) -> float | None:
        """The one number of the bilan before."""
        return self.before.share if self.before else None

    @property
    def share_why(self) -> str:
        """Why there is none, in words."""
        return why_of(self.figure("billed_share"))

    @property
    def worked_seconds(self) -> float:
        return (self.value("worked_hours") or 0.0) * HOUR

    @property
    def sold_seconds(self) -> float:
        return (self.value("sold_hours") or 0.0) * HOUR

    @property
    def main_figures(self) -> list[Figure]:
        """What stands beside the one number: only what is known."""
        week, money = self.figures.get("week_hours"), self.money
        net, gross = self.value("net_hourly"), self.value("gross_hourly")
        told = [
            (net, PER_HOUR, _("left of a worked hour")),
            (gross, PER_HOUR, _("brought by a worked hour")),
            (week, WEEK, _("a week worked, weeks off left out")),
            (money.get("revenue"), SUM, _("billed over the period")),
            (self.value("runway_days"), DAYS, _("your cash lasted that day")),
        ]
        return [
            Figure(SHOWN[kind](value, self.currency), words)
            for value, kind, words in told
            if value is not None
        ]

    @property
    def money(self) -> Mapping[str, Any]:
        """What was billed, came, went and was left; empty where nothing moved."""
        kept: Mapping[str, Any] = self.figures.get("money", {})
        moved = kept and (kept["documents"] or kept["payments"] or kept["expenses"])
        return kept if moved else {}

    @cached_property
    def falls(self) -> list[Fallen]:
        """From what was billed to what is left."""
        kept = self.money
        if not kept:
            return []
        rows = [
            Fallen(_("Billed"), kept["revenue"], is_level=True),
            Fallen(str(STEPS["not_received"]), kept["received"] - kept["revenue"]),
            *(
                Fallen(str(STEPS[name]), -kept[name])
                for name in ("expenses", "vehicle", "levies", "income_tax")
            ),
        ]
        left = _("Left") if kept["known"] else _("Left, before what the law takes")
        rows.append(Fallen(left, kept["net"], is_level=True))
        return [row for row in rows if row.is_level or abs(row.amount) >= A_CENT]

    @cached_property
    def hour_falls(self) -> list[Fallen]:
        """The same of one worked hour, from its list price."""
        told, gross = self.figures.get("cascade"), self.value("gross_hourly")
        if not told or gross is None:
            return []
        rows = []
        if told["list_price"] is not None:
            rows.append(Fallen(_("Your list price for an hour"), told["list_price"], is_level=True))
            rows += _steps(told["to_gross"])
        rows.append(Fallen(_("Gross per worked hour"), told["gross"], is_level=True))
        if self.value("net_hourly") is not None:
            rows += _steps(told["to_net"])
            rows.append(Fallen(_("Left of a worked hour"), told["net"], is_level=True))
        return rows

    @cached_property
    def answers(self) -> dict[str, BilanAnswer]:
        """Her answers by question."""
        rows = BilanAnswer.objects.filter(business=self.business, bilan=self.bilan)
        return {row.question: row for row in rows}

    @cached_property
    def guesses(self) -> list[Guess]:
        """What she guessed, beside what was measured."""
        found = []
        for key, answer in sorted(self.answers.items()):
            asked = question(key)
            if asked is not None:
                found.append(guess_of(asked, answer, self.figures, currency=self.currency))
        return [guess for guess in found if guess is not None]

    @cached_property
    def chapters(self) -> list[Chapter]:
        """What she said, step by step; only what she answered, the sealed letter left out."""
        names, language = names_of(self.business), get_language() or "fr"
        found = []
        for step in steps():
            told = []
            for asked in step.questions:
                answer = self.answers.get(asked.id)
                if answer is None or (asked.id == LETTER and self.letter_is_sealed):
                    continue
                lines = said(asked, answer, names=names, figures=self.figures)
                if lines:
                    told.append(Said(asked.id, asked.text(language), lines))
            if told:
                found.append(Chapter(step.id, step.title(language), told))
        return found

    def lines(self, id: str) -> list[str]:
        """What she said at one question."""
        told = (each for chapter in self.chapters for each in chapter.answers if each.id == id)
        return next((each.lines for each in told), [])

    @cached_property
    def letter_is_sealed(self) -> bool:
        """A letter is read at the bilan after this one."""
        later = progress.bilans(self.business).filter(started_at__gt=self.bilan.started_at)
        return self.has_letter and not later.exclude(pk=self.bilan.pk).exists()

    @property
    def has_letter(self) -> bool:
        answer = self.answers.get(LETTER)
        return answer is not None and bool(answer.value.get("text"))

    @cached_property
    def decided(self) -> list[TriedSaid]:
        """The decisions of this bilan, each with what was expected and what came."""
        first = self.answers.get(TASK)
        rows = self.bilan.decisions.filter(business=self.business)
        # The first action stands by itself.
        rows = rows.exclude(pk=(first.value.get("decision") if first else None) or 0)
        mine = list(rows.order_by("decided_on", "pk"))
        if not mine:
            return []
        tried = {each.decision.pk: each for each in decisions(self.business, today=self.today)}
        whole = [tried.get(each.pk) or Tried(each, None, 0, None, to_review=False) for each in mine]
        return [tried_said(each, currency=self.business.currency) for each in whole]

    @cached_property
    def aims(self) -> list[Aim]:
        """The goals set in it."""
        found = []
        for goal in Goal.objects.filter(business=self.business, bilan=self.bilan, dropped_on=None):
            measure = measure_of(goal.measure)
            target = measure.said(goal.target, self.currency) if measure else str(goal.target)
            found.append(Aim(goal, goal.title or str(measure.name if measure else ""), target))
        return found

    @cached_property
    def risks(self) -> list[Risk]:
        """The risks noted in it that are still watched."""
        return list(Risk.objects.filter(business=self.business, bilan=self.bilan, closed_on=None))

    @cached_property
    def direction(self) -> Direction | None:
        """Where she said she goes."""
        rows = Direction.objects.filter(business=self.business, bilan=self.bilan)
        return rows.order_by("-on", "-id").first()

    @cached_property
    def task(self) -> str:
        """The first action, and its day."""
        return "".join(self.lines(TASK)[:1])

    @cached_property
    def wheel(self) -> dict[str, dict[str, int]]:
        """Pleasure, ease and importance of each hat she marked, 1 to 5."""
        answer = self.answers.get(WHEEL)
        hats = (answer.value or {}).get("hats") or {} if answer else {}
        return {hat: marks for hat, marks in hats.items() if hat in set(HAT_NAMES) and marks}

    @cached_property
    def offers(self) -> list[Earned]:
        """What each offer brought, most first."""
        return [
            Earned(each["name"], each["revenue"], each["hourly"])
            for each in self.figures.get("offers", [])
        ]

    @cached_property
    def clients(self) -> list[Earned]:
        """The same of clients, as they are called today; one erased has no name any more."""
        kept = self.figures.get("clients", [])
        if not kept:
            return []
        numbers = [each["client"] for each in kept]
        rows = Contact.objects.of(self.business).filter(pk__in=numbers, erased_on=None)
        names = {contact.pk: contact.name for contact in rows}
        return [
            Earned(
                names.get(each["client"]) or _("A client since erased"),
                each["revenue"],
                each["hourly"],
            )
            for each in kept
        ]


def hat_name(hat: str) -> str:
    """A hat as she calls it; the time without one has its own name."""
    return next((str(name) for known, name in HAT_NAMES.items() if known == hat), _("No hat"))


def _steps(kept: Iterable[tuple[str, float]]) -> list[Fallen]:
    return [
        Fallen(str(STEPS[name]), amount)
        for name, amount in kept
        if abs(amount) >= A_CENT or name == "unsold"
    ]
