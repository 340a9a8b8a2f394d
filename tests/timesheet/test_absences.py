"""Days away in one act: never backwards, never twice over the same day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import translation

from casquettes.kernel.models import Business
from casquettes.timesheet.actions import absences
from casquettes.timesheet.actions.absences import AbsenceRefused, DaysAway
from casquettes.timesheet.models import Absence
from tests.cast import NOW


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


def march(day: int) -> dt.date:
    return dt.date(2026, 3, day)


def away(first: int, last: int, kind: str = "leave") -> DaysAway:
    return DaysAway(kind, march(first), march(last))


def days(business: Business) -> list[tuple[str, int, int]]:
    kept = Absence.objects.filter(business=business, removed_at__isnull=True)
    return [(a.kind, a.first_on.day, a.last_on.day) for a in kept.order_by("first_on")]


def test_a_range_is_one_act_and_may_lie_ahead(business: Business) -> None:
    absences.note_absence(business, away(23, 27))
    assert days(business) == [("leave", 23, 27)]


def test_a_day_is_enough(business: Business) -> None:
    absences.note_absence(business, away(12, 12, "illness"))
    assert days(business) == [("illness", 12, 12)]


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        (away(13, 12), "last_on", "comes before the first"),
        (DaysAway("leave", march(1), dt.date(2027, 3, 2)), "last_on", "at most a year"),
        (DaysAway("leave", dt.date(1, 1, 1), march(1)), "first_on", "between 2000 and 2199"),
        (DaysAway("leave", march(1), dt.date(9999, 12, 31)), "first_on", "between 2000 and 2199"),
    ],
)
def test_days_that_cannot_be_are_refused_in_words(
    business: Business, given: DaysAway, field: str, words: str
) -> None:
    with pytest.raises(AbsenceRefused) as refused:
        absences.note_absence(business, given)
    assert refused.value.field == field
    assert words in str(refused.value)
    assert days(business) == []


def test_days_already_away_are_refused_and_named(business: Business) -> None:
    absences.note_absence(business, away(9, 13, "illness"))
    with pytest.raises(AbsenceRefused) as refused:
        absences.note_absence(business, away(13, 20))
    assert "9 March 2026 to 13 March 2026 is already noted as illness" in str(refused.value)
    assert days(business) == [("illness", 9, 13)]


def test_the_day_after_is_free(business: Business) -> None:
    absences.note_absence(business, away(9, 13))
    absences.note_absence(business, away(14, 14, "holiday"))
    assert days(business) == [("leave", 9, 13), ("holiday", 14, 14)]


def test_an_absence_may_grow_over_its_own_days(business: Business) -> None:
    noted = absences.note_absence(business, away(9, 13))
    absences.change_absence(noted, away(9, 16, "illness"))
    assert days(business) == [("illness", 9, 16)]


def test_a_removed_absence_frees_its_days_and_comes_back_if_they_still_are(
    business: Business,
) -> None:
    noted = absences.note_absence(business, away(9, 13))
    absences.remove_absence(noted, at=NOW)
    assert days(business) == []
    absences.restore_absence(noted)
    assert days(business) == [("leave", 9, 13)]
    absences.remove_absence(noted, at=NOW)
    absences.note_absence(business, away(10, 10, "holiday"))
    with pytest.raises(AbsenceRefused):
        absences.restore_absence(noted)
    assert days(business) == [("holiday", 10, 10)]


def test_days_of_another_business_are_not_in_the_way(business: Business, other: Business) -> None:
    absences.note_absence(business, away(9, 13))
    from casquettes.kernel import tenancy

    with tenancy.entered(business_id=other.pk):
        absences.note_absence(other, away(9, 13))
        assert days(other) == [("leave", 9, 13)]
