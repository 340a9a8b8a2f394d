"""A closed bilan worded for paper: the figures of its first page, the words of its second."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from casquettes.formats import bilanpaper as paper
from casquettes.pilot.queries.bilan.parts import Fallen, MonthKept
from casquettes.pilot.queries.bilan.result import Result
from casquettes.pilot.queries.bilan.said import Guess
from casquettes.pilot.queries.choices.answers import TriedSaid
from casquettes.ui import rounded, wording
from casquettes.ui.charts import BAND
from casquettes.ui.falls import falls

# Answers told on the second page, those that matter most when it is read again first.
TOLD = (
    *("q42", "q05", "q06", "q28", "q01", "q07", "q09", "q10", "q16", "q17", "q19", "q23"),
    *("q32", "q31", "q30", "q08", "q11", "q12", "q20", "q21", "q26", "q44"),
)
MOST_NUMBERS, MOST_FALLS, MOST_PAIRS = 6, 9, 3
SCALE = 0.95


def sheet_of(result: Result) -> paper.Sheet:
    """Everything the sheet prints."""
    return paper.Sheet(
        language=(get_language() or "fr")[:2],
        title=result.title,
        author=str(result.business),
        about=_about(result),
        made_on=result.closed_on or result.bilan.last_on,
        ruler=_ruler(result),
        footer=_("%(name)s, figures of the day the review was closed") % {"name": result.business},
        page=_("page {page} of {pages}"),
        numbers=tuple(paper.Number(f.value, f.words) for f in result.main_figures[:MOST_NUMBERS]),
        hats=_hats(result),
        guesses=_guesses(result.guesses[:MOST_PAIRS]),
        months=_months(result.months, result.currency),
        money=_falls(_("The money of the period"), result.falls, result.currency),
        hour=_falls(_("What became of an hour"), result.hour_falls, result.currency, cents=True),
        next_title=_("What you decided"),
        first=result.task,
        first_title=_("First action"),
        decided=tuple(_decided(each) for each in result.decided),
        words_title=_("What you said"),
        words=tuple(_words(result)),
    )


def _about(result: Result) -> tuple[str, ...]:
    bilan, closed = result.bilan, result.closed_on
    lines = [
        str(result.business),
        _("From %(first)s to %(last)s")
        % {"first": _on(bilan.first_on), "last": _on(bilan.last_on)},
    ]
    if closed:
        lines.append(_("Closed on %(day)s") % {"day": _on(closed)})
    return tuple(lines)


def _on(day: dt.date) -> str:
    return date_format(day, "DATE_FORMAT")


def _ruler(result: Result) -> paper.Ruler:
    share, target, before = result.share, result.target, result.share_before
    low, high = (wording.percent_figure(end) for end in BAND)
    value = wording.percent(share) if share is not None else wording.NOTHING
    if share is None:
        words = _("No share to say: %(why)s.") % {"why": result.share_why}
    else:
        words = _("%(sold)s sold out of %(worked)s worked") % {
            "sold": wording.hours(result.sold_seconds),
            "worked": wording.hours(result.worked_seconds),
        }
    return paper.Ruler(
        value=value,
        words=words,
        alt=_("Billed share %(share)s") % {"share": value},
        share=share,
        target=target,
        before=before,
        target_words=_("target %(share)s") % {"share": wording.percent(target)} if target else "",
        before_words=_("%(share)s at the review before") % {"share": wording.percent(before)}
        if before is not None
        else "",
        band_words=_("reference %(band)s") % {"band": f"{low}-{high}{wording.percent_sign()}"},
    )


def _hats(result: Result) -> paper.Drawn | None:
    whole = sum(each.seconds for each in result.hats)
    if not whole:
        return None
    rows = tuple(
        paper.HatBar(each.hat, each.name, wording.hours(each.seconds), each.seconds / whole)
        for each in result.hats
    )
    alt = ", ".join(f"{row.name} {row.words}" for row in rows)
    return paper.Drawn(_("Time, by hat"), alt, rows)


def _guesses(guesses: Sequence[Guess]) -> paper.Drawn | None:
    rows = []
    for guess in guesses:
        top = max(guess.guess, guess.fact or 0.0) or 1.0
        told = {"guess": guess.guess_said, "fact": guess.fact_said}
        measured = _("measured %(fact)s") % told
        known = guess.fact is not None
        rows.append(
            paper.Pair(
                guess.name,
                SCALE * max(0.0, guess.guess) / top,
                _("you thought %(guess)s") % told,
                SCALE * max(0.0, guess.fact or 0.0) / top if known else None,
                measured if known else _("no figure that day"),
            )
        )
    title = _("What you thought, what was measured")
    return paper.Drawn(title, title, tuple(rows)) if rows else None


def _months(months: Sequence[MonthKept], currency: str) -> paper.Drawn | None:
    if len(months) < 2:
        return None
    best = max((month.revenue for month in months), default=0.0)
    rows = tuple(
        paper.Month(
            wording.month(month.on),
            month.share,
            max(0.0, month.revenue) / best if best > 0 else 0.0,
        )
        for month in months
    )
    told = (
        f"{date_format(month.on, 'F Y')}, {wording.percent(month.share)}"
        for month in months
        if month.share is not None
    )
    note = _("Line: billed share, reference shaded. Columns: billed, %(sum)s at most.") % {
        "sum": rounded.euros(best, currency)
    }
    return paper.Drawn(_("Month by month"), "; ".join(told) or _("Month by month"), rows, note)


def _falls(
    title: str, rows: Sequence[Fallen], currency: str, *, cents: bool = False
) -> paper.Drawn | None:
    if not rows:
        return None
    rows = _fewer(rows)
    say = wording.money if cents else rounded.euros
    bars = falls([(row.amount, row.is_level) for row in rows])
    drawn = tuple(
        paper.Fall(
            row.name,
            say(round(row.amount, 2), currency),
            bar.low,
            bar.high,
            row.is_level,
            is_gain=row.amount > 0 and not row.is_level,
        )
        for row, bar in zip(rows, bars, strict=True)
    )
    alt = ", ".join(f"{row.name} {row.words}" for row in drawn)
    return paper.Drawn(title, alt, drawn)


def _fewer(rows: Sequence[Fallen]) -> list[Fallen]:
    """At most nine rows: the smallest step joins the one beside it until they stand."""
    kept = list(rows)
    while len(kept) > MOST_FALLS:
        pairs = [
            (abs(one.amount) + abs(two.amount), place)
            for place, (one, two) in enumerate(zip(kept, kept[1:], strict=False))
            if not one.is_level and not two.is_level
        ]
        if not pairs:
            break
        _size, place = min(pairs)
        one, two = kept[place : place + 2]
        both = one.name if abs(one.amount) >= abs(two.amount) else two.name
        name = both if both.endswith("…") else f"{both}…"
        kept[place : place + 2] = [Fallen(name, one.amount + two.amount)]
    return kept


def _decided(row: TriedSaid) -> paper.Words:
    decision = row.tried.decision
    lines = []
    if row.expected:
        expected = ", ".join(row.expected)
        lines.append(_("expected: %(what)s") % {"what": expected})
    lines.append(_("to read again on %(day)s") % {"day": _on(decision.review_on)})
    if decision.verdict:
        lines.append(wording.fr(decision.verdict))
    return paper.Words(wording.fr(decision.title), tuple(lines))


def _words(result: Result) -> Iterable[paper.Words]:
    """The page of words: goals, direction, what she said, risks, the letter."""
    if result.aims:
        lines = (
            _("%(title)s: %(what)s") % {"title": aim.name, "what": aim.target}
            for aim in result.aims
        )
        yield paper.Words(_("Goals"), tuple(lines))
    yield from _direction(result)
    told = {each.id: each for chapter in result.chapters for each in chapter.answers}
    for key in TOLD:
        if key in told and not (key == "q28" and result.direction):
            yield paper.Words(told[key].question, tuple(told[key].lines), hers=True)
    if result.risks:
        causes = tuple(wording.fr(risk.cause) for risk in result.risks)
        yield paper.Words(_("Risks you watch"), causes)
    if result.letter_is_sealed:
        sealed = _("Your letter to yourself is sealed: it opens at the next review.")
        yield paper.Words(pgettext("to oneself", "A letter"), (sealed,))


def _direction(result: Result) -> Iterable[paper.Words]:
    to = result.direction
    if to is None:
        return
    parts = {
        _("Who you work for"): to.clients,
        _("What you promise"): to.promise,
        _("What you will not do"): to.refusals,
        _("In a year, a good day"): to.picture,
    }
    for title, text in parts.items():
        if text:
            yield paper.Words(title, (wording.fr(text),), hers=True)
