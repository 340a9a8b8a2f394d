"""Questions on a quote, and what she answers."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from casquettes.sales.models import Quote, QuoteMessage


@transaction.atomic
def answer(quote: Quote, text: str, *, at: dt.datetime) -> QuoteMessage:
    """Her answer on the client's page; the questions before it are read."""
    mark_read(quote, at=at)
    return QuoteMessage.objects.create(
        business=quote.business, quote=quote, at=at, from_client=False, text=text.strip()
    )


def mark_read(quote: Quote, *, at: dt.datetime) -> None:
    """She has seen every question of this quote."""
    quote.messages.filter(from_client=True, read_at__isnull=True).update(read_at=at)
