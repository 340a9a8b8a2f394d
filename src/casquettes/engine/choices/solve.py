"""The answer to a case: the plan, its value, the price of every other answer."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from casquettes.engine.choices.case import Case, Choice
from casquettes.engine.choices.search import NONE, Search, search
from casquettes.engine.choices.year import Year, lay_out


@dataclass(frozen=True, slots=True)
class Answer:
    """What to do with each activity, in euros a year.

    `value` and `plan` are None when no plan keeps the rules. `regrets` says what each answer would
    cost against the best one, None where it cannot be had; `freed_hour_value` is € an hour, month
    by month, under the plan.
    """

    feasible: bool
    value: float | None
    baseline: float
    upper_bound: float | None
    plan: dict[str, Choice] | None
    options: dict[str, int]
    sold_hours: tuple[float, ...]
    freed_hour_value: tuple[float, ...]
    regrets: dict[str, dict[Choice, float | None]]


def solve(case: Case, *, max_changes: int | None = None) -> Answer:
    """The best plan of at most `max_changes` changes (the case's own limit when None)."""
    if max_changes is not None:
        case = replace(case, max_changes=max_changes)
    year = lay_out(case)
    return answer_of(case, year, search(year, most=case.max_changes))


def answer_of(case: Case, year: Year, result: Search) -> Answer:
    """What a finished search says, in the words of the case."""
    baseline = float(year.worth(np.full((1, 1), NONE, dtype=np.intp))[0])
    if not np.isfinite(result.found.best):
        return _infeasible(case, baseline)
    sums = year.sums_of(result.found.plan)
    sold = year.sold(sums)
    chosen = {int(year.owner[c]): int(year.option[c]) for c in result.found.plan}
    options = {a.id: chosen.get(number, 0) for number, a in enumerate(case.activities)}
    return Answer(
        feasible=True,
        value=result.found.best,
        baseline=baseline,
        upper_bound=max(result.upper_bound, result.found.best),
        plan={a.id: a.options[options[a.id]].choice for a in case.activities},
        options=options,
        sold_hours=tuple(float(hours) for hours in sold[0]),
        freed_hour_value=tuple(float(euros) for euros in year.freed_hour(sums)[0]),
        regrets=_regrets(case, year, result),
    )


def _infeasible(case: Case, baseline: float) -> Answer:
    nothing: dict[Choice, float | None]
    regrets = {}
    for activity in case.activities:
        nothing = {option.choice: None for option in activity.options}
        regrets[activity.id] = nothing
    return Answer(False, None, baseline, None, None, {}, (), (), regrets)


def _regrets(case: Case, year: Year, result: Search) -> dict[str, dict[Choice, float | None]]:
    """Best value less the best value with that answer imposed; of two levers, the better one."""
    found = result.found
    regrets: dict[str, dict[Choice, float | None]] = {}
    for number, activity in enumerate(case.activities):
        best = [(activity.options[0].choice, found.untouched[number])]
        best += [
            (activity.options[int(year.option[change])].choice, found.with_change[change])
            for change in np.flatnonzero(year.owner == number)
        ]
        mine: dict[Choice, float | None] = {}
        for choice, value in best:
            regret = float(found.best - value) if np.isfinite(value) else None
            known = mine.get(choice)
            if choice not in mine or known is None or (regret is not None and regret < known):
                mine[choice] = regret
        regrets[activity.id] = mine
    return regrets
