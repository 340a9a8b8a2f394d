"""The example business in the database: complete, at its own date, beside the real one."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import Sum

from casquettes.desk.demo import load
from casquettes.kernel import actions, queries, tenancy
from casquettes.kernel.models import Business, User
from casquettes.timesheet.models import Absence, RunningClock, TimeEntry
from tests import cast

AT = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)


def silent(_share: float) -> None: ...


@pytest.fixture
def owner(db: None) -> User:
    return actions.local_owner()


@pytest.fixture
def demo(owner: User) -> Business:
    """The example without its papers: they take seconds, see test_demo_papers."""
    return load.load_hours(owner, at=AT, progress=silent)[0]


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


@pytest.mark.parametrize(
    "moment",
    [
        "2026-11-23T09:30:00+00:00",
        "2027-02-01T22:40:00+00:00",  # late in winter: summer time would already be tomorrow
        "2027-06-30T22:40:00+00:00",
        "2026-08-31T06:00:00+00:00",
        "2026-03-29T00:30:00+00:00",
    ],
)
def test_the_day_it_is_loaded_is_31_august_2026(owner: User, moment: str) -> None:
    at = dt.datetime.fromisoformat(moment)
    demo, _cast = load.load_hours(owner, at=at, progress=silent)
    assert demo.local_day(at + dt.timedelta(days=demo.clock_shift_days)) == dt.date(2026, 8, 31)
    demo.refresh_from_db()
    assert demo.local_day(at + dt.timedelta(days=demo.clock_shift_days)) == dt.date(2026, 8, 31)


def test_nothing_lies_in_the_future_when_loaded_early(owner: User) -> None:
    early = dt.datetime(2026, 11, 23, 3, 0, tzinfo=dt.UTC)
    demo, _cast = load.load_hours(owner, at=early, progress=silent)
    today = TimeEntry.objects.of(demo).filter(on=dt.date(2026, 8, 31))
    assert {entry.starts_at for entry in today} == {None}
    assert today.aggregate(seconds=Sum("seconds"))["seconds"] == 9648


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


def test_two_loads_give_the_same_rows(owner: User) -> None:
    facts = ("on", "starts_at", "seconds", "sold_seconds", "activity__key", "label", "note")

    def rows() -> list[tuple[object, ...]]:
        demo, _cast = load.load_hours(owner, at=AT, progress=silent)
        found = list(TimeEntry.objects.of(demo).values_list(*facts))
        load.remove(demo)
        return found

    assert rows() == rows()


def test_taking_it_away_leaves_the_real_business_alone(demo: Business, business: Business) -> None:
    entry = TimeEntry.objects.create(
        business=business,
        on=dt.date(2026, 3, 12),
        seconds=600,
        hat="sales",
        nature="unbilled",
        source="typed",
        noted_on=dt.date(2026, 3, 12),
    )
    load.remove(demo)
    assert load.example_business() is None
    tenancy.enter(business_id=business.pk)
    assert list(TimeEntry.objects.all()) == [entry]
    assert [b.pk for b in queries.businesses_of_this_machine()] == [business.pk]


def test_a_real_business_called_demo_is_never_touched(owner: User) -> None:
    founded = cast.founded_by(owner, name="Demo")
    assert founded.slug == "entreprise-demo"
    founded.slug = "demo"
    with tenancy.entered(business_id=founded.pk, user_id=owner.pk):
        founded.save()
    with pytest.raises(load.SlugTaken):
        load.example_business()


def test_progress_goes_from_the_first_batch_to_the_whole(owner: User) -> None:
    told: list[float] = []
    load.load_hours(owner, at=AT, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) == 11


def test_the_summary_says_what_it_holds(demo: Business) -> None:
    assert load.summary(demo) == load.Summary(
        entries=4232,
        seconds=13_091_184,
        sold_seconds=1009 * 3600,
        first=dt.date(2024, 9, 2),
        last=dt.date(2026, 8, 31),
    )
