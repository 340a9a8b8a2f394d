"""Facts of what goes out and how long money lasts: runway, expenses, thresholds."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casquettes.engine.measures import NO_CASH, NO_LAW, NO_OUTFLOW
from casquettes.engine.reliability import Verdict
from casquettes.finance.models import Expense
from casquettes.finance.queries.categories import category_name
from casquettes.finance.queries.expenses import recurring
from casquettes.pilot.queries.bilan.facts import Fact, Facts, Row
from casquettes.pilot.queries.bilan.money import lived_months, papers
from casquettes.pilot.queries.bilan.phrases import listed, money, sentences, why_not
from casquettes.pilot.queries.choices.figures import board_of
from casquettes.pilot.queries.levied import Gauge, levied
from casquettes.ui import wording
from casquettes.ui.meters import meter
from casquettes.ui.rounded import about
from casquettes.ui.svg import together
from casquettes.ui.wording import number

LISTED = 8
OFTEN = 3  # times in the period, on different months: it comes back
CEILINGS = {
    "vat_franchise": gettext_lazy("VAT franchise"),
    "vat_tolerance": gettext_lazy("VAT franchise, tolerance"),
    "regime": gettext_lazy("Ceiling of the regime"),
}


def days(n: float) -> str:
    """ "47 days"."""
    return ngettext("%(n)s day", "%(n)s days", int(n)) % {"n": number(int(n), 0)}


def runway(facts: Facts) -> Fact:
    """How long the account lasts at what goes out."""
    title, figure = _("What you hold out for"), facts.hourly.figures["runway_days"]
    if figure.value is None:
        why, where = why_not(figure.why, facts.coverage)
        return Fact("runway", title, missing=why, missing_url=where)
    cash = facts.account.costs.cash
    assert cash is not None
    said = [
        _("with %(cash)s on the account") % {"cash": money(float(cash.value), facts.currency)},
        _("your pay included"),
    ]
    if figure.quality is Verdict.FRAGILE and cash.on is not None:
        on = date_format(cash.on, "DATE_FORMAT")
        said.append(_("fragile: the balance is of %(day)s") % {"day": on})
    return Fact("runway", title, days(figure.value), listed(said), reverse("pilot:levies"))


def runway_p5(facts: Facts) -> Fact:
    """When cash runs out if luck is against her: once in twenty."""
    title = _("If luck is against you")
    ahead, cash = facts.ahead, facts.account.costs.cash
    if ahead is None:
        why, where = why_not(NO_LAW, facts.coverage)
        return Fact("runway_p5", title, missing=why, missing_url=where)
    if cash is None and ahead.plan is None:
        why, where = why_not(NO_CASH, facts.coverage)
        return Fact("runway_p5", title, missing=why, missing_url=where)
    url = reverse("pilot:launch", args=[ahead.plan.pk]) if ahead.plan else reverse("pilot:launches")
    found, months = ahead.told.forecast.runway_days, ahead.standing.plan.months
    drawn = _("one life in twenty, drawn from your figures, is short by then")
    if found is None:
        value = _("more than %(months)s months") % {"months": number(months, 0)}
        drawn = _("in nineteen lives of twenty drawn from your figures, your pay cut where it must")
        return Fact("runway_p5", title, value, drawn, url)
    return Fact("runway_p5", title, days(found), drawn, url)


def runway_six_weeks(facts: Facts) -> Fact:
    """What would be on the account after six weeks without anything coming in."""
    title, told = _("After six weeks with nothing coming in"), facts.hourly
    figure = told.figures["runway_days"]
    cash = facts.account.costs.cash
    if figure.value is None or cash is None:
        why, where = why_not(figure.why or NO_OUTFLOW, facts.coverage)
        return Fact("runway_6weeks", title, missing=why, missing_url=where)
    out = float(told.outflow) / told.days * 42
    left = float(cash.value) - out
    said = [
        _("%(out)s would go out, your pay and what the law takes included")
        % {"out": about(out, facts.currency)},
        _("there is enough") if left >= 0 else _("this much would be short"),
    ]
    return Fact("runway_6weeks", title, about(left, facts.currency), listed(said))


def cash_floor(facts: Facts) -> Fact:
    """How low the plan lets the account go, and where it stands."""
    title, cash = _("What must stay on the account"), facts.account.costs.cash
    if cash is None:
        why, where = why_not(NO_CASH, facts.coverage)
        return Fact("cash_floor", title, missing=why, missing_url=where)
    floor = board_of(facts.known).case.cash_floor
    held = _("%(cash)s on the account") % {"cash": money(float(cash.value), facts.currency)}
    if floor < 0:
        said = _("no floor: your year goes under it even without any change")
        return Fact("cash_floor", title, detail=listed([held, said]), url=reverse("pilot:levies"))
    said = _("no change that takes it lower is proposed")
    value = money(floor, facts.currency)
    return Fact("cash_floor", title, value, listed([held, said]), reverse("pilot:levies"))


def expenses_by_category(facts: Facts) -> Fact:
    """What was spent, the largest first."""
    title, period = _("What you spent"), facts.period
    url = papers("finance:expenses", period)
    rows = _expenses(facts)
    if not rows:
        said = _("No expense is noted over these days.")
        return Fact("expenses_by_category", title, missing=said, missing_url=url)
    sums: dict[str, Decimal] = defaultdict(Decimal)
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for label, category, amount, _on in rows:
        sums[category] += amount
        labels[category][label] += 1
    whole = sum(sums.values(), Decimal(0))
    ranked = sorted(sums.items(), key=lambda each: -each[1])
    lines = [
        Row(
            str(category_name(category)) or _("No category"),
            money(float(amount), facts.currency),
            listed(label for label, _n in labels[category].most_common(2)),
        )
        for category, amount in ranked[:LISTED]
    ]
    if rest := ranked[LISTED:]:
        others = sum((amount for _category, amount in rest), Decimal(0))
        lines.append(Row(_("everything else"), money(float(others), facts.currency)))
    months, detail = lived_months(facts), _("over less than a month")
    if months >= 1:
        a_month = money(float(whole) / months, facts.currency)
        detail = _("%(sum)s a month") % {"sum": a_month}
    value = money(float(whole), facts.currency)
    return Fact("expenses_by_category", title, value, detail, url, rows=tuple(lines))


def _expenses(facts: Facts) -> list[Any]:
    rows = Expense.objects.of(facts.business).filter(
        on__gte=facts.period.first, on__lte=facts.period.last
    )
    return list(rows.order_by("on", "id").values_list("label", "category", "amount", "on"))


def subscriptions(facts: Facts) -> Fact:
    """What comes back month after month: whether it is of use, only she knows."""
    title, url = _("What comes back every month"), reverse("finance:recurring_expenses")
    sums: dict[str, Decimal] = defaultdict(Decimal)
    months: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for label, _category, amount, on in _expenses(facts):
        sums[label] += amount
        months[label].add((on.year, on.month))
    for row in recurring(facts.business):
        sums[row.label] += 0
        months[row.label] |= {(0, n) for n in range(OFTEN)}
    found = {label: sums[label] for label in sums if len(months[label]) >= OFTEN}
    unknown = _("Which of them you really use is not measured: you alone can tell.")
    if not found:
        said = _("Nothing comes back three months or more.")
        return Fact("subscriptions_unused", title, missing=sentences([said, unknown]))
    ranked = sorted(found.items(), key=lambda each: -each[1])
    rows = tuple(Row(label, money(float(s), facts.currency)) for label, s in ranked[:LISTED])
    whole = float(sum(found.values(), Decimal(0)))
    value = money(whole, facts.currency)
    detail = _("paid over these days, all months together")
    return Fact("subscriptions_unused", title, value, detail, url, missing=unknown, rows=rows)


def threshold_gauges(facts: Facts) -> Fact:
    """How far each ceiling of the law is, this calendar year."""
    on = min(facts.today, facts.period.last)
    told = levied(facts.business, on.year, today=facts.today)
    title, url = _("Ceilings, in %(year)s") % {"year": on.year}, reverse("pilot:levies")
    if not told.gauges:
        why, where = why_not(NO_LAW, facts.coverage)
        return Fact("threshold_gauges", title, missing=why, missing_url=where)
    received = money(float(told.account.flows.received), facts.currency)
    is_over = on.year < facts.today.year
    rows = tuple(_gauge(facts, gauge, is_over=is_over) for gauge in told.gauges)
    nearest = max(told.gauges, key=lambda gauge: gauge.share)
    bar = meter(
        float(nearest.received),
        float(nearest.ceiling.amount),
        label=f"{_name(nearest)}: {wording.percent(round(nearest.share, 3))}",
    )
    detail = _("came in over the year") if is_over else _("came in since January")
    return Fact("threshold_gauges", title, received, detail, url, rows=rows, chart=together(bar))


def _name(gauge: Gauge) -> str:
    return str(CEILINGS.get(gauge.ceiling.name, gauge.ceiling.name))


def _gauge(facts: Facts, gauge: Gauge, *, is_over: bool) -> Row:
    crossed, expected = gauge.crossing.crossed_on, gauge.crossing.expected_on
    if crossed is not None:
        when = _("crossed on %(day)s") % {"day": wording.day(crossed)}
    elif expected is not None:
        when = _("crossed around %(day)s at this pace") % {"day": wording.day(expected)}
    else:
        when = _("not crossed") if is_over else _("not this year, at this pace")
    of = _("of %(sum)s") % {"sum": money(float(gauge.ceiling.amount), facts.currency)}
    return Row(_name(gauge), wording.percent(round(gauge.share, 3)), listed([of, when]))


FACTS = {
    "runway": runway,
    "runway_p5": runway_p5,
    "runway_6weeks": runway_six_weeks,
    "cash_floor": cash_floor,
    "expenses_by_category": expenses_by_category,
    "subscriptions_unused": subscriptions,
    "threshold_gauges": threshold_gauges,
}
