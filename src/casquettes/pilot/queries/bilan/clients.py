"""Facts of clients: what they bring, how they come, where they are lost, how quotes held."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from statistics import median_low

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casquettes.finance.models import Expense
from casquettes.logistics.models import Trip
from casquettes.pilot import queries
from casquettes.pilot.queries import revenue, winning
from casquettes.pilot.queries.bilan.facts import Fact, Facts, Row
from casquettes.pilot.queries.bilan.noted import seconds_on
from casquettes.pilot.queries.bilan.phrases import (
    listed,
    missions,
    money,
    rows_of,
    share_of,
    whole_hours,
)
from casquettes.pilot.queries.lived import leads
from casquettes.pilot.queries.winning import Quoting, Way
from casquettes.production.models import Mission
from casquettes.sales.models import Quote
from casquettes.ui import wording
from casquettes.ui.charts import Bar, bars
from casquettes.ui.wording import number

LISTED, MORE = 5, 8
ENOUGH_HOURS = 2.0


def clients_by_margin(facts: Facts) -> Fact:
    """What each client leaves per hour worked for them, law, road and expenses taken off."""
    title, rate = _("What each client leaves an hour"), facts.account.kept.levy_rate
    if not facts.works or rate is None or not facts.account.complete:
        return Fact(
            "clients_by_margin_per_hour",
            title,
            missing=_("It takes work served, billed and paid to tell what a client leaves."),
            missing_url=reverse("finance:invoices"),
        )
    tallies = {p.key: p.tally for p in queries.by_label(facts.business, facts.period)}
    found = winning.yields(facts.works, facts.period, tallies, name=lambda work: work.client)
    caused, billed = _beside_work(facts)
    brought = {each.name: each.revenue + billed[each.name] for each in found}
    left = [
        (each, (brought[each.name] * (1 - float(rate)) - caused[each.name]) / each.hours)
        for each in found
        if each.hours >= ENOUGH_HOURS
    ]
    if not left:
        return Fact(
            "clients_by_margin_per_hour",
            title,
            missing=_("No time is noted on a client’s mission over these days."),
            missing_url=reverse("timesheet:week"),
        )
    ranked = sorted(left, key=lambda each: -each[1])
    rows = tuple(
        Row(
            each.name,
            wording.money(value, facts.currency),
            listed(
                [
                    _("%(hours)s worked") % {"hours": whole_hours(each.hours)},
                    _("%(sum)s of work and travel")
                    % {"sum": money(brought[each.name], facts.currency)},
                ]
            ),
            rows_of("timesheet:entries", facts.period, label=each.name),
        )
        for each, value in ranked[:LISTED]
    )
    clients = ngettext("among %(n)s client", "among %(n)s clients", len(left))
    detail = [
        clients % {"n": number(len(left), 0)},
        _("what the law takes, road and expenses taken off"),
    ]
    url = f"{rows_of('pilot:money', facts.period)}#yields"
    return Fact("clients_by_margin_per_hour", title, detail=listed(detail), url=url, rows=rows)


def _beside_work(facts: Facts) -> tuple[dict[str, float], dict[str, float]]:
    """What each client’s missions cost in road and expenses, and what was billed for these.

    The road a client pays for is hers as much as the road a client costs.
    """
    days = {"on__gte": facts.period.first, "on__lte": facts.period.last}
    km = (
        Trip.objects.of(facts.business)
        .filter(mission__isnull=False, **days)
        .order_by()
        .values_list("mission_id")
        .annotate(Sum("km"))
    )
    spent = (
        Expense.objects.of(facts.business)
        .filter(mission__isnull=False, **days)
        .order_by()
        .values_list("mission_id")
        .annotate(Sum("amount"))
    )
    price = float(facts.account.costs.km.value)
    by_mission: dict[int, float] = defaultdict(float)
    for pk, driven in km:
        by_mission[pk or 0] += float(driven or 0) * price
    for pk, amount in spent:
        by_mission[pk or 0] += float(amount or 0)
    other = revenue.other_by_mission(facts.business, facts.period)
    caused: dict[str, float] = defaultdict(float)
    billed: dict[str, float] = defaultdict(float)
    rows = Mission.objects.of(facts.business).filter(pk__in={*by_mission, *filter(None, other)})
    for mission in rows.select_related("client"):
        caused[mission.client.name] += by_mission[mission.pk]
        billed[mission.client.name] += float(other.get(mission.pk, 0))
    return caused, billed


def repeat_rate(facts: Facts) -> Fact:
    """Clients who came back."""
    title, period = _("Clients who came back"), facts.period
    signed = Mission.objects.of(facts.business).exclude(signed_on=None)
    rows = signed.filter(signed_on__lte=period.last).order_by()
    days: dict[int, list[dt.date]] = defaultdict(list)
    for client, on in rows.values_list("client_id", "signed_on"):
        if on is not None:
            days[client].append(on)
    now = {client: on for client, on in days.items() if max(on) >= period.first}
    if not now:
        return Fact(
            "repeat_rate",
            title,
            missing=_("No mission was signed over these days."),
            missing_url=reverse("production:missions"),
        )
    again = sum(1 for on in now.values() if len(on) > 1)
    value = wording.percent(round(again / len(now), 3))
    detail = share_of(again, len(now))
    url = f"{reverse('production:missions')}?state=all"
    return Fact("repeat_rate", title, value, detail, url)


def _no_way(id: str, title: str) -> Fact:
    return Fact(
        id,
        title,
        missing=_("Nobody is noted with the way they came over these days: say it of each client."),
        missing_url=reverse("kernel:contacts"),
    )


def _ways_url(facts: Facts) -> str:
    return f"{rows_of('pilot:money', facts.period)}#ways"


def wins_by_channel(facts: Facts) -> Fact:
    """How those who signed came."""
    title, found = _("Where those who signed come from"), facts.ways
    if not found:
        return _no_way("wins_by_channel", title)
    whole = sum(way.channel.wins for way in found)
    rows = tuple(Row(way.name, number(way.channel.wins, 0), _of_those(way)) for way in found[:MORE])
    asked = sum(max(way.channel.leads, way.channel.wins) for way in found)
    text = ngettext(
        "signed, of %(n)s person noted with the way they came",
        "signed, of %(n)s people noted with the way they came",
        asked,
    )
    detail = text % {"n": number(asked, 0)}
    return Fact("wins_by_channel", title, number(whole, 0), detail, _ways_url(facts), rows=rows)


def _of_those(way: Way) -> str:
    asked = max(way.channel.leads, way.channel.wins)
    return share_of(way.channel.wins, asked) if asked else ""


def hours_by_channel(facts: Facts) -> Fact:
    """Where her hours go to be known."""
    title, found = _("Where your hours go"), [way for way in facts.ways if way.traced]
    if not found:
        return _no_way("hours_by_channel", title)
    ranked = sorted(found, key=lambda way: -way.channel.hours)
    whole = sum(way.channel.hours for way in found)
    chart = bars(
        [
            Bar(way.name, way.channel.hours, whole_hours(way.channel.hours))
            for way in ranked[:LISTED]
        ],
        label=_("Hours spent on each way clients come"),
    )
    detail = _("on ways clients come that the house can follow")
    url = rows_of("timesheet:entries", facts.period, hat="sales")
    value = whole_hours(whole)
    return Fact("hours_by_channel", title, value, detail, url, chart=chart if whole else "")


def cost_per_win(facts: Facts) -> Fact:
    """What a client costs by each way, hours counted at what they are worth."""
    title = _("What a client costs")
    found = [way for way in facts.ways if way.traced]
    if not found:
        return _no_way("cost_per_win", title)
    worth = facts.freed.mean if facts.freed else None
    rows = tuple(
        Row(
            way.name,
            _price(way, facts.currency),
            listed(
                [_range(way, facts.currency), "" if way.cost.rankable else _("too few to rank")]
            ),
        )
        for way in sorted(found, key=lambda way: -(way.channel.wins))[:LISTED]
    )
    detail = _("money alone: what your hours are worth is not known yet")
    if worth is not None:
        words = {"sum": wording.money(worth, facts.currency)}
        detail = _("your hours counted at %(sum)s, what one is worth when freed") % words
    return Fact("cost_per_win", title, detail=detail, url=_ways_url(facts), rows=rows)


def _price(way: Way, currency: str) -> str:
    if way.cost.value is not None:
        return money(way.cost.value, currency)
    return _("%(sum)s for nobody") % {"sum": money(way.cost.spent, currency)}


def _range(way: Way, currency: str) -> str:
    if not way.cost.spent:
        return _("no time or money noted")
    if way.cost.interval is None:
        return ""
    low, high = way.cost.interval
    if high is None:
        return _("at least %(low)s each, nine times in ten") % {"low": money(low, currency)}
    words = {"low": money(low, currency), "high": money(high, currency)}
    return _("nine times in ten between %(low)s and %(high)s") % words


def funnel(facts: Facts) -> Fact:
    """How many asked, were called, visited, quoted, and signed."""
    title, period = _("From asking to signing"), facts.period
    asked = len(leads(facts.business, period, today=facts.today))
    quotes = Quote.objects.of(facts.business).filter(
        issued_on__gte=period.first, issued_on__lte=period.last, replaces=None
    )
    signed = Mission.objects.of(facts.business).filter(
        signed_on__gte=period.first, signed_on__lte=period.last
    )
    steps = [
        (_("asked"), asked),
        (_("calls noted"), _noted(facts, "com_appel")),
        (_("visits noted"), _noted(facts, "com_diag")),
        (_("quotes sent"), quotes.count()),
        (_("signed"), signed.count()),
    ]
    if not any(n for _name, n in steps):
        return Fact(
            "funnel",
            title,
            missing=_("Nobody asked over these days: note those who do among your contacts."),
            missing_url=reverse("kernel:contacts"),
        )
    chart = bars([Bar(name, n, number(n, 0)) for name, n in steps], label=title)
    value = _("%(signed)s of %(asked)s") % {
        "signed": number(steps[-1][1], 0),
        "asked": number(asked, 0),
    }
    detail = _("calls and visits are those you noted time for; some sign the month after")
    return Fact("funnel", title, value, detail, reverse("sales:quotes"), chart=chart)


def _noted(facts: Facts, key: str) -> int:
    return seconds_on(facts.business, facts.period, key)[1]


def response_delay(facts: Facts) -> Fact:
    """Days between a contact noted and the first quote sent, signed and lost apart."""
    title, period = _("Days until your quote leaves"), facts.period
    rows = (
        Quote.objects.of(facts.business)
        .exclude(issued_on=None)
        .filter(client__created_on__gte=period.first, client__created_on__lte=period.last)
        .order_by("issued_on", "id")
        .values_list("client_id", "client__created_on", "issued_on", "accepted_on")
    )
    waited: dict[int, tuple[int, bool]] = {}
    for client, asked, sent, accepted in rows:
        if sent is None or sent < asked:
            continue
        known = waited.get(client)
        won = accepted is not None or (known is not None and known[1])
        waited[client] = (known[0] if known else (sent - asked).days, won)
    if not waited:
        return Fact(
            "response_delay",
            title,
            missing=_("It takes quotes sent to contacts noted over these days."),
            missing_url=reverse("sales:quotes"),
        )
    sides = [(won, [d for d, w in waited.values() if w is won]) for won in (True, False)]
    names = {True: _("signed: %(days)s"), False: _("the others: %(days)s")}
    said = [names[won] % {"days": _days(median_low(found))} for won, found in sides if found]
    n = ngettext("%(n)s first quote", "%(n)s first quotes", len(waited))
    detail = listed([*said, n % {"n": number(len(waited), 0)}])
    value = _days(median_low(days for days, _won in waited.values()))
    return Fact("response_delay", title, value, detail, reverse("sales:quotes"))


def _days(n: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", n) % {"n": number(n, 0)}


def quote_bias(facts: Facts) -> Fact:
    """By how much real hours pass those quoted, as a rule."""
    return _quoting(facts, "quote_bias", _("Real hours against quoted ones"), worst=False)


def quote_dispersion(facts: Facts) -> Fact:
    """What nine missions in ten stay under."""
    return _quoting(facts, "quote_dispersion", _("Nine missions in ten stay under"), worst=True)


def _quoting(facts: Facts, id: str, title: str, *, worst: bool) -> Fact:
    found = winning.quoting(facts.business, facts.period)
    if not found:
        return Fact(
            id,
            title,
            missing=_("No mission with quoted hours ended over these days."),
            missing_url=reverse("production:missions"),
        )
    alone = _just(found[0], worst=worst).value if len(found) == 1 else ""
    rows = () if alone else tuple(_just(each, worst=worst) for each in found[:LISTED])
    n = sum(each.justness.missions for each in found)
    few = all(not each.justness.rankable for each in found)
    ended = ngettext("on %(n)s mission that ended", "on %(n)s missions that ended", n)
    detail = listed([ended % {"n": number(n, 0)}, _("too few to be sure") if few else ""])
    url = f"{rows_of('pilot:money', facts.period)}#quoting"
    return Fact(id, title, alone, detail, url, rows=rows)


def _just(each: Quoting, *, worst: bool) -> Row:
    points = each.justness.p90_points if worst else each.justness.bias_points
    return Row(
        each.offer or _("No offer"),
        f"{wording.signed(points, 0)}{wording.percent_sign()}",
        listed([missions(each.justness.missions),
                "" if each.justness.rankable else _("too few to rank")]),
    )  # fmt: skip


FACTS = {
    "clients_by_margin_per_hour": clients_by_margin,
    "repeat_rate": repeat_rate,
    "wins_by_channel": wins_by_channel,
    "hours_by_channel": hours_by_channel,
    "cost_per_win": cost_per_win,
    "funnel": funnel,
    "response_delay": response_delay,
    "quote_bias": quote_bias,
    "quote_dispersion": quote_dispersion,
}
