"""What a peer may read of a bilan: nothing but what was chosen, one by one; no client's name.

The letter and the pre-mortem are never among the choices, nor the answer that describes a client.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from casquettes.engine.bilan.script import questions, step_of
from casquettes.kernel import links
from casquettes.kernel.models import Business, Contact, SignedLink
from casquettes.pilot.models import Bilan
from casquettes.pilot.queries.bilan.parts import Chapter, Fallen, Figure, HatTime, MonthKept, Said
from casquettes.pilot.queries.bilan.result import Result
from casquettes.pilot.queries.bilan.said import GUESSED, names_of, said
from casquettes.ui import rounded, wording

PURPOSE = "bilan"
AHEAD, LETTER, BEST_CLIENTS = "ahead", "q45", "q22"
# Answers that say a sum of money.
SUMS = frozenset({"q04", "q10", "q13", "q14", "q29", "q30", "q34"})
DECISION, GOAL = "decision:", "goal:"
SHARE, HOURS, HATS, MONTHS, WORK = "billed_share", "hours", "hats", "months", "work"
NET, GROSS, REVENUE, FALLS, OFFERS = "net_hourly", "gross_hourly", "revenue", "money", "offers"
HIDDEN = "…"
SHORTEST_NAME, ANY_CASE = 2, 4


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may be shown: its name, what a peer would read, and whether it is money."""

    key: str
    name: str
    shown: str
    is_money: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """A group of them."""

    title: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as a peer reads it: no sum of money."""

    title: str
    review_on: dt.date
    verdict: str


@dataclass(frozen=True, slots=True)
class Aimed:
    """A goal as a peer reads it."""

    name: str
    target: str


@dataclass(frozen=True, slots=True)
class Shared:
    """All that a peer reads; whatever was not chosen is not here."""

    title: str
    name: str
    first_on: dt.date
    last_on: dt.date
    currency: str
    share: float | None
    has_share: bool
    figures: list[Figure]
    hats: list[HatTime]
    months: list[MonthKept]
    falls: list[Fallen]
    offers: list[Figure]
    decided: list[Decided]
    aims: list[Aimed]
    chapters: list[Chapter]


@dataclass(frozen=True, slots=True)
class Given:
    """A link that opens, and what it shows."""

    link: SignedLink
    names: list[str]


def shareable(id: str) -> bool:
    """May the answer to this question ever be chosen?"""
    return step_of(id).id != AHEAD and id not in (LETTER, BEST_CLIENTS)


def choices_of(result: Result) -> list[Choices]:
    """Everything that may be chosen of this bilan."""
    groups = [
        Choices(_("Figures without money"), list(_figures(result))),
        Choices(_("Money"), list(_moneys(result))),
        Choices(_("What you decided"), list(_plans(result))),
        *(
            Choices(chapter.title, chapter_choices)
            for chapter in result.chapters
            if (chapter_choices := list(_answers(chapter)))
        ),
    ]
    return [group for group in groups if group.choices]


def shared_of(result: Result, shown: Collection[str]) -> Shared:
    """What a peer reads with these chosen; a choice that is none of ours shows nothing."""
    masked = _Mask(result.business)
    bilan = result.bilan
    return Shared(
        title=result.title,
        name=str(result.business),
        first_on=bilan.first_on,
        last_on=bilan.last_on,
        currency=result.currency,
        share=result.share if SHARE in shown else None,
        has_share=SHARE in shown,
        figures=_numbers(result, shown),
        hats=result.hats if HATS in shown else [],
        months=result.months if MONTHS in shown else [],
        falls=result.falls if FALLS in shown else [],
        offers=_offers(result, masked) if OFFERS in shown else [],
        decided=[
            Decided(
                masked(each.tried.decision.title),
                each.tried.decision.review_on,
                masked(each.tried.decision.verdict),
            )
            for each in result.decided
            if f"{DECISION}{each.tried.decision.pk}" in shown
        ],
        aims=[
            Aimed(masked(aim.name), aim.target)
            for aim in result.aims
            if f"{GOAL}{aim.goal.pk}" in shown
        ],
        chapters=_chapters(result, shown, masked),
    )


def shown_by(bilan: Bilan, link: SignedLink) -> list[str]:
    """What this link was given to show."""
    told = (each for each in bilan.shared if isinstance(each, dict))
    return next((list(each["shows"]) for each in told if each.get("link") == link.pk), [])


def given(result: Result, *, at: dt.datetime) -> list[Given]:
    """The links to this bilan that still open, the newest first."""
    bilan = result.bilan
    names = {each.key: each.name for group in choices_of(result) for each in group.choices}
    found = links.open_links(bilan.business, PURPOSE, bilan.pk, at=at)
    return [
        Given(link, [names[key] for key in shown_by(bilan, link) if key in names]) for link in found
    ]


def _figures(result: Result) -> Iterable[Choice]:
    if result.share is not None:
        yield Choice(SHARE, _("Billed share"), wording.percent(result.share))
    if result.worked_seconds:
        yield Choice(HOURS, _("Hours worked"), wording.hours(result.worked_seconds))
    if result.hats:
        yield Choice(HATS, _("Time, by hat"), ", ".join(each.name for each in result.hats[:3]))
    if len(result.months) > 1:
        yield Choice(MONTHS, _("Billed share, month by month"), "")
    work = result.figures.get("work") or {}
    if work.get("sessions"):
        yield Choice(WORK, _("Sessions held"), str(work["sessions"]))


def _moneys(result: Result) -> Iterable[Choice]:
    for key, name in ((NET, _("Net per worked hour")), (GROSS, _("Gross per worked hour"))):
        value = result.value(key)
        if value is not None:
            yield Choice(key, name, wording.money(round(value, 2), result.currency), is_money=True)
    if result.money:
        revenue = rounded.euros(result.money["revenue"], result.currency)
        yield Choice(REVENUE, _("Billed over the period"), revenue, is_money=True)
        name = _("The money of the period, from billed to left")
        yield Choice(FALLS, name, "", is_money=True)
    if result.offers:
        yield Choice(OFFERS, _("What each offer brings an hour"), "", is_money=True)


def _plans(result: Result) -> Iterable[Choice]:
    for each in result.decided:
        decision = each.tried.decision
        yield Choice(f"{DECISION}{decision.pk}", decision.title, _("decision"))
    for aim in result.aims:
        key = f"{GOAL}{aim.goal.pk}"
        is_money = wording.currency_sign(result.currency) in aim.target
        yield Choice(key, aim.name, aim.target, is_money=is_money)


def _answers(chapter: Chapter) -> Iterable[Choice]:
    for each in chapter.answers:
        if shareable(each.id):
            text = " · ".join(each.lines)
            shown = f"{text[:120].rstrip()}…" if len(text) > 120 else text
            yield Choice(each.id, each.question, shown, is_money=each.id in SUMS)


def _numbers(result: Result, shown: Collection[str]) -> list[Figure]:
    """The figures chosen, in words."""
    found = []
    if HOURS in shown and result.worked_seconds:
        found.append(Figure(wording.hours(result.worked_seconds), _("worked over the period")))
        week = result.figures.get("week_hours")
        if week:
            hours = wording.hours(round(week * 60) * 60)
            found.append(Figure(hours, _("a week worked, weeks off left out")))
    work = result.figures.get("work") or {}
    if WORK in shown and work.get("sessions"):
        found.append(Figure(wording.number(work["sessions"], 0), _("sessions held")))
    for key, words in ((NET, _("left of a worked hour")), (GROSS, _("brought by a worked hour"))):
        value = result.value(key) if key in shown else None
        if value is not None:
            found.append(Figure(wording.money(round(value, 2), result.currency), words))
    if REVENUE in shown and result.money:
        revenue = rounded.euros(result.money["revenue"], result.currency)
        found.append(Figure(revenue, _("billed over the period")))
    return found


def _offers(result: Result, masked: _Mask) -> list[Figure]:
    return [
        Figure(wording.money(round(each.hourly, 2), result.currency), wording.fr(masked(each.name)))
        for each in result.offers
        if each.hourly is not None
    ]


def _chapters(result: Result, shown: Collection[str], masked: _Mask) -> list[Chapter]:
    """The answers chosen; a measured figure beside a guess only where it was chosen itself."""
    kept = result.figures.get("measures", {})
    figures = {"measures": {key: kept[key] for key in kept if key in shown}}
    names, asked = names_of(result.business), {each.id: each for each in questions(is_short=False)}
    chapters = []
    for chapter in result.chapters:
        told = []
        for each in chapter.answers:
            if each.id not in shown or not shareable(each.id):
                continue
            lines = each.lines
            if each.id in GUESSED:
                answer = result.answers[each.id]
                lines = said(asked[each.id], answer, names=names, figures=figures)
            told.append(Said(each.id, each.question, [masked(line) for line in lines]))
        if told:
            chapters.append(Chapter(chapter.id, chapter.title, told))
    return chapters


class _Mask:
    """Puts « … » where a text of hers names one of her contacts, however it is typed."""

    def __init__(self, business: Business) -> None:
        rows = (
            Contact.objects.of(business)
            .order_by()
            .values_list("first_name", "last_name", "company")
        )
        names = {_flat(name).strip() for row in rows for name in row}
        # The longest first: « Le Goff » before « Goff ».
        self.names = sorted((n for n in names if len(n) >= SHORTEST_NAME), key=len, reverse=True)

    def __call__(self, text: str) -> str:
        text = unicodedata.normalize("NFC", text)
        flat = _flat(text)
        small = flat.lower()
        for name in self.names:
            if name.lower() not in small:
                continue
            for start in reversed(_places(name, flat)):
                end = start + len(name)
                text = f"{text[:start]}{HIDDEN}{text[end:]}"
                flat = f"{flat[:start]}{HIDDEN}{flat[end:]}"
            small = flat.lower()
        return text


def _places(name: str, flat: str) -> list[int]:
    """Where a name stands in a text; one of two or three letters only with its capital."""
    found = re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", flat, re.IGNORECASE)
    return [it.start() for it in found if len(name) >= ANY_CASE or it.group()[0].isupper()]


def _flat(text: str) -> str:
    """The text without accents, letter for letter."""
    text = unicodedata.normalize("NFC", text).replace("’", "'")
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in text)
