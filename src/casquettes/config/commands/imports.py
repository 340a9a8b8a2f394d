"""`casquettes import time FILE`: the time of another tool, or of a calendar, comes in."""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from casquettes.config.commands.answer import Refused, Subcommands, add_command, print_json
from casquettes.config.commands.business import add_business_option, chosen_business
from casquettes.config.commands.contacts import add_contacts
from casquettes.config.commands.reasons import FILE_REASONS, LINE_REASONS, QUESTIONS
from casquettes.formats.timefiles import Period, look_through
from casquettes.formats.timesheets.headers import ALIASES, MAPPABLE, Field
from casquettes.formats.timesheets.problems import Unread, Unreadable
from casquettes.formats.timesheets.reading import Answers
from casquettes.formats.timesheets.summary import Summary, TimeFile, summarise
from casquettes.formats.timesheets.values import DateOrder, DecimalSign

if TYPE_CHECKING:
    from casquettes.timesheet.actions.imports import Outcome

USUAL_ZONE = "Europe/Paris"
LISTED = 20
EXAMPLE = "casquettes import time export-clockify.csv --dry-run"
SIGNS = {"comma": "comma", ",": "comma", "dot": "dot", ".": "dot"}


def register(subcommands: Subcommands) -> None:
    """`import`, with one nested command for each kind of file."""
    parser = subcommands.add_parser(
        "import",
        help="faire entrer un fichier : temps passé, contacts",
        description="Faire entrer un fichier d’un autre outil.",
        epilog=f"Exemple : {EXAMPLE}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    kinds = parser.add_subparsers(required=True, metavar="QUOI")
    _add_time(kinds)
    add_contacts(kinds)


def _add_time(kinds: Subcommands) -> None:
    time = add_command(
        kinds,
        "time",
        _import_time,
        help="le temps d’un autre outil (Toggl, Clockify, Harvest, Kimai, solidtime, TimeTracker, "
        "CSV) ou d’un agenda iCalendar",
        example=EXAMPLE,
    )
    time.add_argument("file", metavar="FICHIER", type=Path)
    time.add_argument(
        "--dry-run", action="store_true", help="lire et dire ce qui entrerait, sans rien écrire"
    )
    add_business_option(time)
    time.add_argument(
        "--date-order",
        type=str.lower,
        choices=[str(order) for order in DateOrder],
        help="ordre des dates, quand le fichier ne le dit pas : dmy (jour d’abord) ou mdy",
    )
    time.add_argument(
        "--decimal",
        choices=sorted(SIGNS),
        metavar="SIGNE",
        help="signe décimal, quand le fichier ne le dit pas : comma ou dot",
    )
    time.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLONNE=CHAMP",
        help=f"ce qu’est une colonne (son titre ou son rang) : {', '.join(MAPPABLE)}",
    )
    time.add_argument(
        "--timezone",
        metavar="FUSEAU",
        help="fuseau des heures sans fuseau, en essai (sinon celui de l’entreprise)",
    )
    time.add_argument(
        "--from", dest="first", metavar="DATE", type=_day, help="agenda : à partir de"
    )
    time.add_argument(
        "--to", dest="last", metavar="DATE", type=_day, help="agenda : jusqu’à (inclus)"
    )


def _import_time(arguments: argparse.Namespace) -> int:
    answers = Answers(
        order=DateOrder(arguments.date_order) if arguments.date_order else None,
        sign=DecimalSign(SIGNS[arguments.decimal]) if arguments.decimal else None,
        mapping=dict(_mapped(text) for text in arguments.map),
    )
    _refuse_missing(arguments.file)
    try:
        if arguments.dry_run:
            return _dry_run(arguments, answers)
        return _commit(arguments, answers)
    except Unreadable as error:
        reason = FILE_REASONS[error.problem].format(detail=error.detail)
        raise Refused(reason, line=error.line, field="file") from error


def _dry_run(arguments: argparse.Namespace, answers: Answers) -> int:
    """Needs no business and no database: what the file holds."""
    try:
        zone = ZoneInfo(arguments.timezone or USUAL_ZONE)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refused(f"Fuseau inconnu : {arguments.timezone}.", field="timezone") from error
    period = Period(arguments.first, arguments.last)
    file = look_through(lambda: _open(arguments.file), zone=zone, answers=answers, period=period)
    _answer(arguments, file, summarise(file), outcome=None)
    return 0


def _commit(arguments: argparse.Namespace, answers: Answers) -> int:
    with chosen_business(arguments.business) as business:
        from casquettes.kernel import http
        from casquettes.timesheet.actions import imports as actions

        now = http.now_for(business)
        today = business.local_day(now)
        period = Period(arguments.first, min(arguments.last or today, today))
        file = look_through(
            lambda: _open(arguments.file), zone=business.zone, answers=answers, period=period
        )
        for question in file.questions:
            raise Refused(_asked(question.field, question.choices), field=question.field)
        facts = actions.FileFacts(arguments.file.name, _sha256(arguments.file))
        try:
            outcome = actions.bring_in(business, None, file, facts, at=now)
        except actions.ImportRefused as error:
            lines = (row for row in file.rows() if isinstance(row, Unread))
            first = next(lines, None)
            reason = f" {_reason(first)}" if first else ""
            line = first.line if first else None
            raise Refused(f"{error}{reason}", line=line, field="file") from error
    _answer(arguments, file, outcome.summary, outcome=outcome)
    return 0


# --- the answer ---------------------------------------------------------------------------------


def _answer(
    arguments: argparse.Namespace, file: TimeFile, summary: Summary, outcome: Outcome | None
) -> None:
    if arguments.json:
        print_json(_facts(file, summary, outcome))
    else:
        _tell(file, summary, outcome)


def _facts(file: TimeFile, summary: Summary, outcome: Outcome | None) -> dict[str, Any]:
    unread = sorted([*summary.above, *summary.unread], key=lambda one: one.line)
    facts: dict[str, Any] = {
        "format": summary.tool,
        "rows": summary.rows,
        "entries": summary.entries,
        "seconds": summary.seconds,
        "sold_seconds": summary.sold_seconds,
        "break_seconds": summary.break_seconds,
        "first": summary.first and summary.first.isoformat(),
        "last": summary.last and summary.last.isoformat(),
        "zero": summary.zero,
        "overlapping": summary.overlapping,
        "disagreeing": summary.disagreeing,
        "people": len(summary.users),
        # A dry run looks at no database, so it knows of no duplicate.
        "duplicates": outcome.duplicates if outcome else 0,
        "added": outcome.added if outcome else 0,
        "unread": [
            {"line": one.line, "reason": _reason(one), "code": str(one.problem)} for one in unread
        ],
        "questions": [
            {"field": asked.field, "choices": list(asked.choices)} for asked in file.questions
        ],
    }
    if file.questions:
        facts["why"] = _asked(file.questions[0].field, file.questions[0].choices)
    elif summary.first is None:
        facts["why"] = "Aucune ligne du fichier ne se lit comme du temps."
    return facts


def _tell(file: TimeFile, summary: Summary, outcome: Outcome | None) -> None:
    print(f"Format : {summary.tool}")
    print(f"Lignes : {summary.rows}, lues : {_or_dash(summary.entries)}")
    print(f"Temps : {_hours(summary.seconds)}, dont facturé : {_hours(summary.sold_seconds)}")
    if summary.first and summary.last:
        print(f"Période : du {summary.first:%d/%m/%Y} au {summary.last:%d/%m/%Y}")
    marks = {
        "sans durée": summary.zero,
        "qui se chevauchent": summary.overlapping,
        "dont les colonnes ne s’accordent pas": summary.disagreeing,
    }
    for said, count in marks.items():
        if count:
            print(f"Lues et marquées, {said} : {count}")
    for asked in file.questions:
        print(_asked(asked.field, asked.choices))
    unread = sorted([*summary.above, *summary.unread], key=lambda one: one.line)
    for one in unread[:LISTED]:
        print(f"Ligne {one.line} non lue : {_reason(one)}")
    if len(unread) > LISTED:
        print(f"… et {len(unread) - LISTED} autres lignes non lues (liste entière avec --json).")
    if outcome:
        print(f"Ajouté : {outcome.added}, déjà là : {outcome.duplicates}")


def _reason(unread: Unread) -> str:
    return LINE_REASONS[unread.problem].format(detail=unread.detail)


def _asked(field: str, choices: tuple[str, ...]) -> str:
    question = QUESTIONS.get(field, QUESTIONS["column"])
    return question.format(field=field, choices=", ".join(choices))


def _or_dash(number: int | None) -> str:
    return "?" if number is None else str(number)


def _hours(seconds: int | None) -> str:
    return "?" if seconds is None else f"{seconds // 3600} h {seconds // 60 % 60:02}"


# --- what was asked -----------------------------------------------------------------------------


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _mapped(text: str) -> tuple[str, Field]:
    column, equals, name = text.rpartition("=")
    name = name.strip().lower()
    if not equals or (name not in ALIASES and name not in set(MAPPABLE)):
        fields = ", ".join(MAPPABLE)
        raise Refused(f"--map veut COLONNE=CHAMP, avec pour champ : {fields}.", field="map")
    return column, ALIASES.get(name) or Field(name)


def _refuse_missing(path: Path) -> None:
    if not path.is_file():
        raise Refused(f"Fichier introuvable : {path}.", field="file")


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
