"""The week page: seven days, overlaps, what is missing, and totals that open onto their rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from casquettes.engine.hats import Hat
from casquettes.engine.periods import Period, week_of
from casquettes.kernel.models import Activity, Business, User
from casquettes.timesheet.actions import clock
from casquettes.timesheet.models import Absence, TimeEntry
from casquettes.timesheet.queries.clock import worn
from casquettes.timesheet.queries.week import Week, week_view
from tests.cast import NOW

PARIS = ZoneInfo("Europe/Paris")
TODAY = dt.date(2026, 3, 12)
THIS_WEEK = week_of(TODAY)
MONDAY, TUESDAY = dt.date(2026, 3, 9), dt.date(2026, 3, 10)


@pytest.fixture
def page(anne: User, now: dt.datetime, client_of: Callable[[User], Client]) -> Client:
    anne.language = "en"
    anne.save()
    return client_of(anne)


def paris(*parts: int, fold: int = 0) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=PARIS, fold=fold).astimezone(dt.UTC)  # type: ignore[arg-type,misc]


def entry(business: Business, on: dt.date, *start: int, **facts: Any) -> TimeEntry:
    starts_at = paris(on.year, on.month, on.day, *start) if start else None
    given = {"seconds": 3600, "nature": "unbilled", "hat": "sales", "source": "typed"}
    return TimeEntry.objects.create(
        business=business, on=on, starts_at=starts_at, noted_on=on, **given | facts
    )


def view(business: Business, period: Period = THIS_WEEK, **given: Any) -> Week:
    facts = {"today": TODAY, "clock": None, "at": NOW}
    return week_view(business, period, **facts | given)


def laid(week: Week, on: dt.date) -> list[tuple[int, int, int, int, bool]]:
    blocks = week.day(on).blocks
    return [(b.row, b.span, b.column, b.width, b.overlaps) for b in blocks]


def test_an_entry_lies_at_its_quarter_of_an_hour(business: Business) -> None:
    entry(business, MONDAY, 9, 12, seconds=3180)  # 9:12 to 10:05
    assert laid(view(business), MONDAY) == [(10, 3, 1, 12, False)]


def test_the_grid_opens_to_hours_where_there_is_time(business: Business) -> None:
    assert (view(business).hours.first, view(business).hours.last) == (7, 20)
    entry(business, MONDAY, 5, 50, seconds=600)
    entry(business, TUESDAY, 22, seconds=5400)
    assert (view(business).hours.first, view(business).hours.last) == (5, 24)


def test_entries_that_overlap_lie_side_by_side_and_are_marked(business: Business) -> None:
    entry(business, MONDAY, 9, seconds=7200)
    entry(business, MONDAY, 10, seconds=7200)
    entry(business, MONDAY, 12)
    week = view(business)
    assert laid(week, MONDAY) == [
        (9, 8, 1, 6, True),
        (13, 8, 7, 6, True),
        (21, 4, 1, 12, False),
    ]
    assert week.overlaps == 2


def test_two_short_ones_in_one_quarter_are_drawn_apart_without_a_mark(business: Business) -> None:
    entry(business, MONDAY, 9, 0, seconds=240)
    entry(business, MONDAY, 9, 4, seconds=240)
    assert [(b[2], b[4]) for b in laid(view(business), MONDAY)] == [(1, False), (7, False)]


def test_the_hour_that_comes_twice_is_drawn_by_its_length(business: Business) -> None:
    sunday = dt.date(2026, 10, 25)
    TimeEntry.objects.create(
        business=business,
        on=sunday,
        starts_at=paris(2026, 10, 25, 2, 30),
        seconds=3600,
        nature="unbilled",
        hat="pilot",
        source="typed",
        noted_on=sunday,
    )  # from 2:30 to 2:30
    assert [b[1] for b in laid(view(business, week_of(sunday), today=sunday), sunday)] == [4]


def test_breaks_are_no_work_and_no_gap(business: Business) -> None:
    entry(business, MONDAY, 9)
    entry(business, MONDAY, 10, nature="break", hat="")
    entry(business, MONDAY, 11)
    week = view(business)
    assert (week.worked, week.gaps, week.hatless) == (7200, [], [])


def test_a_gap_says_what_it_lies_between_and_what_it_may_be(business: Business) -> None:
    session = Activity.objects.of(business).get(key="pro_seance")
    entry(business, MONDAY, 9, label="Haddad", hat="production", activity=session)
    entry(business, MONDAY, 10, 50, label="Bank")
    entry(business, TUESDAY, 11, label="Post", seconds=3600)
    entry(business, TUESDAY, 13, label="Calls")
    entry(business, dt.date(2026, 3, 11), 8)
    entry(business, dt.date(2026, 3, 11), 9, 9)
    entry(business, dt.date(2026, 3, 12), 6, seconds=600)
    entry(business, dt.date(2026, 3, 12), 9, 30, seconds=600)
    week = view(business)
    gaps = [(g.on, g.before, g.after, g.seconds, g.hint) for g in week.gaps]
    assert gaps == [(MONDAY, "Haddad", "Bank", 3000, "trip")]
    free = [(g.on.day, g.seconds, g.hint) for g in week.free]
    assert free == [(10, 3600, "meal"), (12, 12000, "")]
    assert week.missing_seconds == 3000


def test_time_without_a_start_may_explain_a_gap(business: Business) -> None:
    entry(business, MONDAY, 8)
    entry(business, MONDAY, 10)
    entry(business, MONDAY, seconds=3600)
    assert [gap.hint for gap in view(business).gaps] == ["untimed"]


def test_time_without_a_hat_waits_for_one(business: Business) -> None:
    entry(business, MONDAY, hat="", seconds=1500)
    week = view(business)
    assert ([line.entry.seconds for line in week.hatless], week.missing_seconds) == ([1500], 1500)


def test_the_running_clock_is_drawn_but_not_counted(anne: User, business: Business) -> None:
    clock.wear(business, anne, Hat.SALES, at=paris(2026, 3, 11, 23))
    week = view(business, clock=worn(business, anne), at=paris(2026, 3, 12, 10))
    assert laid(week, TODAY) == [(1, 40, 1, 12, False)]
    assert week.worked == 0


def test_days_off_are_shaded(business: Business) -> None:
    Absence.objects.create(business=business, kind="leave", first_on=MONDAY, last_on=TUESDAY)
    assert [day.rests for day in view(business).days] == [True, True] + [False] * 3 + [True] * 2
    may = view(business, week_of(dt.date(2026, 5, 1)), today=dt.date(2026, 5, 3))
    assert [day.on.day for day in may.days if day.public_holiday] == [1]


def test_the_share_of_a_week_is_shown_once_enough_days_are_noted(business: Business) -> None:
    entry(business, MONDAY, nature="billed", sold_seconds=1800)
    week = view(business)
    assert (week.coverage.covered_days, week.coverage.expected_days) == (1, 3)
    assert week.share is None
    entry(business, TUESDAY)
    assert view(business).share == 0.25
    assert view(business).is_fragile


def test_each_total_opens_onto_its_rows(page: Client, business: Business) -> None:
    entry(business, MONDAY, 9, nature="billed", sold_seconds=3600)
    text = page.get(reverse("timesheet:week")).content.decode()
    for rows in (
        "from=2026-03-09&amp;to=2026-03-15",
        "from=2026-03-09&amp;to=2026-03-15&amp;sold=1",
        "from=2026-03-09&amp;to=2026-03-15&amp;hat=sales",
        "from=2026-03-09&amp;to=2026-03-09",
    ):
        assert f'href="/time/?{rows}"' in text


def test_weeks_follow_one_another_over_new_year(page: Client) -> None:
    text = page.get("/week/2026-W53/").content.decode()
    assert 'href="/week/2026-W52/"' in text
    assert 'href="/week/2027-W1/"' in text


@pytest.mark.parametrize("address", ["/week/2025-W53/", "/week/2026-W0/", "/week/1-W1/"])
def test_a_week_that_does_not_exist_is_not_found(page: Client, address: str) -> None:
    assert page.get(address).status_code == 404


def test_a_day_opens_its_week_and_a_wrong_one_todays(page: Client) -> None:
    assert page.get("/week/?day=2026-01-01").context["week"].number == 1
    assert page.get("/week/?day=2026-02-30").context["week"].number == 11
    assert page.get("/week/?day=0001-01-01").context["week"].number == 11


def test_fifty_entries_cost_no_more_queries_than_one(
    page: Client, business: Business, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    session = Activity.objects.of(business).get(key="pro_seance")
    entry(business, MONDAY, 9, activity=session, hat="production")
    with CaptureQueriesContext(
        connection,
    ) as one:
        page.get("/week/")
    for rank in range(50):
        hat = "" if rank % 3 else "production"
        entry(business, MONDAY + dt.timedelta(rank % 4), 9 + rank % 8, rank, hat=hat, seconds=900)
    with CaptureQueriesContext(connection) as fifty:
        page.get("/week/")
    assert len(fifty) == len(one)


def test_a_gap_is_filled_in_one_tap_and_taken_back(page: Client, business: Business) -> None:
    entry(business, MONDAY, 9, label="Bank")
    entry(business, MONDAY, 11, label="Post")
    gap = {"starts_at": "2026-03-09T10:00:00+01:00", "ends_at": "2026-03-09T11:00:00+01:00"}
    answer = page.post("/week/fill/", gap | {"hat": "quality"}, follow=True)
    filled = TimeEntry.objects.of(business).get(hat="quality")
    assert (filled.starts_at, filled.seconds) == (paris(2026, 3, 9, 10), 3600)
    [message] = answer.context["messages"]
    page.post(message.extra_tags)
    assert not TimeEntry.objects.of(business).filter(hat="quality").exists()


def test_a_gap_without_an_answer_notes_nothing(page: Client, business: Business) -> None:
    gap = {"starts_at": "2026-03-09T10:00:00+01:00", "ends_at": "2026-03-09T11:00:00+01:00"}
    answer = page.post("/week/fill/", gap, follow=True)
    assert "Choose a hat" in str(next(iter(answer.context["messages"])))
    page.post("/week/fill/", {"starts_at": "soon", "ends_at": "1e999", "hat": "sales"})
    assert not TimeEntry.objects.exists()


def test_what_is_ticked_is_copied_and_taken_back(page: Client, business: Business) -> None:
    source = entry(business, dt.date(2026, 3, 3), 9, label="Post")
    assert "Post" in page.get("/week/2026-W11/copy/").content.decode()
    answer = page.post("/week/2026-W11/copy/", {"ids": [source.pk, "x"]}, follow=True)
    assert TimeEntry.objects.of(business).filter(on=TUESDAY, source="pattern").count() == 1
    assert "overlap" not in page.get("/week/2026-W11/copy/").content.decode()
    [message] = answer.context["messages"]
    page.post(message.extra_tags)
    assert not TimeEntry.objects.of(business).filter(on=TUESDAY).exists()
