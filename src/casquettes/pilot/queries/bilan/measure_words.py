"""A measure by its published id in words: its name, its value, and why it has none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy, ngettext

from casquettes.engine import measures
from casquettes.ui import wording

HOUR = 3600
NAMES = {
    "worked_hours": gettext_lazy("Hours worked"),
    "sold_hours": gettext_lazy("Hours sold"),
    "delivered_hours": gettext_lazy("Hours delivered"),
    "billed_share": gettext_lazy("Billed share"),
    "billed_share_plus": gettext_lazy("Billed share, paid travel and diagnoses included"),
    "client_share": gettext_lazy("Share of time for clients"),
    "realisation": gettext_lazy("Sold out of delivered"),
    "price_realisation": gettext_lazy("Price kept, of the list price"),
    "gross_hourly": gettext_lazy("Gross per worked hour"),
    "net_hourly": gettext_lazy("Net per worked hour"),
    "induced_time": gettext_lazy("Time each sold hour asks besides"),
    "margin_per_sold_hour": gettext_lazy("Left of a sold hour"),
    "break_even_hours": gettext_lazy("Hours to sell to live"),
    "required_rate": gettext_lazy("Price needed per sold hour"),
    "runway_days": gettext_lazy("Days your cash lasts"),
    "dso_days": gettext_lazy("Days until you are paid"),
    "data_quality": gettext_lazy("Days noted"),
}
FRACTIONS = {
    "billed_share",
    "billed_share_plus",
    "client_share",
    "realisation",
    "price_realisation",
    "data_quality",
}
DAYS = {"runway_days", "dso_days"}
AMOUNTS = {"gross_hourly", "net_hourly", "margin_per_sold_hour", "required_rate"}
WHYS = {
    measures.TOO_LITTLE: gettext_lazy("too few days were noted to say it"),
    measures.NOTHING_WORKED: gettext_lazy("no hour was noted"),
    measures.NOTHING_DELIVERED: gettext_lazy("no hour was delivered"),
    measures.NOTHING_SOLD: gettext_lazy("no hour was sold"),
    measures.NOTHING_BILLED: gettext_lazy("nothing was billed"),
    measures.NO_LIST_PRICE: gettext_lazy("nothing sold had a list price"),
    measures.NOTHING_RECEIVED: gettext_lazy("nothing was received"),
    measures.NEGATIVE_MARGIN: gettext_lazy("a sold hour left nothing"),
    measures.NO_LAW: gettext_lazy("what the law takes was not known"),
    measures.NO_CASH: gettext_lazy("the balance of your account was not given"),
    measures.NO_OUTFLOW: gettext_lazy("nothing went out"),
}


def name_of(measure: str) -> str:
    """What a measure is called; its id where it is not one of ours."""
    return str(NAMES.get(measure, measure))


def value_said(measure: str, value: float | None, *, currency: str) -> str:
    """A value of this measure: « 32,5 % », « 21,40 € », « 42 jours », « 812 h »."""
    if value is None:
        return wording.NOTHING
    if measure in FRACTIONS:
        return wording.percent(value)
    if measure in AMOUNTS:
        return wording.money(round(value, 2), currency)
    if measure in DAYS:
        # Cash that lasts 67.9 days does not last 68.
        days = int(value) if measure == "runway_days" else round(value)
        return ngettext("%(days)s day", "%(days)s days", days) % {"days": wording.number(days, 0)}
    hours = round(value) if abs(value) >= 100 else value
    return wording.hours(hours * HOUR)


def why_of(figure: Mapping[str, Any]) -> str:
    """Why a kept figure has no value, in words; empty where it has one."""
    return str(WHYS.get(figure.get("why", ""), "")) if figure.get("value") is None else ""


def doubt_of(measure: str, figure: Mapping[str, Any], *, currency: str) -> tuple[str, str] | None:
    """The two ends a kept figure lies between, in words."""
    ends = figure.get("interval")
    if figure.get("value") is None or not ends:
        return None
    low, high = (value_said(measure, end, currency=currency) for end in ends)
    return (low, high) if low != high else None
