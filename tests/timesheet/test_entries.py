"""Noting time by hand: what is written, what is refused and in which words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casquettes.kernel.models import Activity, Business, User
from casquettes.timesheet.actions import entries, undo
from casquettes.timesheet.actions.entries import EntryDraft, EntryRefused
from casquettes.timesheet.models import TimeEntry
from tests.cast import NOW

PARIS = ZoneInfo("Europe/Paris")
TODAY = dt.date(2026, 3, 12)
HOUR = 3600


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


def paris(*parts: int, fold: int = 0) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=PARIS, fold=fold).astimezone(dt.UTC)  # type: ignore[arg-type,misc]


def activity(business: Business, key: str) -> Activity:
    return Activity.objects.of(business).get(key=key)


def draft(**told: Any) -> EntryDraft:
    return EntryDraft(**{"on": TODAY, "starts_at": None, "seconds": HOUR, "hat": "sales"} | told)


def note(business: Business, anne: User, **told: Any) -> list[TimeEntry]:
    return entries.note_time(business, anne, draft(**told), at=NOW)


def refusal(business: Business, anne: User, **told: Any) -> tuple[str, str]:
    with pytest.raises(EntryRefused) as refused:
        note(business, anne, **told)
    assert not TimeEntry.objects.exists()
    return refused.value.field, str(refused.value)


def test_a_duration_alone_is_noted_without_a_start(anne: User, business: Business) -> None:
    [entry] = note(business, anne, seconds=1800, label=" Dupont ", note="garage")
    assert (entry.on, entry.starts_at, entry.seconds, entry.hat) == (TODAY, None, 1800, "sales")
    assert (entry.nature, entry.sold_seconds, entry.label) == ("unbilled", 0, "Dupont")
    assert (entry.source, entry.noted_on, entry.user) == ("typed", TODAY, anne)


def test_a_session_is_billed_and_sold_as_long_as_it_lasts(anne: User, business: Business) -> None:
    [entry] = note(business, anne, activity=activity(business, "pro_seance"), hat="")
    assert (entry.hat, entry.nature, entry.sold_seconds) == ("production", "billed", HOUR)


def test_an_activity_sometimes_billed_is_not_until_she_says(anne: User, business: Business) -> None:
    mixed = activity(business, "log_courses")
    assert mixed.nature == "mixed"
    [entry] = note(business, anne, activity=mixed)
    assert (entry.nature, entry.sold_seconds) == ("unbilled", 0)


@pytest.mark.parametrize("key", ["log_trajet", "com_diag", "log_courses"])
def test_travel_diagnosis_and_shopping_are_paid_but_not_sold(
    anne: User, business: Business, key: str
) -> None:
    [entry] = note(business, anne, activity=activity(business, key), nature="billed")
    assert (entry.nature, entry.sold_seconds) == ("billed", 0)


def test_the_hat_is_that_of_the_activity(anne: User, business: Business) -> None:
    [entry] = note(business, anne, activity=activity(business, "com_devis"), hat="pilot")
    assert entry.hat == "sales"


def test_sold_time_is_held_apart_from_the_duration(anne: User, business: Business) -> None:
    session = activity(business, "pro_seance")
    [entry] = note(business, anne, activity=session, seconds=4 * HOUR, sold_seconds=3 * HOUR)
    assert (entry.seconds, entry.sold_seconds) == (4 * HOUR, 3 * HOUR)


def test_time_through_midnight_becomes_two_rows(anne: User, business: Business) -> None:
    late = note(business, anne, starts_at=paris(2026, 3, 10, 22, 30), seconds=3 * HOUR)
    assert [(e.on.day, e.starts_at, e.seconds) for e in late] == [
        (10, paris(2026, 3, 10, 22, 30), 5400),
        (11, paris(2026, 3, 11), 5400),
    ]


def test_sold_time_through_midnight_is_shared_without_loss(anne: User, business: Business) -> None:
    session = activity(business, "pro_seance")
    start = paris(2026, 3, 10, 22, 30)
    late = note(
        business, anne, activity=session, starts_at=start, seconds=3 * HOUR, sold_seconds=2 * HOUR
    )
    assert [e.sold_seconds for e in late] == [5400, 1800]


@pytest.mark.parametrize(
    ("told", "field", "words"),
    [
        ({"seconds": 0}, "seconds", "zero notes nothing"),
        ({"seconds": -60}, "seconds", "cannot be negative"),
        ({"seconds": 24 * HOUR + 1}, "seconds", "at most 24 hours"),
        ({"seconds": float("inf")}, "seconds", "Write a duration, for example 1:30."),
        ({"seconds": float("nan")}, "seconds", "Write a duration, for example 1:30."),
        ({"on": dt.date(2026, 3, 13)}, "on", "13 March 2026 has not come yet"),
        ({"on": dt.date(1999, 12, 31)}, "on", "from 2000 on"),
        ({"starts_at": paris(2026, 3, 12, 11, 16)}, "starts_at", "still to come"),
        ({"starts_at": paris(2026, 3, 12, 10, 16)}, "seconds", "ends in the future"),
        ({"sold_seconds": 100 * HOUR, "nature": "billed"}, "sold_seconds", "at most 99 hours"),
        ({"sold_seconds": -1, "nature": "billed"}, "sold_seconds", "Write a sold time"),
        ({"sold_seconds": 60, "nature": "break"}, "sold_seconds", "A break is not sold"),
        ({"sold_seconds": 60, "nature": "unbilled"}, "nature", "choose « billed »"),
        ({"hat": "bowler"}, "hat", "one of the seven hats"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_written(
    anne: User, business: Business, told: dict[str, Any], field: str, words: str
) -> None:
    about, sentence = refusal(business, anne, **told)
    assert about == field
    assert words in sentence


def test_an_activity_of_another_business_is_refused(anne: User, business: Business) -> None:
    stranger = activity(business, "com_devis")
    stranger.business_id += 1
    assert refusal(business, anne, activity=stranger)[0] == "activity"


def test_time_until_now_may_be_rounded_up_a_little(anne: User, business: Business) -> None:
    [entry] = note(business, anne, starts_at=paris(2026, 3, 12, 10, 15))
    assert entry.ends_at == paris(2026, 3, 12, 11, 15)


def test_overlaps_are_allowed(anne: User, business: Business) -> None:
    for _twice in range(2):
        note(business, anne, starts_at=paris(2026, 3, 11, 9))
    assert TimeEntry.objects.of(business).count() == 2


def test_the_autumn_night_holds_its_twenty_five_hours(anne: User, business: Business) -> None:
    at = paris(2026, 10, 26, 12)
    night = draft(starts_at=paris(2026, 10, 25), seconds=24 * HOUR)
    [entry] = entries.note_time(business, anne, night, at=at)
    assert (entry.on, entry.seconds) == (dt.date(2026, 10, 25), 24 * HOUR)


def test_changing_an_entry_keeps_when_and_how_it_was_noted(anne: User, business: Business) -> None:
    [entry] = note(business, anne)
    new = draft(on=dt.date(2026, 3, 9), seconds=900, label="Haddad", hat="quality")
    entries.change_entry(entry, new, at=NOW + dt.timedelta(days=3))
    entry.refresh_from_db()
    assert (entry.on, entry.seconds, entry.label) == (dt.date(2026, 3, 9), 900, "Haddad")
    assert (entry.hat, entry.noted_on, entry.source) == ("quality", TODAY, "typed")


def test_a_change_that_cannot_be_leaves_the_entry_as_it_was(anne: User, business: Business) -> None:
    [entry] = note(business, anne)
    with pytest.raises(EntryRefused):
        entries.change_entry(entry, draft(seconds=0, label="lost"), at=NOW)
    entry.refresh_from_db()
    assert (entry.seconds, entry.label) == (HOUR, "")


def test_a_removed_entry_cannot_be_changed(anne: User, business: Business) -> None:
    [entry] = note(business, anne)
    entries.remove_entry(entry, at=NOW)
    with pytest.raises(EntryRefused):
        entries.change_entry(entry, draft(), at=NOW)


def test_a_longer_session_is_sold_longer(anne: User, business: Business) -> None:
    session, start = activity(business, "pro_seance"), paris(2026, 3, 11, 9)
    [entry] = note(business, anne, activity=session, starts_at=start)
    entries.move_entry(entry, on=entry.on, starts_at=start, seconds=2 * HOUR, at=NOW)
    entry.refresh_from_db()
    assert (entry.seconds, entry.sold_seconds) == (2 * HOUR, 2 * HOUR)


def test_sold_time_she_set_stays_when_the_entry_is_longer(anne: User, business: Business) -> None:
    session, start = activity(business, "pro_seance"), paris(2026, 3, 11, 9)
    [entry] = note(business, anne, activity=session, starts_at=start, sold_seconds=1800)
    entries.move_entry(entry, on=entry.on, starts_at=start, seconds=2 * HOUR, at=NOW)
    entry.refresh_from_db()
    assert (entry.seconds, entry.sold_seconds) == (2 * HOUR, 1800)


def test_moving_past_midnight_splits_and_undo_joins_again(anne: User, business: Business) -> None:
    [entry] = note(business, anne, starts_at=paris(2026, 3, 10, 9), seconds=3 * HOUR)
    late = paris(2026, 3, 10, 23)
    step = entries.move_entry(entry, on=entry.on, starts_at=late, seconds=3 * HOUR, at=NOW)
    days = TimeEntry.objects.of(business).values_list("on", "seconds")
    assert list(days) == [(dt.date(2026, 3, 10), HOUR), (dt.date(2026, 3, 11), 2 * HOUR)]
    undo.take_back(business, step, at=NOW)
    [whole] = TimeEntry.objects.of(business)
    assert (whole.starts_at, whole.seconds) == (paris(2026, 3, 10, 9), 3 * HOUR)


def test_marking_sold_time_bills_it_and_zero_takes_it_back(anne: User, business: Business) -> None:
    [entry] = note(business, anne)
    entries.mark_sold(entry, sold_seconds=1800, at=NOW)
    entry.refresh_from_db()
    assert (entry.nature, entry.sold_seconds, entry.seconds) == ("billed", 1800, HOUR)
    entries.mark_sold(entry, sold_seconds=0, at=NOW)
    entry.refresh_from_db()
    assert (entry.nature, entry.sold_seconds) == ("unbilled", 0)


def test_a_removed_entry_comes_back_by_undo_or_by_restoring(anne: User, business: Business) -> None:
    [entry] = note(business, anne)
    step = entries.remove_entry(entry, at=NOW)
    assert not TimeEntry.objects.of(business).exists()
    undo.take_back(business, step, at=NOW)
    assert TimeEntry.objects.of(business).get() == entry
    entries.remove_entry(entry, at=NOW)
    entries.restore_entry(entry)
    assert TimeEntry.objects.of(business).get() == entry


def test_undo_never_touches_another_business(
    anne: User, business: Business, other: Business
) -> None:
    [entry] = note(business, anne)
    step = entries.remove_entry(entry, at=NOW)
    assert undo.take_back(other, step, at=NOW) == []
    assert undo.take_back(other, undo.Step(made=[entry.pk]), at=NOW) == []
    assert not TimeEntry.objects.of(business).exists()


ZONES = ["Europe/Paris", "America/Martinique", "Australia/Lord_Howe", "Pacific/Apia"]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    zone=st.sampled_from(ZONES),
    start=st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2026, 3, 1)),
    seconds=st.integers(1, 24 * HOUR),
    sold=st.integers(0, 30 * HOUR),
)
def test_splitting_loses_no_second_and_each_row_lies_in_its_local_day(
    anne: User, business: Business, zone: str, start: dt.datetime, seconds: int, sold: int
) -> None:
    business.timezone = zone
    moment = start.replace(tzinfo=dt.UTC, microsecond=0)
    told = replace(draft(), starts_at=moment, seconds=seconds, nature="billed", sold_seconds=sold)
    rows = entries.note_time(business, anne, told, at=NOW)
    assert sum(row.seconds for row in rows) == seconds
    assert sum(row.sold_seconds for row in rows) == sold
    assert rows[0].starts_at == moment
    for row in rows:
        assert row.starts_at is not None
        assert row.ends_at is not None
        last = row.ends_at - dt.timedelta(seconds=1)
        assert row.on == business.local_day(row.starts_at) == business.local_day(last)
    for earlier, later in zip(rows, rows[1:], strict=False):
        assert earlier.ends_at == later.starts_at
