"""France, micro-entrepreneur: what the law takes from receipts. See docs/method/countries.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from casquettes.engine.countries.ceilings import Ceiling
from casquettes.engine.countries.dated import Figure, in_force, known_until, law
from casquettes.engine.countries.fr import calendar, ceilings, income_tax
from casquettes.engine.countries.pack import Assessment, Levy, Situation

TWELVE, HUNDRED, EURO = Decimal(12), Decimal(100), Decimal(1)


@dataclass(frozen=True, slots=True)
class Line:
    """An activity line: where each of its rates is found in the figures of the law."""

    social: str
    training: str
    chamber: str | None
    kind: str  # sale | bic_service | bnc, as in the income tax rules

    @property
    def is_sale(self) -> bool:
        return self.kind == "sale"


LINES = {
    "bnc_ssi": Line("bnc_ssi", "bnc", None, "bnc"),
    "bnc_cipav": Line("bnc_cipav", "bnc", None, "bnc"),
    "bic_service_com": Line("bic_service", "bic_service_com", "cci_service", "bic_service"),
    "bic_service_art": Line("bic_service", "artisan", "cma_service", "bic_service"),
    "bic_vente_com": Line("sale", "sale", "cci_sale", "sale"),
    "bic_vente_art": Line("sale", "artisan", "cma_sale", "sale"),
}
# The line taken until she names hers: services are commercial ones, as most are.
USUAL_LINES = {"liberal": "bnc_ssi", "services": "bic_service_com", "goods": "bic_vente_com"}


class MicroEntrepreneur:
    """The French pack: contributions on receipts, at flat rates by activity line."""

    country = "FR"
    currency = "EUR"
    lines = tuple(LINES)
    by_month = True

    def assess(self, situation: Situation) -> Assessment:
        """A full year at the rates of `situation.on`; contributions rounded to the euro a month."""
        levies: list[Levy] = []
        for name, receipts in situation.receipts.items():
            levies += _line_levies(situation, name, receipts)
        taxable = taxable_income(situation)
        household = None
        if not situation.flat_income_tax:
            household = income_tax.household_tax(
                situation.household, taxable, year=situation.on.year
            )
            levies.append(_share_of_household_tax(situation, taxable, household))
        return Assessment(
            situation=situation,
            levies=tuple(levies),
            taxable=taxable,
            household_tax=household,
            over_ceiling=over_ceiling(situation),
        )

    def line_for(self, activity_type: str) -> str:
        """Liberal professions under the general scheme; services and sales as trade."""
        return USUAL_LINES[activity_type]

    def ceilings(
        self, line: str, *, on: dt.date, started_on: dt.date | None
    ) -> tuple[Ceiling, ...]:
        """VAT franchise, its tolerance, and the regime's own."""
        return ceilings.ceilings(is_sale=LINES[line].is_sale, on=on, started_on=started_on)

    def payable_on(
        self, month: dt.date, *, started_on: dt.date | None, monthly: bool = False
    ) -> dt.date:
        """By the quarter, or by the month if she chose so: a month after, on a working day."""
        return calendar.payable_on(month, started_on=started_on, monthly=monthly)

    def sources(self) -> Mapping[str, Any]:
        """Texts and models the figures were read in."""
        sources: Mapping[str, Any] = law("fr")["sources"]
        return sources


def social_rate(line: Line, situation: Situation) -> Figure:
    """Percentage of receipts, with the starters' reduction (ACRE) while it lasts."""
    full = _figure(["micro_social_rate_pct", line.social], situation.on)
    started = situation.reduced_since
    if started is None or situation.on > reduction_ends(started):
        return full
    figures = law("fr")["acre"]
    if line.social == "bnc_cipav":  # a table of its own: no factor on the rate
        return _figure(["acre", "bnc_cipav_rate_pct"], situation.on)
    factor = _figure(["acre", "factor_on_rate"], started)
    decimals = _decimals(figures["rounding_decimals"][line.social], situation.on)
    reduced = _rounded(full.value * factor.value, Decimal(1).scaleb(-decimals))
    return Figure(
        value=reduced,
        since=max(full.since, factor.since),
        sources=tuple(dict.fromkeys(full.sources + factor.sources)),
        status=factor.status,
        assumed=full.assumed,
    )


def reduction_ends(started: dt.date) -> dt.date:
    """The last day of the third full civil quarter after the quarter of start."""
    last = (started.month - 1) // 3 + 3  # counted in quarters from January of that year
    after = last + 1
    first_after = dt.date(started.year + after // 4, after % 4 * 3 + 1, 1)
    return first_after - dt.timedelta(days=1)


def taxable_income(situation: Situation) -> Decimal:
    """Receipts less the flat allowance of each line, at least the minimum of the law."""
    allowance = sum(
        (
            receipts * _figure(["flat_allowance_pct", LINES[name].kind], situation.on).value
            for name, receipts in situation.receipts.items()
        ),
        Decimal(0),
    )
    minimum = law("fr")["flat_allowance_pct"]["minimum_eur"]
    kinds = {LINES[name].kind for name in situation.receipts}
    floor = Decimal(minimum["mixed" if len(kinds) > 1 else "single_activity"])
    return max(Decimal(0), situation.turnover - max(allowance / HUNDRED, floor))


def over_ceiling(situation: Situation) -> bool:
    """Do a year's receipts pass a ceiling of the regime (total, or services alone)?"""
    services = sum(
        (r for name, r in situation.receipts.items() if not LINES[name].is_sale), Decimal(0)
    )
    sale = _figure(["thresholds", "micro_turnover", "sale"], situation.on).value
    service = _figure(["thresholds", "micro_turnover", "service"], situation.on).value
    total_ceiling = service if services == situation.turnover else sale
    return situation.turnover > total_ceiling or services > service


def flat_tax_income_ceiling(on: dt.date) -> Figure:
    """Reference income of two years before, a part, above which the flat tax is not open."""
    return _figure(["liberatory_tax", "rfr_n_minus_2_max_per_part"], on)


def _line_levies(situation: Situation, name: str, receipts: Decimal) -> list[Levy]:
    line, month = LINES[name], receipts / TWELVE
    social = social_rate(line, situation)
    levies = [_monthly("contributions", name, receipts, social, to=EURO)]
    training = _figure(["cfp_rate_pct", line.training], situation.on)
    levies.append(_monthly("training", name, receipts, training, to=None))
    if line.chamber is not None:
        chamber = _chamber_rate(line.chamber, situation)
        levies.append(_monthly("chamber", name, receipts, chamber, to=EURO))
    if situation.flat_income_tax:
        rate = _figure(["liberatory_tax", "rate_pct", line.kind], situation.on)
        levies.append(Levy("flat_tax", name, receipts, rate, month * TWELVE * rate.value / HUNDRED))
    return levies


def _monthly(name: str, line: str, receipts: Decimal, rate: Figure, *, to: Decimal | None) -> Levy:
    month = receipts * rate.value / (HUNDRED * TWELVE)
    rounded = _rounded(month, to) if to is not None else month
    return Levy(name, line, receipts, rate, rounded * TWELVE)


def _share_of_household_tax(situation: Situation, taxable: Decimal, tax: Decimal) -> Levy:
    """The activity's part of the household's tax, in proportion to taxable incomes."""
    whole = taxable + situation.household.other_taxable
    part = tax * taxable / whole if whole else Decimal(0)
    return Levy("income_tax", "", taxable, None, part)


def _chamber_rate(chamber: str, situation: Situation) -> Figure:
    path = ["chamber_tax_pct", chamber]
    if isinstance(law("fr")["chamber_tax_pct"][chamber], Mapping):
        regions = law("fr")["chamber_tax_pct"][chamber]
        path.append(situation.region if situation.region in regions else "default")
    return _figure(path, situation.on)


def _figure(path: list[str], day: dt.date) -> Figure:
    found: Any = law("fr")
    for key in path:
        found = found[key]
    return in_force(found, day, known_until=known_until(law("fr")))


def _decimals(rule: int | list[dict[str, Any]], day: dt.date) -> int:
    if isinstance(rule, int):
        return rule
    return int(in_force(rule, day, known_until=dt.date.max).value)


def _rounded(amount: Decimal, to: Decimal) -> Decimal:
    return amount.quantize(to, rounding=ROUND_HALF_UP)
