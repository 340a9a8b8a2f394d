"""The plan proposed: found at once, then proven best, with what it brings and how sure it is."""

from __future__ import annotations

import pickle
from collections import OrderedDict
from dataclasses import dataclass, replace
from threading import Lock

import numpy as np

from casquettes.engine.choices.board import Board, Habit, Offered
from casquettes.engine.choices.case import Case, Choice
from casquettes.engine.choices.priors import data, levers
from casquettes.engine.choices.reasons import (
    DEMAND_ROWS,
    TIME_ROWS,
    Effect,
    break_even,
    effect_of,
    imposed,
    price_ceiling,
)
from casquettes.engine.choices.robust import Doubt, Robust, robust
from casquettes.engine.choices.search import NONE, Plan, first, search
from casquettes.engine.choices.solve import Answer, answer_of
from casquettes.engine.choices.year import Year, lay_out
from casquettes.kernel.models import Activity
from casquettes.pilot.queries.choices.figures import Known, board_of

WEEKS = 365.25 / 7
UNBOUND = 1e18
DELEGATE = Choice.DELEGATE
KEPT = 32  # proofs held in memory, by the very figures they are about


@dataclass(frozen=True, slots=True)
class Proof:
    """The best plan for sure, what every other answer would cost, and how sure the figures are."""

    plan: Plan
    answer: Answer
    robust: Robust
    regrets: tuple[float | None, ...]  # of each change


@dataclass(frozen=True, slots=True)
class Change:
    """What the plan proposes for one activity; hours a week of hers, euros a year."""

    activity: Activity
    habit: Habit
    offered: Offered
    hours: float
    after: float
    euros: float
    confidence: float | None
    next_best: tuple[Choice, float] | None  # the answer that costs least instead

    @property
    def lever(self) -> str:
        return self.offered.lever

    def lever_in(self, language: str) -> str:
        """The way it is lightened, in words."""
        return lever_name(self.lever, language)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything a page says of a plan."""

    known: Known
    board: Board
    year: Year
    plan: Plan
    feasible: bool
    effect: Effect
    proof: Proof | None

    def lines(self) -> list[Change]:
        """Every activity with what is proposed for it, the longest first."""
        lines = [_line(self, rank) for rank in range(len(self.board.habits))]
        return sorted(lines, key=lambda line: -line.hours)

    @property
    def freed_week(self) -> float:
        """Hours a week freed."""
        return self.effect.freed / WEEKS

    @property
    def resold_week(self) -> float:
        return max(0.0, self.effect.resold) / WEEKS

    @property
    def all_protected(self) -> bool:
        """Is nothing left to drop or delegate?"""
        return not any(
            offered.choice in (Choice.DELEGATE, Choice.DROP)
            for row in self.board.offered
            for offered in row
        )


_proofs: OrderedDict[bytes, Proof] = OrderedDict()
_turn = Lock()


def propose(known: Known, *, prove: bool = False) -> Proposal:
    """A plan at once; with `prove`, the best plan for sure. What was proven stays at hand."""
    board = board_of(known)
    year = lay_out(board.case)
    proof = _remembered(board.case) or (proof_of(board.case, year) if prove else None)
    if proof is not None:
        plan, feasible = proof.plan, proof.answer.feasible
    else:
        found = first(year, most=board.case.max_changes)
        plan, feasible = found.plan, found.best > float("-inf")
    return Proposal(known, board, year, plan, feasible, effect_of(year, plan), proof)


def proof_of(case: Case, year: Year) -> Proof:
    """Solve a case to the end, and hold its plan against the draws; kept in memory."""
    result = search(year, most=case.max_changes)
    answer = answer_of(case, year, result)
    held = robust(year, result.found.plan, doubt=Doubt(**data()["doubt"]))
    best = result.found.best
    regrets = tuple(
        float(best - value) if np.isfinite(value) else None for value in result.found.with_change
    )
    proof = Proof(result.found.plan, answer, held, regrets)
    with _turn:
        _proofs[_key(case)] = proof
        while len(_proofs) > KEPT:
            _proofs.popitem(last=False)
    return proof


def _remembered(case: Case) -> Proof | None:
    with _turn:
        return _proofs.get(_key(case))


def _key(case: Case) -> bytes:
    return pickle.dumps(replace(case, quality_floors=dict(case.quality_floors)))


def _line(proposal: Proposal, rank: int) -> Change:
    year, proof, known = proposal.year, proposal.proof, proposal.known
    habit = proposal.board.habits[rank]
    change = next((c for c in proposal.plan if year.owner[c] == rank), None)
    offered = proposal.board.offered[rank][0 if change is None else int(year.option[change])]
    hours = habit.hours / known.weeks
    alone = effect_of(year, () if change is None else (change,))
    return Change(
        activity=known.activities[habit.id],
        habit=habit,
        offered=offered,
        hours=hours,
        after=max(0.0, hours - alone.freed / WEEKS),
        euros=alone.money,
        confidence=_confidence(year, proof, rank, change),
        next_best=_next_best(proof, habit.id, offered.choice),
    )


def _confidence(year: Year, proof: Proof | None, rank: int, change: int | None) -> float | None:
    if proof is None:
        return None
    often = proof.robust.confidence
    if change is not None:
        return often[change]
    return max(0.0, 1 - sum(often[c] for c in range(year.count) if year.owner[c] == rank))


def _next_best(proof: Proof | None, activity: str, mine: Choice) -> tuple[Choice, float] | None:
    if proof is None:
        return None
    regrets = proof.answer.regrets[activity]
    others = [(c, r) for c, r in regrets.items() if c is not mine and r is not None]
    return min(others, key=lambda each: each[1], default=None)


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer to one activity: what it asks, what it would cost not to follow the best."""

    offered: Offered
    chosen: bool
    regret: float | None
    freed_week: float
    money: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Tipping:
    """The belief that would change the answer: its value today, and the one that tips it."""

    name: str  # "demand_lost" or "time_saved", shares
    value: float
    tips_at: float
    towards: Offered


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why an activity is treated so, and what would change it."""

    answers: list[Answered]
    ceiling: float | None
    specialist_price: float | None
    tipping: Tipping | None


def reasons(proposal: Proposal, key: str) -> Reasons | None:
    """What every answer to an activity would cost; None for one without hours."""
    board, year, proof = proposal.board, proposal.year, proposal.proof
    rank = next((n for n, habit in enumerate(board.habits) if habit.id == key), None)
    if rank is None or proof is None:
        return None
    columns = {int(year.option[c]): c for c in range(year.count) if year.owner[c] == rank}
    chosen = next((int(year.option[c]) for c in proof.plan if year.owner[c] == rank), 0)
    hired = next((told for told in board.offered[rank] if told.choice is DELEGATE), None)
    return Reasons(
        answers=_answers(proposal, rank, columns, chosen),
        ceiling=_ceiling(proposal, rank, columns, hired) if hired else None,
        specialist_price=hired.specialist_price if hired else None,
        tipping=_tipping(proposal, rank, columns, chosen),
    )


def _answers(proposal: Proposal, rank: int, columns: dict[int, int], chosen: int) -> list[Answered]:
    year, proof = proposal.year, proposal.proof
    assert proof is not None
    often = proof.robust.confidence
    keep = proof.answer.regrets[proposal.board.habits[rank].id][Choice.KEEP]
    found = []
    for option, offered in enumerate(proposal.board.offered[rank]):
        effect = effect_of(year, (columns[option],) if option else ())
        sure = often[columns[option]] if option else 1 - sum(often[c] for c in columns.values())
        found.append(
            Answered(
                offered=offered,
                chosen=option == chosen,
                regret=proof.regrets[columns[option]] if option else keep,
                freed_week=effect.freed / WEEKS,
                money=effect.money,
                confidence=max(0.0, sure),
            )
        )
    return found


def _ceiling(
    proposal: Proposal, rank: int, columns: dict[int, int], hired: Offered
) -> float | None:
    """The highest price at which a specialist still pays, were budget and cash no matter."""
    proof = proposal.proof
    assert proof is not None
    known = dict(proof.answer.regrets[proposal.board.habits[rank].id])
    if known[DELEGATE] is None:
        option = proposal.board.offered[rank].index(hired)
        known[DELEGATE] = _beyond_means(proposal, rank, columns[option])
    return price_ceiling(known, price=hired.specialist_price, hours=hired.specialist_hours)


def _beyond_means(proposal: Proposal, rank: int, change: int) -> float | None:
    """The regret of an answer that budget or cash forbids, as if they did not."""
    case = replace(proposal.board.case, budget=UNBOUND, cash_floor=-UNBOUND)
    free = replace(proposal.year, case=case)
    plan = imposed(free, proposal.plan, rank, change, most=case.max_changes)
    if plan is None:
        return None
    worth = [float(free.worth(np.array([[*each, NONE]]))[0]) for each in (proposal.plan, plan)]
    return worth[0] - worth[1]


def _tipping(proposal: Proposal, rank: int, columns: dict[int, int], chosen: int) -> Tipping | None:
    """The belief nearest to bringing another answer, the cheapest of them first."""
    proof = proposal.proof
    assert proof is not None
    row = proposal.board.offered[rank]
    keep = proof.answer.regrets[proposal.board.habits[rank].id][Choice.KEEP]
    others = [
        (regret, option)
        for option in range(len(row))
        if option != chosen and row[option].choice is not Choice.DELEGATE  # its price says it
        for regret in [proof.regrets[columns[option]] if option else keep]
        if regret is not None
    ]
    found = (_tips(proposal, rank, columns, chosen, option) for _regret, option in sorted(others))
    return next((each for each in found if each is not None), None)


def _tips(
    proposal: Proposal, rank: int, columns: dict[int, int], chosen: int, option: int
) -> Tipping | None:
    """What must be believed for `option` to be worth as much as the answer chosen."""
    board, year, proof = proposal.board, proposal.year, proposal.proof
    assert proof is not None
    row, most = board.offered[rank], board.case.max_changes
    rival = imposed(year, proof.plan, rank, columns.get(option), most=most)
    if rival is None:
        return None
    about = option or chosen
    rows: tuple[int, ...]
    if row[about].choice is Choice.DROP:
        name, value = "demand_lost", abs(row[about].demand_share)
        moved, rows = list(columns.values()), DEMAND_ROWS
    elif row[about].choice is Choice.DELEGATE:
        return None
    else:
        name, value = "time_saved", -effect_share(year, columns[about], rank)
        moved, rows = [columns[about]], TIME_ROWS
    factor = break_even(year, proof.plan, rival, moved, rows)
    if factor is None or not 0 <= value * factor <= 1:
        return None
    return Tipping(name, value, value * factor, row[option])


def effect_share(year: Year, change: int, rank: int) -> float:
    """By how much of its time an activity changes, at the end of the year."""
    before = year.firsts[rank][:2, -1].sum()
    return float(year.changes[change][:2, -1].sum() / before) if before else 0.0


def lever_name(lever: str, language: str) -> str:
    """A lever in words."""
    told = next((each for each in levers() if each.id == lever), None)
    if told is None:
        return ""
    return told.en if language.startswith("en") else told.fr
