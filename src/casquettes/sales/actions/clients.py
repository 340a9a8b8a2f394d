"""What a client does on the page of a quote: ask, accept, refuse, withdraw; each told to her."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from casquettes.formats import paper
from casquettes.kernel.actions import mail
from casquettes.kernel.queries.identity import identity_of
from casquettes.kernel.queries.mail import greeting_of, sender_of
from casquettes.sales.actions import quotes as actions
from casquettes.sales.actions.drafts import QuoteRefused, locked
from casquettes.sales.models import Quote, QuoteAnswer, QuoteMessage
from casquettes.sales.queries import quotes as queries
from casquettes.sales.queries.contracts import contract_of
from casquettes.ui import wording

LONGEST_QUESTION = 2000
# Beyond, the client calls: she has read none of them yet.
MOST_UNANSWERED = 8
MOST_MESSAGES = 60
# What she reads first of the line that tells her.
NEWS = {
    "accepted": gettext_lazy("Accepted: %(number)s, %(title)s"),
    "refused": gettext_lazy("Refused: %(number)s, %(title)s"),
    "withdrawn": gettext_lazy("Taken back: %(number)s, %(title)s"),
    "question": gettext_lazy("A question on %(number)s, %(title)s"),
}


class QuoteChanged(QuoteRefused):
    """The page the client answered from shows another document than the one that stands."""


@dataclass(frozen=True)
class Seen:
    """What the client had before their eyes: the document by its fingerprint, and its total."""

    sha256: str
    total: Decimal
    options: Collection[int] = ()


@dataclass(frozen=True)
class Signature:
    """Who answers, and in which words; the network it comes from, never the machine."""

    name: str
    network: str = ""
    # What was ticked and pressed, as it was read.
    words: Mapping[str, str] = field(default_factory=dict)
    early_start: bool = False


@transaction.atomic
def accept(quote: Quote, seen: Seen, signature: Signature, *, at: dt.datetime) -> QuoteAnswer:
    """The proof of an acceptance of exactly what was shown; the client gets the paper by mail."""
    quote = locked(quote)
    _check_seen(quote, seen, at=at)
    contract = contract_of(quote, signed_on=quote.business.local_day(at))
    may_hurry = contract is not None and contract.withdrawal_until is not None
    facts = {**signature.words, "language": quote.language, "total": str(seen.total)}
    reply = actions.Reply(
        name=signature.name,
        network=signature.network,
        options=seen.options,
        early_start=signature.early_start and may_hurry,
        facts=facts,
    )
    answer = actions.accept(quote, reply, at=at)
    quote.refresh_from_db()
    _write_to_client(quote, "accepted", at=at, files=[paper_of(quote, at=at)])
    _tell_her(quote, "accepted", signature.name, at=at)
    return answer


@transaction.atomic
def refuse(
    quote: Quote, *, seen_sha256: str, reason: str, signature: Signature, at: dt.datetime
) -> QuoteAnswer:
    """The client says no to what was shown, with a reason or none."""
    quote = locked(quote)
    if seen_sha256 != quote.sha256:
        raise QuoteChanged(_changed())
    reply = actions.Reply(
        name=signature.name,
        network=signature.network,
        reason=reason,
        facts={**signature.words, "language": quote.language},
    )
    answer = actions.refuse(quote, reply, at=at)
    _tell_her(quote, "refused", reason, at=at)
    return answer


@transaction.atomic
def withdraw(
    quote: Quote, signature: Signature, *, email: str = "", at: dt.datetime
) -> QuoteAnswer:
    """The client takes the acceptance back in time; a receipt with its moment leaves at once."""
    quote = locked(quote)
    contract = contract_of(quote)
    until = contract.withdrawal_until if contract else None
    facts = {**signature.words, "language": quote.language}
    reply = actions.Reply(name=signature.name, network=signature.network, facts=facts)
    answer = actions.withdraw(quote, reply, at=at, until=until)
    _write_to_client(quote, "withdrawal_receipt", at=at, email=email)
    _tell_her(quote, "withdrawn", signature.name, at=at)
    return answer


@transaction.atomic
def ask(quote: Quote, text: str, *, at: dt.datetime) -> QuoteMessage:
    """A question under the quote; the same words sent again are the same question."""
    quote = locked(quote)
    text = text.strip()
    if not text:
        raise QuoteRefused(_("Write your question."), "text")
    if len(text) > LONGEST_QUESTION:
        raise QuoteRefused(_("Shorten your question to 2,000 characters."), "text")
    thread = list(quote.messages.order_by("-at", "-id")[: MOST_MESSAGES + 1])
    for message in thread:
        if not message.from_client:
            break
        if message.text == text:
            return message
    _check_room(thread)
    asked = QuoteMessage.objects.create(
        business=quote.business, quote=quote, at=at, from_client=True, text=text
    )
    _tell_her(quote, "question", text, at=at)
    return asked


def paper_of(quote: Quote, *, at: dt.datetime) -> mail.File:
    """The quote as a PDF, with the options that were taken once it is accepted."""
    on = quote.business.local_day(at)
    agreed = quote.accepted_on is not None
    document = (queries.agreed_document_of if agreed else queries.document_of)(quote, on=on)
    logo = identity_of(quote.business).logo
    content = paper.pdf(document, logo=bytes(logo) if logo else None)
    return mail.File(file_name(quote), "application/pdf", content)


def file_name(quote: Quote, *, ending: str = "pdf") -> str:
    """The name of a file about this quote: plain letters, whatever its number holds."""
    number = quote.number or str(quote.pk)
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in number)
    version = f"-v{quote.version}" if quote.version > 1 else ""
    return f"{plain}{version}.{ending}"


def _check_seen(quote: Quote, seen: Seen, *, at: dt.datetime) -> None:
    if seen.sha256 != quote.sha256:
        raise QuoteChanged(_changed())
    offered = {row.pk for row in quote.lines.all() if row.is_option}
    if not set(seen.options) <= offered:
        raise QuoteRefused(_("Choose among the options of this quote."), "options")
    on = quote.business.local_day(at)
    total = queries.totals_with(quote, seen.options, on=on).gross
    if total != seen.total:
        text = _("With these options the total is %(sum)s: read it, then accept.")
        raise QuoteRefused(text % {"sum": wording.money(total, quote.currency)}, "options")


def _changed() -> str:
    return _("This quote has changed since you opened the page: here is the one that stands now.")


def _check_room(thread: list[QuoteMessage]) -> None:
    waiting = 0
    for message in thread:
        if not message.from_client:
            break
        waiting += 1
    if waiting >= MOST_UNANSWERED or len(thread) > MOST_MESSAGES:
        text = _("Your questions have arrived. Wait for the answer, or call.")
        raise QuoteRefused(text, "text")


def _write_to_client(
    quote: Quote,
    template: str,
    *,
    at: dt.datetime,
    email: str = "",
    files: Collection[mail.File] = (),
) -> None:
    """A letter to who signed; without an address the page itself is the receipt."""
    client = quote.payer or quote.client
    on = quote.business.local_day(at)
    with override(quote.language):
        moment = at.astimezone(quote.business.zone)
        when = f"{wording.long_day(on)}, {wording.at(moment)}"
        deposit = queries.agreed_document_of(quote, on=on).deposit
        accepted = template == "accepted"
        said = {
            "client": greeting_of(client, quote.language),
            "number": quote.number or "",
            "object": quote.title,
            "amount": wording.money(quote.gross, quote.currency) if accepted else "",
            "date": wording.long_day(on) if accepted else when,
            "deposit": wording.money(deposit, quote.currency) if deposit else "",
            "link": "",
        }
    letter = mail.write(
        quote.business,
        template=template,
        to=client,
        variables=said,
        files=list(files),
        subject_of=quote,
    )
    try:
        mail.send(quote.business, replace(letter, to=email or letter.to), at=at)
    except mail.LetterRefused:
        # No address that can be written to: the answer stands all the same.
        return


def _tell_her(quote: Quote, event: str, detail: str, *, at: dt.datetime) -> None:
    """A line to her own address, so that she hears of it away from Casquettes."""
    hers = sender_of(quote.business).address
    if not hers:
        return
    about = {"number": quote.number, "title": quote.title}
    client = quote.payer or quote.client
    with override(quote.business.locale):
        subject = str(NEWS[event]) % about
        amount = wording.money(quote.gross, quote.currency)
    body = "\n\n".join(part for part in (f"{client.name}, {amount}", detail) if part)
    letter = mail.Letter(to=hers, subject=subject[:200], body=body, subject_of=quote)
    try:
        mail.send(quote.business, letter, at=at)
    except mail.LetterRefused:
        return
