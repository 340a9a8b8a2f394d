"""The example's two years: hours as told, days a person could live, the same every time."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal
from importlib import resources
from itertools import pairwise

import pytest

from casquettes.desk.demo import layout, spread, story
from casquettes.desk.demo.story import Hours
from casquettes.engine import starting

DATA = resources.files("casquettes.desk.demo") / "data"
MONDAY = dt.date(2026, 3, 9)
HOUR = 3600


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / name).read_text(encoding="utf-8").splitlines()))


@pytest.fixture(scope="module")
def days() -> dict[dt.date, list[Hours]]:
    by_day: dict[dt.date, list[Hours]] = defaultdict(list)
    for entry in spread.spread(story.hours()):
        by_day[entry.on].append(entry)
    return by_day


def work(on: dt.date, activity: str, hours: float, *, client: str = "") -> Hours:
    return Hours(on, activity, int(hours * HOUR), 0, "unbilled", client, "", "")


@pytest.mark.parametrize(
    ("first", "last", "worked", "sold", "delivered"),
    [
        ("2024-09-01", "2025-08-31", "1804.67", "413.0", "438.65"),
        ("2025-09-01", "2026-08-31", "1831.77", "596.0", "612.42"),
    ],
)
def test_each_year_holds_the_hours_the_story_tells(
    first: str, last: str, worked: str, sold: str, delivered: str
) -> None:
    year = [e for e in story.hours() if first <= e.on.isoformat() <= last]
    delivering = {"pro_seance", "pro_distance", "pro_atelier", "pro_depassement"}
    assert Decimal(sum(e.seconds for e in year)) == Decimal(worked) * HOUR
    assert Decimal(sum(e.sold_seconds for e in year)) == Decimal(sold) * HOUR
    done = sum(e.seconds for e in year if e.activity in delivering)
    assert Decimal(done) == Decimal(delivered) * HOUR


def test_no_session_sold_is_left_without_its_entry() -> None:
    sold = sum(Decimal(row["sold_h"]) for row in rows("sessions.csv"))
    workshops = sum(
        Decimal(row["hours"])
        for row in rows("time_entries.csv")
        if row["activity"] == "pro_atelier"
    )
    assert sum(e.sold_seconds for e in story.hours()) == (sold + workshops) * HOUR


def test_paid_travel_is_marked_billed_and_sells_nothing() -> None:
    paid = [e for e in story.hours() if e.activity == "log_trajet" and e.nature == "billed"]
    assert len(paid) == 49
    assert {e.sold_seconds for e in paid} == {0}


def test_every_client_or_lead_has_a_name() -> None:
    assert [e for e in story.hours() if bool(e.client) != bool(e.label)] == []
    assert next(e for e in story.hours() if e.client == "M004").label == "SARL Rachel Ollivier"
    assert next(e for e in story.hours() if e.client == "L1").label == "Rachel Humbert"


def test_every_activity_is_one_of_the_58() -> None:
    assert {e.activity for e in story.hours()} <= {a.key for a in starting.activities()}


def test_no_day_is_longer_than_eleven_hours(days: dict[dt.date, list[Hours]]) -> None:
    before = Counter[dt.date]()
    for entry in story.hours():
        before[entry.on] += entry.seconds
    assert max(before.values()) == Decimal("19.97") * HOUR
    assert max(sum(e.seconds for e in day) for day in days.values()) <= 11 * HOUR


def test_each_week_keeps_its_hours_of_every_activity(days: dict[dt.date, list[Hours]]) -> None:
    told, lived = Counter[object](), Counter[object]()
    for entry in story.hours():
        told[entry.on.isocalendar()[:2], entry.activity, entry.nature] += entry.seconds
    for entry in (e for day in days.values() for e in day):
        lived[entry.on.isocalendar()[:2], entry.activity, entry.nature] += entry.seconds
    assert lived == told


def test_what_is_sold_and_delivered_stays_on_its_day() -> None:
    fixed = story.SESSIONS | {"pro_atelier", "pro_depassement"}
    pairs = zip(story.hours(), spread.spread(story.hours()), strict=True)
    assert [told for told, lived in pairs if told.activity in fixed and told != lived] == []


def test_weeks_without_a_long_day_stay_as_told() -> None:
    days, long_weeks = Counter[dt.date](), set()
    for entry in story.hours():
        days[entry.on] += entry.seconds
        if days[entry.on] > 11 * HOUR:
            long_weeks.add(entry.on.isocalendar()[:2])
    pairs = zip(story.hours(), spread.spread(story.hours()), strict=True)
    changed = {told.on.isocalendar()[:2] for told, lived in pairs if told != lived}
    assert changed == long_weeks


def test_a_client_is_called_before_the_visit_and_the_quote() -> None:
    order = ["com_demande", "com_appel", "com_diag", "com_devis"]
    told, lived = defaultdict(list), defaultdict(list)
    for before, after in zip(story.hours(), spread.spread(story.hours()), strict=True):
        if before.activity in order:
            told[before.client].append((before.on, order.index(before.activity)))
            lived[before.client].append((after.on, order.index(after.activity)))
    for client, steps in told.items():
        if [step for _on, step in sorted(steps)] == sorted(step for _on, step in steps):
            assert [step for _on, step in sorted(lived[client])] == sorted(
                step for _on, step in steps
            ), client


def test_days_away_receive_no_work_from_other_days() -> None:
    away = [(a.first_on, a.last_on) for a in story.absences()]
    for told, lived in zip(story.hours(), spread.spread(story.hours()), strict=True):
        if told.on != lived.on:
            assert not any(first <= lived.on <= last for first, last in away), lived


def test_background_work_leaves_a_long_day_for_the_lightest_weekday() -> None:
    week = [
        replace(work(MONDAY, "pro_seance", 4, client="M1"), sold_seconds=4 * HOUR),
        work(MONDAY, "com_social", 5),
        work(MONDAY, "ges_admin", 3),
        work(MONDAY + dt.timedelta(days=1), "com_site", 2),
    ]
    moved = spread.spread(week)
    assert [e.on for e in moved] == [
        MONDAY,
        MONDAY,
        MONDAY + dt.timedelta(days=2),
        MONDAY + dt.timedelta(days=1),
    ]


def test_a_week_without_room_is_refused() -> None:
    with pytest.raises(spread.NoRoom):
        spread.spread([work(MONDAY, "pro_seance", 12, client="M1")])


def test_nothing_overlaps_and_nothing_is_done_at_night(days: dict[dt.date, list[Hours]]) -> None:
    for day, entries in days.items():
        starts = layout.lay_out(day, entries)
        spans = sorted(
            (start, start + entry.seconds) for start, entry in zip(starts, entries, strict=True)
        )
        assert spans[0][0] >= 7 * HOUR, day
        assert spans[-1][1] <= 21 * HOUR, day
        for (_start, end), (following, _end) in pairwise(spans):
            assert end <= following, day


def test_a_session_starts_on_the_quarter_with_its_trip_just_before() -> None:
    entries = [
        work(MONDAY, "pro_seance", 3.5, client="M1"),
        work(MONDAY, "pro_depassement", 0.25, client="M1"),
        work(MONDAY, "log_trajet", 0.5, client="M1"),
        work(MONDAY, "log_materiel", 0.25, client="M1"),
        work(MONDAY, "ges_admin", 1),
    ]
    session, overrun, trip, kit, admin = layout.lay_out(MONDAY, entries)
    assert session in {9 * HOUR, 9 * HOUR + 1800, 14 * HOUR}
    assert overrun == session + int(3.5 * HOUR)
    assert trip == session - int(0.5 * HOUR)
    assert kit == trip - int(0.25 * HOUR)
    assert admin + HOUR <= kit or admin >= overrun + int(0.25 * HOUR)


def test_two_sessions_leave_time_to_eat(days: dict[dt.date, list[Hours]]) -> None:
    for day, entries in days.items():
        sessions = [e for e in entries if e.activity in story.SESSIONS]
        if len(sessions) == 2:
            placed = zip(layout.lay_out(day, entries), entries, strict=True)
            spans = sorted(
                (start, start + e.seconds)
                for start, e in placed
                if e.client == sessions[0].client or e.client == sessions[1].client
            )
            gaps = [b[0] - a[1] for a, b in pairwise(spans)]
            assert max(gaps) >= 20 * 60, day


def test_a_day_of_office_work_stops_at_noon() -> None:
    entries = [work(MONDAY, "ges_admin", 2) for _part in range(4)]
    starts = sorted(layout.lay_out(MONDAY, entries))
    assert starts[2] - (starts[1] + 2 * HOUR) >= 45 * 60


def test_a_day_that_cannot_hold_its_work_is_refused() -> None:
    with pytest.raises(layout.DayTooFull):
        layout.lay_out(MONDAY, [work(MONDAY, "ges_admin", 15)])
    with pytest.raises(layout.DayTooFull):
        layout.lay_out(MONDAY, [work(MONDAY, "pro_seance", 15, client="M1")])
