"""`casquettes mail list|send`: the outbox from the terminal."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from casquettes.config.commands.answer import Refused, Subcommands, add_command, print_json
from casquettes.config.commands.business import add_business_option, chosen_business

if TYPE_CHECKING:
    from casquettes.kernel.models import Business, Mail

EXAMPLE = "casquettes mail list --box failed --json"
STATES = {
    "sent": "parti",
    "by_hand": "envoyé par vous",
    "partly": "parti, mais pas à tous",
    "failed": "non parti",
    "leaving": "en partance",
    "again": "sera réessayé",
    "waiting": "vous attend",
}


def register(subcommands: Subcommands) -> None:
    """`mail`, with `list` and `send`."""
    parser = subcommands.add_parser(
        "mail",
        help="la boîte d’envoi : ce qui attend, ce qui est parti, ce qui a échoué",
        description="La boîte d’envoi.",
        epilog=f"Exemple : {EXAMPLE}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    acts = parser.add_subparsers(required=True, metavar="QUOI")
    listed = add_command(
        acts, "list", _list, help="les courriels d’une boîte, du plus récent", example=EXAMPLE
    )
    listed.add_argument(
        "--box",
        choices=["waiting", "failed", "sent"],
        default="waiting",
        help="waiting : en attente (par défaut) ; failed : non partis ; sent : partis",
    )
    sent = add_command(
        acts,
        "send",
        _send,
        help="envoyer maintenant un courriel, ou tous ceux qui vous attendent",
        example="casquettes mail send 12",
    )
    sent.add_argument(
        "mail", metavar="NUMÉRO", type=int, nargs="?", help="son numéro dans la liste"
    )
    for each in (listed, sent):
        add_business_option(each)


def _list(arguments: argparse.Namespace) -> int:
    with chosen_business(arguments.business) as business:
        from casquettes.kernel.queries import mail as queries

        boxes = {"waiting": queries.waiting, "failed": queries.failed, "sent": queries.sent}
        _tell(arguments, [_facts(mail) for mail in boxes[arguments.box](business)])
    return 0


def _send(arguments: argparse.Namespace) -> int:
    """Queue them, then hand each over at once, outside the transaction that queued them."""
    with chosen_business(arguments.business) as business:
        from casquettes.kernel.actions.delivery import deliver

        chosen = _queued(business, arguments.mail)
    for mail in chosen:
        deliver.call(business.pk, mail.pk)
    with chosen_business(business.slug) as business:
        from casquettes.kernel.queries import mail as queries

        after = queries.outbox(business).filter(pk__in=[mail.pk for mail in chosen])
        _tell(arguments, [_facts(mail) for mail in after.order_by("id")])
    return 0


def _queued(business: Business, number: int | None) -> list[Mail]:
    """The mail of that number, or all those that wait for her, ready to leave."""
    from casquettes.kernel import http
    from casquettes.kernel.actions import mail as actions
    from casquettes.kernel.queries import mail as queries

    chosen = list(queries.to_send_now(business).order_by("id"))
    if number is not None:
        chosen = list(queries.outbox(business).filter(pk=number))
        if not chosen:
            raise Refused(f"Aucun courriel {number} dans la boîte d’envoi.", field="mail")
    for mail in chosen:
        try:
            actions.send_again(mail, at=http.now_for(business))
        except actions.LetterRefused as refusal:
            raise Refused(str(refusal), field="mail") from refusal
    return chosen


def _facts(mail: Mail) -> dict[str, Any]:
    from casquettes.kernel.queries import mail as queries

    return {
        "id": mail.pk,
        "to": mail.to,
        "copy_to": mail.copy_to or None,
        "subject": mail.subject,
        "state": queries.state_of(mail),
        "created_at": mail.created_at.isoformat(),
        "sent_at": _moment(mail.sent_at),
        "next_try_at": _moment(mail.due_at),
        "tries": mail.tries,
        "error": mail.error or None,
        "files": [file.name for file in mail.files.all()],
    }


def _moment(moment: Any) -> str | None:
    return moment.isoformat() if moment else None


def _tell(arguments: argparse.Namespace, mails: list[dict[str, Any]]) -> None:
    if arguments.json:
        print_json(mails)
        return
    for mail in mails:
        print(f"{mail['id']:>5}  {STATES[mail['state']]:<22}  {mail['to']}  {mail['subject']}")
        if mail["error"]:
            print(f"       {mail['error']}")
    if not mails:
        print("Aucun courriel.")
