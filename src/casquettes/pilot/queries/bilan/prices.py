"""Facts of offers and prices: what each brings, how prices moved, what a year asks of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import pairwise

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casquettes.creation.models import Offer, OfferPrice
from casquettes.engine.measures import NEGATIVE_MARGIN, NOTHING_SOLD, NOTHING_WORKED
from casquettes.engine.periods import ONE_DAY, midnight
from casquettes.pilot import queries
from casquettes.pilot.queries import winning
from casquettes.pilot.queries.bilan.facts import Fact, Facts, Row
from casquettes.pilot.queries.bilan.phrases import (
    doubt,
    listed,
    missions,
    money,
    month,
    per_hour,
    rows_of,
    share_of,
    whole_hours,
    why_not,
)
from casquettes.pilot.queries.lived import Lead, leads
from casquettes.pilot.queries.winning import Yield
from casquettes.production.models import Mission
from casquettes.sales.models import QuoteLine
from casquettes.ui import wording
from casquettes.ui.wording import number

LISTED = 8


def effective_rate_by_offer(facts: Facts) -> Fact:
    """What each offer brings per hour worked for it, everything around it counted."""
    title = _("What each offer brings an hour worked")
    found: list[Yield] = []
    if facts.works:
        tallies = {p.key: p.tally for p in queries.by_offer(facts.business, facts.period)}
        found = winning.yields(facts.works, facts.period, tallies, name=lambda work: work.offer)
    if not found:
        return Fact(
            "effective_rate_by_offer",
            title,
            missing=_("Nothing billed of an offer was served over these days."),
            missing_url=reverse("production:missions"),
        )
    ranked = sorted(found, key=lambda each: -(each.per_hour or 0))
    rows = tuple(yield_row(each, facts.currency) for each in ranked[:LISTED])
    url = f"{rows_of('pilot:money', facts.period)}#yields"
    detail = _("trips and preparation counted, before anything is taken")
    return Fact("effective_rate_by_offer", title, detail=detail, url=url, rows=rows)


def yield_row(each: Yield, currency: str) -> Row:
    """One offer or client: what an hour brings, and on how much it stands."""
    value = wording.money(each.per_hour, currency) if each.per_hour is not None else "–"
    said = [
        _("%(hours)s worked") % {"hours": whole_hours(each.hours)} if each.hours else
        _("no time noted on it"),
        missions(each.missions),
        "" if each.rankable else _("too few to rank"),
    ]  # fmt: skip
    return Row(each.name, value, listed(said))


def price_history(facts: Facts) -> Fact:
    """Prices that moved over the year before the end of the period."""
    title, url = _("Your prices"), reverse("creation:offers")
    rows = OfferPrice.objects.filter(business=facts.business, offer__archived_on=None)
    known: dict[str, list[OfferPrice]] = {}
    for price in rows.select_related("offer").order_by("offer__position", "offer_id", "from_on"):
        known.setdefault(price.offer.name, []).append(price)
    if not known:
        said = _("No offer has a price yet.")
        return Fact("price_history", title, missing=said, missing_url=url)
    since = facts.period.last - dt.timedelta(days=365)
    lines = []
    for name, prices in known.items():
        for before, after in pairwise(prices):
            if since < after.from_on <= facts.period.last:
                lines.append((after.from_on, _change(name, before, after, facts.currency)))
    if not lines:
        said = _("none moved over a year")
        standing = tuple(_standing(name, prices, facts) for name, prices in known.items())
        return Fact("price_history", title, detail=said, url=url, rows=standing[:LISTED])
    moved = ngettext("%(n)s moved in a year", "%(n)s moved in a year", len(lines))
    ordered = tuple(row for _on, row in sorted(lines, key=lambda line: line[0], reverse=True))
    value = moved % {"n": number(len(lines), 0)}
    return Fact("price_history", title, detail=value, url=url, rows=ordered[:LISTED])


def _change(name: str, before: OfferPrice, after: OfferPrice, currency: str) -> Row:
    share = ""
    if before.price:
        points = 100 * float(after.price / before.price - 1)
        share = f"{wording.signed(points, 0)}{wording.percent_sign()}"
    return Row(
        name,
        wording.money(after.price, currency),
        listed(
            [
                _("since %(day)s") % {"day": f"{wording.day(after.from_on)} {after.from_on.year}"},
                _("%(sum)s before") % {"sum": wording.money(before.price, currency)}
                if before.price
                else _("free before"),
                share,
            ]
        ),
    )


def _standing(name: str, prices: list[OfferPrice], facts: Facts) -> Row:
    last = prices[-1]
    since = _("since %(month)s") % {"month": month(last.from_on)}
    return Row(name, wording.money(last.price, facts.currency), since)


def conversion_before_after_price(facts: Facts) -> Fact:
    """Did fewer people say yes once the price moved?"""
    title = _("Those who say yes, before and after")
    first, last = facts.period.first, min(facts.period.last, facts.today)
    prices = OfferPrice.objects.filter(
        business=facts.business,
        from_on__lte=last,
        offer__unit__in=(Offer.Unit.HOUR, Offer.Unit.SESSION, Offer.Unit.PACKAGE),
    )
    known = prices.order_by("offer_id", "from_on").values_list("offer_id", "from_on", "price")
    # The first price of an offer has not moved.
    moves = [new[1] for old, new in pairwise(known) if old[0] == new[0] and old[2] != new[2]]
    on = max((day for day in moves if day > first), default=None)
    url = f"{reverse('sales:quotes')}?tab=closed"
    if on is None:
        said = _("No price moved within these days: there is nothing to hold side by side.")
        return Fact("conversion_before_after_price", title, missing=said)
    told = [lead for lead in leads(facts.business, facts.period, today=facts.today)
            if lead.won is not None]  # fmt: skip
    sides = {
        _("before %(day)s"): [lead for lead in told if lead.on < on],
        _("since %(day)s"): [lead for lead in told if lead.on >= on],
    }
    rows = tuple(
        Row(
            when % {"day": wording.day(on)},
            wording.percent(round(_won(side) / len(side), 3)) if side else "–",
            share_of(_won(side), len(side)) if side else _("nobody asked, or nobody answered yet"),
        )
        for when, side in sides.items()
    )
    detail = _("a price moved on %(day)s; the season and chance count as much as the price") % {
        "day": wording.day(on)
    }
    return Fact("conversion_before_after_price", title, detail=detail, url=url, rows=rows)


def _won(side: list[Lead]) -> int:
    return sum(bool(lead.won) for lead in side)


def demand_by_offer(facts: Facts) -> Fact:
    """What people asked for and took, offer by offer."""
    title, period, zone = _("What people ask for"), facts.period, facts.business.zone
    asked = Counter(
        QuoteLine.objects.filter(
            business=facts.business,
            quote__removed_at=None,
            quote__replaced_by=None,
            quote__created_at__gte=midnight(period.first, zone),
            quote__created_at__lt=midnight(period.last + ONE_DAY, zone),
        )
        .exclude(offer=None)
        .order_by()
        .values_list("offer__name", "quote_id")
        .distinct()
    )
    quoted = Counter(name for name, _quote in asked)
    signed = Counter(
        Mission.objects.of(facts.business)
        .filter(signed_on__gte=period.first, signed_on__lte=period.last)
        .exclude(offer=None)
        .order_by()
        .values_list("offer__name", flat=True)
    )
    names = sorted({*quoted, *signed}, key=lambda name: (-signed[name], -quoted[name], name or ""))
    if not names:
        return Fact(
            "demand_by_offer",
            title,
            missing=_("No quote or mission of these days names an offer."),
            missing_url=reverse("sales:quotes"),
        )
    rows = tuple(
        Row(
            str(name),
            _signed(signed[name]),
            _("in %(n)s quotes") % {"n": number(quoted[name], 0)} if quoted[name] else "",
        )
        for name in names[:LISTED]
    )
    value = number(signed.total(), 0)
    detail = _("missions signed over these days")
    return Fact("demand_by_offer", title, value, detail, reverse("production:missions"), rows=rows)


def _signed(n: int) -> str:
    return ngettext("%(n)s signed", "%(n)s signed", n) % {"n": number(n, 0)}


def required_rate(facts: Facts) -> Fact:
    """The price that would pay a life with the hours she sells."""
    title, figure = _("Price it would take"), facts.hourly.figures["required_rate"]
    if figure.value is None:
        why, where = why_not(figure.why or NOTHING_SOLD, facts.coverage)
        return Fact("required_rate", title, missing=why, missing_url=where)
    sold = whole_hours(float(facts.hourly.sold_hours))
    said = [_("with the %(sold)s you sold") % {"sold": sold}]
    if facts.hourly.margin is not None:
        price = wording.money(float(facts.hourly.margin.price), facts.currency)
        said.append(_("an hour sold brought %(price)s") % {"price": price})
    said.append(_wanted(facts))
    value = per_hour(figure.value, facts.currency)
    url = f"{rows_of('pilot:money', facts.period)}#freed"
    return Fact("required_rate", title, value, listed(said), url)


def _wanted(facts: Facts) -> str:
    pay = facts.account.costs.pay_month
    return _("to earn %(sum)s a month") % {"sum": money(float(pay.value), facts.currency)}


def required_sold_hours(facts: Facts) -> Fact:
    """The hours it would take at the price she gets."""
    title, figure = _("Hours it would take"), facts.hourly.figures["break_even_hours"]
    if figure.value is None:
        why, where = why_not(figure.why or NEGATIVE_MARGIN, facts.coverage)
        return Fact("required_sold_hours", title, missing=why, missing_url=where)
    said = [
        _("to sell over the period, at the price you get"),
        _("you sold %(sold)s") % {"sold": whole_hours(float(facts.hourly.sold_hours))},
        _wanted(facts),
    ]
    value = whole_hours(figure.value)
    return Fact(
        "required_sold_hours", title, value, listed(said), rows_of("pilot:money", facts.period)
    )


def capacity_check(facts: Facts) -> Fact:
    """Would the hours it takes fit in her weeks?"""
    title, need = _("Would it fit in your weeks"), facts.hourly.figures["break_even_hours"].value
    induced, coverage = facts.tally.induced_time, facts.coverage
    if need is None or induced is None or coverage.expected_days == 0:
        why = facts.hourly.figures["break_even_hours"].why or NOTHING_WORKED
        said, where = why_not(why, coverage)
        return Fact("capacity_check", title, missing=said, missing_url=where)
    capacity = queries.own_hours(facts.business, facts.spans, today=facts.today)
    open_hours = sum(capacity.values())
    worked, sold = facts.tally.worked / 3600, facts.tally.sold / 3600
    # What follows a sale moves with it; the rest of the week stays what it was.
    needed = worked + (need - sold) * (1 + induced)
    words = {"needed": whole_hours(max(0.0, needed)), "open": whole_hours(open_hours)}
    detail = _("%(needed)s to work with what surrounds them, %(open)s in your weeks") % words
    gap = needed - open_hours
    if gap <= 0:
        value = _("yes")
    else:
        value = _("%(hours)s too many") % {"hours": whole_hours(gap)}
    return Fact(
        "capacity_check",
        title,
        value,
        listed([detail, doubt(coverage)]),
        reverse("kernel:settings"),
    )


FACTS = {
    "effective_rate_by_offer": effective_rate_by_offer,
    "price_history": price_history,
    "conversion_before_after_price": conversion_before_after_price,
    "demand_by_offer": demand_by_offer,
    "required_rate": required_rate,
    "required_sold_hours": required_sold_hours,
    "capacity_check": capacity_check,
}
