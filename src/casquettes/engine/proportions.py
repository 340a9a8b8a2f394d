"""How sure a proportion is when few cases stand behind it: the Jeffreys interval.

The quantiles of the Beta law are computed here (continued fraction, then bisection), so that
nothing heavier is needed at run time. See docs/method/proportions.md.
"""

from __future__ import annotations

from math import exp, lgamma, log, log1p

_TINY = 1e-300
_PRECISION = 1e-15
_STEPS = 10_000


def jeffreys(successes: float, trials: float, *, level: float = 0.9) -> tuple[float, float]:
    """The equal-tailed interval of a proportion seen `successes` times in `trials`, as fractions.

    Quantiles of Beta(successes + ½, failures + ½); the lower end is 0 without any success and
    the upper end 1 without any failure (Brown, Cai and DasGupta 2001). ValueError outside
    0 ≤ successes ≤ trials or 0 < level < 1.
    """
    if not 0 <= successes <= trials:
        raise ValueError("successes must lie between 0 and the number of trials")
    if not 0 < level < 1:
        raise ValueError("the level must lie between 0 and 1, both excluded")
    failures = trials - successes
    tail = (1 - level) / 2
    low = beta_quantile(tail, successes + 0.5, failures + 0.5) if successes else 0.0
    high = beta_quantile(1 - tail, successes + 0.5, failures + 0.5) if failures else 1.0
    return low, high


def beta_quantile(probability: float, a: float, b: float) -> float:
    """The x in [0, 1] under which a Beta(a, b) variable falls with this probability.

    Bisection down to neighbouring floats. ValueError unless a, b > 0 and 0 ≤ probability ≤ 1.
    """
    if not 0 <= probability <= 1:
        raise ValueError("a probability lies between 0 and 1")
    low, high = 0.0, 1.0
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return middle
        if beta_cdf(middle, a, b) < probability:
            low = middle
        else:
            high = middle


def beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b): the probability of Beta(a, b) ≤ x.

    ValueError unless a, b > 0 and 0 ≤ x ≤ 1.
    """
    if not (a > 0 and b > 0):
        raise ValueError("both parameters of a Beta law are positive")
    if not 0 <= x <= 1:
        raise ValueError("x lies between 0 and 1")
    if x in (0, 1):
        return float(x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    # The fraction converges fast on this side only; the other side is its mirror.
    if x < (a + 1) / (a + b + 2):
        return front * _continued_fraction(x, a, b) / a
    return 1 - front * _continued_fraction(1 - x, b, a) / b


def _continued_fraction(x: float, a: float, b: float) -> float:
    """Lentz's evaluation of the continued fraction of the incomplete beta (DLMF 8.17.22)."""
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _away_from_zero(1 + term * d)
            c = _away_from_zero(1 + term / c)
            step = c * d
            value *= step
        if abs(step - 1) < _PRECISION:
            return value
    raise ArithmeticError(f"the beta function of {a}, {b} does not settle at {x}")


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
