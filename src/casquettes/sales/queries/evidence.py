"""The evidence of what was agreed: who answered what, when, to which document, as plain text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from casquettes.engine import documents
from casquettes.sales.models import Quote, QuoteAnswer
from casquettes.sales.queries.quotes import document_of
from casquettes.ui import wording

WIDTH = 72


def evidence_of(quote: Quote) -> str:
    """Everything that proves the answers, in the language of the quote; it can be checked alone.

    The last line is the document as it was shown: its SHA-256 is the fingerprint above it.
    """
    with override(quote.language):
        return "\n".join([*_about(quote), *_answers(quote), *_document(quote), ""])


def _about(quote: Quote) -> Iterator[str]:
    document = document_of(quote, on=quote.issued_on or quote.created_at.date())
    title = _("Evidence file")
    yield title.upper()
    yield "=" * WIDTH
    yield _pair(_("Quote"), f"{quote.number}, {quote.title}")
    yield _pair(_("Version"), str(quote.version))
    if quote.issued_on:
        yield _pair(_("Issued"), wording.long_day(quote.issued_on))
    seller, buyer = document.seller, document.buyer
    yield _pair(_("By"), ", ".join(filter(None, (seller.name, seller.siret, seller.city))))
    yield _pair(_("For"), ", ".join(filter(None, (buyer.name, buyer.street, buyer.city))))
    yield _pair(_("Total offered"), wording.money(document.totals.gross, quote.currency))
    yield _pair(_("Fingerprint (SHA-256)"), quote.sha256)


def _answers(quote: Quote) -> Iterator[str]:
    kinds = dict(QuoteAnswer.Kind.choices)
    options = {row.pk: row.description for row in quote.lines.all() if row.is_option}
    for answer in quote.answers.all():
        yield ""
        yield f"{kinds[answer.kind]}, {_moment(quote, answer.at)}"
        yield "-" * WIDTH
        yield _pair(_("Moment (UTC)"), answer.at.astimezone(dt.UTC).isoformat())
        if answer.name:
            yield _pair(_("Name, as typed"), answer.name)
        if answer.network:
            yield _pair(_("Network, not the machine"), answer.network)
        if answer.by_hand:
            yield _pair(_("How"), _("noted by the seller"))
        if answer.reason:
            yield _pair(_("Reason"), answer.reason)
        yield from _facts(answer, options)
        yield _pair(_("Document answered to"), answer.document_sha256)


def _facts(answer: QuoteAnswer, options: dict[int, str]) -> Iterator[str]:
    facts = answer.facts
    taken = [options[pk] for pk in facts.get("options", []) if pk in options]
    if taken:
        yield _pair(_("Options taken"), ", ".join(taken))
    means = dict(QuoteAnswer.Means.choices)
    if facts.get("means") in means:
        yield _pair(_("By what means"), str(means[facts["means"]]))
    if answer.kind == QuoteAnswer.Kind.ACCEPTED:
        asked = _("asked for") if answer.early_start else _("not asked for")
        yield _pair(_("Early start"), asked)
    names = {
        "total": _("Total accepted"),
        "agreed": _("Ticked"),
        "early": _("Ticked"),
        "button": _("Button pressed"),
        "language": _("Language"),
    }
    for key, name in names.items():
        if facts.get(key):
            yield _pair(name, str(facts[key]))


def _document(quote: Quote) -> Iterator[str]:
    document = document_of(quote, on=quote.issued_on or quote.created_at.date())
    yield ""
    yield _("To check it").upper()
    yield "-" * WIDTH
    yield _("The SHA-256 of the next line, without its end, must be the fingerprint above.")
    yield documents.canonical(document).decode("ascii")


def _moment(quote: Quote, at: dt.datetime) -> str:
    local = at.astimezone(quote.business.zone)
    seconds = f"{local:%H:%M:%S}"
    return f"{wording.long_day(local.date())}, {seconds} ({quote.business.timezone})"


def _pair(name: str, value: str) -> str:
    return f"{name}: {value}"
