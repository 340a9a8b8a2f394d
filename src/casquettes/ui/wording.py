"""Numbers, durations, days and hours as they are printed, in French and in English (en-GB)."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language

THIN = "\u202f"  # narrow no-break space
FIXED = "\u00a0"  # no-break space
MINUS = "\u2212"
NOTHING = "—"
SIGNS_FR = {"EUR": "€", "GBP": "£", "USD": "$US", "CAD": "$CA", "XPF": "F"}
SIGNS_EN = {"EUR": "€", "GBP": "£", "USD": "US$", "CAD": "CA$", "XPF": "F"}
WHOLE_CURRENCIES = frozenset({"XPF", "XOF", "XAF", "JPY"})

_DAYS_FR = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS_FR = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_SHORT_MONTHS_FR = (
    *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
    *("juill.", "août", "sept.", "oct.", "nov.", "déc."),
)
_DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SHORT_MONTHS_EN = (
    *("Jan", "Feb", "Mar", "Apr", "May", "June"),
    *("July", "Aug", "Sept", "Oct", "Nov", "Dec"),
)


def hours(seconds: float, language: str | None = None) -> str:
    """A duration: "3 h 30", "42 min"; whole hours without minutes, under a minute in seconds."""
    sign = MINUS if seconds < 0 else ""
    whole = round(abs(seconds))
    if 0 < whole < 60:
        return f"{sign}{whole}{THIN}s"
    minutes = (whole + 30) // 60
    if 0 < minutes < 60:
        return f"{sign}{minutes}{THIN}min"
    text = f"{sign}{number(minutes // 60, 0, language)}{THIN}h"
    return f"{text}{THIN}{minutes % 60:02d}" if minutes % 60 else text


def clock(seconds: float) -> str:
    """A running time: "0:47:18"."""
    whole = max(0, int(seconds))
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def number(value: float, decimals: int | None = None, language: str | None = None) -> str:
    """ "1 240,5" or "1,240.5"; without `decimals`, as many as needed, two at most."""
    if decimals is None:
        text = f"{abs(value):,.2f}".rstrip("0").rstrip(".")
    else:
        text = f"{abs(value):,.{decimals}f}"
    if not _english(language):
        text = text.replace(",", THIN).replace(".", ",")
    return f"{MINUS}{text}" if value < 0 and text.strip(f"0.,{THIN}") else text


def amount(value: Decimal | float, currency: str = "EUR", language: str | None = None) -> str:
    """A sum of money without its sign, cents always: "1 240,00"; francs of the Pacific whole."""
    step = Decimal(1) if currency in WHOLE_CURRENCIES else Decimal("0.01")
    exact = Decimal(value if isinstance(value, Decimal | int) else str(value))
    rounded = exact.quantize(step, ROUND_HALF_UP)
    text = f"{abs(rounded):,}"
    if not _english(language):
        text = text.replace(",", THIN).replace(".", ",")
    return f"{MINUS}{text}" if rounded < 0 else text


def money(value: Decimal | float, currency: str = "EUR", language: str | None = None) -> str:
    """A sum of money: "1 240,00 €" or "€1,240.00", "−48,90 €" or "−€48.90"."""
    text = amount(value, currency, language)
    if not _english(language):
        return f"{text}{THIN}{currency_sign(currency, language)}"
    minus = MINUS if text.startswith(MINUS) else ""
    sign = SIGNS_EN.get(currency, f"{currency}{FIXED}")
    return f"{minus}{sign}{text.removeprefix(MINUS)}"


def currency_sign(currency: str, language: str | None = None) -> str:
    """What stands beside a field for money: "€"."""
    return (SIGNS_EN if _english(language) else SIGNS_FR).get(currency, currency)


def signed(value: float, decimals: int = 1, language: str | None = None) -> str:
    """A change: "+ 2,6", "− 0,4", "0"; in English without the space."""
    text = number(abs(value), decimals, language)
    if not text.strip("0.,"):
        return "0"
    space = "" if _english(language) else THIN
    return f"{'+' if value > 0 else MINUS}{space}{text}"


def percent_figure(share: float, language: str | None = None) -> str:
    """A fraction as percent without its sign: "34,2"; a round one without decimals: "38"."""
    value = share * 100
    return number(value, 0 if abs(value - round(value)) < 1e-9 else 1, language)


def percent(share: float, language: str | None = None) -> str:
    """A fraction as percent: "34,2 %" or "34.2%"."""
    return percent_figure(share, language) + percent_sign(language)


def percent_sign(language: str | None = None) -> str:
    """What follows a figure: a narrow space in French, none in English."""
    return "%" if _english(language) else f"{THIN}%"


def day(on: dt.date, language: str | None = None) -> str:
    """A short day: "19 nov." or "19 Nov"."""
    if _english(language):
        return f"{on.day}{FIXED}{_SHORT_MONTHS_EN[on.month - 1]}"
    return f"{_nth(on.day)}{FIXED}{_SHORT_MONTHS_FR[on.month - 1]}"


def long_day(on: dt.date, language: str | None = None) -> str:
    """A day in full: "jeudi 19 novembre 2026" or "Thursday 19 November 2026"."""
    if _english(language):
        return f"{_DAYS_EN[on.weekday()]} {on.day} {_MONTHS_EN[on.month - 1]} {on.year}"
    return f"{_DAYS_FR[on.weekday()]} {_nth(on.day)} {_MONTHS_FR[on.month - 1]} {on.year}"


def month(on: dt.date, language: str | None = None) -> str:
    """A short month, for axes: "nov." or "Nov"."""
    return (_SHORT_MONTHS_EN if _english(language) else _SHORT_MONTHS_FR)[on.month - 1]


def at(moment: dt.datetime | dt.time, language: str | None = None) -> str:
    """The time a wall clock shows: "9 h 12" or "9:12 am"."""
    if _english(language):
        half = "am" if moment.hour < 12 else "pm"
        return f"{moment.hour % 12 or 12}:{moment.minute:02d}{FIXED}{half}"
    return f"{moment.hour}{THIN}h{THIN}{moment.minute:02d}"


def fr(text: str, language: str | None = None) -> str:
    """Text someone typed, set as French is printed; English is left as it is."""
    if _english(language):
        return text
    text = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    text = re.sub(r"(?<=[\w)\]’»%€])[ \u00a0]+([;:!?%€»])", THIN + r"\1", text)
    text = re.sub(r"«[ \u00a0]*(?=\S)", f"«{THIN}", text)
    text = re.sub(r"(?<=\d)[ \u00a0](?=(h|min|km|L|kg)\b)", THIN, text)
    text = re.sub(r"(?<=\d\u202fh)[ \u00a0](?=\d\d\b)", THIN, text)
    text = re.sub(r"(?<=\d)[ \u00a0](?=\d{3}\b)", THIN, text)
    return re.sub(r"\b(Mme|Mlle|M\.|n°|art\.) (?=\S)", r"\1" + FIXED, text)


def _nth(number_of_day: int) -> str:
    return "1er" if number_of_day == 1 else str(number_of_day)


def _english(language: str | None) -> bool:
    return (language or get_language() or "fr").startswith("en")
