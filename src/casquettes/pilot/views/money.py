"""The page of the money: why it moved, what each thing brings, how clients come, a freed hour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from casquettes.kernel import access
from casquettes.kernel.http import Request
from casquettes.kernel.models import HAT_NAMES
from casquettes.pilot import queries
from casquettes.pilot.forms.measures import PeriodForm
from casquettes.pilot.queries import Measures, margins, revenue, winning
from casquettes.pilot.queries.margins import Freed
from casquettes.pilot.views.brings import Said, dates, drawn

LISTED = 12
A_CENT = 0.01


@dataclass(frozen=True, slots=True)
class HatLine:
    """What one hat could have brought."""

    hat: str
    name: str
    hours: float
    cost: float
    url: str

    @property
    def rounded(self) -> int:
        """To ten: more digits would say more than is known."""
        return 10 * round(self.cost / 10)


@access.figures
@require_GET
def money(request: Request) -> HttpResponse:
    """Where the money of a period comes from, and what an hour given back would be worth."""
    form = PeriodForm(request.GET, today=request.today)
    measured = queries.measures(request.business, form.days, today=request.today)
    freed = _freed(request, measured)
    context = {
        "measured": measured,
        "page_url": f"{reverse('pilot:measures')}?{urlencode(dates(measured.period))}",
        "kept": measured.kept_figures,
        "hourly": measured.hourly,
        "freed": freed,
        "hats": list(_hats(freed, measured)) if freed else [],
        **_yields(request, measured),
        **_bridge(request, measured),
        "ways": winning.ways(
            request.business, measured.period, hour_value=(freed and freed.mean) or 0.0
        ),
        "quoting": winning.quoting(request.business, measured.period),
    }
    return render(request, "pilot/money.html", context)


def _freed(request: Request, measured: Measures) -> Freed | None:
    months = [month.period for month in measured.by_month]
    return margins.freed(
        request.business,
        measured.hourly,
        months,
        queries.own_hours(request.business, months, today=request.today),
    )


def _hats(freed: Freed, measured: Measures) -> Iterable[HatLine]:
    for hat in freed.hats:
        asked = urlencode({**dates(measured.period), "hat": hat.hat})
        url = f"{reverse('timesheet:entries')}?{asked}"
        yield HatLine(hat.hat, str(HAT_NAMES[hat.hat]), hat.hours * 3600, hat.cost, url)  # type: ignore[index]  # a hat's value


def _yields(request: Request, measured: Measures) -> dict[str, object]:
    works, period = measured.money.works, measured.period
    offers = {part.key: part.tally for part in queries.by_offer(request.business, period)}
    clients = {part.key: part.tally for part in queries.by_label(request.business, period)}
    by_client = winning.yields(works, period, clients, name=lambda work: work.client)
    return {
        "offers": winning.yields(works, period, offers, name=lambda work: work.offer),
        "clients": by_client[:LISTED],
        "more_clients": by_client[LISTED:],
    }


def _bridge(request: Request, measured: Measures) -> dict[str, object]:
    """Against the same days of the year before, where anything was billed then."""
    earlier = winning.a_year_before(measured.period)
    if earlier is None:
        return {}
    was = revenue.money(request.business, earlier, today=request.today)
    if not was.documents or not measured.money.documents:
        return {}
    told = winning.bridged(
        (was.works, earlier, Fraction(was.revenue)),
        (measured.money.works, measured.period, Fraction(measured.money.revenue)),
    )
    rows = [
        Said(_("Billed a year before"), float(told.before), is_level=True),
        Said(_("Hours sold, more or fewer"), float(told.volume)),
        Said(_("Price of an hour"), float(told.price)),
        Said(_("What you sell: dearer or cheaper offers"), float(told.mix)),
        Said(
            _("Everything else"),
            float(told.other),
            note=_("travel, goods, fees, deposits, sales without hours"),
        ),
        Said(_("Billed in the period"), float(told.after), is_level=True),
    ]
    moved = [row for row in rows if row.is_level or abs(row.amount) >= A_CENT]
    return {"bridge": drawn(moved), "earlier": earlier, "growth": float(told.after - told.before)}
