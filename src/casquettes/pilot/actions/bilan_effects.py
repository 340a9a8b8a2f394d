"""What answers of a bilan make real: decisions judged and taken, goals, risks, a first action.

Each is done when she goes on from its question, and at the close what was not yet: nothing is
made twice, because an answer keeps the id of what it made. What she changed elsewhere since stays
as she left it there, because an answer also keeps what it said when it was made real.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casquettes.engine.bilan.script import question
from casquettes.pilot.actions.bilan import BilanRefused
from casquettes.pilot.actions.bilan_decisions import judge_last, start_first, take_three
from casquettes.pilot.actions.direction import write
from casquettes.pilot.actions.goals import GoalRefused, change_goal, drop_goal, set_goal
from casquettes.pilot.actions.risks import RiskRefused, change_risk, close_risk, note_risk
from casquettes.pilot.models import Bilan, BilanAnswer, Direction, Goal, Risk
from casquettes.pilot.queries.bilan.ground import Ground
from casquettes.pilot.queries.bilan.progress import HALF, MADE, progress
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
    told = {key: value for key, value in row.value.items() if key not in (HALF, MADE)}
    made = row.value.get(MADE) or {}
    real = act(ground, told, made) if told != made else told
    BilanAnswer.objects.filter(pk=row.pk).update(value={**real, MADE: real})


def carry_out_all(bilan: Bilan, *, at: dt.datetime) -> list[str]:
    """The same for every answer, at the close; what was refused, in words, under its question."""
    refused, language = [], get_language() or "fr"
    for question_id in _ACTS:
        try:
            carry_out(bilan, question_id, at=at)
        except BilanRefused as refusal:
            asked = question(question_id)
            told = {"question": asked.text(language) if asked else "", "why": refusal}
            refused.append(_("“%(question)s” %(why)s") % told)
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


def _set_goals(ground: Ground, value: Json, made: Json) -> Json:
    held = {goal.pk: goal for goal in open_goals(ground.business)}
    lines = [dict(each) for each in value.get("goals") or ()]
    named = {each.get("goal") for each in lines}
    left = {each.get("goal") for each in made.get("goals") or ()} | set(value.get("left") or ())
    for goal in held.values():
        if goal.pk in left - named:
            drop_goal(goal, today=ground.today)
    for rank, line in enumerate(lines, start=1):
        if line.get("target") is None or line in (made.get("goals") or ()):
            continue
        try:
            line["goal"] = _goal(ground, line, held.get(line.get("goal") or 0)).pk
        except GoalRefused as refusal:
            raise BilanRefused(str(refusal), f"{refusal.field or 'measure'}{rank}") from refusal
    return {"goals": lines}


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


def _note_causes(ground: Ground, value: Json, made: Json) -> Json:
    lines = [dict(each) for each in value.get("causes") or ()]
    before = {each.get("risk"): _cause_told(each) for each in made.get("causes") or ()}
    for rank, line in enumerate(lines, start=1):
        told = _cause_told(line)
        known = before.get(line.get("risk")) if line.get("risk") else None
        if told != known:
            line["risk"] = _risk(ground, line.get("risk"), told, known, f"cause{rank}").pk
    _close_left(ground, [line["risk"] for line in lines], _ids(ground, "q41", "triggers"))
    return {**value, "causes": lines}


def _cause_told(line: Json) -> Json:
    return {
        "cause": line["cause"],
        "likelihood": line.get("likely"),
        "severity": line.get("serious"),
        "seen_in_time": line.get("seen"),
    }


def _set_signals(ground: Ground, value: Json, made: Json) -> Json:
    lines = [dict(each) for each in value.get("triggers") or ()]
    before = made.get("triggers") or []
    for rank, line in enumerate(lines, start=1):
        watched = WATCHED.get(line.get("measure") or "")
        if watched is None or line in before:
            continue
        cause = line.get("cause") or _("Signal: %(name)s") % {"name": watched.name}
        told = {"cause": cause, "measure": watched.id, "threshold": line.get("threshold")}
        line["risk"] = _risk(ground, line.get("risk"), told, None, f"threshold{rank}").pk
    _unwatch(ground, before, {line.get("risk") for line in lines})
    _close_left(ground, _ids(ground, "q39", "causes"), [line.get("risk") for line in lines])
    return {**value, "triggers": lines}


def _unwatch(ground: Ground, before: list[Json], named: set[int | None]) -> None:
    """A signal she took out is watched no more, unless she set another on it since."""
    for line in before:
        if line.get("risk") not in named:
            rows = Risk.objects.filter(business=ground.business, closed_on=None)
            risk = rows.filter(pk=line.get("risk") or 0, measure=line.get("measure")).first()
            if risk is not None:
                change_risk(risk, today=ground.today, measure="", threshold=None)


def _risk(ground: Ground, pk: int | None, told: Json, known: Json | None, field: str) -> Risk:
    """The risk noted, or told anew where this answer changed since it was `known`."""
    risk = Risk.objects.filter(business=ground.business, pk=pk or 0, closed_on=None).first()
    try:
        if risk is not None:
            fresh = {name: it for name, it in told.items() if not known or known[name] != it}
            return change_risk(risk, today=ground.today, **fresh)
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


_ACTS: dict[str, Callable[[Ground, Json, Json], Json]] = {
    "q02": judge_last,
    "q29": _set_goals,
    "q36": take_three,
    "q39": _note_causes,
    "q41": _set_signals,
    "q43": start_first,
}
