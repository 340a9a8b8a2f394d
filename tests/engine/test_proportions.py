import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casquettes.engine import proportions
from casquettes.engine.proportions import beta_cdf, beta_quantile, jeffreys

# Quantiles of Beta(k + ½, n − k + ½) at 5 % and 95 %, computed with SciPy 1.x (scipy.stats.beta).
TABULATED = [
    (0, 5, 0.0, 0.30574558468894947),
    (1, 8, 0.02246466554825479, 0.39667316688551524),
    (3, 10, 0.11732937668021019, 0.558126766484634),
    (5, 12, 0.21243889723020015, 0.647679429853058),
    (8, 8, 0.792491958319267, 1.0),
    (36, 84, 0.34250543212698914, 0.518218362546375),
    (12, 18, 0.4737452711450052, 0.8226660622945359),
    (300, 1000, 0.27661036011981205, 0.3242433695978189),
    (1, 5000, 3.5185772139151766e-05, 0.0007812065692274056),
]


@pytest.mark.parametrize(("successes", "trials", "low", "high"), TABULATED)
def test_intervals_agree_with_tabulated_ones(successes, trials, low, high):
    assert jeffreys(successes, trials) == pytest.approx((low, high), rel=1e-11)


def test_scipy_agrees_where_it_is_at_hand():
    beta = pytest.importorskip("scipy.stats").beta
    for a, b in [(0.5, 0.5), (2.5, 9.5), (40.5, 3.5)]:
        for p in (0.01, 0.05, 0.5, 0.95):
            assert beta_quantile(p, a, b) == pytest.approx(beta.ppf(p, a, b), rel=1e-11)


def test_without_any_trial_everything_is_possible():
    assert jeffreys(0, 0) == (0.0, 1.0)


def test_a_surer_level_is_wider():
    narrow, wide = jeffreys(3, 10, level=0.5), jeffreys(3, 10, level=0.99)
    assert wide[0] < narrow[0] < 0.3 < narrow[1] < wide[1]


@pytest.mark.parametrize(("successes", "trials"), [(-1, 5), (6, 5), (math.nan, 5)])
def test_impossible_counts_are_refused(successes, trials):
    with pytest.raises(ValueError, match="successes"):
        jeffreys(successes, trials)


@pytest.mark.parametrize("level", [0, 1, -0.1, 90])
def test_an_impossible_level_is_refused(level):
    with pytest.raises(ValueError, match="level"):
        jeffreys(1, 2, level=level)


def test_impossible_parameters_are_refused():
    with pytest.raises(ValueError, match="positive"):
        beta_cdf(0.5, 0, 1)
    with pytest.raises(ValueError, match="x lies"):
        beta_cdf(1.5, 1, 1)
    with pytest.raises(ValueError, match="probability"):
        beta_quantile(1.5, 1, 1)


def test_the_ends_of_the_law_are_sure():
    assert beta_cdf(0, 2, 3) == 0.0
    assert beta_cdf(1, 2, 3) == 1.0
    assert beta_cdf(0.5, 10, 10) == pytest.approx(0.5, rel=1e-12)
    assert beta_cdf(0.3, 2, 5) == pytest.approx(0.579825, rel=1e-12)


def simpson(x: float, a: float, b: float) -> float:
    """The same probability by plain integration, with t = sin²θ to tame both ends."""

    def density(theta: float) -> float:
        return 2 * math.sin(theta) ** (2 * a - 1) * math.cos(theta) ** (2 * b - 1)

    def area(upper: float) -> float:
        n = 2000
        h = upper / n
        inner = sum((4 if i % 2 else 2) * density(i * h) for i in range(1, n))
        return h / 3 * (density(0) + inner + density(upper))

    return area(math.asin(math.sqrt(x))) / area(math.pi / 2)


@given(st.floats(0.01, 0.99), st.integers(1, 40), st.integers(1, 40))
def test_the_law_agrees_with_plain_integration(x, twice_a, twice_b):
    a, b = twice_a / 2 + 0.5, twice_b / 2 + 0.5
    assert beta_cdf(x, a, b) == pytest.approx(simpson(x, a, b), abs=1e-6)


@given(st.integers(0, 60), st.integers(0, 60))
def test_an_interval_holds_what_was_seen_and_mirrors(successes, failures):
    trials = successes + failures
    low, high = jeffreys(successes, trials)
    assert 0 <= low < high <= 1
    if trials:
        assert low <= successes / trials <= high
    mirror = jeffreys(failures, trials)
    assert mirror == pytest.approx((1 - high, 1 - low), abs=1e-9)


@given(st.floats(0, 1), st.floats(0.3, 50), st.floats(0.3, 50))
def test_a_quantile_is_the_inverse_of_the_law(p, a, b):
    x = beta_quantile(p, a, b)
    assert 0 <= x <= 1
    assert beta_cdf(max(0.0, x - 1e-9), a, b) <= p + 1e-6


def test_a_fraction_that_does_not_settle_says_so(monkeypatch):
    monkeypatch.setattr(proportions, "_STEPS", 2)
    with pytest.raises(ArithmeticError, match="does not settle"):
        beta_cdf(0.3, 20, 30)


def test_a_vanishing_denominator_is_kept_away_from_zero():
    # 1 − (a + b)·x / (a + 1) is exactly 0 here.
    assert beta_cdf(0.5, 1, 3) == pytest.approx(0.875, rel=1e-12)
