"""The example business in the database: complete, at its own date, beside the real one."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import Sum

from casquettes.desk.demo import load
from casquettes.kernel import actions, queries, tenancy
from casquettes.kernel.models import Business, User
from casquettes.timesheet.models import TimeEntry
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
