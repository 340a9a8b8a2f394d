"""Questions on a quote, and what she answers."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from casquettes.kernel.actions import mail
from casquettes.kernel.queries.mail import greeting_of
from casquettes.sales.models import Quote, QuoteMessage


@transaction.atomic
def answer(quote: Quote, text: str, *, at: dt.datetime, link: str = "") -> QuoteMessage:
    """Her answer, on the client's page and in a letter; the questions before it are read.

    `link` is the address of the page, where the client can reach it.
    """
    asked = quote.messages.filter(from_client=True).last()
    mark_read(quote, at=at)
    said = QuoteMessage.objects.create(
        business=quote.business, quote=quote, at=at, from_client=False, text=text.strip()
    )
    _write(quote, asked.text if asked else "", said.text, link, at=at)
    return said


def _write(quote: Quote, question: str, text: str, link: str, *, at: dt.datetime) -> None:
    client = quote.payer or quote.client
    letter = mail.write(
        quote.business,
        template="question_answer",
        to=client,
        variables={
            "client": greeting_of(client, quote.language),
            "number": quote.number or "",
            "question": question,
            "answer": text,
            "link": link,
        },
        subject_of=quote,
    )
    try:
        mail.send(quote.business, letter, at=at)
    except mail.LetterRefused:
        # No address that can be written to: the page says it all the same.
        return


def mark_read(quote: Quote, *, at: dt.datetime) -> None:
    """She has seen every question of this quote."""
    quote.messages.filter(from_client=True, read_at__isnull=True).update(read_at=at)
