"""Wearing a hat: one clock at a time, and every second under one hat or none."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casquettes.engine.hats import Hat
from casquettes.kernel.models import Activity, Business, User
from casquettes.timesheet.actions import clock
from casquettes.timesheet.models import RunningClock, TimeEntry
from casquettes.timesheet.queries.clock import end_proposals, is_too_long, worn

NOW = dt.datetime(2026, 3, 12, 10, 0, tzinfo=dt.UTC)


def later(**gap: float) -> dt.datetime:
    return NOW + dt.timedelta(**gap)


def entries(business: Business) -> list[TimeEntry]:
    return list(TimeEntry.objects.of(business).order_by("starts_at"))


def activity(business: Business, key: str) -> Activity:
    return Activity.objects.of(business).get(key=key)


def test_putting_a_hat_on_starts_its_clock(anne: User, business: Business) -> None:
    change = clock.wear(business, anne, Hat.SALES, at=NOW)
    assert change.clock is not None
    assert (change.clock.hat, change.clock.started_at) == ("sales", NOW)
    assert entries(business) == []


def test_another_hat_stops_the_first_and_starts_in_one_act(anne: User, business: Business) -> None:
    clock.wear(business, anne, Hat.SALES, at=NOW)
    change = clock.wear(business, anne, Hat.MANAGER, at=later(minutes=42))
    [entry] = entries(business)
    assert (entry.hat, entry.seconds, entry.starts_at) == ("sales", 42 * 60, NOW)
    assert change.clock is not None
    assert change.clock.hat == "manager"
    assert RunningClock.objects.count() == 1


def test_a_double_click_on_the_same_hat_changes_nothing(anne: User, business: Business) -> None:
    clock.wear(business, anne, Hat.SALES, at=NOW)
    change = clock.wear(business, anne, Hat.SALES, at=later(seconds=1))
    assert change.clock is not None
    assert change.clock.started_at == NOW
    assert entries(business) == []


def test_taking_it_off_twice_writes_once(anne: User, business: Business) -> None:
    clock.wear(business, anne, Hat.SALES, at=NOW)
    clock.stop(business, anne, at=later(hours=1))
    assert clock.stop(business, anne, at=later(hours=2)).written == []
    assert [entry.seconds for entry in entries(business)] == [3600]


def test_a_session_under_production_is_sold(anne: User, business: Business) -> None:
    clock.wear(business, anne, Hat.PRODUCTION, at=NOW, label="Dupont")
    clock.stop(business, anne, at=later(hours=3))
    [entry] = entries(business)
    assert entry.activity == activity(business, "pro_seance")
    assert (entry.nature, entry.sold_seconds, entry.label) == ("billed", 10800, "Dupont")


def test_a_hat_begins_with_what_is_done_most_under_it(anne: User, business: Business) -> None:
    quotes, calls = activity(business, "com_devis"), activity(business, "com_appel")
    clock.wear(business, anne, Hat.SALES, at=NOW, activity=quotes)
    clock.wear(business, anne, Hat.SALES, at=later(hours=2), activity=calls)
    clock.stop(business, anne, at=later(hours=2, minutes=5))
    change = clock.wear(business, anne, Hat.SALES, at=later(hours=3))
    assert change.clock is not None
    assert change.clock.activity == quotes


def test_a_hat_never_worn_begins_without_an_activity_unless_it_bills(
    anne: User, business: Business
) -> None:
    unknown = clock.wear(business, anne, Hat.PILOT, at=NOW).clock
    billed = clock.wear(business, anne, Hat.PRODUCTION, at=later(hours=1)).clock
    assert unknown is not None
    assert billed is not None
    assert (unknown.activity, billed.activity) == (None, activity(business, "pro_seance"))


def test_a_break_is_written_as_one_and_never_sold(anne: User, business: Business) -> None:
    clock.wear(business, anne, Hat.PRODUCTION, at=NOW)
    clock.pause(business, anne, at=later(hours=1))
    clock.resume(business, anne, at=later(hours=1.5))
    clock.stop(business, anne, at=later(hours=2))
    assert [(e.nature, e.seconds, e.sold_seconds) for e in entries(business)] == [
        ("billed", 3600, 3600),
        ("break", 1800, 0),
        ("billed", 1800, 1800),
    ]


def test_leaving_during_a_break_adds_nothing(anne: User, business: Business) -> None:
    clock.wear(business, anne, Hat.SALES, at=NOW)
    clock.pause(business, anne, at=later(hours=1))
    clock.stop(business, anne, at=later(hours=3))
    assert [entry.seconds for entry in entries(business)] == [3600]


def test_midnight_cuts_the_time_into_two_days(anne: User, business: Business) -> None:
    evening = dt.datetime(2026, 3, 12, 22, 0, tzinfo=dt.UTC)  # 23 h in Paris
    clock.wear(business, anne, Hat.PILOT, at=evening)
    clock.stop(business, anne, at=evening + dt.timedelta(hours=3))
    assert [(e.on.isoformat(), e.seconds) for e in entries(business)] == [
        ("2026-03-12", 3600),
        ("2026-03-13", 7200),
    ]


def test_undo_puts_the_former_hat_back_on(anne: User, business: Business) -> None:
    clock.wear(business, anne, Hat.LOGISTICS, at=NOW, label="Dupont")
    change = clock.wear(business, anne, Hat.QUALITY, at=later(minutes=42))
    ids = [entry.pk for entry in change.written]
    assert clock.take_back(business, anne, ids=ids, at=later(minutes=43))
    back = worn(business, anne)
    assert back is not None
    assert (back.hat, back.label, back.started_at) == ("logistics", "Dupont", NOW)
    assert entries(business) == []


def test_undo_of_another_business_does_nothing(
    anne: User, business: Business, bruno: User, other: Business
) -> None:
    clock.wear(business, anne, Hat.LOGISTICS, at=NOW)
    [entry] = clock.stop(business, anne, at=later(hours=1)).written
    assert not clock.take_back(other, bruno, ids=[entry.pk], at=later(hours=2))
    assert entries(business) == [entry]


def test_the_start_can_be_moved_but_not_into_the_future(anne: User, business: Business) -> None:
    clock.wear(business, anne, Hat.SALES, at=NOW)
    moved = clock.adjust(business, anne, minutes=15, at=later(minutes=5))
    assert moved is not None
    assert moved.started_at == later(minutes=-15)
    with pytest.raises(clock.ClockRefused):
        clock.start_at(business, anne, started_at=later(hours=1), at=NOW)
    with pytest.raises(clock.ClockRefused):
        clock.start_at(business, anne, started_at=later(hours=-25), at=NOW)


def test_taking_away_more_than_has_run_leaves_zero(anne: User, business: Business) -> None:
    clock.wear(business, anne, Hat.SALES, at=NOW)
    moved = clock.adjust(business, anne, minutes=-15, at=later(minutes=5))
    assert moved is not None
    assert moved.started_at == later(minutes=5)


def test_a_clock_open_for_more_than_ten_hours_asks(anne: User, business: Business) -> None:
    clock.wear(business, anne, Hat.SALES, at=NOW)
    assert not is_too_long(worn(business, anne), at=later(hours=10))
    assert is_too_long(worn(business, anne), at=later(hours=10, seconds=1))


def test_a_forgotten_end_is_proposed_never_invented(anne: User, business: Business) -> None:
    clock.wear(business, anne, Hat.SALES, at=later(days=-1))
    clock.stop(business, anne, at=later(days=-1, hours=2))
    change = clock.wear(business, anne, Hat.SALES, at=NOW)
    assert change.clock is not None
    proposals = end_proposals(change.clock, at=later(hours=11))
    assert [p.at.astimezone(dt.UTC) for p in proposals] == [later(hours=2), later(hours=7)]
    with pytest.raises(clock.ClockRefused):
        clock.stop_forgotten(business, anne, ended_at=later(hours=-1), at=later(hours=11))
    clock.stop_forgotten(business, anne, ended_at=later(hours=2), at=later(hours=11))
    assert entries(business)[-1].seconds == 7200


def test_the_last_one_can_be_continued(anne: User, business: Business) -> None:
    with pytest.raises(clock.ClockRefused):
        clock.continue_last(business, anne, at=NOW)
    clock.wear(business, anne, Hat.CREATION, at=NOW, label="Blog", note="article")
    clock.stop(business, anne, at=later(hours=1))
    change = clock.continue_last(business, anne, at=later(hours=2))
    assert change.clock is not None
    assert (change.clock.hat, change.clock.label, change.clock.note) == (
        "creation",
        "Blog",
        "article",
    )


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["wear", "stop", "pause", "resume"]),
        st.sampled_from(list(Hat)),
        st.integers(0, 5 * 3600),
    ),
    max_size=12,
)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=ACTS)
def test_whatever_she_clicks_no_second_is_lost_or_counted_twice(
    acts: list[tuple[str, Hat, int]], anne: User, business: Business
) -> None:
    TimeEntry.objects.all().delete()
    RunningClock.objects.all().delete()
    at, hat_on, paused, worked = NOW, False, False, 0
    for act, hat, gap in acts:
        at += dt.timedelta(seconds=gap)
        worked += gap if hat_on and not paused else 0
        if act == "wear":
            clock.wear(business, anne, hat, at=at)
            hat_on, paused = True, False
        elif act == "stop":
            clock.stop(business, anne, at=at)
            hat_on = paused = False
        elif act == "pause":
            clock.pause(business, anne, at=at)
            paused = hat_on
        else:
            clock.resume(business, anne, at=at)
            paused = False
    clock.stop(business, anne, at=at)
    rows = entries(business)
    assert sum(row.seconds for row in rows if row.nature != "break") == worked
    for before, after in zip(rows, rows[1:], strict=False):
        assert before.ends_at is not None
        assert after.starts_at is not None
        assert before.ends_at <= after.starts_at
