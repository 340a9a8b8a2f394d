"""A quote leaves: numbered, dated, frozen word for word; a newer version takes its place."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from casquettes.engine import documents
from casquettes.engine.journal import read
from casquettes.kernel.models import JournalEntry
from casquettes.sales.actions.drafts import (
    LineDraft,
    QuoteRefused,
    change_draft,
    draft_of,
    duplicate,
    remove_draft,
    restore_draft,
)
from casquettes.sales.actions.quotes import Reply, accept, issue_quote, mark_sent, new_version
from casquettes.sales.models import Quote
from casquettes.sales.queries.quotes import State, document_of, newer_version, state_of
from tests.sales.promises import LABELS, WORK, claire, drafted, issued, known_seller, sent

TODAY = dt.date(2026, 3, 12)


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


def test_a_draft_counts_its_lines_without_the_options(business):
    quote = drafted(business)

    assert (quote.net, quote.vat, quote.gross) == (Decimal("228.40"), 0, Decimal("228.40"))
    assert quote.number is None
    assert state_of(quote, on=TODAY) is State.DRAFT


def test_issuing_takes_the_next_number_and_freezes_what_is_read(business, now):
    quote = issued(business)

    assert quote.number == "D2026-001"
    assert quote.issued_on == TODAY
    assert quote.valid_until == dt.date(2026, 4, 11)
    document = documents.from_plain(quote.frozen)
    assert documents.sha256(document) == quote.sha256
    assert document.number == "D2026-001"
    assert document.seller.name == "Anne Martin EI"
    assert next(line.description for line in document.lines) == "Tri de la cuisine"
    assert any("293 B" in mention.text for mention in document.mentions)


def test_what_is_frozen_stays_when_the_client_moves(business, now):
    quote = issued(business)
    quote.client.addresses.update(city="Lorient")

    assert document_of(Quote.objects.get(pk=quote.pk), on=TODAY).buyer.city == "Vannes"


def test_issuing_is_written_in_the_journal_without_a_name(business, now):
    quote = issued(business)

    entry = JournalEntry.objects.filter(business=business, verb="issue_quote").get()
    assert read(entry.payload) == {
        "number": "D2026-001",
        "version": 1,
        "sha256": quote.sha256,
        "net": 22840,
        "vat": 0,
        "gross": 22840,
    }
    assert entry.amount is None
    assert "Moreau" not in entry.payload


def test_it_leaves_only_once(business, now):
    quote = issued(business)

    with pytest.raises(QuoteRefused, match="already issued"):
        issue_quote(quote, at=now)


def test_it_does_not_leave_before_she_said_who_she_is(business, now):
    with pytest.raises(QuoteRefused) as refusal:
        issue_quote(drafted(business), at=now)

    assert refusal.value.field == "identity"


def test_options_alone_are_no_quote(business, now):
    known_seller(business)

    with pytest.raises(QuoteRefused, match="not an option"):
        issue_quote(drafted(business, lines=[LABELS]), at=now)


def test_a_total_below_zero_does_not_leave(business, now):
    known_seller(business)
    lines = [WORK, LineDraft("Geste", Decimal(-500), covers="discount")]

    with pytest.raises(QuoteRefused, match="below zero"):
        issue_quote(drafted(business, lines=lines), at=now)


def test_a_last_day_already_past_is_refused(business, now):
    known_seller(business)

    with pytest.raises(QuoteRefused) as refusal:
        issue_quote(drafted(business, valid_until=dt.date(2026, 3, 11)), at=now)

    assert refusal.value.field == "valid_until"


def test_a_quote_that_left_does_not_change(business, now):
    quote = issued(business)

    with pytest.raises(QuoteRefused, match="new version"):
        change_draft(quote, replace(draft_of(quote), title="Autre"), at=now)
    with pytest.raises(QuoteRefused, match="kept"):
        remove_draft(quote, at=now)


def test_a_draft_goes_and_comes_back(business, now):
    quote = drafted(business)

    remove_draft(quote, at=now)
    assert not Quote.objects.of(business).exists()
    with pytest.raises(QuoteRefused, match="removed"):
        change_draft(quote, draft_of(quote), at=now)

    restore_draft(Quote.objects.get(pk=quote.pk))
    assert Quote.objects.of(business).get() == quote


def test_sending_asks_to_come_back_in_a_week(business, now):
    quote = sent(business)

    assert quote.follow_up_on == dt.date(2026, 3, 19)
    assert state_of(quote, on=TODAY) is State.SENT
    with pytest.raises(QuoteRefused, match="Issue the quote first"):
        mark_sent(drafted(business, client=quote.client), at=now)


def test_after_its_last_day_it_is_over(business, now):
    quote = sent(business)

    assert state_of(quote, on=dt.date(2026, 4, 11)) is State.SENT
    assert state_of(quote, on=dt.date(2026, 4, 12)) is State.EXPIRED


def test_a_new_version_keeps_the_number_and_replaces_once_issued(business, now):
    first = sent(business)
    second = new_version(first, at=now)
    assert (second.version, second.number) == (2, None)
    assert state_of(Quote.objects.get(pk=first.pk), on=TODAY) is State.SENT
    assert new_version(first, at=now) == second

    change_draft(second, replace(draft_of(second), lines=[WORK]), at=now)
    second = issue_quote(second, at=now)

    first = Quote.objects.get(pk=first.pk)
    assert (second.number, second.version) == ("D2026-001", 2)
    assert state_of(first, on=TODAY) is State.REPLACED
    assert newer_version(first) == second
    assert second.gross == Decimal("175.00")
    verbs = JournalEntry.objects.filter(business=business).order_by("rank")
    assert [e.verb for e in verbs][-2:] == ["issue_quote", "replace_quote"]
    with pytest.raises(QuoteRefused, match="newer version"):
        new_version(first, at=now)


def test_a_removed_version_makes_room_for_another(business, now):
    first = sent(business)
    second = new_version(first, at=now)
    remove_draft(second, at=now)

    third = new_version(Quote.objects.get(pk=first.pk), at=now)

    assert third.pk != second.pk
    assert third.version == 2


def test_a_new_version_is_for_the_same_client(business, now):
    second = new_version(sent(business), at=now)
    someone = claire(business, first_name="Paul", last_name="Rey")

    with pytest.raises(QuoteRefused) as refusal:
        change_draft(second, replace(draft_of(second), client=someone, place=None), at=now)

    assert refusal.value.field == "client"


def test_the_client_who_accepted_meanwhile_is_heard(business, now):
    first = sent(business)
    second = new_version(first, at=now)
    accept(first, Reply(name="Claire Moreau"), at=now)

    with pytest.raises(QuoteRefused, match="accepted the version before"):
        issue_quote(second, at=now)
    with pytest.raises(QuoteRefused, match="contract"):
        new_version(Quote.objects.get(pk=first.pk), at=now)


def test_a_draft_is_changed_rather_than_versioned(business, now):
    with pytest.raises(QuoteRefused, match="still a draft"):
        new_version(drafted(business), at=now)


def test_a_copy_is_a_promise_of_its_own(business, now):
    copy = duplicate(sent(business), at=now)

    assert (copy.number, copy.version, copy.issued_on) == (None, 1, None)
    assert copy.gross == Decimal("228.40")
    assert [line.is_option for line in copy.lines.all()] == [False, False, True]


def test_with_vat_each_rate_is_rounded_once(business, now):
    known_seller(business, vat_since=dt.date(2026, 1, 1), vat_number="FR44732829320")
    lines = [
        replace(WORK, vat_rate=Decimal(20)),
        replace(LABELS, is_option=False, vat_rate=Decimal("5.5")),
    ]
    quote = drafted(business, lines=lines, discount_rate=Decimal(10))

    assert (quote.net, quote.vat, quote.gross) == (
        Decimal("193.50"),
        Decimal("33.48"),
        Decimal("226.98"),
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "  "}, "title"),
        ({"discount_rate": Decimal(101)}, "discount_rate"),
        ({"deposit": "rate", "deposit_value": None}, "deposit_value"),
        ({"deposit": "rate", "deposit_value": Decimal(101)}, "deposit_value"),
        ({"lines": [WORK] * 301}, "lines"),
    ],
)
def test_what_no_quote_may_say_names_its_field(business, now, change, field):
    with pytest.raises(QuoteRefused) as refusal:
        drafted(business, **change)

    assert refusal.value.field == field


def test_the_address_is_one_of_the_client(business, now):
    other_place = claire(business, first_name="Paul").addresses.get()

    with pytest.raises(QuoteRefused) as refusal:
        drafted(business, place=other_place)

    assert refusal.value.field == "place"
