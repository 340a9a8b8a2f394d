"""The hours of the example in the database, loaded once for all that is read here."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import Sum

from casquettes.desk.demo import load
from casquettes.kernel import actions
from casquettes.kernel.models import Business
from casquettes.timesheet.models import Absence, RunningClock, TimeEntry

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def demo(kept_rows: None) -> Business:
    """The example without its papers: they take seconds, see test_demo_papers."""
    owner = actions.local_owner()
    return load.load_hours(owner, at=AT, progress=lambda _share: None)[0]


def worked(demo: Business, first: str, last: str) -> dict[str, int]:
    entries = TimeEntry.objects.of(demo).between(
        dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    )
    return entries.aggregate(seconds=Sum("seconds"), sold=Sum("sold_seconds"))


def test_the_two_years_hold_the_hours_of_the_story_to_the_second(demo: Business) -> None:
    first_year = worked(demo, "2024-09-01", "2025-08-31")
    second_year = worked(demo, "2025-09-01", "2026-08-31")
    assert first_year == {"seconds": 6_496_812, "sold": 413 * 3600}
    assert second_year == {"seconds": 6_594_372, "sold": 596 * 3600}
    assert TimeEntry.objects.of(demo).count() == 4232


def test_each_hat_has_the_hours_of_the_story(demo: Business) -> None:
    hats = (
        TimeEntry.objects.of(demo)
        .between(dt.date(2025, 9, 1), dt.date(2026, 8, 31))
        .values_list("hat")
        .annotate(seconds=Sum("seconds"))
    )
    assert {hat: round(seconds / 3600) for hat, seconds in hats} == {
        "production": 750,
        "sales": 266,
        "logistics": 259,
        "creation": 192,
        "manager": 178,
        "quality": 96,
        "pilot": 90,
    }


def test_no_entry_overlaps_another_or_crosses_midnight(demo: Business) -> None:
    previous = None
    entries = TimeEntry.objects.of(demo).filter(starts_at__isnull=False).order_by("starts_at")
    for entry in entries:
        assert entry.starts_at is not None
        assert entry.ends_at is not None
        begins, ends = entry.starts_at.astimezone(demo.zone), entry.ends_at.astimezone(demo.zone)
        assert begins.date() == ends.date() == entry.on
        assert dt.time(7) <= begins.time() < ends.time() <= dt.time(21)
        assert previous is None or previous <= entry.starts_at
        previous = entry.ends_at


def test_no_day_holds_more_than_eleven_hours(demo: Business) -> None:
    days = TimeEntry.objects.of(demo).values("on").annotate(seconds=Sum("seconds"))
    assert max(day["seconds"] for day in days) <= 11 * 3600


def test_loaded_at_noon_the_morning_has_its_clock_times(demo: Business) -> None:
    today = TimeEntry.objects.of(demo).filter(on=dt.date(2026, 8, 31))
    assert today.filter(starts_at__isnull=False).count() == 4


def test_days_away_are_known(demo: Business) -> None:
    flu = Absence.objects.get(business=demo, kind="illness")
    assert (flu.first_on, flu.last_on) == (dt.date(2026, 2, 9), dt.date(2026, 2, 13))
    assert Absence.objects.filter(business=demo, kind="leave").count() == 6


def test_it_is_marked_as_an_example_and_no_clock_runs(demo: Business) -> None:
    assert demo.is_demo
    assert (demo.slug, demo.name, demo.person_name) == ("demo", "L’Armoire Légère", "Inès Delorme")
    assert not RunningClock.objects.filter(business=demo).exists()
    sources = TimeEntry.objects.of(demo).values_list("source", flat=True).distinct()
    assert list(sources.order_by()) == ["demo"]


def test_the_summary_says_what_it_holds(demo: Business) -> None:
    assert load.summary(demo) == load.Summary(
        entries=4232,
        seconds=13_091_184,
        sold_seconds=1009 * 3600,
        first=dt.date(2024, 9, 2),
        last=dt.date(2026, 8, 31),
    )
