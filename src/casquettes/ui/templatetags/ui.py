"""Tags and filters every template has: drawings, charts, and words for numbers and days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, TypeGuard

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from casquettes.ui import bundles, charts, drawings, falls, lines, meters, rounded, wording
from casquettes.ui.fields import dressed, shape_of

register = template.Library()


@register.simple_tag(takes_context=True)
def room_style(context: template.Context) -> str:
    """The link to the style of the room in view, where it has one of its own."""
    match = getattr(context.get("request"), "resolver_match", None)
    room = match.app_name if match else ""
    if room not in bundles.ROOMS:
        return ""
    return format_html('<link rel="stylesheet" href="{}">', static(f"ui/bundle/{room}.css"))


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "plus" %}`: an outline icon."""
    return drawings.icon(name)


@register.simple_tag
def hat(name: str, label: str = "") -> SafeString:
    """`{% hat "pilot" %}` beside its name; `{% hat "pilot" label=_("Direction") %}` alone."""
    return drawings.hat(str(name), str(label))


@register.simple_tag
def ruler(share: float | None, you: str = "", **mark: float | None) -> SafeString:
    """`{% ruler share target=… before=… low=… high=… %}`, fractions; `you` names the pointer."""
    return charts.ruler(share, charts.Mark(**mark), you=you)


@register.simple_tag
def gauge(share: float | None, **about: Any) -> SafeString:
    """`{% gauge share target=… label=… hat=… %}`: the ruler in a row of a table."""
    return charts.gauge(share, **about)


@register.simple_tag
def hat_bar(segments: Iterable[charts.Segment], legend: bool = True) -> SafeString:  # noqa: FBT001, FBT002 a template says legend=False
    """`{% hat_bar segments %}`: objects with .hat .name .seconds."""
    return charts.hat_bar(segments, legend=legend)


@register.simple_tag
def bars(items: Sequence[charts.Bar], label: str) -> SafeString:
    """`{% bars items label=… %}`: objects with .label .value .text .hat."""
    return charts.bars(items, label=label)


@register.simple_tag
def stacked_columns(columns: Sequence[lines.Column], label: str, **about: Any) -> SafeString:
    """`{% stacked_columns columns label=… reference=… %}`: objects with .label .parts .seconds."""
    return lines.stacked_columns(columns, label=label, **about)


@register.simple_tag
def band_line(points: Sequence[lines.Point], label: str, **about: Any) -> SafeString:
    """`{% band_line points label=… %}`: objects with .label .value .low .high, fractions."""
    return lines.band_line(points, label=label, **about)


@register.simple_tag
def sparkline(values: Sequence[float | None], label: str) -> SafeString:
    """`{% sparkline values label=… %}`."""
    return lines.sparkline(values, label=label)


@register.simple_tag
def meter(used: float, whole: float, label: str) -> SafeString:
    """`{% meter used whole label=… %}`: how much of a whole is used."""
    return meters.meter(used, whole, label=label)


@register.simple_tag
def parts_bar(parts: Iterable[meters.Part], label: str) -> SafeString:
    """`{% parts_bar parts label=… %}`: objects with .name .value."""
    return meters.parts_bar(parts, label=label)


@register.simple_tag
def fall_bar(fall: falls.Fall) -> SafeString:
    """`{% fall_bar line.fall %}`: the bar of one row of a waterfall."""
    return falls.fall_bar(fall)


@register.filter
def minutes(value: int | None) -> str:
    """Minutes → "3 h 30"."""
    return wording.hours(value * 60) if _known(value) else wording.NOTHING


@register.filter
def hours(seconds: float | None) -> str:
    """Seconds → "3 h 30"."""
    return wording.hours(seconds) if _known(seconds) else wording.NOTHING


@register.filter
def clock(seconds: float | None) -> str:
    """Seconds → "0:47:18"."""
    return wording.clock(seconds or 0)


@register.filter
def percent(share: float | None) -> str:
    """0.325 → "32,5 %"."""
    return wording.percent(share) if _known(share) else wording.NOTHING


@register.simple_tag
def percent_sign() -> str:
    """The sign that follows a big figure."""
    return wording.percent_sign()


@register.filter
def percent_figure(share: float | None) -> str:
    """0.325 → "32,5"."""
    return wording.percent_figure(share) if _known(share) else wording.NOTHING


@register.filter
def signed(value: float | None) -> str:
    """2.6 → "+ 2,6"."""
    return wording.signed(value) if _known(value) else wording.NOTHING


@register.filter
def number(value: float | None, decimals: int | None = None) -> str:
    """1240.5 → "1 240,5"."""
    return wording.number(value, decimals) if _known(value) else wording.NOTHING


@register.filter
def money(value: Decimal | None, currency: str = "EUR") -> str:
    """1240 → "1 240,00 €"; `|money:business.currency` for another currency."""
    return wording.money(value, currency or "EUR") if _known(value) else wording.NOTHING


@register.filter
def amount(value: Decimal | None, currency: str = "EUR") -> str:
    """1240 → "1 240,00", where a heading already says the currency."""
    return wording.amount(value, currency or "EUR") if _known(value) else wording.NOTHING


@register.filter
def whole_money(value: float | None, currency: str = "EUR") -> str:
    """A sum that is foreseen → "1 240 €", without cents."""
    return rounded.euros(value, currency or "EUR") if _known(value) else wording.NOTHING


@register.filter
def near(share: float | None) -> str:
    """A chance → "17 %", "less than 1 %"."""
    return rounded.near(share) if _known(share) else wording.NOTHING


@register.filter
def near_figure(share: float | None) -> str:
    """The same without its sign, for a big figure."""
    return rounded.near_figure(share) if _known(share) else wording.NOTHING


@register.filter
def whole_hours(value: float | None) -> str:
    """Hours → "638 h"."""
    return wording.hours(round(value) * 3600) if _known(value) else wording.NOTHING


@register.filter
def currency_sign(currency: str) -> str:
    """EUR → "€", beside a field."""
    return wording.currency_sign(currency)


@register.filter
def day(on: dt.date | None) -> str:
    """A day → "19 nov."."""
    return wording.day(_local(on)) if on else ""


@register.filter
def long_day(on: dt.date | None) -> str:
    """A day → "jeudi 19 novembre 2026"."""
    return wording.long_day(_local(on)) if on else ""


@register.filter
def at(moment: dt.datetime | None) -> str:
    """A moment → "9 h 12", in her time zone."""
    return wording.at(_local(moment)) if moment else ""


@register.filter
def fr(text: str) -> str:
    """Text someone typed, set as French is printed."""
    return wording.fr(str(text))


@register.filter
def control(field: BoundField, hint: str = "") -> SafeString:
    """The widget of a field, dressed and tied to its hint and its error."""
    return dressed(field, hinted=bool(hint or field.help_text))


@register.filter
def shape(field: BoundField) -> str:
    """How a field is laid out: "check", "group" (several inputs), "hidden" or "line"."""
    return shape_of(field)


def _known(value: Decimal | float | str | None) -> TypeGuard[float]:
    """A figure, and neither nothing nor the empty text of an unknown variable."""
    return value is not None and value != ""


def _local(moment: Any) -> Any:
    """A moment in her time zone; a day stays as it is."""
    aware = isinstance(moment, dt.datetime) and moment.tzinfo is not None
    return timezone.localtime(moment) if aware else moment
