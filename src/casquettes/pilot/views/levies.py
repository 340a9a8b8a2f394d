"""« What the law takes »: her figures line by line, where each rate comes from, the ceilings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from casquettes.engine.countries.dated import Figure
from casquettes.engine.levies import Line
from casquettes.kernel import access
from casquettes.kernel.http import Request
from casquettes.pilot.actions.beliefs import settle
from casquettes.pilot.forms.levies import LINE_NAMES, SupposedForm
from casquettes.pilot.queries import kept
from casquettes.pilot.queries.levied import Gauge, Levied, levied

NAMES = {
    "contributions": gettext_lazy("Social contributions"),
    "training": gettext_lazy("Professional training"),
    "chamber": gettext_lazy("Chamber tax"),
    "fund_fee": gettext_lazy("Fee of the fund"),
    "flat_tax": gettext_lazy("Flat income tax"),
    "income_tax": gettext_lazy("Income tax, the activity’s part"),
}
CEILINGS = {
    "vat_franchise": (
        gettext_lazy("VAT franchise"),
        gettext_lazy("Beyond it in a year, you charge VAT from 1 January of the next."),
    ),
    "vat_tolerance": (
        gettext_lazy("VAT franchise, tolerance"),
        gettext_lazy("Beyond it, you charge VAT from that very day."),
    ),
    "regime": (
        gettext_lazy("Ceiling of the regime"),
        gettext_lazy("Two years in a row beyond it, you leave the regime on 1 January."),
    ),
}


@dataclass(frozen=True, slots=True)
class Source:
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class LevyLine:
    """One levy as it is read: over which months, on what, at what rate from where."""

    name: str
    line: Line
    sources: list[Source]

    @property
    def same_month(self) -> bool:
        return self.line.first == self.line.last


@dataclass(frozen=True, slots=True)
class GaugeLine:
    name: str
    about: str
    gauge: Gauge
    sources: list[Source]


@access.figures
@require_GET
def levies(request: Request) -> HttpResponse:
    """The page, for this year or the one asked for."""
    return _page(request, None)


@access.owner
@require_POST
def suppose(request: Request) -> HttpResponse:
    """Keep what she says of how she is levied."""
    law, costs = kept.law(request.business), kept.costs(request.business)
    form = SupposedForm(request.POST, law=law, costs=costs)
    if not form.is_valid():
        return _page(request, form)
    settle(request.business, form.told(), at=request.now)
    messages.success(request, _("Kept. The net and what follows are counted again."))
    return redirect("pilot:levies")


def _page(request: Request, form: SupposedForm | None) -> HttpResponse:
    told = levied(request.business, _year(request), today=request.today)
    law, costs = told.account.law, told.account.costs
    context = {
        "levied": told,
        "account": told.account,
        "kept": told.account.kept,
        "taken": told.account.taken,
        "rate": told.account.kept.levy_rate and float(told.account.kept.levy_rate),
        "line_name": LINE_NAMES.get(law.rules.line, law.rules.line),
        "lines": list(_lines(told)),
        "gauges": list(_gauges(told)),
        "costs": costs,
        "is_this_year": told.period.first.year == request.today.year,
        "form": form or SupposedForm(law=law, costs=costs),
        "may_change": request.membership.role != "accountant",
    }
    return render(request, "pilot/levies.html", context, status=422 if form else 200)


def _year(request: Request) -> int:
    """The year asked for, where it is one of hers to come or past; else this one."""
    asked = request.GET.get("year", "")
    this = request.today.year
    return (
        int(asked) if asked.isascii() and asked.isdigit() and 1990 <= int(asked) <= this else this
    )


def _lines(told: Levied) -> Iterable[LevyLine]:
    for line in told.account.taken.lines if told.account.taken else ():
        if line.amount:
            yield LevyLine(str(NAMES.get(line.name, line.name)), line, _sources(told, line.rate))


def _gauges(told: Levied) -> Iterable[GaugeLine]:
    for gauge in told.gauges:
        name, about = CEILINGS[gauge.ceiling.name]
        yield GaugeLine(str(name), str(about), gauge, _sources(told, gauge.ceiling.figure))


def _sources(told: Levied, figure: Figure | None) -> list[Source]:
    pack = told.account.law.pack
    if pack is None or figure is None:
        return []
    known: Any = pack.sources()
    return [
        Source(known[key]["title"], known[key]["href"]) for key in figure.sources if key in known
    ]
