"""How long, from when to when and on which day a typed line says, French and English."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casquettes.formats.typed_line import Kind
from tests.formats.lines import TODAY, YESTERDAY, codes, minutes, read, wrong

# --- how long -----------------------------------------------------------------------------------

LENGTHS = {
    "2h": 120, "2 h": 120, "2H": 120, "2 heures": 120, "2 hrs": 120, "2hr": 120, "1h30": 90,
    "1 h 30": 90, "1h 30": 90, "1h5": 65, "1h05": 65, "1h30min": 90, "1 h 30 min": 90,
    "1 heure 30": 90, "1h et 30 min": 90, "1 hour and 20 minutes": 80, "1,5h": 90, "1.5 h": 90,
    "0,25 h": 15, "90 min": 90, "90m": 90, "90 mn": 90, "90 mins": 90, "30'": 30, "30’": 30,
    "1h15'": 75, "1:30": 90, "0:45": 45, "1:30 h": 90, "1:30:30": 90.5, "¾ h": 45, "½h": 30,
    "1½ h": 90, "3/4 h": 45, "1/2 heure": 30, "1/4 d'heure": 15, "1 1/2 h": 90, "1h 1/2": 90,
    "une heure": 60, "deux heures": 120, "une demi-heure": 30, "demi heure": 30,
    "un quart d'heure": 15, "trois quarts d’heure": 45, "une heure et demie": 90,
    "2 heures et quart": 135, "half an hour": 30, "an hour": 60, "a quarter of an hour": 15,
    "an hour and a half": 90, "one and a half hours": 90, "two and a half hours": 150,
    "2 hours and a half": 150, "forty-five minutes": 45, "24h": 1440, "2h 3 cartons": 120,
    "2h 30 cartons": 150, "2h 75 cartons": 120, "1h 12/11": 60, "2h de tri": 120,
    "2h (2h)": 120, "1h 5 min": 65,
}  # fmt: skip


@pytest.mark.parametrize("text", LENGTHS)
def test_a_length_is_read(text: str) -> None:
    assert minutes(text) == LENGTHS[text]
    assert minutes(f"banque {text}") == LENGTHS[text]


RANGES = {
    "9h-12h15": ("09:00", 195), "9h – 12h": ("09:00", 180), "9h → 12h": ("09:00", 180),
    "9:00-12:15": ("09:00", 195), "9h à 12h": ("09:00", 180), "9h à midi": ("09:00", 180),
    "midi-14h": ("12:00", 120), "9h-midi": ("09:00", 180), "de 9h à 12h": ("09:00", 180),
    "de 9 à 12": ("09:00", 180), "d’11h à 12h": ("11:00", 60), "from 9 to 12": ("09:00", 180),
    "from 9.30 to 11": ("09:30", 90), "entre 9h et 12h": ("09:00", 180),
    "between 9 and 12": ("09:00", 180), "9h jusqu’à 12h": ("09:00", 180),
    "14h–16h": ("14:00", 120), "9am-12:15pm": ("09:00", 195), "9-11am": ("09:00", 120),
    "2-4pm": ("14:00", 120), "11-1pm": ("11:00", 120), "9am-5": ("09:00", 480),
    "2pm-5": ("14:00", 180), "from 9 to 5": ("09:00", 480), "from 12 to 1": ("12:00", 60),
    "12am-1am": ("00:00", 60), "9-12": ("09:00", 180), "9h-12": ("09:00", 180),
    "9h 30-10h": ("09:30", 30), "9h to 12": ("09:00", 180), "6h à 9h": ("06:00", 180),
    "0h-0h15": ("00:00", 15),
}  # fmt: skip


@pytest.mark.parametrize("text", RANGES)
def test_a_range_is_read(text: str) -> None:
    start, length = RANGES[text]
    understood = read(f"{text} banque")
    assert understood.problems == ()
    assert understood.starts == dt.time.fromisoformat(start)
    assert understood.seconds == length * 60
    assert understood.on == TODAY


NIGHTS = {"22h-1h": ("22:00", 180), "10-2am": ("22:00", 240), "22h-24h": ("22:00", 120)}


@pytest.mark.parametrize("text", NIGHTS)
def test_a_night_ends_on_the_next_day_and_was_the_last_one(text: str) -> None:
    start, length = NIGHTS[text]
    understood = read(f"{text} tri")
    assert understood.starts == dt.time.fromisoformat(start)
    assert understood.seconds == length * 60
    assert understood.on == TODAY - dt.timedelta(days=1)
    assert understood.past_midnight is (length > 120)
    assert read(f"{text} tri lundi").on == dt.date(2026, 3, 9)


STARTS = {
    "à 9h 2h": ("09:00", 120), "2h à 9h": ("09:00", 120), "at 9 2h": ("09:00", 120),
    "at 2pm 30 min": ("14:00", 30), "vers 9h15 1h": ("09:15", 60), "dès 8h 1h": ("08:00", 60),
    "9h-11h à 9h": ("09:00", 120), "from 9 2h": ("09:00", 120), "2h à 9 heures": ("09:00", 120),
    "à 9h 30 min": ("09:00", 30), "à midi 1h": ("12:00", 60),
}  # fmt: skip


@pytest.mark.parametrize("text", STARTS)
def test_a_start_and_a_length_are_read(text: str) -> None:
    start, length = STARTS[text]
    understood = read(f"{text} banque")
    assert understood.problems == ()
    assert understood.starts == dt.time.fromisoformat(start)
    assert understood.seconds == length * 60


def test_since_an_hour_lasts_until_now() -> None:
    assert minutes("depuis 17h devis") == 90
    assert minutes("since 5:30pm quote") == 60
    assert minutes("à partir de 18h devis") == 30
    understood = read("depuis 22h devis", now=dt.time(1, 30))
    assert (understood.seconds, understood.on) == (3.5 * 3600, TODAY - dt.timedelta(days=1))
    assert codes("depuis 19h devis aujourd’hui") == ["not_yet"]
    assert codes("depuis 18h30 devis") == ["not_yet"]
    assert codes("depuis 9h devis", now=None) == ["no_duration"]
    assert codes("depuis 9h devis hier") == ["no_duration"]
    assert minutes("depuis 2 heures devis") == 120
    assert minutes("depuis 9h 2h devis") == 120
    assert minutes("vers 30 min devis") == 30


def test_an_hour_still_to_come_was_yesterday() -> None:
    assert read("20h-21h devis").on == TODAY - dt.timedelta(days=1)
    assert read("18h40-19h devis").on == TODAY
    assert read("20h-21h devis", now=None).on == TODAY
    assert read("20h-21h devis", today=dt.date.min).on == dt.date.min


PROBLEMS = {
    "tri garage Dupont": [("no_duration", "")],
    "": [("no_duration", "")],
    "à 9h tri": [("no_duration", "")],
    "un m de tissu": [("no_duration", "")],
    "3.3:30 tri": [("no_duration", "")],
    "1:5 tri": [("no_duration", "")],
    "0h tri": [("zero", "0h")],
    "0 min": [("zero", "0 min")],
    "0,0001 h": [("zero", "0,0001 h")],
    "9h-9h tri": [("zero", "9h-9h")],
    "-2h tri": [("negative", "-2h")],
    "tri −30 min": [("negative", "−30 min")],
    "25h tri": [("too_long", "25h")],
    "1441 min": [("too_long", "1441 min")],
    "1e999 tri": [("too_long", "1e999")],
    "1e999h": [("too_long", "1e999h")],
    "24h30 tri": [("too_long", "24h30")],
    "9" * 400 + " h": [("too_long", "9" * 400 + " h")],
    "25h61 tri": [("no_such_time", "25h61")],
    "1h75": [("no_such_time", "1h75")],
    "1h 75 min": [("no_such_time", "1h 75 min")],
    "1:75": [("no_such_time", "1:75")],
    "1:30:99": [("no_such_time", "1:30:99")],
    "25h-26h tri": [("no_such_time", "25h-26h")],
    "de 9h à 10h75": [("no_such_time", "9h à 10h75")],
    "24h-2h tri": [("no_such_time", "24h-2h")],
    "13am-14h tri": [("no_such_time", "13am-14h")],
    "à 25h 2h tri": [("no_such_time", "à 25h")],
    "à 24h 2h tri": [("no_such_time", "à 24h")],
    "12h-9h tri": [("backwards", "12h-9h")],
    "2h tri 30 min trajet": [("two_durations", "30 min")],
    "2h - 15 min tri": [("two_durations", "15 min")],
    "8h-12h et 14h-17h": [("two_durations", "14h-17h")],
    "9h-12h 2h tri": [("disagree", "2h")],
    "9h-12h tri à 8h": [("disagree", "à 8h")],
    "2h tri 31/02": [("no_such_day", "31/02")],
    "2h tri le 29/02/2026": [("no_such_day", "le 29/02/2026")],
    "2h tri 29 février": [("no_such_day", "29 février")],
    "2h tri 2026-13-01": [("no_such_day", "2026-13-01")],
    "2h tri il y a 9999 jours": [("no_such_day", "il y a 9999 jours")],
    "2h tri lundi 11 mars": [("weekday_disagrees", "lundi 11 mars")],
    "2h tri mardi 31/02": [("no_such_day", "mardi 31/02")],
    "2h #logistique #qualité": [("two_hats", "#qualité")],
}


@pytest.mark.parametrize("line", PROBLEMS)
def test_what_cannot_be_is_named_with_its_place(line: str) -> None:
    assert wrong(line) == PROBLEMS[line]
    assert not read(line).complete


def test_a_line_of_five_hundred_characters_is_the_longest() -> None:
    assert codes("2h tri ".ljust(500, "x")) == []
    assert codes("2h tri ".ljust(501, "x")) == ["line_too_long"]


NO_TIMES = [
    "2h 9 à 12 cartons", "2h - 3 cartons", "2h séance et 3 devis",
    "2h T2-T3", "2h appartement 12", "2h n°9.5:2", "2h 9.75-11.5 m²", "2h 9.5-11 kg",
    "2h 25-30 cartons", "2h 30-25 cartons", "2h 9 12 kg", "2h 1234567 - 3", "2h d’ 9",
    "2h à 9 personnes",
]  # fmt: skip


@pytest.mark.parametrize("line", NO_TIMES)
def test_other_figures_are_no_time(line: str) -> None:
    understood = read(line)
    assert (understood.seconds, understood.starts, understood.problems) == (7200, None, ())


# --- which day ----------------------------------------------------------------------------------

DAYS = {
    "aujourd’hui": "2026-03-12", "aujourd'hui": "2026-03-12", "ajd": "2026-03-12",
    "ce matin": "2026-03-12", "hier": YESTERDAY, "hier soir": YESTERDAY, "avant-hier": "2026-03-10",
    "avant hier": "2026-03-10", "today": "2026-03-12", "yesterday": YESTERDAY,
    "the day before yesterday": "2026-03-10", "this morning": "2026-03-12",
    "demain": "2026-03-13", "tomorrow": "2026-03-13",
    "lundi": "2026-03-09", "jeudi": "2026-03-12", "jeudi dernier": "2026-03-05",
    "lundi dernier": "2026-03-09", "mardi matin": "2026-03-10", "ce mardi": "2026-03-10",
    "Monday": "2026-03-09", "last Thursday": "2026-03-05", "on Friday": "2026-03-06",
    "lundi prochain": "2026-03-16", "next Monday": "2026-03-16",
    "last Tuesday morning": "2026-03-10",
    "lun.": "2026-03-09", "tue": "2026-03-10", "Mon.": "2026-03-09",
    "lundi 9": "2026-03-09", "lundi 23": "2026-02-23", "mer. 11 mars": YESTERDAY,
    "Wednesday, 11 March": YESTERDAY, "lundi 9/3": "2026-03-09", "lundi 9/3/2026": "2026-03-09",
    "12/11": "2025-11-12", "12/3": "2026-03-12", "20/3": "2026-03-20", "28/3": "2025-03-28",
    "12/11/2025": "2025-11-12", "12/11/25": "2025-11-12", "12.11.2025": "2025-11-12",
    "12-11-2025": "2025-11-12", "2025-11-12": "2025-11-12", "12 nov": "2025-11-12",
    "12 nov. 2024": "2024-11-12", "le 12 novembre 2025": "2025-11-12", "1er mars": "2026-03-01",
    "12th of November": "2025-11-12", "November 12": "2025-11-12",
    "November 12th, 2024": "2024-11-12", "nov. 12": "2025-11-12", "le 10": "2026-03-10",
    "le 28": "2026-02-28", "on the 10th": "2026-03-10", "il y a 3 jours": "2026-03-09",
    "il y a une semaine": "2026-03-05", "3 days ago": "2026-03-09", "a week ago": "2026-03-05",
    "two weeks ago": "2026-02-26", "29/02/2024": "2024-02-29",
}  # fmt: skip


@pytest.mark.parametrize("text", DAYS)
def test_a_day_is_read(text: str) -> None:
    understood = read(f"2h banque {text}")
    assert understood.problems == ()
    assert understood.on.isoformat() == DAYS[text]
    assert understood.note == ""
    assert read(f"{text} 2h banque").on == understood.on


NO_DAYS = [
    "préparer la séance de demain", "pour mardi", "for Tuesday", "the 10", "le 40", "le 12h",
    "mer calme", "mon bureau", "4/20 placards", "1/13", "3 jours", "lundis", "le 9e étage",
    "99999999 days ago", "a day", "100 m", "12/11/2026/5", "½ jour",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_DAYS)
def test_other_words_are_no_day(text: str) -> None:
    assert read(f"{text} 2h banque").part(Kind.DAY) is None


def test_months_come_first_in_american_english_only() -> None:
    assert read("2h 11/12", language="en-us").on == dt.date(2025, 11, 12)
    assert read("2h 11/12/2025", language="en_US").on == dt.date(2025, 11, 12)
    assert read("2h 11/12", language="en").on == dt.date(2025, 12, 11)


def test_a_weekday_and_a_number_that_never_meet_are_a_day_and_a_note() -> None:
    understood = read("2h lundi 3 placards")
    assert (understood.on.isoformat(), understood.note) == ("2026-03-09", "3 placards")


def test_a_second_day_stays_in_the_note() -> None:
    understood = read("2h hier, papiers de lundi")
    assert (understood.on.isoformat(), understood.note) == (YESTERDAY, "papiers de lundi")


def test_a_time_after_a_month_is_no_day_of_it() -> None:
    understood = read("May 9h-12h tri")
    assert (understood.starts, understood.on) == (dt.time(9), TODAY)


def test_a_leap_day_is_found_in_the_year_it_was() -> None:
    assert read("2h 29/02", today=dt.date(2025, 1, 10)).on == dt.date(2024, 2, 29)
    assert read("2h 29/02", today=dt.date(2024, 3, 1)).on == dt.date(2024, 2, 29)
    assert read("2h 29/02", today=dt.date(2024, 2, 20)).on == dt.date(2024, 2, 29)


@pytest.mark.parametrize("today", [dt.date.min, dt.date.max])
def test_the_ends_of_the_calendar_are_reached_without_a_fall(today: dt.date) -> None:
    for text in DAYS:
        assert read(f"2h banque {text}", today=today).seconds == 7200


# --- properties -----


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_length_written_in_figures_is_read_back(hours: int, minutes: int) -> None:
    seconds = hours * 3600 + minutes * 60
    for line in (f"{hours}h{minutes:02d}", f"{hours}:{minutes:02d}", f"{hours} h {minutes:02d}"):
        assert read(line).seconds == (seconds or None)


@given(st.times(), st.integers(1, 960))
def test_every_range_is_read_back(start: dt.time, length: int) -> None:
    end = (dt.datetime.combine(TODAY, start) + dt.timedelta(minutes=length)).time()
    understood = read(f"{start.hour}h{start.minute:02d}-{end.hour}h{end.minute:02d} tri")
    assert understood.starts == start.replace(second=0, microsecond=0)
    assert understood.seconds == length * 60
