"""Many lives of one launch: leads, missions, hours, money, month by month (numpy)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

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
    """What happened on every path, (paths, months): hours, euros.

    `room` is what could have been sold, whoever asked for it.
    """

    room: Floats
    sold: Floats
    worked: Floats
    receipts: Floats
    income: Floats
    pay: Floats
    cash: Floats
    drivers: Floats


def draw(paths: int, months: int, *, seed: int | Sequence[int]) -> Draws:
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


def live(plan: Plan, draws: Draws, levy: LevyRate) -> Lives:
    """Live the plan on every path."""
    factors = {
        name: np.exp(plan.doubt[name] * draws.drivers[:, [rank]])
        for rank, name in enumerate(DRIVERS)
    }
    wanted = _wanted_hours(plan, draws, factors)
    room = _room(plan, draws, factors)
    sold = served(plan, wanted, room, kept=_kept(plan, draws))
    background = np.minimum(plan.background_hours * factors["background"], plan.capacity_hours)
    worked = background + sold * (1 + plan.induced_time)
    receipts = received(sold * (plan.price * factors["price"]), plan.business_share)
    costs = plan.fixed_costs * factors["fixed_costs"] + sold * plan.variable_cost
    costs += _unexpected(plan, draws)
    income = receipts - taken(plan, receipts, levy) - costs
    pay, cash = pay_herself(plan, income)
    return Lives(room, sold, worked, receipts, income, pay, cash, draws.drivers)


def months_of(plan: Plan) -> list[dt.date]:
    """The first day of each month of the plan."""
    first = plan.start_on.year * 12 + plan.start_on.month - 1
    ranks = range(first, first + plan.months)
    return [dt.date(rank // 12, rank % 12 + 1, 1) for rank in ranks]


def leads_expected(plan: Plan, ramp: Floats | float) -> Floats:
    """Leads a month on the way up, by the season; `ramp` in months."""
    months = np.arange(1, plan.months + 1) + plan.months_run
    known = 1 - np.exp(-months / np.maximum(ramp, 1e-9))
    season = np.array([plan.season[month.month - 1] for month in months_of(plan)])
    return np.asarray(plan.leads * known * season)


def hours_open(plan: Plan) -> Floats:
    """Her hours of each month, holidays of August taken off."""
    august = plan.chances["august_capacity"]
    parts = [august if month.month == 8 else 1.0 for month in months_of(plan)]
    return plan.capacity_hours * np.array(parts)


def _wanted_hours(plan: Plan, draws: Draws, factors: Mapping[str, Floats]) -> Floats:
    """Hours of the missions won each month: Poisson leads, binomial wins, gamma hours.

    Each is the quantile of one uniform or normal, so that a plan a little better is lived with the
    same luck: normal quantiles are close enough from a few leads on and are floored at zero.
    """
    noise = np.exp(plan.chances["demand_noise"] * draws.demand)
    noise *= leads_expected(plan, plan.ramp_months * factors["ramp"])
    chance = np.clip(plan.conversion * factors["conversion"], 0.0, 1.0)
    wins = poisson_quantile(draws.leads, noise * (factors["market"] * chance))
    mean = plan.mission_hours * factors["mission"]
    # A sum of n gammas of shape k is a gamma of shape n·k: Wilson and Hilferty's cube.
    third = 1 / (3 * np.sqrt(np.maximum(wins, 0.5) / plan.chances["mission_spread"] ** 2))
    cube = np.maximum(1 + third * (draws.hours - third), 0.0)
    return np.asarray(wins * mean * (cube * cube * cube))


def poisson_quantile(uniform: Floats, mean: Floats) -> Floats:
    """The Poisson quantile of `uniform`, elementwise; rounded normal above a mean of 50."""
    count = np.zeros(mean.size)
    asked, means = np.minimum(uniform, 1 - 1e-9).ravel(), mean.ravel()
    large = means > 50
    if large.any():
        spread = np.sqrt(means[large]) * _normal(asked[large])
        count[large] = np.maximum(0.0, np.round(means[large] + spread))
    term = np.exp(-means)
    left = np.flatnonzero(~large & (asked > term))
    asked, means, term = asked[left], means[left], term[left]
    total, number = term.copy(), 0
    while left.size:
        number += 1
        term = term * means / number
        total += term
        count[left] = number
        more = asked > total
        left, asked, means = left[more], asked[more], means[more]
        term, total = term[more], total[more]
    return count.reshape(mean.shape)


def _normal(uniform: Floats) -> Floats:
    """The standard normal quantile to 5·10⁻⁴ (Abramowitz and Stegun 26.2.23)."""
    tail = np.clip(np.minimum(uniform, 1 - uniform), 1e-12, 0.5)
    t = np.sqrt(-2 * np.log(tail))
    above = 2.515517 + t * (0.802853 + t * 0.010328)
    below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    return np.asarray(np.where(uniform < 0.5, -1.0, 1.0) * (t - above / below))


def _room(plan: Plan, draws: Draws, factors: Mapping[str, Floats]) -> Floats:
    """Hours that can be sold each month, after holidays, illness and background work."""
    chances = plan.chances
    stay = np.log(1 - 1 / chances["illness_days"])
    open_hours = np.broadcast_to(hours_open(plan), draws.ill.shape).copy()
    ill = draws.ill < chances["illness_chance"]
    days = np.ceil(np.log(np.maximum(draws.ill_days[ill], 1e-12)) / stay)
    open_hours[ill] *= np.maximum(0.0, 1 - days / chances["working_days"])
    return sellable(plan, open_hours, plan.background_hours * factors["background"])


def sellable(plan: Plan, hours: Floats, background: Floats | float) -> Floats:
    """What is left to sell of a month's hours: each sold hour brings its own along."""
    free = np.maximum(0.0, hours - background) / (1 + plan.induced_time)
    return np.asarray(np.minimum(free, plan.max_sold_hours))


def _kept(plan: Plan, draws: Draws) -> Floats:
    """Share of the served hours that is paid for, one a path."""
    spread = plan.chances["cancellation_spread"]
    rate = plan.chances["cancellation"] * np.exp(spread * draws.cancelled - spread**2 / 2)
    return np.asarray(np.maximum(0.0, 1 - rate - plan.chances["no_show"])[:, 0])


def served(plan: Plan, wanted: Floats, room: Floats, *, kept: Floats | float) -> Floats:
    """Served and paid hours: a backlog waits, and part of it is lost each month."""
    sold = np.empty_like(room)
    stays = 1 - plan.chances["backlog_lost"]
    backlog = np.zeros(len(room))
    for month in range(plan.months):
        backlog = backlog + wanted[..., month]
        done = np.minimum(backlog, room[:, month])
        sold[:, month] = done * kept
        backlog = (backlog - done) * stays
    return sold


def received(billed: Floats, business_share: float) -> Floats:
    """Receipts by month: each month's sales arrive with the delays of consumers and businesses."""
    months = billed.shape[1]
    arriving = (1 - business_share) * _arrivals("consumer") + business_share * _arrivals("business")
    receipts = np.zeros_like(billed)
    for lag, share in enumerate(arriving[:months]):
        if share > 0:
            receipts[:, lag:] += share * billed[:, : months - lag]
    return receipts


@cache
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


def taken(plan: Plan, receipts: Floats, levy: LevyRate) -> Floats:
    """Levies are paid the month after the receipts they are taken on."""
    rates = np.array([levy(month) for month in months_of(plan)])
    levies = np.zeros_like(receipts)
    levies[:, 1:] = (receipts * rates)[:, :-1]
    return levies


def _unexpected(plan: Plan, draws: Draws) -> Floats:
    falls = draws.unexpected < plan.chances["unexpected_chance"]
    size = draws.unexpected_size * plan.chances["unexpected_scale"]
    return np.asarray(np.where(falls, size, 0.0))


def pay_herself(plan: Plan, income: Floats) -> tuple[Floats, Floats]:
    """Her pay and the cash after it: she takes her target as long as cash above the reserve does.

    Both (paths, months), in euros.
    """
    pay, cash = np.empty_like(income), np.empty_like(income)
    held = np.full(len(income), plan.cash_start)
    for month in range(plan.months):
        held = held + income[:, month]
        pay[:, month] = np.clip(held - plan.reserve, 0.0, plan.target_income)
        held = held - pay[:, month]
        cash[:, month] = held
    return pay, cash
