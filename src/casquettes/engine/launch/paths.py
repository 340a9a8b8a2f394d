"""Many lives of one launch: leads, missions, hours, money, month by month (numpy)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from casquettes.engine.launch.plan import Plan, priors

Floats = npt.NDArray[np.float64]
DRIVERS = ("market", "conversion", "price", "mission", "ramp", "fixed_costs", "background")
DAYS_A_MONTH = 30.4
# Share of receipts taken by the law in the month that begins on a day: the country pack says.
LevyRate = Callable[[dt.date], float]


@dataclass(frozen=True, slots=True)
class Draws:
    """All the chance of a simulation, drawn once: what-ifs reuse it (common random numbers).

    `drivers`: (paths, 7) standard normals, correlated; the others (paths, months), uniform or
    standard normal.
    """

    drivers: Floats
    demand: Floats
    leads: Floats
    wins: Floats
    hours: Floats
    cancelled: Floats
    ill: Floats
    ill_days: Floats
    unexpected: Floats
    unexpected_size: Floats


@dataclass(frozen=True, slots=True)
class Lives:
    """What happened on every path, (paths, months): hours, euros."""

    sold: Floats
    worked: Floats
    receipts: Floats
    income: Floats
    pay: Floats
    cash: Floats
    drivers: Floats


def draw(paths: int, months: int, *, seed: int) -> Draws:
    """The chance of `paths` lives, the same for the same seed."""
    generator = np.random.default_rng(seed)
    names = list(DRIVERS)
    matrix = np.eye(len(names))
    for row in priors()["correlation"]:
        i, j = (names.index(name) for name in row["between"])
        matrix[i, j] = matrix[j, i] = row["value"]
    drivers = generator.standard_normal((paths, len(names))) @ np.linalg.cholesky(matrix).T
    shape = (paths, months)

    def normal() -> Floats:
        return generator.standard_normal(shape)

    def uniform() -> Floats:
        return generator.random(shape)

    noise, memory = normal(), priors()["month"]["demand_memory"]
    demand = noise.copy()
    for month in range(1, months):
        step = np.sqrt(1 - memory**2) * noise[:, month]
        demand[:, month] = memory * demand[:, month - 1] + step
    shapes = priors()["month"]["unexpected_shape"]
    return Draws(
        drivers=drivers,
        demand=demand,
        leads=uniform(),
        wins=uniform(),
        hours=normal(),
        cancelled=generator.standard_normal((paths, 1)),
        ill=uniform(),
        ill_days=uniform(),
        unexpected=uniform(),
        unexpected_size=generator.gamma(shapes, 1.0, shape),
    )


def live(
    plan: Plan, draws: Draws, levy: LevyRate, *, month: Mapping[str, float] | None = None
) -> Lives:
    """Live the plan on every path; `month` replaces priors of the month, such as illness."""
    chances = {**priors()["month"], **(month or {})}
    spread = priors()["spread"]
    factors = {
        name: np.exp(spread[name] * draws.drivers[:, [rank]]) for rank, name in enumerate(DRIVERS)
    }
    starts = [_month_start(plan.start_on, number) for number in range(plan.months)]
    wanted = _wanted_hours(plan, draws, factors, starts, chances)
    capacity = _capacity(plan, draws, factors, starts, chances)
    sold = _sold(plan, draws, wanted, capacity, chances)
    background = np.minimum(plan.background_hours * factors["background"], plan.capacity_hours)
    worked = background + sold * (1 + plan.induced_time)
    price = plan.price * factors["price"]
    receipts = _received(sold * price, plan.business_share)
    taken = _taken(receipts, starts, levy)
    costs = plan.fixed_costs * factors["fixed_costs"] + sold * plan.variable_cost
    costs = costs + _unexpected(draws, chances)
    income = receipts - taken - costs
    pay, cash = _pay_herself(plan, income)
    return Lives(sold, worked, receipts, income, pay, cash, draws.drivers)


def _month_start(start: dt.date, number: int) -> dt.date:
    rank = start.year * 12 + start.month - 1 + number
    return dt.date(rank // 12, rank % 12 + 1, 1)


def _wanted_hours(
    plan: Plan,
    draws: Draws,
    factors: Mapping[str, Floats],
    starts: list[dt.date],
    chances: Mapping[str, Any],
) -> Floats:
    """Hours of the missions won each month: Poisson leads, binomial wins, gamma hours.

    Each is the quantile of one uniform or normal, so that a plan a little better is lived with the
    same luck: normal quantiles are close enough from a few leads on and are floored at zero.
    """
    ramp = plan.ramp_months * factors["ramp"]
    months = np.arange(1, len(starts) + 1)
    known = 1 - np.exp(-months / np.maximum(ramp, 1e-9))
    season = np.array([plan.season[start.month - 1] for start in starts])
    noise = np.exp(chances["demand_noise"] * draws.demand)
    leads = plan.leads * factors["market"] * known * season * noise
    chance = np.clip(plan.conversion * factors["conversion"], 0.0, 1.0)
    wins = poisson_quantile(draws.leads, leads * chance)
    mean = plan.mission_hours * factors["mission"]
    # A sum of n gammas of shape k is a gamma of shape n·k: Wilson and Hilferty's cube.
    shape = np.maximum(wins / chances["mission_spread"] ** 2, 1e-9)
    cube = 1 - 1 / (9 * shape) + draws.hours / (3 * np.sqrt(shape))
    return np.asarray(np.where(wins > 0, wins * mean * np.maximum(cube, 0.0) ** 3, 0.0))


def poisson_quantile(uniform: Floats, mean: Floats) -> Floats:
    """The Poisson quantile of `uniform`, elementwise; rounded normal above a mean of 50."""
    count = np.zeros_like(mean)
    small = mean <= 50
    term = np.exp(-np.where(small, mean, 0.0))
    total = term.copy()
    reached, number = np.minimum(uniform, 1 - 1e-9), 0
    while (more := small & (reached > total)).any():
        number += 1
        count = np.where(more, number, count)
        term = term * np.where(small, mean, 0.0) / number
        total = total + term
    large = np.maximum(0.0, np.round(mean + np.sqrt(np.maximum(mean, 0.0)) * _normal(uniform)))
    return np.asarray(np.where(small, count, large))


def _normal(uniform: Floats) -> Floats:
    """The standard normal quantile to 5·10⁻⁴ (Abramowitz and Stegun 26.2.23)."""
    tail = np.clip(np.minimum(uniform, 1 - uniform), 1e-12, 0.5)
    t = np.sqrt(-2 * np.log(tail))
    above = 2.515517 + t * (0.802853 + t * 0.010328)
    below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    return np.asarray(np.where(uniform < 0.5, -1.0, 1.0) * (t - above / below))


def _capacity(
    plan: Plan,
    draws: Draws,
    factors: Mapping[str, Floats],
    starts: list[dt.date],
    chances: Mapping[str, Any],
) -> Floats:
    """Hours that can be sold each month, after holidays, illness and background work."""
    open_days = np.array([chances["august_capacity"] if s.month == 8 else 1.0 for s in starts])
    stay = 1 - 1 / chances["illness_days"]
    days = np.ceil(np.log(np.maximum(draws.ill_days, 1e-12)) / np.log(stay))
    lost = np.where(draws.ill < chances["illness_chance"], days / chances["working_days"], 0.0)
    hours = plan.capacity_hours * open_days * np.maximum(0.0, 1 - lost)
    background = plan.background_hours * factors["background"]
    free = np.maximum(0.0, hours - background) / (1 + plan.induced_time)
    return np.asarray(np.minimum(free, plan.max_sold_hours))


def _sold(
    plan: Plan, draws: Draws, wanted: Floats, capacity: Floats, chances: Mapping[str, Any]
) -> Floats:
    """Served and paid hours: a backlog waits, and part of it is lost each month."""
    spread = chances["cancellation_spread"]
    rate = chances["cancellation"] * np.exp(spread * draws.cancelled - spread**2 / 2)
    kept = np.maximum(0.0, 1 - rate - chances["no_show"])
    sold = np.empty_like(wanted)
    backlog = np.zeros(len(wanted))
    for month in range(plan.months):
        backlog = backlog + wanted[:, month]
        served = np.minimum(backlog, capacity[:, month])
        sold[:, month] = served * kept[:, 0]
        backlog = (backlog - served) * (1 - chances["backlog_lost"])
    return sold


def _received(billed: Floats, business_share: float) -> Floats:
    """Receipts by month: each month's sales arrive with the delays of consumers and businesses."""
    months = billed.shape[1]
    arriving = (1 - business_share) * _arrivals("consumer") + business_share * _arrivals("business")
    receipts = np.zeros_like(billed)
    for lag, share in enumerate(arriving[:months]):
        receipts[:, lag:] += share * billed[:, : months - lag]
    return receipts


def _arrivals(payer: str) -> Floats:
    """Share of a month's sales that arrives 0, 1, 2… months later, work spread over the month."""
    rules = priors()["payment"]
    late = np.arange(0.5, 2000) / 2000
    if payer == "consumer":
        days = 1 - rules["consumer_late_days"] * np.log1p(-late)
        parts = [(rules["consumer_at_once"], np.zeros(1)), (1 - rules["consumer_at_once"], days)]
    else:
        terms = rules["business_terms_days"]
        within, beyond = rules["business_up_to_15"], rules["business_up_to_30"]
        rest = 1 - rules["business_on_time"] - within - beyond
        parts = [
            (rules["business_on_time"], np.full(1, terms)),
            (within, terms + 1 + 14 * late),
            (beyond, terms + 15 + 15 * late),
            (rest, terms + 30 - rules["business_beyond_days"] * np.log1p(-late)),
        ]
    work = (np.arange(30) + 0.5) / 30
    shares = np.zeros(24)
    for weight, days in parts:
        lags = np.floor(work[:, np.newaxis] + days / DAYS_A_MONTH).astype(int)
        counts = np.bincount(np.minimum(lags, 23).ravel(), minlength=24)
        shares += weight * counts / counts.sum()
    return shares


def _taken(receipts: Floats, starts: list[dt.date], levy: LevyRate) -> Floats:
    """Levies are paid the month after the receipts they are taken on."""
    rates = np.array([levy(start) for start in starts])
    taken = np.zeros_like(receipts)
    taken[:, 1:] = (receipts * rates)[:, :-1]
    return taken


def _unexpected(draws: Draws, chances: Mapping[str, Any]) -> Floats:
    falls = draws.unexpected < chances["unexpected_chance"]
    return np.asarray(np.where(falls, draws.unexpected_size * chances["unexpected_scale"], 0.0))


def _pay_herself(plan: Plan, income: Floats) -> tuple[Floats, Floats]:
    """She takes her target as long as cash above the reserve allows it."""
    pay, cash = np.empty_like(income), np.empty_like(income)
    held = np.full(len(income), plan.cash_start)
    for month in range(plan.months):
        held = held + income[:, month]
        pay[:, month] = np.clip(held - plan.reserve, 0.0, plan.target_income)
        held = held - pay[:, month]
        cash[:, month] = held
    return pay, cash
