"""Facts of the plan of changes: what it proposes, costs and brings, and what else was possible."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from casquettes.engine.choices.case import Choice
from casquettes.engine.choices.priors import Beliefs
from casquettes.engine.levies import Line
from casquettes.office.models import Training
from casquettes.pilot.models import BilanAnswer
from casquettes.pilot.queries.bilan.facts import Fact, Facts, Row
from casquettes.pilot.queries.bilan.phrases import hours, listed, money, sentences, why_not
from casquettes.pilot.queries.bilan.told import strings
from casquettes.pilot.queries.choices.plans import Change, Proposal, lever_name, propose
from casquettes.pilot.queries.choices.words import MOST_SURE, NAMES, plan_of
from casquettes.ui import wording
from casquettes.ui.rounded import about, near, odds
from casquettes.ui.wording import number

MINUTES = 60
COUNTS = range(1, 6)
BUDGETS = (0.0, 0.5, 1.0, 2.0)
TRAINING = "training"  # as the law's lines call the contribution


def changes(proposal: Proposal) -> list[Change]:
    """What the plan changes, in the order of the time it frees."""
    moved = [line for line in proposal.lines() if line.offered.choice is not Choice.KEEP]
    return sorted(moved, key=lambda line: line.after - line.hours)


def named(line: Change) -> str:
    """A change in words: « Réseaux sociaux : alléger »."""
    lever = lever_name(line.lever, get_language() or "fr")
    choice = str(NAMES[line.offered.choice])
    if lever:
        choice = _("%(choice)s: %(lever)s") % {"choice": choice, "lever": lever}
    return f"{line.activity.label}, {choice[:1].lower()}{choice[1:]}"


def _no_time(facts: Facts, name: str, title: str) -> Fact | None:
    """Without any time noted there is nothing to choose among."""
    if facts.known.period is not None:
        return None
    why, where = why_not("nothing_worked", facts.coverage)
    return Fact(name, title, missing=why, missing_url=where)


def _row(line: Change, value: str, detail: str = "") -> Row:
    url = reverse("pilot:choice", args=[line.activity.pk])
    return Row(named(line), value, detail, url, line.activity.hat)


def recommended_option(facts: Facts) -> Fact:
    """The plan in one sentence, and its changes."""
    name, title = "recommended_option", _("What your figures propose")
    if none := _no_time(facts, name, title):
        return none
    said = plan_of(facts.proposal, currency=facts.currency)
    detail = sentences([said.sentence, *said.warnings])
    rows = tuple(_row(line, _freed(line)) for line in changes(facts.proposal))
    return Fact(name, title, detail=detail, url=reverse("pilot:choices"), rows=rows)


def _freed(line: Change) -> str:
    return _("%(hours)s a week") % {"hours": _signed_hours(line.after - line.hours)}


def _signed_hours(value: float) -> str:
    minutes = round(value * MINUTES)
    if not minutes:
        return hours(0)
    sign = "+" if minutes > 0 else wording.MINUS
    return f"{sign}{wording.THIN}{hours(abs(minutes) / MINUTES)}"


def regret_by_option(facts: Facts) -> Fact:
    """What the next best answer to each change would cost."""
    name, title = "regret_by_option", _("What another answer would cost")
    if none := _no_time(facts, name, title):
        return none
    rows = []
    for line in changes(facts.proposal):
        if line.next_best is None:
            rows.append(_row(line, "–", _("no other answer fits your means")))
        else:
            other, regret = line.next_best
            less = _("%(sum)s a year") % {"sum": about(max(0.0, regret), facts.currency)}
            instead = _("%(choice)s instead") % {"choice": NAMES[other]}
            rows.append(_row(line, less, instead))
    said = "" if rows else _("nothing is to be changed: keeping everything is the best answer")
    return Fact(name, title, detail=said, url=reverse("pilot:choices"), rows=tuple(rows))


def hours_of_plan(facts: Facts) -> Fact:
    """Hours a week the plan frees."""
    name, title = "hours", _("Hours freed")
    if none := _no_time(facts, name, title):
        return none
    value = _("%(hours)s a week") % {"hours": hours(_minutes(facts.proposal.freed_week))}
    resold = _minutes(facts.proposal.resold_week)
    said = _("of which %(hours)s are sold again") % {"hours": hours(resold)} if resold else ""
    return Fact(name, title, value, said, reverse("pilot:choices"))


def _minutes(value: float) -> float:
    return round(value * MINUTES) / MINUTES


def money_of_plan(facts: Facts) -> Fact:
    """Euros a year the plan brings or costs, and what is put into it."""
    name, title = "money", _("What it brings")
    if none := _no_time(facts, name, title):
        return none
    proposal = facts.proposal
    value = _("%(sum)s a year") % {"sum": about(proposal.effect.money, facts.currency)}
    said = [_spent(proposal, facts.currency)]
    if proposal.proof is not None and proposal.plan:
        held = proposal.proof.robust
        words = {
            "sum": _gain(proposal, facts.currency),
            "low": about(held.low, facts.currency),
            "high": about(held.high, facts.currency),
        }
        all_counted = _(
            "%(sum)s with rest and wish counted, between %(low)s and %(high)s eight times in ten"
        )
        said.append(all_counted % words)
    return Fact(name, title, value, listed(said), reverse("pilot:choices"))


def _spent(proposal: Proposal, currency: str) -> str:
    spent = sum(float(proposal.year.spent[change]) for change in proposal.plan)
    if not round(spent):
        return _("without spending anything")
    return _("%(sum)s put into it") % {"sum": about(spent, currency)}


def quality_of_plan(facts: Facts) -> Fact:
    """How good each activity changed would be done, before and after."""
    name, title = "quality", _("How well it would be done")
    if none := _no_time(facts, name, title):
        return none
    rows = []
    for line in changes(facts.proposal):
        if line.offered.choice is Choice.DROP:
            rows.append(_row(line, "–", _("no longer done")))
            continue
        before, after = _qualities(facts.proposal, line)
        ends = {"before": near(before), "after": near(after)}
        rows.append(_row(line, near(after), _("%(before)s today, %(after)s then") % ends))
    said = _("supposed, from your ease and as in the trade; no hat falls below its floor")
    if not rows:
        said = _("nothing changes")
    return Fact(name, title, detail=said, url=reverse("pilot:choices_beliefs"), rows=tuple(rows))


def _qualities(proposal: Proposal, line: Change) -> tuple[float, float]:
    board = proposal.board
    rank = next(n for n, habit in enumerate(board.habits) if habit.id == line.habit.id)
    options = board.case.activities[rank].options
    place = board.offered[rank].index(line.offered)
    return options[0].quality, options[place].quality


def confidence(facts: Facts) -> Fact:
    """How sure the plan is, said twice, and how steady each change."""
    name, title = "confidence", _("How sure it is")
    if none := _no_time(facts, name, title):
        return none
    proof = facts.proposal.proof
    if proof is None or not facts.proposal.plan:
        return Fact(name, title, detail=_("nothing is changed: there is nothing to be sure of"))
    rows = tuple(
        _row(line, near(min(line.confidence, MOST_SURE)), _("stays the best answer, %(odds)s")
             % {"odds": odds(min(line.confidence, MOST_SURE))})
        for line in changes(facts.proposal)
        if line.confidence is not None
    )  # fmt: skip
    better = proof.robust.better
    detail = _("%(odds)s that you gain by it") % {"odds": odds(better)}
    return Fact(name, title, near(better), detail, reverse("pilot:choices"), rows=rows)


def _with(facts: Facts, **typed: float) -> Proposal:
    """The plan under other means, found at once and not proven."""
    usual = facts.known.beliefs.typed
    return propose(replace(facts.known, beliefs=Beliefs({**usual, **typed})))


def budget_frontier(facts: Facts) -> Fact:
    """What the best plan would bring with less money to put into it, and with more."""
    name, title = "budget_frontier", _("What more money would bring")
    if none := _no_time(facts, name, title):
        return none
    budget = facts.known.beliefs.value("budget")
    url = reverse("pilot:choices")
    tried = {put: _with(facts, budget=put) for put in (budget * factor for factor in BUDGETS)}
    if len({round(worth_of(found)) for found in tried.values()}) == 1:
        said = _("nothing: the best changes your figures show cost no money")
        return Fact(name, title, detail=said, url=url)
    rows = tuple(
        Row(
            _("with %(sum)s") % {"sum": money(put, facts.currency)},
            _gain(found, facts.currency),
            _frees(found),
        )
        for put, found in tried.items()
    )
    detail = _("a year, rest and wish counted")
    return Fact(name, title, detail=detail, url=url, rows=rows)


def _gain(found: Proposal, currency: str) -> str:
    """What a plan is worth beyond today, all counted."""
    return about(max(0.0, worth_of(found)), currency)


def worth_of(found: Proposal) -> float:
    """Euros a year beyond today, a rested hour and dislikes counted."""
    if not found.plan:
        return 0.0
    rows = np.full((2, len(found.plan)), -1, dtype=np.intp)
    rows[1] = found.plan
    today, then = found.year.worth(rows)
    return float(then - today)


def _frees(found: Proposal) -> str:
    if not found.feasible:
        return _("no plan holds")
    return _("%(hours)s freed a week") % {"hours": hours(_minutes(found.freed_week))}


def gain_by_number_of_changes(facts: Facts) -> Fact:
    """What one change brings, then two, then more: each adds less."""
    name, title = "gain_by_number_of_changes", _("What each more change adds")
    if none := _no_time(facts, name, title):
        return none
    rows = []
    for count in COUNTS:
        found = _with(facts, max_changes=count)
        text = ngettext("%(n)s change", "%(n)s changes", count) % {"n": number(count, 0)}
        rows.append(Row(text, _gain(found, facts.currency), _frees(found)))
    detail = _("a year, rest and wish counted; three are plenty to hold")
    return Fact(name, title, detail=detail, url=reverse("pilot:choices"), rows=tuple(rows))


def predicted_effect(facts: Facts) -> Fact:
    """What is expected of each change: the measure it will be read by."""
    name, title = "predicted_effect", _("What is expected of each")
    if none := _no_time(facts, name, title):
        return none
    rows = []
    for line in _put_first(facts, changes(facts.proposal)):
        euros = _("%(sum)s a year") % {"sum": about(line.euros, facts.currency)}
        week = {"before": hours(_minutes(line.hours)), "after": hours(_minutes(line.after))}
        ends = _("from %(before)s to %(after)s a week") % week
        rows.append(_row(line, _freed(line), listed([ends, euros])))
    detail = "" if rows else _("nothing is proposed; what you decide yourself counts as well")
    return Fact(name, title, detail=detail, url=reverse("pilot:choices"), rows=tuple(rows))


def _put_first(facts: Facts, lines: list[Change]) -> list[Change]:
    """Those she put first in this bilan; all of them while she put none of them first."""
    told = BilanAnswer.objects.filter(bilan=facts.bilan, question="q35").first()
    order = strings(told.value.get("order")) if told else []
    keys = {mark.partition(":")[0] for mark in order}
    return [line for line in lines if line.activity.key in keys] or lines


def training_rights(facts: Facts) -> Fact:
    """What she paid in for training, what she spent on it; her rights she must ask for."""
    title, account = _("Training: what you pay in"), facts.account
    ask = _(
        "What you may draw is decided by the fund your activity belongs to and changes every "
        "year: ask it, with the certificate of your contribution."
    )
    lines = [line for line in (account.taken.lines if account.taken else ())
             if line.name == TRAINING]  # fmt: skip
    paid = sum(float(line.amount) for line in lines)
    planned = Training.objects.filter(
        business=facts.business, done_on=None, given_up_on=None
    ).order_by("planned_on", "id")
    rows = tuple(
        Row(row.title, money(float(row.price), facts.currency), url=reverse("office:trainings"))
        for row in planned[:5]
    )
    if not paid:
        said = _("No contribution to training is counted over these days.")
        return Fact(
            "training_rights", title, missing=sentences([said, ask]), rows=rows,
            missing_url=reverse("pilot:levies"),
        )  # fmt: skip
    detail = listed([_("over these days, as the law asks"), _source(facts, lines)])
    return Fact(
        "training_rights",
        title,
        wording.money(round(paid, 2), facts.currency),
        detail,
        reverse("pilot:levies"),
        missing=ask,
        rows=rows,
    )


def _source(facts: Facts, lines: list[Line]) -> str:
    """Where the rate of the last line comes from."""
    pack, rate = facts.account.law.pack, lines[-1].rate
    known: Any = pack.sources() if pack else {}
    return next((known[key]["title"] for key in (rate.sources if rate else ()) if key in known), "")


FACTS = {
    "recommended_option": recommended_option,
    "regret_by_option": regret_by_option,
    "hours": hours_of_plan,
    "money": money_of_plan,
    "quality": quality_of_plan,
    "confidence": confidence,
    "budget_frontier": budget_frontier,
    "gain_by_number_of_changes": gain_by_number_of_changes,
    "predicted_effect": predicted_effect,
    "training_rights": training_rights,
}
