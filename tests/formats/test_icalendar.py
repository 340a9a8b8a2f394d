"""Calendars: occurrences beside a second library, zones, what is broken, and events as time."""

from __future__ import annotations

import datetime as dt
import warnings
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casquettes.formats import icalendar
from casquettes.formats.calendar_lines import components
from casquettes.formats.calendar_zones import named_zone
from casquettes.formats.icalendar import (
    Calendar,
    NotACalendar,
    Occurrence,
    first_day,
    occurrences,
    read_calendar,
)
from casquettes.formats.timesheets.problems import FileProblem
from casquettes.formats.timesheets.rows import Row
from tests.formats.files import PARIS, opened, refused, summed, unread

UTC = ZoneInfo("UTC")
JANUARY = (dt.date(2026, 1, 1), dt.date(2026, 2, 1))


def calendar(*events: str, zones: str = "") -> str:
    whole = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//\n{zones}{whole}END:VCALENDAR\n"


def loaded(text: str, zone: ZoneInfo = PARIS) -> Calendar:
    return read_calendar(text.splitlines(keepends=True), zone=zone)


def found(
    text: str, zone: ZoneInfo = PARIS, days: tuple[dt.date, dt.date] = JANUARY
) -> list[Occurrence]:
    return occurrences(loaded(text, zone), first=days[0], before=days[1], zone=zone)[0]


def starts(text: str, **about: object) -> list[str]:
    return [f"{one.starts_at:%m-%dT%H:%M}" for one in found(text, **about)]  # type: ignore[arg-type]


def problems(text: str) -> list[tuple[int, str]]:
    whole = loaded(text)
    _all, dense = occurrences(whole, first=JANUARY[0], before=JANUARY[1], zone=PARIS)
    return [(one.line, str(one.problem)) for one in [*whole.unread, *dense]]


def test_an_event_has_a_moment_a_length_and_words() -> None:
    (one,) = found(
        calendar(
            "UID:1\nDTSTART;TZID=Europe/Paris:20260105T090000\nDTEND;TZID=Europe/Paris:20260105T103000\n"
            "SUMMARY:Séance\\, garage\\nDupont\nLOCATION:Nantes\nDESCRIPTION:Étagères \n  du fond\n"
            "CATEGORIES:Client,Tri"
        )
    )
    assert (one.line, one.uid, one.all_day, one.cancelled) == (4, "1", False, False)
    assert one.starts_at == dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC)
    assert one.ends_at - one.starts_at == dt.timedelta(minutes=90)
    assert (one.summary, one.location) == ("Séance, garage\nDupont", "Nantes")
    assert (one.description, one.category) == ("Étagères  du fond", "Client")


@pytest.mark.parametrize(
    ("told", "start", "minutes"),
    [
        ("DTSTART:20260105T090000Z\nDTEND:20260105T100000Z", "01-05T09:00", 60),
        ("DTSTART:20260105T090000\nDURATION:PT1H30M", "01-05T08:00", 90),
        ("DTSTART:20260105T0900\nDURATION:P1W", "01-05T08:00", 7 * 1440),
        ("DTSTART:20260105T090000", "01-05T08:00", 0),
        ("DTSTART;VALUE=DATE:20260105", "01-04T23:00", 1440),
        ("DTSTART;VALUE=DATE:20260105\nDTEND;VALUE=DATE:20260105", "01-04T23:00", 1440),
        ("DTSTART;VALUE=DATE:20260105\nDTEND;VALUE=DATE:20260107", "01-04T23:00", 2880),
        ("DTSTART;TZID=US/Eastern:20260105T090000\nDTEND:20260105T150000Z", "01-05T14:00", 60),
        ("DTSTART;TZID=US/Eastern:20260105T090000\nDTEND:20260105T100000", "01-05T14:00", 60),
        ("DTSTART;TZID=Romance Standard Time:20260105T090000\nDURATION:PT1H", "01-05T08:00", 60),
        ("DTSTART;TZID=/x.org/Europe/Paris:20260105T090000\nDURATION:PT1H", "01-05T08:00", 60),
        ("DTSTART;TZID=Nulle part:20260105T090000\nDURATION:PT1H", "01-05T08:00", 60),
        ("DTSTART;TZID=:20260105T090000\nDURATION:PT1H", "01-05T08:00", 60),
    ],
)  # fmt: skip
def test_starts_and_lengths_are_read_in_every_way_of_writing(
    told: str, start: str, minutes: int
) -> None:
    (one,) = found(calendar(f"UID:1\n{told}"))
    assert (f"{one.starts_at:%m-%dT%H:%M}", (one.ends_at - one.starts_at).total_seconds()) == (
        start,
        minutes * 60,
    )


ZONE = (
    "BEGIN:VTIMEZONE\nTZID:Chez moi\n"
    "BEGIN:STANDARD\nDTSTART:19701025T030000\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\n"
    "TZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nEND:STANDARD\n"
    "BEGIN:DAYLIGHT\nDTSTART:19700329T020000\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU{until}\n"
    "TZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
)


def test_a_zone_the_file_describes_is_followed() -> None:
    event = "UID:1\nDTSTART;TZID=Chez moi:{day}T090000\nDURATION:PT1H"
    whole = (dt.date(1960, 1, 1), dt.date(2030, 1, 1))
    for day, utc in (("20260105", "08:00"), ("20260705", "07:00"), ("19600101", "08:00")):
        text = calendar(event.format(day=day), zones=ZONE.format(until=""))
        assert starts(text, zone=UTC, days=whole)[0].endswith(utc)
    ended = calendar(
        event.format(day="20260705"), zones=ZONE.format(until=";UNTIL=20200101T000000Z")
    )
    assert starts(ended, zone=UTC, days=whole)[0].endswith("08:00")


@pytest.mark.parametrize(
    "part",
    [
        "TZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n",
        "DTSTART:19701025T030000\nTZOFFSETFROM:beaucoup\nTZOFFSETTO:+0100\n",
        "DTSTART:19701025T030000\nRRULE:FREQ=SECONDLY\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n",
        "DTSTART:19701025T030000\nRRULE:FREQ=NEVER\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n",
        "",
    ],
)
def test_a_zone_that_cannot_be_understood_leaves_her_own(part: str) -> None:
    whole = f"BEGIN:STANDARD\n{part}END:STANDARD\n" if part else ""
    zones = f"BEGIN:VTIMEZONE\nTZID:Chez moi\n{whole}END:VTIMEZONE\n"
    text = calendar("UID:1\nDTSTART;TZID=Chez moi:20260105T090000\nDURATION:PT1H", zones=zones)
    assert starts(text) == ["01-05T08:00"]


def test_a_zone_without_rule_or_with_a_western_offset_is_read() -> None:
    zones = (
        "BEGIN:VTIMEZONE\nTZID:Atlantique\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
        "TZOFFSETFROM:-0330\nTZOFFSETTO:-033030\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    text = calendar("UID:1\nDTSTART;TZID=Atlantique:20260105T090000\nDURATION:PT1H", zones=zones)
    assert [one.starts_at.isoformat() for one in found(text)] == ["2026-01-05T12:30:30+00:00"]


def test_zones_of_the_world_are_found_by_name() -> None:
    assert named_zone("Europe/Paris") == named_zone("Romance Standard Time")
    assert named_zone("../../etc/passwd") is None
    assert named_zone("Mars/Olympus") is None


# --- recurrence -------------------------------------------------------------------------------

WEEKLY = "UID:1\nDTSTART;TZID=Europe/Paris:20260105T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY"


def test_a_series_keeps_its_hour_over_summer_time() -> None:
    march = (dt.date(2026, 3, 20), dt.date(2026, 4, 10))
    assert starts(calendar(WEEKLY), days=march) == ["03-23T08:00", "03-30T07:00", "04-06T07:00"]


def test_dates_are_left_out_added_and_moved() -> None:
    text = calendar(
        f"{WEEKLY};UNTIL=20260126T080000Z\nEXDATE;TZID=Europe/Paris:20260112T090000\n"
        "RDATE;VALUE=PERIOD:20260107T090000Z/PT2H,20260108T090000Z/20260108T093000Z\nRDATE:20260109T090000Z,",
        "UID:1\nRECURRENCE-ID;TZID=Europe/Paris:20260119T090000\nDTSTART:20260120T150000Z\n"
        "DURATION:PT3H\nRRULE:FREQ=DAILY",
    )
    assert [
        (f"{one.starts_at:%d %H}", (one.ends_at - one.starts_at).total_seconds() / 3600)
        for one in found(text)
    ] == [("05 08", 1), ("07 09", 2), ("08 09", 0.5), ("09 09", 1), ("20 15", 3), ("26 08", 1)]


def test_a_day_alone_leaves_out_the_whole_day_and_ends_a_series_with_it() -> None:
    text = calendar(f"{WEEKLY};UNTIL=20260119\nEXDATE;VALUE=DATE:20260112\nEXDATE:")
    assert starts(text) == ["01-05T08:00", "01-19T08:00"]
    assert starts(calendar(f"{WEEKLY};UNTIL=20251231T090000")) == []
    assert starts(calendar(f"{WEEKLY};UNTIL=20260112T090000")) == ["01-05T08:00", "01-12T08:00"]


def test_the_later_edition_of_an_event_stays() -> None:
    old, new = (
        "UID:1\nSEQUENCE:{}\nDTSTART:202601{}T090000Z\nDURATION:PT1H".format(*v)
        for v in ((1, "05"), (2, "06"))
    )
    assert starts(calendar(new, old)) == starts(calendar(old, new)) == ["01-06T09:00"]
    moved = "UID:1\nRECURRENCE-ID:20260105T080000Z\nSEQUENCE:{}\nDTSTART:202601{}T150000Z"
    both = [moved.format(3, "07"), moved.format(2, "08")]
    assert starts(calendar(f"{WEEKLY};COUNT=1", *both)) == ["01-07T15:00"]
    assert starts(calendar(*both[::-1])) == ["01-07T15:00"]


def test_a_rule_said_twice_or_empty_counts_once() -> None:
    assert len(found(calendar(f"{WEEKLY};COUNT=3\nRRULE:FREQ=WEEKLY;COUNT=3"))) == 3
    assert len(found(calendar("UID:1\nDTSTART:20260105T090000Z\nRRULE:\nSEQUENCE:x"))) == 1


def test_only_what_overlaps_the_days_is_found() -> None:
    late = "UID:1\nDTSTART:20251231T220000Z\nDTEND:20260101T010000Z"
    gone = "UID:2\nDTSTART:20251231T200000Z\nDTEND:20251231T230000Z"
    point = "UID:3\nDTSTART:20251231T230000Z\nDTEND:20251231T230000Z"
    after = "UID:4\nDTSTART:20260131T230000Z\nDTEND:20260131T230000Z"
    assert [one.uid for one in found(calendar(late, gone, point, after))] == ["1", "3"]


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        ("UID:1\nSUMMARY:x", "no_start"),
        ("UID:1\nDTSTART:demain", "start"),
        ("UID:1\nDTSTART:20260231T090000", "start"),
        ("UID:1\nDTSTART:20260105T090000\nDTEND:bientôt", "end"),
        ("UID:1\nDTSTART:20260105T090000\nDURATION:long", "end"),
        ("UID:1\nDTSTART:20260105T090000\nDTEND:20260105T080000", "end_before_start"),
        ("UID:1\nDTSTART:20260105T090000\nDURATION:-PT1H", "end_before_start"),
        (f"{WEEKLY};UNTIL=jamais", "recurrence"),
        (f"{WEEKLY};INTERVAL=0", "recurrence"),
        (f"{WEEKLY}\nEXDATE:hier", "recurrence"),
        ("UID:1\nDTSTART:20260105T090000Z\nRRULE:FREQ=SECONDLY", "recurrence"),
        ("UID:1\nDTSTART:20260105T090000Z\nRRULE:FREQ=SECONDLY;BYYEARDAY=366", "recurrence"),
    ],
)  # fmt: skip
def test_a_broken_event_is_said_by_its_line_and_the_others_read(event: str, problem: str) -> None:
    text = calendar(event, "UID:2\nDTSTART:20260105T090000Z")
    assert problems(text) == [(4, problem)]
    assert [one.uid for one in found(text)] == ["2"]


def test_many_greedy_rules_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(icalendar, "FILE_BUDGET", 100_000)
    bomb = "UID:{}\nDTSTART:20260101T000000Z\nRRULE:FREQ=SECONDLY"
    text = calendar(*(bomb.format(n) for n in range(9)), "UID:z\nDTSTART:20260105T090000Z")
    assert len(problems(text)) == 9
    assert [one.uid for one in found(text)] == ["z"]


def test_what_is_no_calendar_or_too_many_events_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("", "BEGIN:VEVENT\nDTSTART:20260105T090000Z\nEND:VEVENT\n", "END:VCALENDAR\nx\n"):
        with pytest.raises(NotACalendar):
            loaded(text)
    monkeypatch.setattr(icalendar, "MAX_EVENTS", 1)
    with pytest.raises(NotACalendar):
        loaded(calendar("UID:1", "UID:2"))


def test_lines_that_are_no_property_and_components_left_open_do_no_harm() -> None:
    text = (
        '\n pli\nsans sens\nBEGIN:VCALENDAR\nX;Y="a;b",c:1\nBEGIN:VEVENT\nDTSTART:20260105T090000Z'
    )
    (root,) = components(text.splitlines(keepends=True))
    assert root.properties[0].parameters == {"Y": "a;b"}
    assert starts(text) == ["01-05T09:00"]
    assert first_day(loaded(text)) == dt.date(2026, 1, 5)
    assert first_day(loaded(calendar())) is None


def test_an_endless_line_is_cut() -> None:
    text = calendar(
        "UID:1\nDTSTART:20260105T090000Z\nSUMMARY:" + "x" * 150_000 + "\n " + "y" * 150_000 + "\n z"
    )
    assert len(found(text)[0].summary) == 500


@settings(max_examples=60, deadline=None)
@given(
    rule=st.sampled_from(
        ["FREQ=DAILY;COUNT=9", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY;BYDAY=2TU", "FREQ=MONTHLY",
         "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=DAILY;INTERVAL=3;UNTIL=20250301T000000Z"]
    ),
    zone=st.sampled_from(["Europe/Paris", "America/New_York", "Asia/Kolkata"]),
    start=st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2025, 3, 1)),
    minutes=st.integers(0, 3000),
    first=st.dates(dt.date(2024, 1, 1), dt.date(2025, 6, 1)),
    length=st.integers(1, 200),
    left_out=st.integers(0, 12),
)  # fmt: skip
def test_occurrences_are_those_a_second_library_finds(
    rule: str,
    zone: str,
    start: dt.datetime,
    minutes: int,
    first: dt.date,
    length: int,
    left_out: int,
) -> None:
    import icalendar as library
    import recurring_ical_events

    start = start.replace(hour=9 + start.hour % 9, second=0, microsecond=0)
    end = start + dt.timedelta(minutes=minutes)
    gone = start + dt.timedelta(days=left_out)
    text = calendar(
        f"UID:1\nDTSTAMP:20240101T000000Z\nDTSTART;TZID={zone}:{start:%Y%m%dT%H%M%S}\n"
        f"DTEND;TZID={zone}:{end:%Y%m%dT%H%M%S}\nRRULE:{rule}\n"
        f"EXDATE;TZID={zone}:{gone:%Y%m%dT%H%M%S}"
    )
    before = first + dt.timedelta(days=length)
    mine = {(one.starts_at, one.ends_at) for one in found(text, UTC, (first, before))}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        query = recurring_ical_events.of(library.Calendar.from_ical(text))
        theirs = {
            (event["DTSTART"].dt.astimezone(dt.UTC), event["DTEND"].dt.astimezone(dt.UTC))
            for event in query.between(
                dt.datetime.combine(first, dt.time(), dt.UTC),
                dt.datetime.combine(before, dt.time(), dt.UTC),
            )
        }
    assert mine == theirs


# --- events as time ---------------------------------------------------------------------------


def test_past_events_come_in_as_time_and_the_rest_says_why() -> None:
    text = calendar(
        "UID:1\nDTSTAMP:20260110T000000Z\nDTSTART:20260105T090000Z\nDURATION:PT2H\nSUMMARY:Tri\nCATEGORIES:Zoé",
        "UID:2\nDTSTART;VALUE=DATE:20260106\nSUMMARY:Férié",
        "UID:3\nDTSTART:20260107T090000Z\nDURATION:PT1H\nSTATUS:CANCELLED",
        "UID:4\nDTSTART:20260108T090000Z\nDURATION:PT30H",
        "UID:5\nDTSTART:20260109T090000Z\nRRULE:FREQ=SECONDLY",
        "UID:6",
        "UID:7\nDTSTART:20260115T090000Z\nDURATION:PT1H",
    )
    summary = summed(text)
    assert (summary.tool, summary.rows, summary.entries, summary.seconds) == (
        "icalendar",
        6,
        1,
        7200,
    )
    assert sorted(unread(text)) == [
        (12, "all_day"), (17, "cancelled"), (23, "too_long"), (28, "recurrence"), (33, "no_start"),
    ]  # fmt: skip
    (row,) = [row for row in opened(text).rows() if isinstance(row, Row)]
    assert (row.project, row.task, row.description, row.billable) == ("Zoé", "Tri", "Tri", False)
    assert (opened(text).questions, opened(text).above) == ((), ())


def test_the_days_taken_from_a_calendar_may_be_said() -> None:
    text = calendar(f"{WEEKLY}\nDTSTAMP:20270101T000000Z").replace(
        "VERSION:2.0", "X-WR-CALNAME:Travail"
    )
    rows = list(opened(text, first=dt.date(2026, 2, 1), until=dt.date(2026, 2, 15)).rows())
    assert [(row.day.day, row.project) for row in rows if isinstance(row, Row)] == [
        (2, "Travail"),
        (9, "Travail"),
    ]


def test_a_calendar_without_dates_or_stamp_is_no_trouble() -> None:
    assert summed(calendar()).rows == 0
    assert summed(calendar("UID:1\nDTSTAMP:99999999T000000Z\nDTSTART:20260105T090000Z")).rows == 1


def test_a_calendar_with_more_events_than_anyone_has_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(icalendar, "MAX_EVENTS", 1)
    assert refused(calendar("UID:1", "UID:2")) == (FileProblem.NO_TABLE, None)
