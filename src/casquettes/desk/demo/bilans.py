"""The example's four stock-takings: guesses, answers, decisions and what came of them."""

from __future__ import annotations

import datetime as dt
import tomllib
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from casquettes.desk.demo.story import LOAD_DAY
from casquettes.engine.bilan.script import questions
from casquettes.engine.choices.case import Choice
from casquettes.engine.choices.reasons import effect_of
from casquettes.engine.periods import Period
from casquettes.kernel.models import HAT_NAMES, Activity, Business
from casquettes.office.models import Partner, Training
from casquettes.pilot.actions import alerts, direction, goals, risks
from casquettes.pilot.actions import bilan as bilans
from casquettes.pilot.actions.choices import Acceptance, Expected, accept, judge, rate
from casquettes.pilot.models import Bilan, Decision
from casquettes.pilot.queries.bilan.snapshot import snapshot
from casquettes.pilot.queries.choices.figures import Known, known
from casquettes.pilot.queries.choices.plans import WEEKS, lever_name, propose
from casquettes.pilot.queries.choices.tried import before_of
from casquettes.pilot.queries.choices.tried import decisions as tried

BEGUN, CLOSED = dt.time(7, 30), dt.time(12)
ASPECTS = ("level", "pleasure", "importance")
WHEEL = ("pleasure", "ease", "importance")
MEASURED = ("week_hours", "freed_week", "days")
A_WHILE = dt.timedelta(minutes=4)
Told = dict[str, Any]
Story = dict[str, list[Told]]
DONE: Told = {"verdict": "Fait."}


def keep(business: Business) -> None:
    """Take stock four times, each on its own day, with what was known then."""
    story = _story()
    for rank, told in enumerate(story["bilans"], start=1):
        bilan = _begin(business, told)
        judged = _judge(business, story["decisions"], told["on"])
        made = [
            _decide(business, bilan, each) for each in story["decisions"] if each["bilan"] == rank
        ]
        aims = _aim(bilan, story, rank)
        causes = _fear(bilan, story, rank)
        _write(bilan, story, rank)
        first = _start(bilan, told["answers"]["q43"])
        _answer(bilan, told, {**judged, **_signs(made), **aims, **causes, **first})
        figures = snapshot(business, Period(bilan.first_on, bilan.last_on), today=told["on"])
        bilans.close(bilan, at=_at(business, told["on"], CLOSED), figures=figures)
    morning = _at(business, LOAD_DAY, BEGUN)
    goals.close_due(business, at=morning)
    alerts.look(business, at=morning)


@cache
def _story() -> Story:
    source = resources.files("casquettes.desk.demo") / "data" / "bilans.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


def _begin(business: Business, told: Told) -> Bilan:
    return bilans.begin(
        business,
        moment=told["moment"],
        is_short=told["is_short"],
        period=Period(told["first_on"], told["last_on"]),
        at=_at(business, told["on"], BEGUN),
    )


def _judge(business: Business, decisions: list[Told], today: dt.date) -> dict[str, Told]:
    """What came of the decisions that were to be read again on this day, and its answer."""
    due = {
        told["title"]: told for told in map(_titled, decisions) if told.get("judged_on") == today
    }
    effects = {each.decision.pk: each for each in tried(business, today=today)}
    kept = {}
    for row in Decision.objects.filter(business=business, judged_on=None, review_on__lte=today):
        told = due.get(row.title) or (DONE if row.choice == Decision.Choice.OTHER else None)
        if told is None:
            continue
        effect = effects.get(row.pk)
        measured = {name: getattr(effect, name) for name in MEASURED} if effect else {}
        judge(row, verdict=told["verdict"], measured=measured, today=today)
        kept[str(row.pk)] = "yes"
    return {"q02": {"kept": kept}} if kept else {}


def _decide(business: Business, bilan: Bilan, each: Told) -> Decision:
    told = _titled(each)
    today = business.local_day(bilan.started_at)
    if "activity" in told:
        decision = _accept(business, told, today)
    else:
        decision = _note(business, told, today)
    decision.bilan, decision.measure = bilan, told.get("measure", "")
    decision.save(update_fields=["bilan", "measure"])
    _carry_out(decision, told)
    return decision


def _accept(business: Business, told: Told, today: dt.date) -> Decision:
    activity = Activity.objects.of(business).get(key=told["activity"])
    acceptance = Acceptance(
        choice=Choice(told["choice"]),
        title=told["title"],
        lever=told.get("lever", ""),
        starts_on=told["starts_on"],
        review_on=told["review_on"],
        sign=told["sign"],
        provider=told.get("provider", ""),
        hours=Decimal(told.get("hours", 0)),
        price=Decimal(told.get("price", 0)),
        contact=told.get("contact", ""),
        hourly_price=Decimal(told["hourly_price"]) if "hourly_price" in told else None,
        month_hours=Decimal(told["month_hours"]) if "month_hours" in told else None,
        brief=told.get("brief", ""),
    )
    expected = _expected(known(business, today=today), acceptance, activity.key)
    return accept(activity, acceptance, expected, today=today)


def _expected(figures: Known, acceptance: Acceptance, key: str) -> Expected:
    """What the engine expected of it that day, on the figures of that day."""
    proposal = propose(figures)
    board, year = proposal.board, proposal.year
    rank = next(n for n, habit in enumerate(board.habits) if habit.id == key)
    habit = board.habits[rank]
    change = next(
        (
            column
            for column in range(year.count)
            if year.owner[column] == rank
            for offered in [board.offered[rank][int(year.option[column])]]
            if (offered.choice, offered.lever) == (acceptance.choice, acceptance.lever)
        ),
        None,
    )
    before = before_of(figures, habit)
    if change is None:
        return Expected(before=before)
    effect = effect_of(year, (change,))
    return Expected(week_hours=effect.freed / WEEKS, year_money=effect.money, before=before)


def _note(business: Business, told: Told, today: dt.date) -> Decision:
    training = None
    if "hours" in told:
        training = Training.objects.create(
            business=business,
            title=told["title"],
            hat=told["hat"],
            provider=told["provider"],
            hours=told["hours"],
            price=told["price"],
            planned_on=told["starts_on"],
        )
    return Decision.objects.create(
        business=business,
        choice=Decision.Choice.OTHER,
        title=told["title"],
        training=training,
        decided_on=today,
        starts_on=told["starts_on"],
        review_on=told["review_on"],
        sign=told["sign"],
    )


def _carry_out(decision: Decision, told: Told) -> None:
    """The training was followed, the partner briefed, on the days told."""
    if decision.training is not None and "done_on" in told:
        decision.training.started_on = told["starts_on"]
        decision.training.done_on = told["done_on"]
        decision.training.save(update_fields=["started_on", "done_on"])
    if decision.partner is not None:
        Partner.objects.filter(pk=decision.partner.pk).update(briefed_on=told["starts_on"])


def _signs(made: list[Decision]) -> dict[str, Told]:
    signs = [
        {
            "title": row.title,
            "sign": row.sign,
            "measure": row.measure,
            "review_on": row.review_on,
            "decision": row.pk,
        }
        for row in made
    ]
    return {"q36": {"signs": signs}} if signs else {}


def _aim(bilan: Bilan, story: Story, rank: int) -> dict[str, Told]:
    today = bilan.business.local_day(bilan.started_at)
    made = [
        goals.set_goal(bilan.business, **{**told, "bilan": bilan}, today=today)
        for told in _of(story["goals"], rank)
    ]
    lines = [{"measure": row.measure, "target": row.target, "goal": row.pk} for row in made]
    return {"q29": {"goals": lines}} if lines else {}


def _fear(bilan: Bilan, story: Story, rank: int) -> dict[str, Told]:
    today = bilan.business.local_day(bilan.started_at)
    made = [
        risks.note_risk(bilan.business, **{**told, "bilan": bilan}, today=today)
        for told in _of(story["risks"], rank)
    ]
    causes = [
        {
            "cause": row.cause,
            "likely": row.likelihood,
            "serious": row.severity,
            "seen": row.seen_in_time,
            "risk": row.pk,
        }
        for row in made
    ]
    watched = [
        {"measure": row.measure, "threshold": row.threshold, "above": row.above, "risk": row.pk}
        for row in made
        if row.measure
    ]
    return {"q39": {"causes": causes}, "q41": {"triggers": watched}} if made else {}


def _write(bilan: Bilan, story: Story, rank: int) -> None:
    """The page of direction, and how she sees some activities."""
    business = bilan.business
    today = business.local_day(bilan.started_at)
    for told in _of(story["directions"], rank):
        direction.write(business, **{**told, "bilan": bilan}, on=today)
    for told in _of(story["ratings"], rank):
        keys = {row.key: row.pk for row in Activity.objects.of(business)}
        marks = {
            keys[key]: dict(zip(ASPECTS, given, strict=True))
            for key, given in told.items()
            if key != "bilan"
        }
        rate(business, marks, on=today)


def _start(bilan: Bilan, told: Told) -> dict[str, Told]:
    """Her first action, on home until its day."""
    today = bilan.business.local_day(bilan.started_at)
    made = Decision.objects.create(
        business=bilan.business,
        bilan=bilan,
        choice=Decision.Choice.OTHER,
        title=told["task"],
        decided_on=today,
        starts_on=today,
        review_on=told["on"],
    )
    return {"q43": {**told, "decision": made.pk}}


def _answer(bilan: Bilan, told: Told, made: dict[str, Told]) -> None:
    wheel = {str(hat): dict(zip(WHEEL, told["wheel"][hat], strict=True)) for hat in HAT_NAMES}
    answers = {**told["answers"], "q18": {"hats": wheel}, **made}
    for rank, each in enumerate(questions(is_short=bilan.is_short)):
        guess = told["guesses"].get(each.id)
        bilans.answer(
            bilan,
            each.id,
            _plain(answers.get(each.id, {})),
            at=bilan.started_at + rank * A_WHILE,
            guess={"amount": guess} if guess is not None else None,
            passed=each.id not in answers,
        )


def _of(told: list[Told], rank: int) -> list[Told]:
    return [dict(each) for each in told if each["bilan"] == rank]


def _plain(value: Any) -> Any:
    """Days as JSON holds them."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def _titled(told: Told) -> Told:
    """Each decision has its title; a lever's is its own name."""
    lever = told.get("lever", "")
    return {**told, "title": told.get("title") or lever_name(lever, "fr")}


def _at(business: Business, day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, business.zone).astimezone(dt.UTC)
