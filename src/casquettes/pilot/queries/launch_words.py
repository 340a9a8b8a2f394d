"""What a forecast says, in sentences: chances twice, sums as far as they may be believed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casquettes.engine.launch.judging import Calibration, Short
from casquettes.engine.launch.levers import Swing
from casquettes.engine.launch.paths import months_of
from casquettes.engine.launch.plan import Plan, priors
from casquettes.engine.launch.simulate import Forecast
from casquettes.engine.launch.stress import Card, Middling
from casquettes.ui.rounded import about, euros, near, odds
from casquettes.ui.wording import MINUS, THIN, hours, number, percent

CENT = 0.005
TELLING = 0.1  # between the worst and the best end of all levers
CHANGES = {
    "price_up_10": gettext_lazy("A price 10 % higher"),
    "half_the_cancellations": gettext_lazy("Half as many cancellations and no-shows"),
    "conversion_up_15": gettext_lazy("15 % more of those who ask say yes"),
    "delegate_8_hours": gettext_lazy("8 hours a month delegated, for 190 €"),
    "illness_times_3": gettext_lazy("Three times as much illness"),
    "leads_down_30": gettext_lazy("30 % fewer people who ask"),
    "business_share_40": gettext_lazy("40 % of sales to firms"),
}
BLOWS = {
    "six_weeks_off": gettext_lazy("Six weeks off"),
    "leads_down": gettext_lazy("30 % fewer people who ask, for six months"),
    "partner_stops": gettext_lazy("The partner who sends you most stops, for a year"),
    "car_out": gettext_lazy("The car out for a month"),
    "invoice_unpaid": gettext_lazy("An invoice of 1 500 € never paid"),
    "vat_crossed": gettext_lazy("The VAT threshold crossed"),
}


@dataclass(frozen=True, slots=True)
class Lever:
    """A lever in words; its ends as chances, or as incomes."""

    title: str
    ends: str
    said: str
    worse: float
    middle: float
    better: float
    worse_words: str
    better_words: str


@dataclass(frozen=True, slots=True)
class Blow:
    """A blow in words."""

    title: str
    sentence: str
    bad: bool


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A change of the house: the chance under it, said twice, and what it adds a month."""

    title: str
    share: str
    odds: str
    added: str
    better: bool | None


def month(on: dt.date) -> str:
    """A month in full: "octobre 2026"."""
    return date_format(on, "F Y")


def chance_of_target(plan: Plan, forecast: Forecast, currency: str) -> str:
    """The first sentence of the page, after the figure."""
    target = euros(plan.target_income, currency)
    if forecast.p_target is None:
        return _("The plan is too short to reach a second year.")
    return _("%(odds)s of reaching %(target)s a month in the second year") % {
        "odds": odds(forecast.p_target).capitalize(),
        "target": target,
    }


def income(forecast: Forecast, currency: str) -> str:
    """What a second year brings, and between what."""
    spread = forecast.income_year2
    if spread is None:
        return ""
    return _(
        "In the middle, %(middle)s a month; nine times in ten between %(low)s and %(high)s."
    ) % {
        "middle": about(spread.p50, currency),
        "low": about(spread.p5, currency),
        "high": about(spread.p95, currency),
    }


def breaks_first(plan: Plan, forecast: Forecast, short: Short) -> str:
    """What the plan is short of, in one sentence."""
    used = forecast.used_share_year2
    share = near(min(1.0, used.p50)) if used else ""
    said = {
        Short.MARGIN: _(
            "At this price each hour sold costs more than it brings: selling more makes it worse."
        ),
        Short.PRICE: _(
            "What lacks first is what an hour leaves: even a full calendar would not pay this much."
        ),
        Short.CLIENTS: _(
            "What lacks first is clients: in the second year %(share)s of the hours you could sell "
            "find someone."
        )
        % {"share": share},
        Short.HOURS: _(
            "What lacks first is hours: %(share)s of those you can sell are sold, and the rest of "
            "the month goes into what surrounds them."
        )
        % {"share": share},
        Short.NOTHING: _("Nothing breaks first: the plan holds in almost every life."),
    }
    return said[short] if plan.leads > 0 else _("Nobody asks in this plan: nothing can be sold.")


def trouble(plan: Plan, forecast: Forecast) -> str:
    """When pay has to be cut for the first time, and how often."""
    first = forecast.first_trouble_month
    if first is None:
        return _("Your pay never has to be cut, in any of the lives drawn.")
    when = months_of(plan)[first - 1]
    return _(
        "Your pay has to be cut at least once in %(share)s of the lives (%(odds)s); the first "
        "time, most often in %(month)s."
    ) % {
        "share": near(forecast.p_pay_cut),
        "odds": odds(forecast.p_pay_cut),
        "month": month(when),
    }


def empty(forecast: Forecast, plan: Plan) -> str:
    """When nothing may be left in the till."""
    if forecast.p_out_of_cash < CENT:
        return _("Running out of cash altogether is less than 1 chance in 200.")
    months = len(forecast.cash)
    worst = min(range(months), key=lambda rank: forecast.cash[rank].p5)
    return _(
        "Nothing left in the till at some moment: %(share)s (%(odds)s), the tightest month being "
        "%(month)s."
    ) % {
        "share": near(forecast.p_out_of_cash),
        "odds": odds(forecast.p_out_of_cash),
        "month": month(months_of(plan)[worst]),
    }


def fan_says(plan: Plan, forecast: Forecast, currency: str) -> str:
    """The conclusion of the fan, for who does not see it."""
    last = forecast.cash[-1]
    return _(
        "Cash month by month over %(months)s months: in %(month)s, %(middle)s in the middle, nine "
        "times in ten between %(low)s and %(high)s"
    ) % {
        "months": plan.months,
        "month": month(last.month),
        "middle": about(last.p50, currency),
        "low": about(last.p5, currency),
        "high": about(last.p95, currency),
    }


def levers(swings: list[Swing], forecast: Forecast, currency: str) -> list[Lever]:
    """Each lever, both ends in words, the widest first; incomes where every chance is slim."""
    spread = forecast.income_year2
    if spread is None or forecast.p_target is None:
        return []
    if by_chance(swings):
        return [
            _lever(s, (s.p_worse, forecast.p_target, s.p_better), near, currency) for s in swings
        ]
    widest = sorted(swings, key=lambda s: s.income_worse - s.income_better)

    def said(value: float) -> str:
        return about(value, currency)

    ends = [(s, (s.income_worse, spread.p50, s.income_better)) for s in widest]
    return [_lever(swing, values, said, currency) for swing, values in ends]


def by_chance(swings: list[Swing]) -> bool:
    """Are the chances such that they tell levers apart?"""
    chances = [share for s in swings for share in (s.p_worse, s.p_better)]
    return bool(chances) and max(chances) - min(chances) >= TELLING


def weighs_note(swings: list[Swing], forecast: Forecast, currency: str) -> str:
    """What the drawing of the levers shows."""
    if by_chance(swings):
        middle = near(forecast.p_target or 0)
        return _("your chance if the figure changes, %(share)s in the middle") % {"share": middle}
    spread = forecast.income_year2
    return _("your month in the second year if the figure changes, %(sum)s in the middle") % {
        "sum": about(spread.p50 if spread else 0, currency)
    }


def _lever(
    swing: Swing,
    ends: tuple[float, float, float],
    said: Callable[[float], str],
    currency: str,
) -> Lever:
    worse, middle, better = ends
    return Lever(
        title=str(LEVERS[swing.id]),
        ends=_("%(better)s or %(worse)s")
        % {
            "better": _figure(swing.id, swing.better, currency),
            "worse": _figure(swing.id, swing.worse, currency),
        },
        said=_("%(worse)s at the worse end, %(better)s at the better one")
        % {"worse": said(worse), "better": said(better)},
        worse=worse,
        middle=middle,
        better=better,
        worse_words=said(worse),
        better_words=said(better),
    )


LEVERS = {
    "price": gettext_lazy("Price of an hour"),
    "leads": gettext_lazy("People who ask"),
    "conversion": gettext_lazy("Those who say yes"),
    "mission_hours": gettext_lazy("Hours of a mission"),
    "background_hours": gettext_lazy("Hours for the business itself"),
    "induced_time": gettext_lazy("Time around each hour sold"),
    "fixed_costs": gettext_lazy("Monthly costs"),
}
HELPS = {
    "price": gettext_lazy("a price of %(end)s"),
    "leads": gettext_lazy("%(end)s who ask"),
    "conversion": gettext_lazy("%(end)s who say yes"),
    "mission_hours": gettext_lazy("missions of %(end)s"),
    "background_hours": gettext_lazy("only %(end)s for the business itself"),
    "induced_time": gettext_lazy("only %(end)s around each hour sold"),
    "fixed_costs": gettext_lazy("costs brought down to %(end)s"),
}


def helps_most(swings: list[Swing], forecast: Forecast, currency: str) -> str:
    """Which lever helps most, and what it changes."""
    middle = forecast.income_year2
    if not swings or middle is None or forecast.p_target is None:
        return ""
    best = max(swings, key=lambda s: (s.p_better, s.income_better))
    gain = best.income_better - middle.p50
    if gain < 5:
        return _("No lever alone changes much here.")
    end = _figure(best.id, best.better, currency)
    return _(
        "What would help most: %(lever)s. The chance goes from %(before)s to %(after)s (%(odds)s), "
        "with %(gain)s more a month in the middle."
    ) % {
        "lever": str(HELPS[best.id]) % {"end": end},
        "before": near(forecast.p_target),
        "after": near(best.p_better),
        "odds": odds(best.p_better),
        "gain": about(gain, currency),
    }


def _figure(name: str, value: float, currency: str) -> str:
    if name == "conversion":
        return percent(round(value, 2))
    if name == "leads":
        n = round(value)
        return ngettext("%(n)s person a month", "%(n)s people a month", n) % {"n": number(value, 0)}
    if name == "background_hours":
        return _("%(hours)s a month") % {"hours": hours(round(value) * 3600)}
    if name == "mission_hours":
        return hours(round(value * 2) * 1800)
    if name == "induced_time":
        return hours(round(value * 12) * 300)
    if name == "fixed_costs":
        return _("%(sum)s a month") % {"sum": euros(value, currency)}
    return _("%(sum)s an hour") % {"sum": euros(value, currency)}


def asked_ifs(forecast: Forecast, currency: str) -> Iterator[WhatIf]:
    """Each change of the house: the chance under it, and what it adds to a month."""
    added = dict(forecast.what_ifs_add)
    for name, share in forecast.what_ifs:
        more = round(added[name], -1)
        sign = "+" if more > 0 else MINUS if more < 0 else ""
        sums = f"{sign}{THIN}{euros(abs(more), currency)}" if sign else euros(0, currency)
        yield WhatIf(str(CHANGES[name]), near(share), odds(share), sums, more > 0 if more else None)


def blows(cards: list[Card], calm: Middling, currency: str) -> list[Blow]:
    """Each blow told at its worst month, beside the middling life."""
    return [
        Blow(str(BLOWS[card.id]), _blow(card, calm, currency), bad=_hurts(card, calm))
        for card in cards
    ]


def _hurts(card: Card, calm: Middling) -> bool:
    return card.out_of_cash and calm.lowest_cash >= 0


def _blow(card: Card, calm: Middling, currency: str) -> str:
    if card.strikes is None:
        return _(
            "Not reached: the best calendar year of the middling life brings %(best)s, and the "
            "limit is %(limit)s."
        ) % {"best": about(calm.best_year, currency), "limit": euros(calm.vat_limit, currency)}
    if card.id == "vat_crossed":
        first = _(
            "Passed in %(month)s in the middling life. From then on one sixth of what consumers "
            "pay goes to the State: %(lost)s less over the plan, at the same prices."
        )
    else:
        first = _("At its worst, begun in %(month)s, it takes %(lost)s from the whole plan.")
    said = [first % {"month": month(card.strikes), "lost": about(card.income_lost, currency)}]
    if card.pay_lost >= 10:
        paid = _("Of this, %(pay)s are missing from your pay.")
        said.append(paid % {"pay": about(min(card.pay_lost, card.income_lost), currency)})
    else:
        said.append(_("Your pay stands."))
    if card.out_of_cash:
        said.append(
            _("Cash would be short of %(sum)s in %(month)s.")
            % {"sum": about(-card.lowest_cash, currency), "month": _month_of(card)}
        )
    else:
        said.append(
            _("Cash never goes under %(sum)s.") % {"sum": about(card.lowest_cash, currency)}
        )
    return " ".join(said)


def _month_of(card: Card) -> str:
    return month(card.lowest_on) if card.lowest_on else ""


def break_even(forecast: Forecast) -> str:
    """Hours to sell in a year to live on it."""
    need = forecast.break_even_hours
    if need is None:
        return _("At this price no number of hours pays for it.")
    sold = forecast.sold_hours_year2
    if sold is None:
        return ""
    return _("to sell in a year to earn it; the middling second year sells %(sold)s") % {
        "sold": hours(round(sold.p50) * 3600)
    }


def calibrated(judged: Calibration) -> str:
    """How well the forecast held, or that it is too soon to say."""
    least = priors()["update"]["months_to_judge"]
    if judged.share is None or judged.interval is None:
        left = least - judged.months
        lived = ngettext("%(n)s month lived so far", "%(n)s months lived so far", judged.months) % {
            "n": number(judged.months, 0)
        }
        return ngettext(
            "Too early to say how well it foresees: %(lived)s, %(left)s more is needed.",
            "Too early to say how well it foresees: %(lived)s, %(left)s more are needed.",
            left,
        ) % {"lived": lived, "left": number(left, 0)}
    low, high = judged.interval
    return _(
        "%(inside)s of %(months)s months fell inside the band meant for %(expected)s of them; with "
        "so few, that may be anything between %(low)s and %(high)s."
    ) % {
        "inside": number(judged.inside, 0),
        "months": number(judged.months, 0),
        "expected": near(judged.expected),
        "low": near(low),
        "high": near(high),
    }
