"""Choices over 58 activities of five answers, twelve months: first plan, proof, regrets, draws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from benchmarks.rows import Row, median, milliseconds, processor_milliseconds, row
from casquettes.engine import starting
from casquettes.engine.choices.board import Board, Figures, Habit, read_board
from casquettes.engine.choices.case import Candidate, Case, Choice
from casquettes.engine.choices.priors import Beliefs, data
from casquettes.engine.choices.robust import Doubt, robust
from casquettes.engine.choices.search import first, search
from casquettes.engine.choices.solve import answer_of
from casquettes.engine.choices.year import lay_out

ANSWERS = 5


def rows() -> Iterator[Row]:
    """On the board of the trade, and on a full one: 58 activities with five answers each."""
    for name, case in (("trade", the_trade().case), ("58 × 5", filled(the_trade().case))):
        year = lay_out(case)
        detail = f"{year.count} changes"
        plan = first(year, most=3).plan
        yield row(
            f"{name}: first plan",
            50,
            median(milliseconds(lambda: first(lay_out(case), most=3), times=20, warm_up=2)),  # noqa: B023
            "ms",
            detail,
        )
        for most in (3, 6):
            wide = lay_out(replace(case, max_changes=most))
            taken = milliseconds(lambda: search(wide, most=most), times=3, warm_up=1)  # noqa: B023
            work = processor_milliseconds(lambda: search(wide, most=most), times=1)  # noqa: B023
            found = search(wide, most=most)
            gap = found.upper_bound - found.found.best
            yield row(
                f"{name}: proof, {most} changes",
                1000,
                median(taken),
                "ms",
                f"gap {gap:.2f} €, processor {work:.0f} ms",
            )
            regrets = milliseconds(
                lambda: answer_of(wide.case, wide, search(wide, most=most)),  # noqa: B023
                times=2,
                warm_up=0,
            )
            yield row(f"{name}: all regrets, {most} changes", 2000, median(regrets), "ms")
        doubt = Doubt(**data()["doubt"])
        draws = milliseconds(lambda: robust(year, plan, doubt=doubt), times=2, warm_up=0)  # noqa: B023
        yield row(f"{name}: 200 draws", 5000, median(draws), "ms")


def the_trade() -> Board:
    """The 58 starting activities as an organiser spends 1 800 hours a year on them."""
    habits = tuple(Habit(a.key, a.key, str(a.hat), 25.0) for a in starting.activities())
    figures = Figures(
        looked_at=12.0,
        sold_hours=600.0,
        habits=habits,
        demand=(50.0,) * 12,
        capacity=(160.0,) * 12,
        margin=35.0,
    )
    return read_board(figures, Beliefs())


def filled(case: Case) -> Case:
    """The same with five answers for each activity: what is missing is a variant of keeping."""
    return replace(case, activities=tuple(_filled(each) for each in case.activities))


def _filled(activity: Candidate) -> Candidate:
    keep = activity.options[0]
    variants = [
        replace(
            keep,
            choice=Choice.REDUCE,
            hours=tuple(hour * (0.9 - rank / 20) for hour in keep.hours),
            hours_per_sold=tuple(hour * (0.9 - rank / 20) for hour in keep.hours_per_sold),
            demand_effect=(-0.004 * (rank + 1),) * case_months(activity),
        )
        for rank in range(ANSWERS)
    ]
    return replace(activity, options=(*activity.options, *variants)[:ANSWERS])


def case_months(activity: Candidate) -> int:
    """How many months the case has."""
    return len(activity.options[0].hours)
