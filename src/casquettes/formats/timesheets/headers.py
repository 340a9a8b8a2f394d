"""Which column is what: the headers of the tools met, in the languages met, and their mapping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from casquettes.formats.timesheets.problems import FileProblem, Unreadable
from casquettes.formats.timesheets.words import plain


class Field(StrEnum):
    """What a column of a time file may hold."""

    DAY = "day"
    START = "start"
    END = "end"
    START_DATE = "start_date"
    END_DATE = "end_date"
    DURATION = "duration"  # says its unit in each cell, or needs asking
    HOURS = "hours"
    DECIMAL = "decimal"  # decimal hours beside a duration: the last to be believed
    MINUTES = "minutes"
    SECONDS = "seconds"
    PAUSE = "pause"  # between start and end, not worked
    CLIENT = "client"
    PROJECT = "project"
    TASK = "task"
    DESCRIPTION = "description"
    BILLABLE = "billable"
    TYPE = "type"
    USER = "user"
    WEEKDAY = "weekday"
    MONEY = "money"  # tells the decimal sign
    CREATED = "created"  # tells the date order
    CLIENT_ID = "client_id"
    PROJECT_ID = "project_id"
    TASK_ID = "task_id"
    IGNORED = "ignored"


DAYS = (Field.START_DATE, Field.DAY)
LENGTHS = (Field.DURATION, Field.HOURS, Field.DECIMAL, Field.MINUTES, Field.SECONDS)
ESSENTIAL = frozenset(
    {*DAYS, *LENGTHS, Field.END_DATE, Field.START, Field.END, Field.PAUSE, Field.BILLABLE}
)

MAX_COLUMNS = 300
MAX_NAME = 200

# Written as `plain` leaves them: lower case, no accents, no punctuation; separated by |.
_NAMES: dict[Field, str] = {
    Field.DAY: "date|datum|fecha|work date|spent date|spent on|spent at|entry date|date worked|"
    "date travaillee|date du travail|jour travaille",
    Field.START_DATE: "start date|started on|from date|date start|date de debut|date debut|"
    "date de depart|startdatum|anfangsdatum|fecha de inicio|fecha inicio|data di inizio|"
    "data inizio|data de inicio|begindatum",
    Field.END_DATE: "end date|stop date|ended on|to date|date end|date de fin|date fin|"
    "date d arret|enddatum|fecha de finalizacion|fecha de fin|fecha fin|data di fine|data fine|"
    "data de fim|data de termino|einddatum|stoppdatum",
    Field.START: "start|start time|started|started at|start at|time start|time from|from|begin|"
    "begin time|start datetime|start date time|clock in|time in|punch in|debut|de|heure de debut|"
    "heure debut|heure de depart|beginn|von|start zeit|startzeit|anfang|anfangszeit|"
    "hora de inicio|inicio|ora di inizio|ora inizio|inizio|hora inicio|starttijd|van",
    Field.END: "end|end time|stop|stop time|ended|ended at|finished|finished at|end at|time end|"
    "time to|to|until|end datetime|end date time|clock out|time out|punch out|fin|a|heure de fin|"
    "heure fin|heure d arret|ende|bis|end zeit|endzeit|stoppzeit|hora de finalizacion|hora de fin|"
    "hora fin|ora di fine|ora fine|fine|hora de fim|hora de termino|fim|termino|eindtijd|tot",
    Field.DURATION: "duration|duration hh mm|duration hh mm ss|time spent|elapsed|elapsed time|"
    "duree|temps|temps passe|temps ecoule|dauer|zeit|zeitaufwand|duracion|durata|"
    "duracao|duur|tracked time|time tracked|tracked",
    Field.HOURS: "hours|duration h|duration hours|duration in hours|hours worked|worked hours|"
    "time h|time hours|hours spent|quantity hours|heures|duree h|duree heures|duree en heures|"
    "temps h|temps heures|temps en heures|nombre d heures|nb heures|nbre d heures|"
    "heures travaillees|stunden|dauer h|dauer stunden|dauer std|horas|duracion h|duracion horas|"
    "ore|durata h|durata ore|duracao h|uren|duur h|duur uren",
    Field.DECIMAL: "duration decimal|hours decimal|decimal hours|decimal duration|time decimal|"
    "decimal|duree decimale|duree decimal|heures decimales|heures decimal|dauer dezimal|"
    "stunden dezimal|duracion decimal|durata decimale|duracao decimal|duur decimaal",
    Field.MINUTES: "minutes|mins|duration min|duration mins|duration minutes|duration in minutes|"
    "time minutes|duree min|duree minutes|duree en minutes|nombre de minutes|minuten|dauer min|"
    "dauer minuten|minutos|minuti",
    Field.SECONDS: "seconds|duration s|duration sec|duration seconds|duration in seconds|"
    "secondes|duree s|duree secondes|duree en secondes|sekunden|dauer sekunden|segundos|secondi",
    Field.PAUSE: "pause|pauses|break|breaks|break time|break duration|break min|break minutes|"
    "break h|break hours|pause min|pause minutes|pause h|pause heures|pausa|descanso|pauze|"
    "temps de pause|duree de pause|pausenzeit|pause std",
    Field.CLIENT: "client|client name|customer|customer name|kunde|kundin|cliente|klant|clientele",
    Field.PROJECT: "project|project name|projet|nom du projet|projekt|proyecto|progetto|projeto|"
    "mission|dossier|chantier",
    Field.TASK: "task|task name|activity|activity name|tache|activite|aufgabe|tatigkeit|tarea|"
    "actividad|attivita|tarefa|atividade|taak|activiteit|prestation",
    Field.DESCRIPTION: "description|notes|note|comment|comments|time entry|details|title|libelle|"
    "commentaire|commentaires|detail|beschreibung|notiz|notizen|bemerkung|kommentar|descripcion|"
    "notas|descrizione|descricao|omschrijving|beschrijving",
    Field.BILLABLE: "billable|is billable|facturable|a facturer|abrechenbar|verrechenbar|facturado|"
    "fatturabile|faturavel|factureerbaar|declarable",
    Field.TYPE: "type|entry type|typ|tipo|nature",
    Field.USER: "user|user name|username|member|employee|person|collaborator|utilisateur|"
    "utilisatrice|membre|collaborateur|benutzer|mitarbeiter|usuario|utente|utilizador|gebruiker",
    Field.WEEKDAY: "weekday|day of week|jour de la semaine|jour semaine|wochentag|dia de la semana|"
    "giorno della settimana|weekdag",
    Field.MONEY: "amount|price|rate|internal price|hourly price|fixed price|hourly rate|fixed rate|"
    "internal rate|billable rate|billable amount|cost rate|cost amount|billed amount|montant|taux|"
    "taux interne|taux horaire|taux fixe|prix|prix horaire|prix fixe|prix interne|tarif|"
    "taux facturable|montant facturable|cout|preis|stundenlohn|stundensatz|festpreis|betrag|"
    "interner preis|gesamtpreis|importe|tarifa|importo|tariffa|valor|bedrag|tarief",
    Field.CREATED: "date of creation|created on|date de creation|erstellungsdatum",
    Field.CLIENT_ID: "client id",
    Field.PROJECT_ID: "project id",
    Field.TASK_ID: "task id",
    Field.IGNORED: "tags|group|email|e mail|mots cles|etiquettes|currency|devise|invoiced|approved|"
    "project code|first name|last name|roles|team|staff number|order number|source|account",
}
_FIELD_OF = {name: found for found, names in _NAMES.items() for name in names.split("|")}
# A day, or only its weekday, or (in English) a tag: believed where nothing else says the day.
_WEAK_DAYS = frozenset({"day", "jour", "tag", "dia", "giorno", "dag", "data"})
# A total is a length where nothing else is.
_WEAK_LENGTHS = frozenset(
    {"total", "total hours", "total time", "total heures", "temps total", "duree totale",
     "total h", "gesamt", "gesamtdauer", "gesamtzeit"}
)  # fmt: skip

ALIASES = {"date": Field.DAY, "note": Field.DESCRIPTION, "notes": Field.DESCRIPTION}
MAPPABLE = tuple(name for name in Field if name not in {Field.MONEY, Field.CREATED, Field.WEEKDAY})


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands; `doubtful` are fields that two columns claim."""

    header: tuple[str, ...]
    place: dict[Field, int]
    money: tuple[int, ...] = ()
    doubtful: dict[Field, tuple[str, ...]] = field(default_factory=dict)

    def has(self, *fields: Field) -> bool:
        return any(name in self.place for name in fields)

    @property
    def names_a_time_file(self) -> bool:
        """Two known columns, one of which tells a day, a time or a length."""
        times = {*DAYS, *LENGTHS, Field.START, Field.END} & self.place.keys()
        return bool(times) and len(self.place) >= 2


def known_field(name: str) -> Field | None:
    """The field a header names, also with a currency or a remark in brackets behind it.

    A remark on a length may be its unit, and "(UTC)" another zone: neither is passed over.
    """
    if len(name) > MAX_NAME:
        return None
    found = _FIELD_OF.get(plain(name))
    if found is not None or "(" not in name:
        return found
    before, _bracket, remark = name.partition("(")
    found = _FIELD_OF.get(plain(before))
    return None if found in LENGTHS or {"utc", "gmt"} & {*plain(remark).split()} else found


def columns_of(header: Sequence[str], mapping: Mapping[str, Field] | None = None) -> Columns:
    """What the columns are, her own mapping first ("Header" or "3" for the third → field).

    Raises Unreadable where the mapping names a column the file does not have.
    """
    names = tuple(name.strip() for name in header)
    mapped = _mapped(names, mapping or {})
    claims: dict[Field, list[int]] = {}
    for place, name in enumerate(names):
        found = mapped.get(place) or known_field(name)
        if found is not None and (place in mapped or found not in mapped.values()):
            claims.setdefault(found, []).append(place)
    if not claims.keys() & {Field.DAY, Field.START_DATE}:
        _weakly(_WEAK_DAYS, Field.DAY, names, mapped, claims)
    elif Field.WEEKDAY not in claims:
        _weakly(_WEAK_DAYS, Field.WEEKDAY, names, mapped, claims)
    if not claims.keys() & {*LENGTHS}:
        _weakly(_WEAK_LENGTHS, Field.DURATION, names, mapped, claims)
    return Columns(
        header=names,
        place={found: places[0] for found, places in claims.items() if found != Field.IGNORED},
        money=tuple(claims.get(Field.MONEY, ())),
        doubtful={
            found: tuple(names[place] for place in places)
            for found, places in claims.items()
            if found in ESSENTIAL and len(places) > 1
        },
    )


def _mapped(names: tuple[str, ...], mapping: Mapping[str, Field]) -> dict[int, Field]:
    found: dict[int, Field] = {}
    known = {name: place for place, name in reversed(list(enumerate(names)))}
    loose = {plain(name): place for name, place in known.items() if plain(name)}
    for name, wanted in mapping.items():
        place = known.get(name.strip(), loose.get(plain(name)))
        if place is None and name.strip().isdecimal() and 1 <= int(name) <= len(names):
            place = int(name) - 1
        if place is None:
            raise Unreadable(FileProblem.UNKNOWN_COLUMN, detail=name[:MAX_NAME])
        found[place] = wanted
    return found


def _weakly(
    known: frozenset[str],
    meaning: Field,
    names: tuple[str, ...],
    mapped: dict[int, Field],
    claims: dict[Field, list[int]],
) -> None:
    """Give a meaning to the first column of a weak name that nothing else claims."""
    for place, name in enumerate(names):
        if place not in mapped and len(name) <= MAX_NAME and plain(name) in known:
            claims[meaning] = [place]
            return


def _set_of(names: str) -> frozenset[str]:
    return frozenset(names.split("|"))


_KIMAI = _set_of(
    "customer|internal price|hourly price|fixed price|internal rate|hourly rate|fixed rate|"
    "staff number|taux interne|taux horaire|taux fixe|prix interne|kunde|interner preis|"
    "stundenlohn|festpreis|stundensatz|tarifa|prezzo interno"
)
_HARVEST = _set_of(
    "project code|first name|last name|notes|spent date|code projet|prenom|projektcode|"
    "vorname|employee|roles"
)
_CLOCKIFY = _set_of(
    "duration h|duration decimal|billable rate|billable amount|group|date of creation|"
    "duree h|duree decimale|taux facturable|montant facturable|groupe|date de creation|"
    "dauer h|dauer dezimal|gruppe|duracion h|duracion decimal|grupo|durata h|gruppo|"
    "duracao h|groep|duur h"
)


def tool_of(columns: Columns) -> str:
    """The tool whose export this looks like: a name of INTERFACES, "csv" when none."""
    said = {plain(name) for name in columns.header if len(name) <= MAX_NAME}
    said |= {plain(name.partition("(")[0]) for name in columns.header if len(name) <= MAX_NAME}
    has = columns.has
    if {"organization id", "member id"} <= said or {"user name", "user email", "start"} <= said:
        return "solidtime"
    if {"start", "end", "duration decimal"} <= said:
        return "solidtime"
    if "duration hours" in said and has(Field.START) and has(Field.DAY):
        return "timetracker"
    return _tool_by_shape(columns, said)


def _tool_by_shape(columns: Columns, said: set[str]) -> str:
    has = columns.has
    if has(Field.START_DATE) and said & _CLOCKIFY:
        return "clockify"
    if has(Field.START_DATE):
        return "toggl"
    if has(Field.DAY) and has(Field.START) and has(Field.END) and said & _KIMAI:
        return "kimai"
    if has(Field.DAY) and has(Field.HOURS) and not has(Field.START) and said & _HARVEST:
        return "harvest"
    return "csv"
