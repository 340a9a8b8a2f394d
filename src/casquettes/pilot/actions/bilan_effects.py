"""What answers of a bilan make real: decisions judged and taken, goals, risks, a first action.

Each is done when she goes on from its question, and again at the close: nothing is made twice,
because an answer keeps the id of what it made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from casquettes.pilot.actions.bilan import BilanRefused
from casquettes.pilot.actions.bilan_decisions import judge_last, start_first, take_three
from casquettes.pilot.actions.direction import write
from casquettes.pilot.actions.goals import GoalRefused, change_goal, drop_goal, set_goal
from casquettes.pilot.actions.risks import RiskRefused, change_risk, close_risk, note_risk
from casquettes.pilot.models import Bilan, BilanAnswer, Direction, Goal, Risk
from casquettes.pilot.queries.bilan.ground import Ground
from casquettes.pilot.queries.bilan.progress import progress
from casquettes.pilot.queries.direction import current
from casquettes.pilot.queries.goals import open_goals, usual_period
from casquettes.pilot.queries.watched import WATCHED

Json = dict[str, Any]


@transaction.atomic
def carry_out(bilan: Bilan, question_id: str, *, at: dt.datetime) -> None:
    """Make real what an answer asks for; raises `BilanRefused` with the field it is about."""
    act = _ACTS.get(question_id)
    if act is None:
        return
    held = Bilan.objects.select_related("business").select_for_update(of=("self",)).get(pk=bilan.pk)
    ground = Ground(held.business, held, progress(held), held.business.local_day(at))
    row = ground.progress.answers.get(question_id)
    if row is None or row.passed_at is not None:
        return
    value = act(ground, dict(row.value))
    BilanAnswer.objects.filter(pk=row.pk).update(value=value)


def carry_out_all(bilan: Bilan, *, at: dt.datetime) -> list[str]:
    """The same for every answer, at the close; what was refused, in words."""
    refused = []
    for question_id in _ACTS:
        try:
            carry_out(bilan, question_id, at=at)
        except BilanRefused as refusal:
            refused.append(str(refusal))
    return refused


def write_direction(bilan: Bilan, *, at: dt.datetime) -> Direction | None:
    """Put the good day of a year from now, and what she says no to, on her page of direction."""
    picture, refusals = direction_told(bilan)
    if not picture and not refusals:
        return None
    last = current(bilan.business)
    return write(
        bilan.business,
        on=bilan.business.local_day(at),
        clients=last.clients if last else "",
        promise=last.promise if last else "",
        refusals=refusals or (last.refusals if last else ""),
        picture=picture or (last.picture if last else ""),
        bilan=bilan,
    )


def direction_told(bilan: Bilan) -> tuple[str, str]:
    """A good day in a year, and what she says no to, as this bilan says them."""
    rows = BilanAnswer.objects.filter(business=bilan.business_id, bilan=bilan)
    told = {row.question: row.value for row in rows.filter(question__in=("q28", "q32"))}
    picture = str(told.get("q28", {}).get("text") or "").strip()
    return picture, "\n".join(told.get("q32", {}).get("lines") or ())


def _set_goals(ground: Ground, value: Json) -> Json:
    held = {goal.pk: goal for goal in open_goals(ground.business)}
    lines = [dict(each) for each in value.get("goals") or ()]
    named = {each.get("goal") for each in lines}
    for goal in held.values():
        if goal.pk not in named and goal.bilan_id == ground.bilan.pk:
            drop_goal(goal, today=ground.today)
    for rank, line in enumerate(lines, start=1):
        if line.get("target") is None:
            continue
        try:
            line["goal"] = _goal(ground, line, held.get(line.get("goal") or 0)).pk
        except GoalRefused as refusal:
            raise BilanRefused(str(refusal), f"{refusal.field or 'measure'}{rank}") from refusal
    return {**value, "goals": lines}


def _goal(ground: Ground, line: Json, held: Goal | None) -> Goal:
    target, today = float(line["target"]), ground.today
    if held is not None:
        if abs(held.target - target) < 1e-9:
            return held
        return change_goal(held, target=target, last_on=held.last_on, today=today, title=held.title)
    period = usual_period(today)
    return set_goal(
        ground.business,
        measure=line["measure"],
        target=target,
        first_on=period.first,
        last_on=period.last,
        today=today,
        bilan=ground.bilan,
    )


def _note_causes(ground: Ground, value: Json) -> Json:
    lines = [dict(each) for each in value.get("causes") or ()]
    for rank, line in enumerate(lines, start=1):
        told = {
            "cause": line["cause"],
            "likelihood": line.get("likely"),
            "severity": line.get("serious"),
            "seen_in_time": line.get("seen"),
        }
        line["risk"] = _risk(ground, line.get("risk"), told, f"cause{rank}").pk
    _close_left(ground, [line["risk"] for line in lines], _ids(ground, "q41", "triggers"))
    return {**value, "causes": lines}


def _set_signals(ground: Ground, value: Json) -> Json:
    lines = [dict(each) for each in value.get("triggers") or ()]
    for rank, line in enumerate(lines, start=1):
        watched = WATCHED.get(line.get("measure") or "")
        if watched is None:
            continue
        cause = line.get("cause") or _("Signal: %(name)s") % {"name": watched.name}
        told = {"cause": cause, "measure": watched.id, "threshold": line.get("threshold")}
        line["risk"] = _risk(ground, line.get("risk"), told, f"threshold{rank}").pk
    _close_left(ground, _ids(ground, "q39", "causes"), [line.get("risk") for line in lines])
    return {**value, "triggers": lines}


def _risk(ground: Ground, pk: int | None, told: Json, field: str) -> Risk:
    risk = Risk.objects.filter(business=ground.business, pk=pk or 0, closed_on=None).first()
    try:
        if risk is not None:
            return change_risk(risk, today=ground.today, **told)
        return note_risk(ground.business, today=ground.today, bilan=ground.bilan, **told)
    except RiskRefused as refusal:
        raise BilanRefused(str(refusal), field) from refusal


def _close_left(ground: Ground, *named: Iterable[int | None]) -> None:
    """A cause she took back within this bilan no longer counts."""
    begun = ground.business.local_day(ground.bilan.started_at)
    kept = {pk for ids in named for pk in ids if pk}
    rows = Risk.objects.filter(business=ground.business, bilan=ground.bilan, closed_on=None)
    for risk in rows.filter(noted_on__gte=begun).exclude(pk__in=kept):
        close_risk(risk, today=ground.today)


def _ids(ground: Ground, question: str, name: str) -> list[int | None]:
    return [each.get("risk") for each in ground.said(question).get(name) or ()]


_ACTS: dict[str, Callable[[Ground, Json], Json]] = {
    "q02": judge_last,
    "q29": _set_goals,
    "q36": take_three,
    "q39": _note_causes,
    "q41": _set_signals,
    "q43": start_first,
}
