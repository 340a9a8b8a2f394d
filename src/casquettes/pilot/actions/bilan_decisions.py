"""The decisions of a bilan: the last ones judged, three at most taken, a first action."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casquettes.engine.choices.case import Choice
from casquettes.office.models import Partner
from casquettes.pilot.actions.bilan import BilanRefused
from casquettes.pilot.actions.choices import (
    Acceptance,
    ChoiceRefused,
    Expected,
    accept,
    judge,
    take_back,
)
from casquettes.pilot.models import Decision
from casquettes.pilot.queries.bilan import changes
from casquettes.pilot.queries.bilan.changes import MOST, Chosen
from casquettes.pilot.queries.bilan.ground import Ground
from casquettes.pilot.queries.choices.plans import Answered
from casquettes.pilot.queries.choices.tried import before_of

Json = dict[str, Any]
VERDICTS = {
    "yes": gettext_lazy("Done"),
    "partly": gettext_lazy("Partly done"),
    "no": gettext_lazy("Not done"),
}
LONGEST = 200


def judge_last(ground: Ground, value: Json, made: Json) -> Json:
    """Say of each decision of last time what came of it, with what is measured today."""
    hers = {str(each.pk): each for each in ground.to_judge}
    for pk, answer in (value.get("kept") or {}).items():
        if (made.get("kept") or {}).get(pk) == answer:
            continue
        decision, verdict = hers.get(pk), str(VERDICTS.get(answer, ""))
        if decision is None or not verdict or decision.verdict == verdict:
            continue
        tried = ground.tried.get(decision.pk)
        measured = (
            {"week_hours": tried.week_hours, "freed_week": tried.freed_week, "days": tried.days}
            if tried
            else {}
        )
        judge(decision, verdict=verdict, measured=measured, today=ground.today)
    return value


def take_three(ground: Ground, value: Json, made: Json) -> Json:
    """Each change she puts first becomes a decision; one taken out of the three is taken back."""
    lines = [dict(each) for each in value.get("signs") or ()]
    if len(lines) > MOST:
        raise BilanRefused(_("Three changes at most: which one waits?"))
    kept = {line.get("decision") for line in lines}
    for left in _made(ground):
        if left.pk not in kept and left.judged_on is None:
            take_back(left, today=ground.today)
    for rank, line in enumerate(lines, start=1):
        if line in (made.get("signs") or ()):
            continue
        if chosen := changes.chosen_of(ground, line.get("key") or ""):
            decision = _held(ground, line.get("decision"))
            if decision is None:
                decision = _taken(ground, chosen, _day(line, rank, ground.today))
            line["decision"] = _told(decision, line, rank, ground).pk
    return {**value, "signs": lines}


def start_first(ground: Ground, value: Json, _made: Json) -> Json:
    """The first action is on home until its day; emptied, it is taken back."""
    task = str(value.get("task") or "").strip()[:LONGEST]
    held = _held(ground, value.get("decision"))
    if not task:
        if held is not None and held.judged_on is None:
            take_back(held, today=ground.today)
        return {**value, "decision": None}
    on = _read(value.get("on"))
    if on is None or on < ground.today:
        raise BilanRefused(_("Choose today or a day still to come."), "on")
    if held is None:
        held = Decision(
            business=ground.business,
            bilan=ground.bilan,
            choice=Decision.Choice.OTHER,
            decided_on=ground.today,
            starts_on=ground.today,
        )
    held.title, held.review_on = task, on
    held.save()
    return {**value, "decision": held.pk}


def _made(ground: Ground) -> list[Decision]:
    first = ground.said("q43").get("decision")
    return [each for each in changes.made_in(ground) if each.pk != first]


def _held(ground: Ground, pk: int | None) -> Decision | None:
    rows = Decision.objects.filter(business=ground.business, ended_on=None, pk=pk or 0)
    return rows.first()


def _taken(ground: Ground, chosen: Chosen, review_on: dt.date) -> Decision:
    """Made real as on the page of choices where nothing is left to ask, else noted as it is."""
    under_way = _under_way(ground, chosen) if chosen.activity else None
    if under_way is not None:
        return under_way
    answer = changes.answered(ground, chosen)
    expected = _expected(ground, chosen, answer)
    acceptance = _acceptance(ground, chosen, answer, review_on) if answer else None
    if acceptance is not None and chosen.activity is not None:
        # What cannot be made real as it is stays a decision in words.
        with suppress(ChoiceRefused):
            return accept(chosen.activity, acceptance, expected, today=ground.today)
    return Decision.objects.create(
        business=ground.business,
        activity=chosen.activity,
        choice=Decision.Choice.OTHER,
        title=chosen.title[:LONGEST],
        decided_on=ground.today,
        starts_on=ground.today,
        review_on=review_on,
        expected_week_hours=expected.week_hours,
        expected_year_money=expected.year_money,
        confidence=expected.confidence,
        before=expected.before,
        bilan=ground.bilan,
    )


def _acceptance(
    ground: Ground, chosen: Chosen, answer: Answered, review_on: dt.date
) -> Acceptance | None:
    told: dict[str, Any] = {}
    offered = answer.offered
    if offered.choice is Choice.DELEGATE:
        partner = _known_partner(ground, chosen)
        if partner is None:
            return None
        told = {
            "contact": partner.contact,
            "hourly_price": Decimal(str(round(offered.specialist_price, 2))),
            "month_hours": Decimal(str(round(offered.specialist_hours / 12, 1))),
        }
    if offered.choice is Choice.LEARN:
        told = {
            "hours": Decimal(str(round(offered.course_hours, 2))),
            "price": Decimal(str(round(offered.course_euros, 2))),
        }
    return Acceptance(
        choice=offered.choice,
        title=chosen.title[:160],
        starts_on=ground.today,
        review_on=review_on,
        lever=offered.lever,
        **told,
    )


def _known_partner(ground: Ground, chosen: Chosen) -> Partner | None:
    """Who already does such work for her."""
    if chosen.activity is None:
        return None
    rows = Partner.objects.filter(business=ground.business, until_on=None)
    rows = rows.select_related("contact")
    return (
        rows.filter(activity=chosen.activity).first()
        or rows.filter(hat=chosen.activity.hat).order_by("-from_on").first()
    )


def _under_way(ground: Ground, chosen: Chosen) -> Decision | None:
    return Decision.objects.filter(
        business=ground.business,
        activity=chosen.activity,
        choice=str(chosen.choice),
        lever=chosen.lever,
        ended_on=None,
        judged_on=None,
    ).first()


def _expected(ground: Ground, chosen: Chosen, answer: Answered | None) -> Expected:
    if answer is None or chosen.activity is None:
        return Expected()
    proposal = ground.facts.proposal
    habit = next(each for each in proposal.board.habits if each.id == chosen.activity.key)
    return Expected(
        week_hours=answer.freed_week,
        year_money=answer.money,
        confidence=answer.confidence,
        before=before_of(proposal.known, habit),
    )


def _told(decision: Decision, line: Json, rank: int, ground: Ground) -> Decision:
    """Her sign, its measure and the day it is read again, as she says them now."""
    if decision.decided_on >= ground.business.local_day(ground.bilan.started_at):
        decision.bilan = decision.bilan or ground.bilan
    decision.sign = str(line.get("sign") or "")[:LONGEST]
    decision.measure = str(line.get("measure") or "")
    if decision.judged_on is None:
        decision.review_on = _day(line, rank, ground.today)
    decision.save(update_fields=["bilan", "sign", "measure", "review_on"])
    return decision


def _day(line: Json, rank: int, today: dt.date) -> dt.date:
    on = _read(line.get("review_on"))
    if on is None or on <= today:
        raise BilanRefused(_("Choose a day still to come."), f"review_on{rank}")
    return on


def _read(text: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text or "")
    except (TypeError, ValueError):
        return None
