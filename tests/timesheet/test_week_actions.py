"""The week as a whole: gaps are filled once, the week before is copied without duplicates."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from casquettes.engine.periods import Period, week_of
from casquettes.kernel.models import Activity, Business, User
from casquettes.timesheet.actions.entries import EntryRefused
from casquettes.timesheet.actions.week import Told, copy_week, fill_gap
from casquettes.timesheet.models import TimeEntry
from casquettes.timesheet.queries.pattern import copies
from tests.cast import NOW

PARIS = ZoneInfo("Europe/Paris")
THIS_WEEK = week_of(dt.date(2026, 3, 12))


def paris(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=PARIS).astimezone(dt.UTC)  # type: ignore[arg-type,misc]


def entry(business: Business, *start: int, **facts: Any) -> TimeEntry:
    starts_at = paris(2026, *start) if len(start) > 2 else None
    on = dt.date(2026, *start[:2])
    given = {"seconds": 3600, "nature": "unbilled", "hat": "sales", "source": "typed"}
    return TimeEntry.objects.create(
        business=business, on=on, starts_at=starts_at, noted_on=on, **given | facts
    )


def gap(business: Business, anne: User, told: Told) -> list[TimeEntry]:
    start, end = paris(2026, 3, 11, 12), paris(2026, 3, 11, 13, 30)
    return fill_gap(business, anne, told, starts_at=start, ends_at=end, at=NOW)


def test_a_gap_takes_a_hat_an_activity_or_is_a_break(anne: User, business: Business) -> None:
    trip = Activity.objects.of(business).get(key="log_trajet")
    for told, expected in [
        (Told(hat="quality"), ("quality", None, "unbilled")),
        (Told(activity=trip), ("logistics", trip, "unbilled")),
        (Told(), ("", None, "break")),
    ]:
        [noted] = gap(business, anne, told)
        assert (noted.hat, noted.activity, noted.nature) == expected
        assert (noted.starts_at, noted.seconds) == (paris(2026, 3, 11, 12), 5400)
        noted.delete()


def test_a_gap_tapped_twice_is_noted_once(anne: User, business: Business) -> None:
    gap(business, anne, Told(hat="quality"))
    with pytest.raises(EntryRefused):
        gap(business, anne, Told(hat="quality"))
    assert TimeEntry.objects.count() == 1


def test_only_the_chosen_entries_are_copied_a_week_later(anne: User, business: Business) -> None:
    session = Activity.objects.of(business).get(key="pro_seance")
    chosen = entry(
        business, 3, 3, 14, 0, hat="production", activity=session, nature="billed",
        sold_seconds=1800, label="Haddad", note="cuisine",
    )  # fmt: skip
    entry(business, 3, 4, 9)
    [copied] = copy_week(business, anne, ids=[chosen.pk], to=THIS_WEEK, at=NOW)
    assert (copied.on, copied.starts_at) == (dt.date(2026, 3, 10), paris(2026, 3, 10, 14))
    assert (copied.activity, copied.nature, copied.sold_seconds) == (session, "billed", 1800)
    assert (copied.label, copied.note, copied.source) == ("Haddad", "cuisine", "pattern")
    assert copied.noted_on == dt.date(2026, 3, 12)


def test_copying_twice_adds_nothing_the_second_time(anne: User, business: Business) -> None:
    ids = [entry(business, 3, 3, 9).pk, entry(business, 3, 3).pk, entry(business, 3, 3).pk]
    assert len(copy_week(business, anne, ids=ids, to=THIS_WEEK, at=NOW)) == 3
    assert copy_week(business, anne, ids=ids, to=THIS_WEEK, at=NOW) == []
    assert TimeEntry.objects.of(business).between(*_ends(THIS_WEEK)).count() == 3


def test_what_is_still_to_come_is_not_copied(anne: User, business: Business) -> None:
    later_today, tomorrow = entry(business, 3, 5, 11), entry(business, 3, 6)
    ids = [later_today.pk, tomorrow.pk]
    assert copy_week(business, anne, ids=ids, to=THIS_WEEK, at=NOW) == []
    assert [copy.why_not for copy in copies(business, to=THIS_WEEK, at=NOW)] == ["future"] * 2


def test_a_copy_over_other_time_is_marked(anne: User, business: Business) -> None:
    entry(business, 3, 3, 9)
    entry(business, 3, 10, 9, 30)
    [copy] = copies(business, to=THIS_WEEK, at=NOW)
    assert (copy.why_not, copy.overlaps) == ("", True)


def test_an_hour_that_does_not_come_this_week_is_not_copied(business: Business) -> None:
    entry(business, 3, 22, 2, 30)
    [copy] = copies(business, to=week_of(dt.date(2026, 3, 29)), at=paris(2026, 3, 30, 12))
    assert (copy.on, copy.why_not) == (dt.date(2026, 3, 29), "missing")


def test_a_copy_keeps_the_time_the_clock_shows_through_summer_time(
    anne: User, business: Business
) -> None:
    source = entry(business, 3, 27, 9)
    after = week_of(dt.date(2026, 4, 3))
    [copied] = copy_week(business, anne, ids=[source.pk], to=after, at=paris(2026, 4, 6, 9))
    assert copied.starts_at == paris(2026, 4, 3, 9)


def test_entries_of_another_business_are_not_copied(
    anne: User, business: Business, other: Business
) -> None:
    source = entry(business, 3, 3, 9)
    assert copy_week(other, anne, ids=[source.pk], to=THIS_WEEK, at=NOW) == []


def _ends(period: Period) -> tuple[dt.date, dt.date]:
    return period.first, period.last
