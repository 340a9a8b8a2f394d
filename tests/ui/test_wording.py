"""Numbers, durations, days and hours are printed as French and English print them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from casquettes.ui import wording

THIN, FIXED = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("seconds", "printed"),
    [
        (0, "0 h"),
        (1, "1 s"),
        (59, "59 s"),
        (60, "1 min"),
        (2540, "42 min"),
        (3599, "1 h"),
        (3600, "1 h"),
        (3900, "1 h 05"),
        (12600, "3 h 30"),
        (97200, "27 h"),
        (4442400, "1 234 h"),
        (-5400, "−1 h 30"),
    ],
)
def test_a_duration_is_said_in_hours_and_minutes(seconds: int, printed: str) -> None:
    assert wording.hours(seconds, "fr") == printed.replace(" ", THIN)


def test_thousands_of_hours_take_a_comma_in_english() -> None:
    assert wording.hours(1234 * 3600, "en-gb") == f"1,234{THIN}h"


@pytest.mark.parametrize(
    ("seconds", "shown"), [(2838, "0:47:18"), (36000, "10:00:00"), (-4, "0:00:00")]
)
def test_a_running_clock_shows_its_seconds(seconds: int, shown: str) -> None:
    assert wording.clock(seconds) == shown


@pytest.mark.parametrize(
    ("share", "french", "english"),
    [
        (0.325, "32,5 %", "32.5%"),
        (0.38, "38 %", "38%"),
        (0.3402, "34,0 %", "34.0%"),
        (1, "100 %", "100%"),
        (0, "0 %", "0%"),
    ],
)
def test_a_share_is_a_percentage(share: float, french: str, english: str) -> None:
    assert wording.percent(share, "fr") == french.replace(" ", THIN)
    assert wording.percent(share, "en") == english


@pytest.mark.parametrize(
    ("value", "decimals", "french", "english"),
    [
        (1240, 2, "1 240,00", "1,240.00"),
        (11.2, None, "11,2", "11.2"),
        (-0.5, None, "−0,5", "−0.5"),
        (-0.001, 1, "0,0", "0.0"),
        (1234567, None, "1 234 567", "1,234,567"),
    ],
)
def test_a_number_takes_the_marks_of_its_language(
    value: float, decimals: int | None, french: str, english: str
) -> None:
    assert wording.number(value, decimals, "fr") == french.replace(" ", THIN)
    assert wording.number(value, decimals, "en") == english


@pytest.mark.parametrize(
    ("value", "currency", "french", "english"),
    [
        ("1240", "EUR", "1 240,00 €", "€1,240.00"),
        ("48.9", "EUR", "48,90 €", "€48.90"),
        ("-48.9", "EUR", "−48,90 €", "−€48.90"),
        ("-0.004", "EUR", "0,00 €", "€0.00"),
        ("0.005", "EUR", "0,01 €", "€0.01"),
        ("1234567.894", "EUR", "1 234 567,89 €", "€1,234,567.89"),
        ("12", "GBP", "12,00 £", "£12.00"),
        ("12", "CHF", "12,00 CHF", "CHF~12.00"),
        ("12.5", "CAD", "12,50 $CA", "CA$12.50"),
        ("11933.4", "XPF", "11 933 F", "F11,933"),
    ],
)
def test_money_takes_the_sign_of_its_currency(
    value: str, currency: str, french: str, english: str
) -> None:
    assert wording.money(Decimal(value), currency, "fr") == french.replace(" ", THIN)
    assert wording.money(Decimal(value), currency, "en-gb") == english.replace("~", FIXED)


def test_money_on_a_page_and_what_is_not_known() -> None:
    page = Template("{{ sum|money }} {{ sum|amount }} {{ other|money }} {{ sum|money:'CHF' }}")
    with translation.override("fr"):
        shown = page.render(Context({"sum": Decimal("1240.5"), "other": None}))
    assert shown == f"1{THIN}240,50{THIN}€ 1{THIN}240,50 — 1{THIN}240,50{THIN}CHF"


def test_a_change_has_its_sign() -> None:
    assert wording.signed(2.6, language="fr") == f"+{THIN}2,6"
    assert wording.signed(-0.4, language="fr") == f"−{THIN}0,4"
    assert wording.signed(0.04, language="fr") == "0"
    assert wording.signed(-0.4, language="en") == "−0.4"


def test_a_day_short_and_in_full() -> None:
    day = dt.date(2026, 11, 19)
    assert wording.day(day, "fr") == f"19{FIXED}nov."
    assert wording.day(day, "en") == f"19{FIXED}Nov"
    assert wording.long_day(day, "fr") == "jeudi 19 novembre 2026"
    assert wording.long_day(day, "en") == "Thursday 19 November 2026"


def test_the_first_of_a_month_is_premier() -> None:
    assert wording.day(dt.date(2026, 2, 1), "fr") == f"1er{FIXED}févr."
    assert wording.long_day(dt.date(2026, 2, 1), "fr") == "dimanche 1er février 2026"


@pytest.mark.parametrize(
    ("hour", "minute", "french", "english"),
    [(9, 12, "9 h 12", "9:12 am"), (0, 5, "0 h 05", "12:05 am"), (14, 0, "14 h 00", "2:00 pm")],
)
def test_a_time_as_a_wall_clock_shows_it(hour: int, minute: int, french: str, english: str) -> None:
    assert wording.at(dt.time(hour, minute), "fr") == french.replace(" ", THIN)
    assert wording.at(dt.time(hour, minute), "en") == english.replace(" ", FIXED)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("C'est prêt : 50 %", f"C’est prêt{THIN}: 50{THIN}%"),
        ("« oui »", f"«{THIN}oui{THIN}»"),
        ("2 h 30 chez Mme Kervella", f"2{THIN}h{THIN}30 chez Mme{FIXED}Kervella"),
        ("1 240 kg", f"1{THIN}240{THIN}kg"),
    ],
)
def test_typed_text_is_set_as_french_is_printed(typed: str, printed: str) -> None:
    assert wording.fr(typed, "fr") == printed


def test_english_text_is_left_as_typed() -> None:
    assert wording.fr("it's 50 %", "en") == "it's 50 %"
