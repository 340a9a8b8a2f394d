"""What an hour leaves: from its list price down to what she keeps, and the hours that pay a year.

Amounts stay exact fractions until a figure is said; the definitions: docs/method/margins.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

HOUR = 3600

StepName = Literal[
    "price_given", "unsold", "unlisted", "billing_shift", "other_revenue",
    "not_received", "expenses", "vehicle", "levies", "income_tax",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """What came in and what went out over a period; `income_tax` only where it is known."""

    receipts: Decimal
    expenses: Decimal
    vehicle: Decimal
    levies: Decimal
    income_tax: Decimal

    @property
    def net(self) -> Decimal:
        """What is left to live on."""
        return self.receipts - self.expenses - self.vehicle - self.levies - self.income_tax

    @property
    def levy_rate(self) -> Fraction | None:
        """τ: what the law takes of a euro received; None without receipts."""
        if self.receipts <= 0:
            return None
        return Fraction(self.levies + self.income_tax) / Fraction(self.receipts)


@dataclass(frozen=True, slots=True)
class Turnover:
    """The revenue of a period, ex VAT: as billed, as served, and what of it has a list price.

    `other` is billed for something else than work (travel, goods, fees); `list_value` is what
    `listed_seconds` of sold time would have brought at list price, and `listed` what they did.
    """

    billed: Decimal
    other: Decimal
    served: Fraction
    listed: Fraction
    list_value: Fraction
    listed_seconds: int


@dataclass(frozen=True, slots=True)
class Step:
    """One fall (or rise) of the cascade, in currency per worked hour."""

    name: StepName
    amount: Fraction


@dataclass(frozen=True, slots=True)
class Cascade:
    """From a list price to a worked hour: list + steps = gross, gross + takings = net, exactly.

    `list_price` is None where nothing sold has one: the cascade then begins at the gross.
    """

    list_price: Fraction | None
    price_realisation: Fraction | None
    billed_share: Fraction
    to_gross: tuple[Step, ...]
    gross: Fraction
    to_net: tuple[Step, ...]
    net: Fraction


def net_hourly(kept: Kept, worked_seconds: int) -> float | None:
    """What is left of a worked hour; None when nothing was worked."""
    return float(Fraction(kept.net) * HOUR / worked_seconds) if worked_seconds else None


def cascade(
    turnover: Turnover, kept: Kept, *, worked_seconds: int, sold_seconds: int
) -> Cascade | None:
    """Every step from a list price to what a worked hour leaves; None when nothing was worked."""
    if not worked_seconds:
        return None
    worked = Fraction(worked_seconds, HOUR)
    sold = Fraction(sold_seconds, HOUR)
    gross = Fraction(turnover.billed) / worked
    taken = {
        "not_received": kept.receipts - turnover.billed,
        "expenses": -kept.expenses,
        "vehicle": -kept.vehicle,
        "levies": -kept.levies,
        "income_tax": -kept.income_tax,
    }
    list_price, realised, steps = _to_gross(turnover, sold, worked)
    return Cascade(
        list_price=list_price,
        price_realisation=realised,
        billed_share=sold / worked,
        to_gross=steps,
        gross=gross,
        to_net=tuple(
            Step(name, Fraction(amount) / worked)  # type: ignore[arg-type]  # names above
            for name, amount in taken.items()
        ),
        net=Fraction(kept.net) / worked,
    )


def _to_gross(
    turnover: Turnover, sold: Fraction, worked: Fraction
) -> tuple[Fraction | None, Fraction | None, tuple[Step, ...]]:
    if not turnover.list_value:
        return None, None, ()
    listed = Fraction(turnover.listed_seconds, HOUR)
    list_price, price = turnover.list_value / listed, turnover.listed / listed
    service = Fraction(turnover.billed) - Fraction(turnover.other)
    return (
        list_price,
        turnover.listed / turnover.list_value,
        (
            Step("price_given", price - list_price),
            Step("unsold", price * (sold / worked - 1)),
            Step("unlisted", (turnover.served - price * sold) / worked),
            Step("billing_shift", (service - turnover.served) / worked),
            Step("other_revenue", Fraction(turnover.other) / worked),
        ),
    )


@dataclass(frozen=True, slots=True)
class Margin:
    """c = p·(1−τ) − k: what one more sold hour leaves."""

    price: Fraction
    levy_rate: Fraction
    variable_cost: Fraction

    @property
    def per_sold_hour(self) -> Fraction:
        """c."""
        return self.price * (1 - self.levy_rate) - self.variable_cost

    def per_own_hour(self, induced: Fraction) -> Fraction:
        """c* = c / (1 + u): what an hour of hers brings once everything a sale asks is counted."""
        return self.per_sold_hour / (1 + induced)


def margin(
    billed: Decimal, kept: Kept, *, sold_seconds: int, variable_costs: Decimal
) -> Margin | None:
    """The margin of a sold hour; None without a sold hour, a document or a receipt."""
    rate = kept.levy_rate
    if sold_seconds <= 0 or rate is None:
        return None
    sold = Fraction(sold_seconds, HOUR)
    return Margin(Fraction(billed) / sold, rate, Fraction(variable_costs) / sold)


def direct_hourly(
    billed: Decimal, levy_rate: Fraction, caused: Decimal, *, worked_seconds: int
) -> float | None:
    """What one offer or client leaves by hour worked for it, before anything is shared out.

    (R − levies at τ − what its missions cost) / T, all its own; None when nothing was worked.
    """
    if worked_seconds <= 0:
        return None
    left = Fraction(billed) * (1 - levy_rate) - Fraction(caused)
    return float(left * HOUR / worked_seconds)


def break_even_hours(need: Fraction, margin_per_hour: Fraction) -> float | None:
    """S* = F* / c: sold hours that pay costs and herself; None when an hour leaves nothing."""
    return float(need / margin_per_hour) if margin_per_hour > 0 else None


def required_rate(
    need: Fraction, *, sold_hours: Fraction, variable_cost: Fraction, levy_rate: Fraction
) -> float | None:
    """p* = (F*/S + k) / (1−τ): the mean price that pays with the hours really sold."""
    if sold_hours <= 0 or levy_rate >= 1:
        return None
    return float((need / sold_hours + variable_cost) / (1 - levy_rate))


def runway_days(cash: Decimal, outflow: Decimal, days: int) -> float | None:
    """How many days the money lasts at the mean outflow of `days` days; None when none goes out.

    No day lived says nothing of a mean one.
    """
    if outflow <= 0 or days <= 0:
        return None
    return float(max(Fraction(0), Fraction(cash) * days / Fraction(outflow)))
