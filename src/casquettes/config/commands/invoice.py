"""`casquettes invoice …`: the list, issuing a draft, and the files of an issued invoice."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casquettes.config.commands.answer import Refused, Subcommands, add_command, print_json
from casquettes.config.commands.business import add_business_option, chosen_business
from casquettes.config.commands.files import facts_of, new_file

if TYPE_CHECKING:
    from casquettes.finance.models import Invoice
    from casquettes.kernel.models import Business

FILES = {
    "pdf": "écrire le PDF d’une facture émise (PDF/A-3, lisible par les lecteurs d’écran)",
    "facturx": "écrire la Factur-X : le PDF avec ses données, ou ses données seules en .xml",
    "ubl": "écrire les données de la facture au format UBL",
}
STATES = {
    "draft": "brouillon",
    "issued": "émise",
    "sent": "envoyée",
    "partly_paid": "payée en partie",
    "paid": "payée",
    "late": "en retard",
    "disputed": "en litige",
    "credited": "annulée par avoir",
}


def register(subcommands: Subcommands) -> None:
    """`invoice`, with one nested command for each act."""
    parser = subcommands.add_parser(
        "invoice",
        help="les factures : les lister, en émettre une, prendre ses fichiers",
        description="Les factures et les avoirs.",
        epilog="Exemple : casquettes invoice list --json",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    acts = parser.add_subparsers(required=True, metavar="QUOI")
    listed = add_command(
        acts,
        "list",
        _list,
        help="les factures et avoirs, émis et brouillons",
        example="casquettes invoice list --json",
    )
    add_business_option(listed)
    issue = add_command(
        acts,
        "issue",
        _issue,
        help="émettre un brouillon : il prend son numéro et ne change plus",
        example="casquettes invoice issue 12",
    )
    issue.add_argument("id", metavar="ID", type=int, help="l’identifiant donné par « list »")
    add_business_option(issue)
    for kind, said in FILES.items():
        suffix = "pdf" if kind != "ubl" else "xml"
        example = f"casquettes invoice {kind} F2026-001 --output F2026-001.{suffix}"
        file = add_command(acts, kind, _write, help=said, example=example)
        file.add_argument("number", metavar="NUMÉRO")
        file.add_argument("--output", metavar="FICHIER", type=Path, required=True)
        file.set_defaults(kind=kind)
        add_business_option(file)


def _list(arguments: argparse.Namespace) -> int:
    with chosen_business(arguments.business) as business:
        from casquettes.finance.models import Invoice
        from casquettes.finance.queries.states import with_state
        from casquettes.kernel import http

        today = business.local_day(http.now_for(business))
        rows = with_state(Invoice.objects.of(business), on=today).select_related("client")
        told = [_facts(row) for row in rows.order_by("issued_on", "rank", "pk")]
    if arguments.json:
        print_json(told)
    else:
        _tell(told)
    return 0


def _issue(arguments: argparse.Namespace) -> int:
    from casquettes.kernel import http

    with chosen_business(arguments.business) as business:
        from casquettes.finance.actions.drafts import InvoiceRefused
        from casquettes.finance.actions.issuing import issue_invoice
        from casquettes.finance.models import Invoice
        from casquettes.finance.queries.states import with_state

        now = http.now_for(business)
        draft = Invoice.objects.of(business).filter(pk=arguments.id).first()
        if draft is None:
            raise Refused(f"Aucune facture {arguments.id} ici.", field="id")
        try:
            issued = issue_invoice(draft, at=now)
        except InvoiceRefused as refusal:
            raise Refused(str(refusal), field=refusal.field or None) from refusal
        mine = Invoice.objects.of(business).filter(pk=issued.pk)
        row = with_state(mine, on=business.local_day(now)).select_related("client").get()
        facts = _facts(row)
    if arguments.json:
        print_json(facts)
    else:
        print(f"Émise : {facts['number']}, {_euros(facts['gross'], row.currency)}")
    return 0


def _write(arguments: argparse.Namespace) -> int:
    with new_file(arguments.output) as file, chosen_business(arguments.business) as business:
        from casquettes.finance.actions.files import Kind, file_of
        from casquettes.kernel import http

        kinds = {"pdf": Kind.PDF, "facturx": Kind.PDF, "ubl": Kind.UBL}
        kind = kinds[arguments.kind]
        if arguments.kind == "facturx" and arguments.output.suffix.lower() == ".xml":
            kind = Kind.CII
        invoice = _numbered(business, arguments.number)
        content = file_of(invoice, kind, at=http.now_for(business)).content
        file.write(bytes(content))
    facts = facts_of(arguments.output, rows=1)
    if arguments.json:
        print_json({"number": arguments.number, **facts})
    else:
        print(f"Écrit : {facts['file']}, SHA-256 {facts['sha256']}")
    return 0


def _numbered(business: Business, number: str) -> Invoice:
    from casquettes.finance.models import Invoice

    found = Invoice.objects.of(business).filter(number=number).first()
    if found is None:
        raise Refused(f"Aucune facture émise sous le numéro « {number} ».", field="number")
    return found


def _facts(row: Invoice) -> dict[str, Any]:
    return {
        "id": row.pk,
        "number": row.number,
        "kind": row.kind,
        "client": row.client.name,
        "issued_on": _day(row.issued_on),
        "due_on": _day(row.due_on),
        "currency": row.currency,
        "net": float(row.net),
        "vat": float(row.vat),
        "gross": float(row.gross),
        "paid": float(row.paid),
        "paid_on": _day(row.paid_on),
        "state": str(row.state),  # type: ignore[attr-defined] # brought along by `with_state`
    }


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _euros(amount: float, currency: str) -> str:
    from casquettes.ui.wording import money

    return money(amount, currency, "fr")


def _tell(told: list[dict[str, Any]]) -> None:
    if not told:
        print("Aucune facture.")
    for row in told:
        amount = _euros(row["gross"], row["currency"])
        name = row["number"] or f"brouillon {row['id']}"
        day = f" du {dt.date.fromisoformat(row['issued_on']):%d/%m/%Y}" if row["issued_on"] else ""
        print(f"{name}{day}, {row['client']} : {amount}, {STATES[row['state']]}")
