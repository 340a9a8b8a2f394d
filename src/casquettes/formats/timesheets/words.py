"""The words of other tools' files, in the languages met: months, weekdays, yes, no, total."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NOT_A_WORD = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Lower case without accents or punctuation: "Mots-clés" → "mots cles"."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in spread if not unicodedata.combining(sign))
    return _NOT_A_WORD.sub(" ", letters).strip()


# Full names; a month may be shortened to three letters or more where that names one month only.
_MONTHS = (
    "january janvier januar janner enero gennaio janeiro januari",
    "february fevrier februar febrero febbraio fevereiro februari",
    "march mars marz maerz marzo marco maart",
    "april avril abril aprile",
    "may mai mayo maggio maio mei",
    "june juin juni junio giugno junho",
    "july juillet juli julio luglio julho",
    "august aout agosto augustus",
    "september septembre septiembre settembre setembro",
    "october octobre oktober octubre ottobre outubro",
    "november novembre noviembre novembro",
    "december decembre dezember diciembre dicembre dezembro",
)
_WEEKDAYS = (
    "monday lundi montag lunes lunedi segunda maandag",
    "tuesday mardi dienstag martes martedi terca dinsdag",
    "wednesday mercredi mittwoch miercoles mercoledi quarta woensdag",
    "thursday jeudi donnerstag jueves giovedi quinta donderdag",
    "friday vendredi freitag viernes venerdi sexta vrijdag",
    "saturday samedi samstag sabado sabato zaterdag",
    "sunday dimanche sonntag domingo domenica zondag",
)


def _beginnings(table: tuple[str, ...], shortest: int) -> dict[str, int | None]:
    """Each beginning of a name → its rank from 1, None where two names share it."""
    found: dict[str, int | None] = {}
    for rank, names in enumerate(table, start=1):
        for name in names.split():
            for length in range(shortest, len(name) + 1):
                begun = name[:length]
                found[begun] = rank if found.get(begun, rank) == rank else None
    full = {name: rank for rank, names in enumerate(table, start=1) for name in names.split()}
    return found | full


_MONTH_OF = _beginnings(_MONTHS, 3)
_WEEKDAY_OF = _beginnings(_WEEKDAYS, 3)


def month(text: str) -> int | None:
    """1 to 12 for the name of a month or its beginning, in seven languages."""
    return _MONTH_OF.get(plain(text))


def weekday(text: str) -> int | None:
    """1 (Monday) to 7 for the name of a weekday or its beginning."""
    return _WEEKDAY_OF.get(plain(text))


YES = frozenset(
    {
        "yes", "y", "true", "1", "x", "oui", "o", "vrai", "ja", "j", "wahr", "si", "s", "verdadero",
        "sim", "verdadeiro", "tak", "billable", "facturable", "facture", "facturee", "abrechenbar",
        "facturado", "facturable oui", "verrechenbar",
    }
)  # fmt: skip
NO = frozenset(
    {
        "", "no", "n", "false", "0", "non", "faux", "nein", "falsch", "falso", "nao", "nie", "nee",
        "not billable", "non billable", "unbillable", "nonbillable", "non facturable",
        "non facture", "non facturee", "nicht abrechenbar", "no facturable", "nicht verrechenbar",
    }
)  # fmt: skip
TOTAL = frozenset(
    {"total", "totals", "totaux", "grand total", "total general", "sum", "summe", "gesamt",
     "gesamtsumme", "somme", "sous total", "subtotal", "totale", "suma", "totaal", "zwischensumme",
     "insgesamt"}
)  # fmt: skip
BREAK = frozenset({"break", "pause", "pausa", "pauze", "descanso"})
TIME_OFF = frozenset(
    {"time off", "timeoff", "time off request", "holiday", "holidays", "conge", "conges", "absence",
     "jour ferie", "feiertag", "urlaub", "abwesenheit", "vacation", "sick leave", "leave",
     "ausencia", "festivo", "dia libre", "ferie", "feriado", "folga", "verlof"}
)  # fmt: skip
