"""The French income tax of a household: brackets by parts, capped advantage, discount."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

from casquettes.engine.countries.dated import NotKnown, law
from casquettes.engine.countries.pack import Household

HALF = Decimal("0.5")


def household_tax(household: Household, taxable: Decimal, *, year: int) -> Decimal:
    """Yearly tax, in euros, on the activity's taxable income and the household's other income.

    `year` is the year of payment, which names the scale. Raises `NotKnown` for a year without
    one: a scale is voted, never guessed.
    """
    figures = law("fr")["income_tax"]
    if str(year) not in figures["scale_upper_bounds"]:
        raise NotKnown(f"the income tax scale of {year} is not known yet")
    income = taxable + household.other_taxable
    base = Decimal(household.adults)
    parts = _parts(household)
    full = _by_scale(income, parts, figures, year)
    capped = _by_scale(income, base, figures, year) - _advantage(household, figures, year)
    return _after_discount(max(full, capped), household, figures, year)


def _parts(household: Household) -> Decimal:
    """Adults, half a part for each of two children, one from the third; half more when alone."""
    children = Decimal(household.children)
    extra = children * HALF + max(Decimal(0), children - 2) * HALF
    lone = HALF if household.lone_parent and household.children else Decimal(0)
    return Decimal(household.adults) + extra + lone


def _by_scale(income: Decimal, parts: Decimal, figures: dict[str, Any], year: int) -> Decimal:
    bounds = [Decimal(0), *map(Decimal, figures["scale_upper_bounds"][str(year)])]
    rates = [Decimal(rate) / 100 for rate in figures["rates_pct"]]
    part = income / parts
    tax = sum(
        (
            (min(part, upper) - lower) * rate
            for (lower, upper), rate in zip(pairwise(bounds), rates, strict=False)
            if part > lower
        ),
        Decimal(0),
    )
    return (tax + max(Decimal(0), part - bounds[-1]) * rates[-1]) * parts


def _advantage(household: Household, figures: dict[str, Any], year: int) -> Decimal:
    """The most that the children's parts may save."""
    halves = (_parts(household) - household.adults) / HALF
    cap = Decimal(figures["family_quotient_cap_half_part"][str(year)])
    if household.lone_parent and household.children:
        first = Decimal(figures["single_parent_first_child_cap"][str(year)])
        return first + (halves - 2) * cap
    return halves * cap


def _after_discount(
    tax: Decimal, household: Household, figures: dict[str, Any], year: int
) -> Decimal:
    """The discount (décote) of small taxes."""
    rule = figures["discount"]
    most = Decimal(rule["couple" if household.adults > 1 else "single"][str(year)])
    discount = max(Decimal(0), most - tax * Decimal(rule["rate_pct"]) / 100)
    return max(Decimal(0), tax - discount)
