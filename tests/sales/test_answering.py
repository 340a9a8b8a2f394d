"""What a client answers is noted once, with its proof, and only as long as the quote stands."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from casquettes.engine.journal import read
from casquettes.kernel.journal import digest_of
from casquettes.kernel.models import JournalEntry
from casquettes.sales.actions.drafts import QuoteRefused
from casquettes.sales.actions.quotes import (
    Reply,
    accept,
    choose_options,
    follow_up,
    mark_opened,
    refuse,
    withdraw,
)
from casquettes.sales.models import Quote
from casquettes.sales.queries.quotes import (
    State,
    agreed_document_of,
    deposit_with,
    document_of,
    options_of,
    state_of,
    totals_with,
)
from tests.sales.promises import drafted, issued, sent

TODAY = dt.date(2026, 3, 12)
CLAIRE = Reply(name="Claire Moreau", network="192.0.2.0/24")


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


def option_of(quote: Quote) -> int:
    return quote.lines.get(is_option=True).pk


def test_accepting_keeps_what_was_read_and_who_said_yes(business, now):
    quote = sent(business)

    answer = accept(quote, Reply(name=" Claire Moreau ", network="192.0.2.0/24"), at=now)

    quote = Quote.objects.get(pk=quote.pk)
    assert quote.accepted_on == TODAY
    assert quote.follow_up_on is None
    assert state_of(quote, on=TODAY) is State.ACCEPTED
    assert answer.name == "Claire Moreau"
    assert answer.document_sha256 == quote.sha256
    entry = JournalEntry.objects.get(business=business, verb="accept_quote")
    told = read(entry.payload)
    assert told["name"] == digest_of("Claire Moreau")
    assert (told["gross"], told["options"], told["by_hand"]) == (22840, [], False)
    assert "Claire" not in entry.payload


def test_an_option_taken_is_counted_and_the_paper_read_stays(business, now):
    quote = sent(business, deposit="rate", deposit_value=Decimal(30))
    before = quote.sha256
    [offered] = options_of(quote, on=TODAY)
    assert offered.amount == Decimal("40.00")
    assert totals_with(quote, [offered.pk], on=TODAY).gross == Decimal("268.40")
    assert deposit_with(quote, [offered.pk], on=TODAY) == Decimal("80.52")

    answer = accept(quote, Reply(name="Claire", options=[offered.pk]), at=now)

    quote = Quote.objects.get(pk=quote.pk)
    assert quote.gross == Decimal("268.40")
    assert answer.facts["options"] == [offered.pk]
    assert quote.sha256 == before
    assert document_of(quote, on=TODAY).totals.gross == Decimal("228.40")
    agreed = agreed_document_of(quote, on=TODAY)
    assert agreed.totals.gross == Decimal("268.40")
    assert agreed.deposit == Decimal("80.52")
    assert not any(line.is_option for line in agreed.lines)


def test_a_line_that_is_no_option_cannot_be_chosen(business, now):
    quote = sent(business)
    firm = quote.lines.filter(is_option=False).first()

    with pytest.raises(QuoteRefused) as refusal:
        accept(quote, Reply(name="Claire", options=[firm.pk]), at=now)

    assert refusal.value.field == "options"
    assert Quote.objects.get(pk=quote.pk).accepted_on is None


def test_options_are_chosen_before_the_answer(business, now):
    quote = issued(business)

    assert choose_options(quote, [option_of(quote)], at=now).gross == Decimal("268.40")
    assert choose_options(quote, [], at=now).gross == Decimal("228.40")


def test_nobody_accepts_without_a_name(business, now):
    with pytest.raises(QuoteRefused) as refusal:
        accept(sent(business), Reply(name=" "), at=now)

    assert refusal.value.field == "name"


def test_a_second_answer_is_refused(business, now):
    quote = sent(business)
    accept(quote, CLAIRE, at=now)

    with pytest.raises(QuoteRefused, match="already accepted"):
        accept(quote, CLAIRE, at=now)
    with pytest.raises(QuoteRefused, match="already accepted"):
        refuse(quote, Reply(reason="trop cher"), at=now)
    assert quote.answers.count() == 1


def test_a_draft_cannot_be_answered(business, now):
    with pytest.raises(QuoteRefused, match="not left"):
        accept(drafted(business), CLAIRE, at=now)


def test_after_the_last_day_only_she_takes_a_yes(business, now):
    quote = sent(business)
    later = now + dt.timedelta(days=31)

    with pytest.raises(QuoteRefused, match="last day"):
        accept(quote, CLAIRE, at=later)
    with pytest.raises(QuoteRefused, match="last day"):
        accept(quote, Reply(name="Claire", late=True), at=later)
    answer = accept(quote, Reply(name="Claire", by_hand=True, late=True), at=later)

    assert answer.by_hand


def test_a_refusal_keeps_its_reason_and_opens_no_contract(business, now):
    quote = sent(business)

    refuse(quote, Reply(name="Claire", reason="Nous déménageons"), at=now)

    quote = Quote.objects.get(pk=quote.pk)
    assert (quote.refused_on, quote.refusal_reason) == (TODAY, "Nous déménageons")
    with pytest.raises(QuoteRefused, match="already refused"):
        accept(quote, CLAIRE, at=now)
    entry = JournalEntry.objects.get(business=business, verb="refuse_quote")
    assert "déménageons" not in entry.payload


def test_an_acceptance_is_taken_back_within_its_days_and_once(business, now):
    quote = sent(business)
    with pytest.raises(QuoteRefused, match="not accepted"):
        withdraw(quote, CLAIRE, at=now, until=TODAY)
    accept(quote, CLAIRE, at=now)
    last = TODAY + dt.timedelta(days=14)
    with pytest.raises(QuoteRefused, match="are over"):
        withdraw(quote, CLAIRE, at=now + dt.timedelta(days=15), until=last)

    withdraw(quote, CLAIRE, at=now + dt.timedelta(days=14), until=last)

    quote = Quote.objects.get(pk=quote.pk)
    assert state_of(quote, on=last) is State.WITHDRAWN
    with pytest.raises(QuoteRefused, match="already taken back"):
        withdraw(quote, CLAIRE, at=now, until=last)
    with pytest.raises(QuoteRefused, match="already taken back"):
        accept(quote, CLAIRE, at=now)


def test_she_may_agree_to_a_late_withdrawal(business, now):
    quote = sent(business)
    accept(quote, CLAIRE, at=now)

    answer = withdraw(quote, Reply(by_hand=True), at=now + dt.timedelta(days=40))

    assert answer.kind == "withdrawn"


def test_only_the_first_reading_is_kept(business, now):
    quote = sent(business)

    mark_opened(quote, at=now)
    mark_opened(quote, at=now + dt.timedelta(days=1))

    quote = Quote.objects.get(pk=quote.pk)
    assert quote.opened_at == now
    assert state_of(quote, on=TODAY) is State.OPENED


def test_she_says_when_to_come_back(business, now):
    quote = sent(business)

    follow_up(quote, on=dt.date(2026, 3, 30))
    assert Quote.objects.get(pk=quote.pk).follow_up_on == dt.date(2026, 3, 30)
    follow_up(quote, on=None)
    assert Quote.objects.get(pk=quote.pk).follow_up_on is None


def test_another_business_is_never_quoted(business, other, now):
    from casquettes.kernel import tenancy
    from tests.sales.promises import claire

    with tenancy.entered(business_id=other.pk):
        stranger = claire(other)

    with pytest.raises(QuoteRefused) as refusal:
        drafted(business, client=stranger)

    assert refusal.value.field == "client"
