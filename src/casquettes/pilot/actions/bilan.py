"""A bilan begun, answered, put down and taken up again, closed, removed: no answer is ever lost."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from casquettes.engine.bilan.script import question
from casquettes.engine.periods import Period
from casquettes.kernel.models import Business
from casquettes.pilot.models import Bilan, BilanAnswer
from casquettes.pilot.queries.bilan.progress import HALF, MADE

LONGEST_DAYS = 5 * 366


@dataclass
class BilanRefused(Exception):
    """What cannot be done with a bilan: the sentence for her, and the field it is about."""

    message: str
    field: str = ""

    def __str__(self) -> str:
        return self.message


@dataclass
class AnswerChanged(Exception):
    """The answer was changed in another window since hers was shown: nothing was written."""

    kept: BilanAnswer

    def __str__(self) -> str:
        return _("This answer was changed in another window since you opened this one.")


@transaction.atomic
def begin(
    business: Business, *, moment: str, is_short: bool, period: Period, at: dt.datetime
) -> Bilan:
    """A bilan of this period; the one already open, as it is, when there is one."""
    # Two windows that begin at the same time begin the same one.
    Business.objects.select_for_update(no_key=True).filter(pk=business.pk).first()
    going = Bilan.objects.filter(business=business, finished_at=None, removed_at=None).first()
    if going is not None:
        return going
    if moment not in Bilan.Moment.values:
        raise BilanRefused(_("Choose what this review is for."), "moment")
    if period.last > business.local_day(at):
        raise BilanRefused(_("Choose a day that has come: a review looks back."), "last_on")
    if period.days > LONGEST_DAYS:
        raise BilanRefused(_("Choose five years at most."), "first_on")
    return Bilan.objects.create(
        business=business,
        moment=moment,
        is_short=is_short,
        first_on=period.first,
        last_on=period.last,
        started_at=at,
    )


@transaction.atomic
def answer(
    bilan: Bilan,
    question_id: str,
    value: Mapping[str, Any] | None,
    *,
    at: dt.datetime,
    guess: Mapping[str, Any] | None = None,
    passed: bool = False,
    seen: str | None = None,
) -> BilanAnswer:
    """Keep an answer, half or whole; a guess counts once, going past it loses nothing.

    `seen` is the mark of the answer she had before her: another one there since raises
    `AnswerChanged`, and the newer one stays.
    """
    if question(question_id) is None:
        raise BilanRefused(_("This question is not part of the review."))
    held = _open(bilan)
    row = BilanAnswer.objects.filter(business=held.business, bilan=held, question=question_id)
    kept = row.first()
    before = kept.value if kept else {}
    told = before if value is None or (passed and not value) else dict(value)
    elsewhere = kept is not None and seen is not None and seen != mark_of(kept)
    if kept is not None and elsewhere and meant(told) != meant(before):
        raise AnswerChanged(kept)
    kept = kept or BilanAnswer(business=held.business, bilan=held, question=question_id)
    if kept.guess is None and guess is not None:
        kept.guess = dict(guess)
    kept.value = {**told, MADE: before[MADE]} if MADE in before else told
    kept.saved_at = at
    kept.passed_at = at if passed else None
    kept.save()
    return kept


@transaction.atomic
def close(bilan: Bilan, *, at: dt.datetime, figures: Mapping[str, Any]) -> Bilan:
    """End a bilan, complete or not, with the figures of its period; closed twice is closed once."""
    held = _locked(bilan)
    if held.finished_at is not None:
        return held
    held.finished_at, held.figures = at, dict(figures)
    held.save(update_fields=["finished_at", "figures"])
    return held


@transaction.atomic
def remove(bilan: Bilan, *, at: dt.datetime) -> Bilan:
    """Take a bilan out of the list; its answers stay until it is brought back."""
    held = _locked(bilan)
    held.removed_at = held.removed_at or at
    held.save(update_fields=["removed_at"])
    return held


@transaction.atomic
def bring_back(bilan: Bilan) -> Bilan:
    """Put a removed bilan back; an open one only while no other is open."""
    Business.objects.select_for_update(no_key=True).filter(pk=bilan.business_id).first()
    held = _locked(bilan)
    going = Bilan.objects.filter(business=held.business, finished_at=None, removed_at=None)
    if held.finished_at is None and going.exclude(pk=held.pk).exists():
        raise BilanRefused(_("Another review is open: close it before this one comes back."))
    held.removed_at = None
    held.save(update_fields=["removed_at"])
    return held


def meant(value: Mapping[str, Any]) -> dict[str, Any]:
    """What an answer says, without what was made of it nor how far she was."""
    return {key: told for key, told in value.items() if key not in (HALF, MADE)}


def mark_of(kept: BilanAnswer | None) -> str:
    """A mark of an answer as it is kept: another answer has another mark."""
    if kept is None or (not meant(kept.value) and kept.guess is None):
        return ""
    told = json.dumps([meant(kept.value), kept.guess], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _open(bilan: Bilan) -> Bilan:
    held = _locked(bilan)
    if held.finished_at is not None or held.removed_at is not None:
        raise BilanRefused(_("This review is closed: what it says no longer changes."))
    return held


def _locked(bilan: Bilan) -> Bilan:
    rows = Bilan.objects.select_related("business").select_for_update(of=("self",))
    return rows.get(pk=bilan.pk)
