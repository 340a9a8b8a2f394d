"""`casquettes clock`: the hat worn now, put on, taken off or set down for a break."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import TYPE_CHECKING, Any

from casquettes.config.commands.answer import Refused, Subcommands, add_command, print_json
from casquettes.config.commands.business import add_business_option, chosen_business
from casquettes.engine.hats import Hat
from casquettes.formats.typed_line.tokens import fold
from casquettes.formats.typed_line.vocabulary import vocabulary

if TYPE_CHECKING:
    from casquettes.kernel.models import Activity, Business, User
    from casquettes.timesheet.actions.clock import Change
    from casquettes.timesheet.models import RunningClock, TimeEntry

ACTS = ["status", "wear", "stop", "pause", "resume"]


def register(subcommands: Subcommands) -> None:
    parser = add_command(
        subcommands,
        "clock",
        run,
        help="la casquette portée : la voir, la mettre, l’enlever, faire une pause",
        example='casquettes clock wear production --label "Dupont"',
    )
    parser.add_argument(
        "act",
        nargs="?",
        choices=ACTS,
        default="status",
        help="status (par défaut), wear CASQUETTE, stop, pause ou resume",
    )
    parser.add_argument(
        "hat", nargs="?", metavar="CASQUETTE", help=f"{', '.join(Hat)} ou son nom français"
    )
    parser.add_argument("--activity", metavar="CLÉ", help="l’activité, par exemple pro_seance")
    parser.add_argument("--label", default="", metavar="NOM", help="le client ou la mission")
    parser.add_argument("--note", default="", metavar="TEXTE", help="une note")
    parser.add_argument(
        "--ended", metavar="HEURE", help="quand une casquette oubliée a été enlevée (18:30)"
    )
    parser.add_argument(
        "--keep", action="store_true", help="garder tout le temps d’une casquette oubliée"
    )
    add_business_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Act on the clock and say which hat is on; refuses a hat or an activity that is none."""
    hat = _hat(arguments)
    with chosen_business(arguments.business) as business:
        from casquettes.kernel import http

        now = http.now_for(business)
        change = _act(business, arguments, hat, at=now)
        if arguments.json:
            print_json(_facts(business, change, at=now))
        else:
            _tell(business, change)
    return 0


def _hat(arguments: argparse.Namespace) -> Hat | None:
    """The hat named, in English or in French; only `wear` takes one."""
    typed = arguments.hat
    if arguments.act != "wear":
        if typed:
            raise Refused(f"« {typed} » est de trop : seul wear prend une casquette.", field="hat")
        return None
    known = vocabulary().hats.get(fold(typed or ""))
    if known is None:
        wrong = f"« {typed} » n’est pas une casquette : " if typed else ""
        raise Refused(f"{wrong}choisissez parmi {', '.join(Hat)}.", field="hat")
    return Hat(known)


def _act(
    business: Business, arguments: argparse.Namespace, hat: Hat | None, *, at: dt.datetime
) -> Change:
    from casquettes.config.commands.noted import owner_of
    from casquettes.timesheet.actions import clock
    from casquettes.timesheet.queries.clock import worn

    user = owner_of(business)
    if arguments.act == "status":
        return clock.Change(worn(business, user))
    forgotten = _stop_forgotten(business, user, arguments, at=at)
    if hat is not None:
        activity = _activity(business, hat, arguments.activity)
        label, note = _short(arguments.label, 160, "label"), _short(arguments.note, 500, "note")
        change = clock.wear(business, user, hat, at=at, activity=activity, label=label, note=note)
        return clock.Change(change.clock, [*forgotten, *change.written])
    act = {"stop": clock.stop, "pause": clock.pause, "resume": clock.resume}[arguments.act]
    change = act(business, user, at=at)
    return clock.Change(change.clock, [*forgotten, *change.written])


def _stop_forgotten(
    business: Business, user: User, arguments: argparse.Namespace, *, at: dt.datetime
) -> list[TimeEntry]:
    """A hat on for more than ten hours is taken off when she says, never in silence."""
    from casquettes.timesheet.actions import clock
    from casquettes.timesheet.queries.clock import is_too_long, worn

    running = worn(business, user)
    if running is None or not is_too_long(running, at=at) or arguments.keep:
        return []
    since = running.started_at.astimezone(business.zone)
    if arguments.ended is None:
        raise Refused(
            f"Cette casquette est portée depuis le {since:%d/%m à %H:%M}. Dites quand vous l’avez "
            "enlevée, par exemple --ended 18:30, ou gardez tout le temps avec --keep.",
            field="ended",
        )
    try:
        clock_time = dt.time.fromisoformat(arguments.ended)
        ended = since.replace(hour=clock_time.hour, minute=clock_time.minute, second=0)
        ended += dt.timedelta(days=ended <= since)
        return clock.stop_forgotten(business, user, ended_at=ended, at=at).written
    except ValueError:
        raise Refused("Écrivez une heure, par exemple --ended 18:30.", field="ended") from None
    except clock.ClockRefused as refusal:
        raise Refused(str(refusal), field="ended") from refusal


def _activity(business: Business, hat: Hat, key: str | None) -> Activity | None:
    from casquettes.kernel.models import Activity

    if key is None:
        return None
    hers = Activity.objects.of(business).shown().filter(hat=hat)
    activity = hers.filter(key=key).first()
    if activity is None:
        keys = ", ".join(hers.values_list("key", flat=True))
        raise Refused(
            f"« {key} » n’est pas une activité de cette casquette : {keys}.", field="activity"
        )
    return activity


def _short(text: str, most: int, field: str) -> str:
    text = "".join(char if char.isprintable() else " " for char in text).strip()
    if len(text) > most:
        raise Refused(f"Trop long : {most} caractères au plus.", field=field)
    return text


def _facts(business: Business, change: Change, *, at: dt.datetime) -> dict[str, Any]:
    from casquettes.config.commands.noted import entry_facts

    return {
        "worn": change.clock and _clock_facts(business, change.clock, at=at),
        "entries": [entry_facts(entry) for entry in change.written],
    }


def _clock_facts(business: Business, clock: RunningClock, *, at: dt.datetime) -> dict[str, Any]:
    paused = clock.paused_at
    return {
        "hat": clock.hat,
        "activity": clock.activity.key if clock.activity else None,
        "label": clock.label,
        "note": clock.note,
        "since": clock.started_at.astimezone(business.zone).isoformat(),
        "seconds": int(((paused or at) - clock.started_at).total_seconds()),
        "paused_since": paused and paused.astimezone(business.zone).isoformat(),
    }


def _tell(business: Business, change: Change) -> None:
    from casquettes.ui import wording

    if change.written:
        entry = change.written[-1]
        what = entry.get_hat_display() or "Pause"
        print(f"{what} : {wording.hours(change.seconds, 'fr')}, c’est noté.")
    clock = change.clock
    if clock is None:
        print("Aucune casquette portée.")
        return
    since = wording.at((clock.paused_at or clock.started_at).astimezone(business.zone), "fr")
    said = [clock.activity.name or clock.activity.name_fr] if clock.activity else []
    doing = ", ".join(word for word in (*said, clock.label, clock.note) if word)
    state = "en pause depuis" if clock.paused_at else "portée depuis"
    print(f"{clock.get_hat_display()} : {state} {since}{f' ({doing})' if doing else ''}.")
