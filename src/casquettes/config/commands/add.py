"""`casquettes add LIGNE`: time noted by typing a line, as in the quick-add box."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from casquettes.config.commands.answer import Refused, Subcommands, add_command, print_json
from casquettes.config.commands.business import add_business_option, chosen_business
from casquettes.formats.typed_line import Code, Problem, Understood

if TYPE_CHECKING:
    from casquettes.kernel.models import Activity, Business
    from casquettes.timesheet.models import TimeEntry

# What to say of each problem, and the part of the line it is about.
SENTENCES = {
    Code.NO_DURATION: ("duration", "Dites combien de temps, par exemple « 2h » ou « 9h-12h15 »."),
    Code.ZERO: (
        "duration",
        "« {part} » ne note rien : écrivez le temps passé, comme « 2h ».",
    ),
    Code.NEGATIVE: (
        "duration",
        "« {part} » est négatif : écrivez le temps passé, comme « 2h ».",
    ),
    Code.TOO_LONG: (
        "duration",
        "« {part} » dépasse 24 heures : notez un travail plus long jour par jour.",
    ),
    Code.NO_SUCH_TIME: (
        "duration",
        "« {part} » : aucune horloge ne montre cela. Écrivez par exemple « 9h15 » ou « 1h30 ».",
    ),
    Code.BACKWARDS: (
        "duration",
        "« {part} » finit avant d’avoir commencé. Pour passer minuit, écrivez « 22h-1h ».",
    ),
    Code.NOT_YET: ("start", "« {part} » est encore à venir : seul le temps déjà passé se note."),
    Code.NO_SUCH_DAY: ("on", "« {part} » : ce jour n’existe pas au calendrier."),
    Code.WEEKDAY_DISAGREES: ("on", "« {part} » : cette date est un autre jour de la semaine."),
    Code.TWO_DURATIONS: (
        "duration",
        "« {part} » est une deuxième durée : notez-les l’une après l’autre.",
    ),
    Code.TWO_HATS: ("hat", "« {part} » est une deuxième casquette : gardez-en une."),
    Code.DISAGREE: (
        "duration",
        "« {part} » contredit le reste : gardez l’un des deux.",
    ),
    Code.LINE_TOO_LONG: ("line", "Cette ligne est trop longue : ramenez-la à 500 caractères."),
}
NATURES = {"billed": "facturé", "unbilled": "non facturé", "break": "pause"}


def register(subcommands: Subcommands) -> None:
    parser = add_command(
        subcommands,
        "add",
        run,
        help="noter du temps en une ligne : durée, activité, client, jour",
        example='casquettes add "2h tri garage Dupont hier"',
    )
    parser.add_argument(
        "words", nargs="+", metavar="LIGNE", help="la ligne, en un ou plusieurs mots"
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="dire ce qui est compris sans rien écrire (avec les activités de départ)",
    )
    add_business_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Note the line; refuses one that lacks its duration or contradicts itself."""
    line = " ".join(arguments.words)
    if arguments.dry_run:
        understood, entries = _try(line)
    else:
        with chosen_business(arguments.business) as business:
            understood, entries = _note(business, line)
    if arguments.json:
        from casquettes.config.commands.noted import entry_facts

        told = [entry_facts(entry) for entry in entries]
        print_json({"entries": told, "understood": _facts(understood)})
    else:
        _tell(entries, dry_run=arguments.dry_run)
    return 0


def _note(business: Business, line: str) -> tuple[Understood, list[TimeEntry]]:
    from casquettes.config.commands.noted import owner_of
    from casquettes.kernel import http
    from casquettes.timesheet.actions.entries import EntryRefused
    from casquettes.timesheet.actions.typed import draft_of, note_line
    from casquettes.timesheet.queries.typed import understand

    now = http.now_for(business)
    understood, activity = understand(business, line, at=now, language=business.locale)
    _refuse_problems(understood)
    try:
        draft = draft_of(business, understood, activity)
        return understood, note_line(business, owner_of(business), draft, at=now).entries
    except EntryRefused as refusal:
        raise Refused(str(refusal), field=refusal.field or None) from refusal


def _try(line: str) -> tuple[Understood, list[TimeEntry]]:
    """What would be noted by someone who has just begun: no business and no database.

    The answer does not depend on the hour: a time later today is understood too.
    """
    import django

    django.setup()
    from django.utils import timezone, translation

    from casquettes.formats.typed_line import parse
    from casquettes.kernel import http
    from casquettes.kernel.models import Business
    from casquettes.timesheet.actions.entries import EntryRefused, planned_rows
    from casquettes.timesheet.actions.typed import draft_of
    from casquettes.timesheet.models import TimeEntry
    from casquettes.timesheet.queries.typed import known

    business, now = Business(), http.real_now()
    local = now.astimezone(business.zone)
    activities = _starting_activities()
    understood = parse(
        line,
        today=local.date(),
        now=local.time(),
        activities=[known(activity) for activity in activities.values()],
    )
    _refuse_problems(understood)
    activity = activities[understood.activity.key] if understood.activity else None
    evening = local.replace(hour=23, minute=59).astimezone(now.tzinfo)
    with timezone.override(business.zone), translation.override(business.locale):
        try:
            rows = planned_rows(business, draft_of(business, understood, activity), at=evening)
        except EntryRefused as refusal:
            raise Refused(str(refusal), field=refusal.field or None) from refusal
    return understood, [TimeEntry(business=business, **row) for row in rows]


def _starting_activities() -> dict[str, Activity]:
    from casquettes.engine import starting
    from casquettes.kernel.models import Activity

    return {
        start.key: Activity(
            key=start.key,
            hat=start.hat,
            name_fr=start.name_fr,
            name_en=start.name_en,
            nature=start.nature,
        )
        for start in starting.activities()
    }


def _refuse_problems(understood: Understood) -> None:
    for problem in understood.problems:
        field, sentence = SENTENCES[problem.code]
        hint = _clock_hint(understood, problem)
        part = understood.text(problem)[:60]
        raise Refused(sentence.format(part=part) + hint, field=field)


def _clock_hint(understood: Understood, problem: Problem) -> str:
    if problem.code != Code.NO_DURATION or understood.hat is None:
        return ""
    return f" Pour lancer l’horloge : casquettes clock wear {understood.hat}."


def _facts(understood: Understood) -> dict[str, Any]:
    return {
        "line": understood.line,
        "on": understood.on.isoformat(),
        "starts": understood.starts and understood.starts.isoformat("minutes"),
        "seconds": understood.seconds,
        "hat": understood.hat,
        "activity": understood.activity and understood.activity.key,
        "label": understood.label,
        "nature": understood.nature,
        "note": understood.note,
        "parts": [
            {
                "kind": part.kind,
                "start": part.start,
                "end": part.end,
                "text": understood.text(part),
                "sure": part.sure,
            }
            for part in understood.parts
        ],
    }


def _tell(entries: list[TimeEntry], *, dry_run: bool) -> None:
    from casquettes.ui.wording import at, hours, long_day

    for entry in entries:
        zone = entry.business.zone
        said = [hours(entry.seconds, "fr"), long_day(entry.on, "fr")]
        if entry.starts_at and entry.ends_at:
            start, end = entry.starts_at.astimezone(zone), entry.ends_at.astimezone(zone)
            said.append(f"de {at(start, 'fr')} à {at(end, 'fr')}")
        if entry.activity:
            said.append(entry.activity.name or entry.activity.name_fr)
        said += [entry.label, NATURES[entry.nature], entry.note]
        hat = f" [{entry.get_hat_display()}]" if entry.hat else ""
        print(", ".join(word for word in said if word) + hat)
    print("Essai : rien n’est écrit." if dry_run else "C’est noté.")
