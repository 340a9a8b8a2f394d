"""The parts of the pages of a launch plan: steps, fields with their origin, sliders, drawings."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.forms import BoundField
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casquettes.engine.launch.levers import Swing
from casquettes.engine.launch.plan import Plan
from casquettes.engine.launch.simulate import Band, Forecast
from casquettes.pilot.forms.launch import (
    CHANCES,
    DOUBTS,
    FIGURES,
    FLAGS,
    MOVED,
    QUESTIONS,
    FigureField,
    FiguresForm,
)
from casquettes.pilot.queries import launch_words as words
from casquettes.pilot.queries.launch import Assumed, Followed, Standing
from casquettes.ui import charts, fans
from casquettes.ui.rounded import euros
from casquettes.ui.wording import currency_sign, month, number, percent

# How far a slider moves the figure at each step, as it is typed.
STEPS = {
    "price": 1,
    "leads": 0.5,
    "conversion": 1,
    "mission_hours": 0.5,
    "fixed_costs": 10,
    "background_hours": 2,
    "target_income": 50,
    "cash_start": 250,
}
REACH = 20  # steps each way
ORIGINS = {
    "prior": gettext_lazy("a priori"),
    "settings": gettext_lazy("your settings"),
    "measured": gettext_lazy("your figures"),
    "typed": gettext_lazy("typed by you"),
    "tried": gettext_lazy("tried"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the guided plan; `url` once she may go there."""

    name: str
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A field with its unit and where its value comes from."""

    field: BoundField
    unit: str
    origin: str
    hint: str


@dataclass(frozen=True, slots=True)
class Slider:
    """A figure that may be moved, as it is typed."""

    name: str
    label: str
    unit: str
    value: str
    shown: str
    said: str
    least: str
    most: str
    step: str


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of the plan in the table of its figures."""

    label: str
    value: str
    origin: str
    prior: str
    edit: str


@dataclass(frozen=True, slots=True)
class LeverDrawn:
    """A lever in words and drawn."""

    words: words.Lever
    drawing: SafeString


def steps(pk: int, current: int, *, asked: int) -> list[Step]:
    """The eight questions: those behind her and the next may be opened."""
    found = []
    for rank, question in enumerate(QUESTIONS, start=1):
        state = "current" if rank == current else "done" if rank <= asked else ""
        url = reverse("pilot:launch_question", args=[pk, rank]) if rank <= asked + 1 else ""
        found.append(Step(str(question.short), state, url if rank != current else ""))
    return found


def fields(form: FiguresForm, names: Iterable[str], standing: Standing) -> list[Asked]:
    """Each field with its unit, its hint and its origin."""
    found = []
    for name in names:
        bound = form[name]
        figure = FIGURES.get(name)
        known = standing.assumed.get(name)
        hint = str(bound.field.help_text or "")
        if known is not None and figure is not None:
            hint = " ".join(filter(None, [hint, origin_words(known)]))
        unit = str(figure.unit) if figure else ""
        found.append(Asked(bound, unit, known.origin if known else "", hint))
    return found


def origin_words(known: Assumed) -> str:
    """Where a figure comes from, and what it would be without her."""
    if known.origin == "prior":
        return _("A priori of the trade: change it if you know better.")
    if known.origin == "settings":
        return _("From your settings.")
    if known.origin == "measured":
        return ngettext(
            "From your figures (%(n)s seen); a priori %(prior)s.",
            "From your figures (%(n)s seen); a priori %(prior)s.",
            known.n,
        ) % {"n": number(known.n, 0), "prior": _plain(known.name, known.prior)}
    return _("Typed by you; a priori %(prior)s. Empty, it comes back.") % {
        "prior": _plain(known.name, known.prior)
    }


def _plain(name: str, value: float) -> str:
    figure = FIGURES[name]
    if figure.percent:
        return percent(round(value, 3))
    return number(round(value, figure.places + 1), None)


def sliders(standing: Standing, moved: Standing) -> list[Slider]:
    """What may be moved, around the plan as it is kept, at its value of the moment."""
    found = []
    for name in MOVED:
        field, step = FigureField(name), STEPS[name]
        centre = float(_dotted(field.shown(standing.assumed[name].value)))
        most = 100.0 if field.figure.percent else math.inf
        down = min(REACH, math.floor(max(0.0, centre) / step))
        up = int(min(REACH, (most - centre) // step))
        value = field.shown(moved.assumed[name].value)
        found.append(
            Slider(
                name=name,
                label=str(words.LEVERS.get(name, field.figure.label)),
                unit=str(field.figure.unit),
                value=_dotted(value),
                shown=value,
                said=number(float(_dotted(value))),
                least=_round(centre - down * step),
                most=_round(centre + up * step),
                step=_round(step),
            )
        )
    return found


def _round(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".") or "0"


def _dotted(typed: str) -> str:
    return typed.replace(",", ".")


def fan(plan: Plan, forecast: Forecast, currency: str) -> SafeString:
    """The fan of cash and its conclusion."""
    return fans.fan(
        [_ray(band) for band in forecast.cash],
        label=words.fan_says(plan, forecast, currency),
        zero=_("%(zero)s: nothing left in the till") % {"zero": euros(0, currency)},
        currency=currency,
    )


def lived_fan(lived: Followed, currency: str) -> SafeString:
    """What was foreseen when the plan was first followed, and what came."""
    shown = [_ray(band, lived.came.get(band.month)) for band in lived.bands]
    return fans.fan(
        shown,
        label=words.calibrated(lived.calibration),
        zero=_("%(zero)s: nothing left in the till") % {"zero": euros(0, currency)},
        currency=currency,
    )


def _ray(band: Band, came: float | None = None) -> fans.Ray:
    year = f" {band.month.year}" if band.month.month == 1 else ""
    label = f"{month(band.month)}{year}"
    return fans.Ray(label, band.p5, band.p25, band.p50, band.p75, band.p95, came)


def table(bands: Sequence[Band], currency: str) -> SafeString:
    """The fan in figures, every third month and the last."""
    shown = [band for n, band in enumerate(bands) if n % 3 == 2 or band is bands[-1]]
    rows = [
        [words.month(band.month), *(euros(v, currency) for v in (band.p5, band.p50, band.p95))]
        for band in shown
    ]
    heads = [_("Month"), _("1 in 20 worse"), _("middle"), _("1 in 20 better")]
    return charts.data_table(heads, rows, summary=_("See the values"))


def levers(swings: list[Swing], forecast: Forecast, currency: str) -> list[LeverDrawn]:
    """Each lever around the chance of the plan, or around its income where chances are slim."""
    said = words.levers(swings, forecast, currency)
    values = [value for each in said for value in (each.worse, each.middle, each.better)]
    span = (min(values), max(values)) if values else (0.0, 0.0)
    return [LeverDrawn(each, fans.reach(each, span=span)) for each in said]


def figures(standing: Standing, pk: int, currency: str) -> list[tuple[str, list[Line]]]:
    """Every figure of the plan, its origin, and where it is changed."""
    page = reverse("pilot:launch_figures", args=[pk])
    groups = [(str(q.title), (*q.first, *q.finer)) for q in QUESTIONS]
    groups += [(_("What a month may bring"), CHANCES), (_("How unsure you are"), DOUBTS)]
    return [
        (title, [_line(standing, name, f"{page}#id_{name}", currency) for name in names])
        for title, names in groups
    ]


def _line(standing: Standing, name: str, edit: str, currency: str) -> Line:
    if name == "start_on":
        on: dt.date = standing.plan.start_on
        return Line(_("First month"), words.month(on), "", "", edit)
    known = standing.assumed[name]
    origin = str(ORIGINS[known.origin])
    if known.n:
        origin = _("%(origin)s (%(n)s seen)") % {"origin": origin, "n": number(known.n, 0)}
    if name in FLAGS:
        said = {True: _("yes"), False: _("no")}
        return Line(str(FLAGS[name][0]), said[bool(known.value)], origin, "", edit)
    figure = FIGURES[name]
    unit = str(figure.unit).replace("€", currency_sign(currency))
    changed = known.origin in ("typed", "measured") and known.value != known.prior
    return Line(
        label=str(figure.label),
        value=_plain(name, known.value) + ("" if figure.percent else f"\u202f{unit}"),
        origin=origin,
        prior=_plain(name, known.prior) if changed else "",
        edit=edit,
    )
