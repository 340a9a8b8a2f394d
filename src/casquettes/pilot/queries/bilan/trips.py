"""Facts of the road: hours, kilometres, what they cost, and towns."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Count, F, Sum, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casquettes.finance.models import InvoiceLine
from casquettes.logistics.models import Trip
from casquettes.pilot.queries.bilan.facts import Fact, Facts, Row
from casquettes.pilot.queries.bilan.noted import seconds_on
from casquettes.pilot.queries.bilan.phrases import doubt, listed, money, rows_of, time_rows
from casquettes.sales.models import Covers
from casquettes.ui import wording
from casquettes.ui.wording import number

LISTED = 8


def travel_hours(facts: Facts) -> Fact:
    """Hours on the road, and what part of her time they are."""
    title = _("Hours on the road")
    seconds, n = seconds_on(facts.business, facts.period, "log_trajet")
    if not n:
        return Fact(
            "travel_hours",
            title,
            missing=_("No travel is noted over these days: wear Logistics when you set off."),
            missing_url=reverse("timesheet:week"),
        )
    worked = sum(facts.days.values())
    share = _("%(share)s of your time") % {"share": wording.percent(round(seconds / worked, 3))}
    return Fact(
        "travel_hours",
        title,
        wording.hours(round(seconds / 60) * 60),
        listed([share if worked else "", doubt(facts.coverage)]),
        time_rows(facts.period, hat="logistics"),
    )


def km(facts: Facts) -> Fact:
    """Kilometres driven."""
    flows, title = facts.account.flows, _("Kilometres")
    if not flows.trips:
        return _no_trip("km", title)
    trips = ngettext("%(n)s trip", "%(n)s trips", flows.trips) % {"n": number(flows.trips, 0)}
    mean = float(flows.km) / flows.trips
    each = _("%(km)s km each") % {"km": number(mean, 0)}
    value = f"{number(float(flows.km), 0)}{wording.THIN}km"
    return Fact("km", title, value, listed([trips, each]), rows_of("logistics:trips", facts.period))


def travel_cost(facts: Facts) -> Fact:
    """What the kilometres cost, and what clients paid of them."""
    account, title = facts.account, _("What the road costs")
    if not account.flows.trips:
        return _no_trip("travel_cost", title)
    price = account.costs.km
    at = _("at %(price)s a kilometre") % {"price": wording.money(price.value, facts.currency)}
    if price.origin == "prior":
        at = _("at %(price)s a kilometre, supposed") % {
            "price": wording.money(price.value, facts.currency)
        }
    billed = _billed(facts)
    paid = _("%(sum)s billed to clients") % {"sum": money(float(billed), facts.currency)}
    if not billed:
        paid = _("nothing billed for it")
    value = money(float(account.vehicle), facts.currency)
    return Fact("travel_cost", title, value, listed([at, paid]), reverse("pilot:levies"))


def _billed(facts: Facts) -> Decimal:
    """What issued documents of the period ask for travel, without VAT."""
    rows = InvoiceLine.objects.filter(
        business=facts.business,
        invoice__issued_on__gte=facts.period.first,
        invoice__issued_on__lte=facts.period.last,
        covers__in=(Covers.TRAVEL, Covers.TRAVEL_TIME),
    ).order_by()
    lines = rows.values_list(
        "quantity", "unit_price", "discount_rate", "vat_rate", "invoice__gross_entry"
    )
    return sum((_net(*line) for line in lines), Decimal(0))


def _net(quantity: Decimal, price: Decimal, off: Decimal, vat: Decimal, gross: bool) -> Decimal:  # noqa: FBT001 a row as it is read
    amount = quantity * price * (100 - off) / 100
    return amount * 100 / (100 + vat) if gross else amount


def map_zones(facts: Facts) -> Fact:
    """Towns by the time the road to them takes."""
    title, url = _("Where the road goes"), rows_of("logistics:trips", facts.period)
    rows = (
        Trip.objects.of(facts.business)
        .filter(on__gte=facts.period.first, on__lte=facts.period.last)
        .order_by()
        .annotate(
            town=Coalesce(
                NullIf(F("mission__place__city"), Value("")),
                NullIf(F("destination"), Value("")),
                Value(""),
            )
        )
        .values_list("town")
        .annotate(Sum("km"), Sum("minutes"), Count("id"))
    )
    found = sorted(rows, key=lambda row: (-(row[2] or 0), -(row[1] or 0)))
    if not found:
        return _no_trip("map_zones", title)
    listed_rows = tuple(
        Row(
            town or _("No town noted"),
            wording.hours((minutes or 0) * 60),
            listed(
                [
                    f"{number(float(driven or 0), 0)}{wording.THIN}km",
                    ngettext("%(n)s trip", "%(n)s trips", n) % {"n": number(n, 0)},
                ]
            ),
            rows_of("logistics:trips", facts.period, q=town) if town else "",
        )
        for town, driven, minutes, n in found[:LISTED]
    )
    towns = sum(1 for row in found if row[0])
    value = ngettext("%(n)s town", "%(n)s towns", towns) % {"n": number(towns, 0)}
    return Fact("map_zones", title, value, "", url, rows=listed_rows)


def _no_trip(id: str, title: str) -> Fact:
    return Fact(
        id,
        title,
        missing=_("No trip is noted over these days: note one, and the road is counted."),
        missing_url=reverse("logistics:trips"),
    )


FACTS = {
    "travel_hours": travel_hours,
    "km": km,
    "travel_cost": travel_cost,
    "map_zones": map_zones,
}
