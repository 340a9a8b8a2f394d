"""What an hour brings and what is left of it, as rows of a waterfall, each opening onto its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from casquettes.engine.margins import Step
from casquettes.engine.periods import Period, month_of, year_of
from casquettes.kernel.models import Business
from casquettes.pilot.queries import Measures
from casquettes.pilot.queries.margins import Hourly
from casquettes.pilot.queries.suppositions import suppositions
from casquettes.ui import wording
from casquettes.ui.falls import Fall, falls

HALF_A_CENT = Fraction(1, 200)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a waterfall; a level stands from zero, a step moves from the row before."""

    name: str
    amount: float
    is_level: bool
    url: str
    note: str
    fall: Fall


@dataclass(frozen=True, slots=True)
class Said:
    """A row before it is drawn."""

    name: str
    amount: float
    is_level: bool = False
    url: str = ""
    note: str = ""


def drawn(rows: Iterable[Said]) -> list[Row]:
    """The rows with their bars on one scale."""
    told = list(rows)
    bars = falls([(row.amount, row.is_level) for row in told])
    return [
        Row(row.name, row.amount, row.is_level, row.url, row.note, fall)
        for row, fall in zip(told, bars, strict=True)
    ]


def brings(measured: Measures, business: Business) -> dict[str, object]:
    """The section of the page: the waterfall where it may be said, and what is supposed in it."""
    told = measured.hourly
    figures = measured.kept_figures
    cascade = told.cascade
    shown = cascade is not None and measured.money_figures["gross_hourly"].value is not None
    net = figures["net_hourly"].value if shown else None
    rows = list(_rows(measured, business, with_net=net is not None)) if shown else []
    return {
        "waterfall": drawn(rows),
        "list_price": cascade and cascade.list_price and float(cascade.list_price),
        "net": net,
        "kept": figures,
        "supposed": suppositions(told, business.currency) if net is not None else [],
        "money_url": f"{reverse('pilot:money')}?{urlencode(dates(measured.period))}",
    }


def _rows(measured: Measures, business: Business, *, with_net: bool) -> Iterable[Said]:
    cascade = measured.hourly.cascade
    assert cascade is not None
    period = measured.period
    if cascade.list_price is not None:
        yield Said(
            _("Your list price for an hour"),
            float(cascade.list_price),
            is_level=True,
            url=reverse("creation:offers"),
            note=_("on average, as prices stood on each day"),
        )
        yield from _steps(cascade.to_gross, period, measured.hourly, business)
    yield Said(
        _("Gross per worked hour"),
        float(cascade.gross),
        is_level=True,
        url=f"{reverse('finance:invoices')}{coded(period)}",
    )
    if with_net:
        yield from _steps(cascade.to_net, period, measured.hourly, business)
        yield Said(_("Left of a worked hour"), float(cascade.net), is_level=True)


def _steps(
    steps: Iterable[Step], period: Period, told: Hourly, business: Business
) -> Iterable[Said]:
    known = _words(period, told, business)
    for step in steps:
        if abs(step.amount) >= HALF_A_CENT or step.name == "unsold":
            name, url, note = known[step.name]
            yield Said(str(name), float(step.amount), url=url, note=str(note))


def _words(period: Period, told: Hourly, business: Business) -> dict[str, tuple[str, str, str]]:
    """Each step's name, the address of its rows, and what stands behind."""
    moved, costs = told.account.flows, told.account.costs
    invoices, code = reverse("finance:invoices"), coded(period)
    km = wording.number(float(moved.km), 0)
    return {
        "price_given": (_("Given away on the price"), reverse("production:missions"), ""),
        "unsold": (
            _("Hours worked that nobody pays"),
            f"{reverse('timesheet:entries')}?{urlencode(dates(period))}",
            "",
        ),
        "unlisted": (_("Hours sold without a list price"), invoices + code, ""),
        "billing_shift": (
            _("Billed before or after the work"),
            invoices + code,
            _("deposits and work not billed yet"),
        ),
        "other_revenue": (
            _("Travel, goods and fees billed"),
            invoices + code,
            "",
        ),
        "not_received": (_("Billed and not received yet"), reverse("finance:receipts") + code, ""),
        "expenses": (_("Expenses"), reverse("finance:expenses") + code, ""),
        "vehicle": (
            _("The car"),
            reverse("logistics:trips"),
            _("%(km)s km at %(price)s")
            % {"km": km, "price": wording.money(costs.km.value, business.currency)},
        ),
        "levies": (_("What the law takes"), reverse("pilot:levies"), _("contributions")),
        "income_tax": (_("Income tax"), reverse("pilot:levies"), ""),
    }


def coded(period: Period) -> str:
    """The period as the lists of papers ask for it, where it is a month or a year; else nothing."""
    if period == month_of(period.first):
        return f"?period={period.first:%Y-%m}"
    return f"?period={period.first.year}" if period == year_of(period.first) else ""


def dates(period: Period) -> dict[str, str]:
    """The period as the lists of time ask for it."""
    return {"from": period.first.isoformat(), "to": period.last.isoformat()}
