"""Facts of money: what came, why it moved, what is left of it, month by month."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casquettes.engine.measures import NO_LAW, NOTHING_BILLED, NOTHING_RECEIVED
from casquettes.engine.periods import Period, month_of, year_of
from casquettes.pilot.models import BilanAnswer
from casquettes.pilot.queries import revenue, winning
from casquettes.pilot.queries.bilan.facts import Fact, Facts, Row
from casquettes.pilot.queries.bilan.phrases import (
    doubt,
    listed,
    money,
    month,
    moved_sum,
    rows_of,
    why_not,
)
from casquettes.pilot.queries.suppositions import suppositions
from casquettes.ui import wording
from casquettes.ui.charts import data_table
from casquettes.ui.rounded import euros
from casquettes.ui.svg import together
from casquettes.ui.trends import Step, trend
from casquettes.ui.wording import number


def papers(name: str, period: Period) -> str:
    """A list of papers, narrowed where the period is a month or a year."""
    url = reverse(name)
    if period == month_of(period.first):
        return f"{url}?period={period.first:%Y-%m}"
    return f"{url}?period={period.first.year}" if period == year_of(period.first) else url


def net_hourly(facts: Facts) -> Fact:
    """What is left of a worked hour."""
    title, figure = _("Left of a worked hour"), facts.hourly.figures["net_hourly"]
    if figure.value is None:
        why, where = why_not(figure.why, facts.coverage)
        return Fact("net_hourly", title, missing=why, missing_url=where)
    said = [
        _("%(net)s left for %(hours)s worked")
        % {
            "net": money(float(facts.account.kept.net), facts.currency),
            "hours": wording.hours(round(facts.tally.worked / 3600) * 3600),
        }
    ]
    was = facts.past("measures", "net_hourly", "value")
    if was is not None:
        facts_said = {"sum": wording.money(was, facts.currency)}
        said.append(_("%(sum)s at your last bilan") % facts_said)
    said += suppositions(facts.hourly, facts.currency)
    said.append(doubt(facts.coverage))
    value = wording.money(figure.value, facts.currency)
    return Fact(
        "net_hourly",
        title,
        value,
        listed(said),
        f"{rows_of('pilot:measures', facts.period)}#brings",
    )


def revenue_of(facts: Facts) -> Fact:
    """What was billed, beside the same days a year before."""
    told, title = facts.money, _("Billed in the period")
    url = papers("finance:invoices", facts.period)
    if not told.documents:
        why, where = why_not(NOTHING_BILLED, facts.coverage)
        return Fact("revenue", title, missing=why, missing_url=where)
    papers_said = ngettext("%(n)s document", "%(n)s documents", told.documents)
    said = [papers_said % {"n": number(told.documents, 0)}]
    if facts.year_before is not None:
        was = float(facts.year_before.revenue)
        said.append(moved_sum(float(told.revenue), was, _("a year before"), facts.currency))
    return Fact("revenue", title, money(float(told.revenue), facts.currency), listed(said), url)


def revenue_bridge(facts: Facts) -> Fact:
    """Where the gap to the year before comes from."""
    title, was = _("Where the gap comes from"), facts.year_before
    earlier = winning.a_year_before(facts.period)
    if was is None or earlier is None or not facts.money.documents:
        return Fact(
            "revenue_bridge_price_volume_mix",
            title,
            missing=_(
                "It takes invoices of the year before as well: the gap is told once there are."
            ),
        )
    told = winning.bridged(
        (was.works, earlier, Fraction(was.revenue)),
        (facts.money.works, facts.period, Fraction(facts.money.revenue)),
    )
    steps = [
        (_("hours sold, more or fewer"), told.volume),
        (_("price of an hour"), told.price),
        (_("dearer or cheaper offers"), told.mix),
        (_("everything else"), told.other),
    ]
    rows = [Row(name, _signed(float(step), facts.currency)) for name, step in steps if round(step)]
    if clients := _clients(facts):
        rows.append(clients)
    return Fact(
        "revenue_bridge_price_volume_mix",
        title,
        _signed(float(told.after - told.before), facts.currency),
        _("against the same days a year before"),
        reverse("pilot:money"),
        rows=tuple(rows),
    )


def _clients(facts: Facts) -> Row | None:
    """How many clients were served, then and now."""
    earlier = winning.a_year_before(facts.period)
    assert facts.year_before is not None
    assert earlier is not None
    now = len({work.client for work in facts.works if work.serves(facts.period)})
    then = len({work.client for work in facts.year_before.works if work.serves(earlier)})
    if not now and not then:
        return None
    return Row(
        _("clients served"),
        _("%(now)s, after %(then)s") % {"now": number(now, 0), "then": number(then, 0)},
    )


def _signed(value: float, currency: str) -> str:
    if not round(value):
        return euros(0, currency)
    sign = "+" if value > 0 else wording.MINUS
    return f"{sign}{wording.THIN}{euros(abs(value), currency)}"


def revenue_by_month(facts: Facts) -> Fact:
    """Turnover month by month."""
    title = _("Billed, month by month")
    rows = revenue.turnover_by(facts.business, facts.period, by="month")
    found = {dt.date.fromisoformat(f"{key}-01"): net for key, (net, _n) in rows.items()}
    if not found:
        why, where = why_not(NOTHING_BILLED, facts.coverage)
        return Fact("revenue_by_month", title, missing=why, missing_url=where)
    told = Fact("revenue_by_month", title, url=papers("finance:invoices", facts.period))
    return _by_month(facts, told, _filled(facts, found), heading=_("Billed"))


def cash_by_month(facts: Facts) -> Fact:
    """What came in less what was spent, month by month."""
    title, flows = _("Came in less what you spent"), facts.account.flows
    if not flows.payments and not flows.expense_rows:
        why, where = why_not(NOTHING_RECEIVED, facts.coverage)
        return Fact("cash_by_month", title, missing=why, missing_url=where)
    months = {*flows.receipts, *flows.expenses}
    none = Decimal(0)
    found = {m: flows.receipts.get(m, none) - flows.expenses.get(m, none) for m in months}
    told = Fact("cash_by_month", title, url=papers("finance:receipts", facts.period))
    note = _("before contributions and your pay")
    return _by_month(facts, told, _filled(facts, found), heading=_("Left over"), note=note)


def _filled(facts: Facts, found: Mapping[dt.date, Decimal]) -> dict[dt.date, float]:
    """Every month from the first to the last that was lived, those without anything at nothing."""
    last = max(*found, min(facts.period.last, facts.today).replace(day=1))
    whole = Period(min(found), last)
    return {each.first: float(found.get(each.first, 0)) for each in whole.months()}


def _by_month(
    facts: Facts, told: Fact, found: dict[dt.date, float], *, heading: str, note: str = ""
) -> Fact:
    """The whole, the best and the worst month, the line of them and its table."""
    low, high = min(found, key=lambda on: found[on]), max(found, key=lambda on: found[on])
    said = _("%(high)s in %(high_month)s, %(low)s in %(low_month)s") % {
        "high": money(found[high], facts.currency),
        "high_month": month(high),
        "low": money(found[low], facts.currency),
        "low_month": month(low),
    }
    steps = [Step(v, f"{money(v, facts.currency)}, {month(on)}") for on, v in found.items()]
    table = [(month(on), money(v, facts.currency)) for on, v in found.items()]
    return replace(
        told,
        value=money(sum(found.values()), facts.currency),
        detail=listed([said if len(found) > 1 else "", note]),
        chart=together(
            trend(steps, label=f"{told.title}: {said}"),
            data_table([_("Month"), heading], table),
        ),
    )


def owner_pay(facts: Facts) -> Fact:
    """What she paid herself: only she knows, and what she said last time is recalled."""
    answer = (
        BilanAnswer.objects.filter(bilan=facts.previous, question="q10").first()
        if facts.previous
        else None
    )
    said = _("Your own account is not seen here: write what you moved to it over these days.")
    amount = answer.value.get("amount") if answer else None
    if isinstance(amount, int | float) and facts.previous is not None:
        was = facts.previous
        said += " " + _("At your last bilan you wrote %(sum)s, from %(first)s to %(last)s.") % {
            "sum": money(amount, facts.currency),
            "first": date_format(was.first_on, "DATE_FORMAT"),
            "last": date_format(was.last_on, "DATE_FORMAT"),
        }
    return Fact("owner_pay", _("What you paid yourself"), missing=said)


def target_pay(facts: Facts) -> Fact:
    """What she wants to earn."""
    pay = facts.account.costs.pay_month
    detail = _("a month, supposed until you say otherwise")
    if pay.origin == "typed" and pay.on is not None:
        detail = _("a month, as you said in %(month)s") % {"month": month(pay.on)}
    value = money(float(pay.value), facts.currency)
    return Fact("target_pay", _("What you want to earn"), value, detail, reverse("pilot:levies"))


def net_income(facts: Facts) -> Fact:
    """What was left once everything was paid, a month."""
    title, account = _("What was left to live on"), facts.account
    flows = account.flows
    if not (flows.payments or flows.expense_rows or flows.trips):
        why, where = why_not(NOTHING_RECEIVED, facts.coverage)
        return Fact("net_income", title, missing=why, missing_url=where)
    if not account.complete:
        why, where = why_not(NO_LAW, facts.coverage)
        return Fact("net_income", title, missing=why, missing_url=where)
    months = lived_months(facts)
    net = float(account.kept.net)
    value, over = money(net, facts.currency), _("over less than a month")
    if months >= 1:
        words = {"net": value, "months": number(round(months, 1))}
        over = _("%(net)s over %(months)s months") % words
        value = _("%(sum)s a month") % {"sum": money(net / months, facts.currency)}
    taxed = account.taken and account.taken.income_tax_known
    said = [over, "" if taxed else _("income tax is not counted")]
    return Fact("net_income", title, value, listed(said), reverse("pilot:levies"))


def lived_months(facts: Facts) -> float:
    """How many months of the period the business lived; at least a part of one."""
    flows = facts.account.flows
    known = [*flows.receipts, *flows.expenses]
    first = facts.business.started_on or min(known, default=facts.period.first)
    lived = facts.period.common(Period(min(first, facts.today), facts.today)) or facts.period
    return sum(
        part.days / calendar.monthrange(part.first.year, part.first.month)[1]
        for part in lived.months()
    )


FACTS = {
    "net_hourly": net_hourly,
    "revenue": revenue_of,
    "revenue_bridge_price_volume_mix": revenue_bridge,
    "revenue_by_month": revenue_by_month,
    "cash_by_month": cash_by_month,
    "owner_pay": owner_pay,
    "target_pay": target_pay,
    "net_income": net_income,
}
