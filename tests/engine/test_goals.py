"""What months lived say of months to come, and of a target."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from casquettes.engine.goals import (
    FLAT,
    Drawn,
    Kind,
    Month,
    Outlook,
    Part,
    SoFar,
    Student,
    chance,
    drawn,
    elapsed,
    foresee,
    outlook,
    parts_ahead,
    progress,
    proposed,
    reach,
    season_of,
    usual,
)
from casquettes.engine.launch.ahead import sums_ahead
from casquettes.engine.launch.paths import draw, live, months_of
from casquettes.engine.launch.plan import defaults, read_plan
from casquettes.engine.launch.simulate import levy_rate
from casquettes.engine.periods import Period

TODAY = dt.date(2026, 3, 12)
YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))


def month(rank: int, top: float, bottom: float = 1.0) -> Month:
    """A month counted from January 2025."""
    return Month(dt.date(2025 + rank // 12, rank % 12 + 1, 1), top, bottom)


def months(*tops: float, bottom: float = 1.0) -> list[Month]:
    return [month(rank, top, bottom) for rank, top in enumerate(tops)]


def ahead(count: float) -> list[Part]:
    whole = [Part(dt.date(2026, rank % 12 + 1, 1), 1.0) for rank in range(int(count))]
    return [*whole, Part(dt.date(2027, 1, 1), count % 1)] if count % 1 else whole


def test_a_total_by_hand():
    # Months of 8, 12, 9, 11: mean 10, s² = 10/3; two months ahead, scale √(10/3 · (2 + 4/4)).
    law = foresee(SoFar(5, 1), months(8, 12, 9, 11), ahead(2), kind=Kind.TOTAL)
    assert law is not None
    assert law.centre == pytest.approx(25)
    assert law.scale == pytest.approx(10**0.5)
    assert law.freedom == 3
    # Student, 3 degrees: 95 % under 2.353363.
    assert law.value_at(0.95) == pytest.approx(25 + 2.353363 * 10**0.5, abs=1e-4)


def test_a_ratio_by_hand():
    # 20 h sold of 100, 30, 25, 25 of 100: a quarter; residuals −5, 5, 0, 0, s² = 50/3.
    law = foresee(SoFar(40, 100), months(20, 30, 25, 25, bottom=100), ahead(1), kind=Kind.RATIO)
    assert law is not None
    assert law.centre == pytest.approx((40 + 25) / 200)
    assert law.scale == pytest.approx((50 / 3 * 1.25) ** 0.5 / 200)


def test_the_interval_is_that_of_lives_drawn_one_by_one():
    """An independent oracle: the months' true mean and spread drawn, then each month to come."""
    tops = [31.0, 52, 44, 28, 61, 39, 47, 55]
    law = foresee(SoFar(120, 1), months(*tops), ahead(5.5), kind=Kind.TOTAL)
    assert law is not None
    chances = np.random.default_rng(7)
    count, n = 400_000, len(tops)
    spread = np.sqrt(np.var(tops, ddof=1) * (n - 1) / chances.chisquare(n - 1, count))
    mean = np.mean(tops) + spread / np.sqrt(n) * chances.standard_normal(count)
    whole = chances.standard_normal((count, 5)).sum(axis=1)
    part = np.sqrt(0.5) * chances.standard_normal(count)
    ends = 120 + 5.5 * mean + spread * (whole + part)
    for probability in (0.05, 0.25, 0.5, 0.75, 0.95):
        assert law.value_at(probability) == pytest.approx(np.quantile(ends, probability), rel=0.006)
    assert chance(law, 400, more=True) == pytest.approx((ends >= 400).mean(), abs=0.004)


def test_student_s_law_is_the_one_of_its_density():
    law = Student(2.0, 3.0, 5)
    t = np.linspace(-2000, (6.5 - 2) / 3, 4_000_001)
    density = 8 / (3 * np.sqrt(5) * np.pi) * (1 + t * t / 5) ** -3
    assert law.below(6.5) == pytest.approx(np.trapezoid(density, t), abs=1e-6)
    assert law.below(2.0) == pytest.approx(0.5)
    with pytest.raises(ValueError, match="billion"):
        law.value_at(0.0)


def test_nothing_is_foreseen_from_too_little():
    assert foresee(SoFar(), months(1, 2, 3), ahead(1), kind=Kind.TOTAL) is None
    assert foresee(SoFar(), months(1, 2, 3, 4), [], kind=Kind.TOTAL) is None
    assert foresee(SoFar(), months(0, 0, 0, 0), ahead(1), kind=Kind.TOTAL) is None
    assert foresee(SoFar(), months(1, 1, 1, 1, bottom=0), ahead(1), kind=Kind.RATIO) is None


def test_months_all_alike_are_still_not_sure():
    law = foresee(SoFar(), months(*[10] * 12), ahead(12), kind=Kind.TOTAL)
    assert law is not None
    low, high = reach(law)
    assert low < 120 < high


def test_only_the_last_twelve_months_count():
    early, late = [0.0] * 12, [10.0, 12] * 6
    law = foresee(SoFar(), months(*early, *late), ahead(1), kind=Kind.TOTAL)
    assert law is not None
    assert law.centre == pytest.approx(11)
    assert usual(months(*early, *late)) == 11
    assert usual([]) is None


def test_a_season_is_known_after_two_years():
    two = [20.0 if rank % 12 == 0 else 10.0 for rank in range(24)]
    assert season_of(months(*two[:23])) == FLAT
    assert season_of(months(*[0.0] * 24)) == FLAT
    assert season_of([]) == FLAT
    factors = season_of(months(*two))
    # January brings 20 of a mean of 130/12: seen twice, mixed with two even years.
    assert factors[0] == pytest.approx((2 * 240 / 130 + 2) / 4)
    assert sum(factors) == pytest.approx(12)
    assert factors[1] == factors[11] < 1


def test_the_season_moves_what_is_foreseen():
    two = [20.0 if rank % 12 == 0 else 10.0 for rank in range(24)]
    lived = months(*two)
    january = [Part(dt.date(2027, 1, 1), 1.0)]
    july = [Part(dt.date(2027, 7, 1), 1.0)]
    season = season_of(lived)
    high = foresee(SoFar(), lived, january, kind=Kind.TOTAL, season=season)
    low = foresee(SoFar(), lived, july, kind=Kind.TOTAL, season=season)
    assert high is not None
    assert low is not None
    assert high.centre / low.centre == pytest.approx(season[0] / season[6])


def test_the_months_ahead_are_cut_to_what_is_left():
    parts = parts_ahead(dt.date(2026, 11, 20), YEAR)
    assert parts == [Part(dt.date(2026, 11, 1), 10 / 30), Part(dt.date(2026, 12, 1), 1.0)]
    assert parts_ahead(YEAR.last, YEAR) == []
    assert parts_ahead(dt.date(2027, 5, 1), YEAR) == []
    assert len(parts_ahead(dt.date(2025, 5, 1), YEAR)) == 12


def test_a_target_is_told_beside_what_is_usual():
    law = Student(0.30, 0.03, 11)
    said = [outlook(law, t, usually=0.30, more=True) for t in (0.28, 0.31, 0.34, 0.45)]
    assert said == [Outlook.USUAL, Outlook.REACHABLE, Outlook.AMBITIOUS, Outlook.UNSEEN]
    fewer = [outlook(law, t, usually=0.30, more=False) for t in (0.32, 0.29, 0.26, 0.15)]
    assert fewer == said


def test_what_is_proposed_is_better_than_usual_within_reach_and_round():
    law = Student(0.304, 0.03, 11)
    assert proposed(law, usually=0.304, more=True, step=0.01) == pytest.approx(0.31)
    assert proposed(law, usually=0.304, more=False, step=0.01) == pytest.approx(0.3)
    assert proposed(Student(0.304, 0.001, 11), usually=0.304, more=True, step=0.01) == (
        pytest.approx(0.3045, abs=0.0006)
    )


def test_what_cannot_be_better_than_usual_is_proposed_as_it_is():
    law = Student(10.0, 1.0, 11)  # far under what she used to do
    value = proposed(law, usually=30.0, more=True, step=1)
    assert value == pytest.approx(reach(law)[1])


def test_progress_goes_from_the_start_to_the_target():
    assert progress(0.2, 0.25, 0.3) == pytest.approx(0.5)
    assert progress(40, 35, 30) == pytest.approx(0.5)
    assert progress(0.2, 0.1, 0.3) == 0.0
    assert progress(0.2, 0.9, 0.3) == 1.0
    assert progress(0.3, 0.3, 0.3) == 1.0
    assert progress(0.3, 0.2, 0.3) == 0.0
    assert progress(None, 0.2, 0.3) is None
    assert progress(0.2, None, 0.3) is None


def test_time_gone_is_counted_in_days():
    assert elapsed(YEAR, dt.date(2026, 1, 1)) == pytest.approx(1 / 365)
    assert elapsed(YEAR, dt.date(2025, 6, 1)) == 0.0
    assert elapsed(YEAR, dt.date(2028, 6, 1)) == 1.0


def test_a_simulation_is_read_between_its_quantiles_and_never_beyond():
    law = Drawn((0.05, 0.5, 0.95), (10.0, 20.0, 40.0))
    assert law.value_at(0.725) == pytest.approx(30)
    assert law.below(15.0) == pytest.approx(0.275)
    assert (law.below(1.0), law.below(99.0)) == (0.05, 0.95)
    assert (law.value_at(0.01), law.value_at(0.99)) == (10.0, 40.0)
    assert Drawn((0.05, 0.5, 0.95), (10.0, 10.0, 40.0)).below(10.0) == 0.05


def test_values_drawn_alike_make_a_law():
    law = drawn([3.0, 1.0, 2.0, 4.0])
    assert law.values == (1.0, 2.0, 3.0, 4.0)
    assert law.below(2.5) == pytest.approx(0.5)
    assert chance(law, 2.5, more=True) == pytest.approx(0.5)
    with pytest.raises(ValueError, match="drawn"):
        drawn([])


def test_a_plan_foresees_the_months_it_holds():
    document = {**defaults(), "start_on": "2026-03-01"}
    plan = read_plan(document, today=TODAY)
    parts = [Part(dt.date(2026, 3, 1), 0.5), Part(dt.date(2026, 4, 1), 1.0)]
    sums = sums_ahead(plan, parts, seed=3, paths=50)
    assert sums is not None
    lives = live(plan, draw(50, plan.months, seed=3), levy_rate(plan)[0])
    assert months_of(plan)[:2] == [part.on for part in parts]
    expected = lives.sold[:, 0] / 2 + lives.sold[:, 1]
    assert sums.sold_hours == pytest.approx(expected.tolist())
    assert sum(sums.turnover) == pytest.approx(sum(sums.sold_hours) * plan.price, rel=0.15)
    assert sums_ahead(plan, [Part(dt.date(2036, 3, 1), 1.0)], seed=3, paths=50) is None
    assert sums_ahead(plan, [], seed=3, paths=50) is None


FIGURES = st.lists(st.floats(0, 1e5), min_size=4, max_size=14)


@given(FIGURES, st.integers(1, 24), st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_higher_target_is_never_likelier(tops, left, one, other):
    law = foresee(SoFar(), months(*tops), ahead(left), kind=Kind.TOTAL)
    assume(law is not None)
    low, high = sorted((one, other))
    assert 0 <= chance(law, high, more=True) <= chance(law, low, more=True) <= 1
    assert chance(law, low, more=False) <= chance(law, high, more=False)


@given(FIGURES, st.floats(1, 300), st.floats(0.01, 0.99))
def test_quantiles_and_chances_agree_and_nothing_is_infinite(tops, bottom, probability):
    law = foresee(SoFar(1, 2), months(*tops, bottom=bottom), ahead(3), kind=Kind.RATIO)
    assume(law is not None)
    value = law.value_at(probability)
    assert np.isfinite(value)
    assert law.below(value) == pytest.approx(probability, abs=1e-6)


@given(FIGURES, st.integers(1, 20))
def test_more_months_to_come_leave_more_doubt_about_a_total(tops, left):
    near = foresee(SoFar(), months(*tops), ahead(left), kind=Kind.TOTAL)
    far = foresee(SoFar(), months(*tops), ahead(left + 1), kind=Kind.TOTAL)
    assume(near is not None)
    assert far.scale > near.scale


@given(FIGURES, st.booleans(), st.sampled_from([0.01, 0.5, 1.0, 500.0]))
def test_what_is_proposed_is_within_reach(tops, more, step):
    law = foresee(SoFar(), months(*tops), ahead(12), kind=Kind.TOTAL)
    assume(law is not None)
    low, high = reach(law)
    value = proposed(law, usually=usual(months(*tops)) * 12, more=more, step=step)
    assert low <= value <= high
