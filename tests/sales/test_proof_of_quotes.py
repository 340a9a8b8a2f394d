"""Whatever another hand changes in quotes and their answers, `verify` names it."""

from __future__ import annotations

import pytest

from casquettes.config.commands import journal as command
from casquettes.finance.queries.proof import Flaw, Why, first_flaw
from casquettes.sales.actions.quotes import (
    Reply,
    accept,
    issue_quote,
    keep,
    new_version,
    withdraw,
)
from casquettes.sales.models import Quote
from tests import cast
from tests.kernel.tampering import another_hand
from tests.sales.promises import drafted, issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def promises(business):
    """A quote in two versions, the second accepted with its option, then taken back."""
    first = issued(business)
    second = issue_quote(new_version(first, at=cast.NOW), at=cast.NOW)
    option = second.lines.get(is_option=True).pk
    accept(second, Reply(name="Claire Moreau", by_hand=True, options=[option]), at=cast.NOW)
    withdraw(Quote.objects.get(pk=second.pk), Reply(by_hand=True), at=cast.NOW)
    drafted(business, client=first.client)
    return business


def test_quotes_that_nobody_touched_are_whole(promises):
    assert first_flaw(promises) is None


@pytest.mark.parametrize(
    "statement",
    [
        "update sales_quote set frozen = '{}' where version = 1",
        "update sales_quote set sha256 = 'x' where version = 2",
        "update sales_quote set gross = 1 where version = 2",
        "update sales_quote set accepted_on = null where version = 2",
        "update sales_quote set withdrawn_on = null where version = 2",
        "update sales_quote set number = 'D1' where version = 2",
        "update sales_quoteanswer set name = 'Bruno' where kind = 'accepted'",
        "update sales_quoteanswer set document_sha256 = 'x' where kind = 'withdrawn'",
        "delete from sales_quoteanswer where kind = 'accepted'",
    ],
)
def test_a_quote_or_an_answer_that_was_changed_is_named(promises, statement):
    number = Quote.objects.get(version=2).number
    with another_hand() as cursor:
        cursor.execute(statement)
    flaw = first_flaw(promises)
    assert flaw is not None
    assert (flaw.why, flaw.number) == (Why.QUOTE, number)


def test_a_withdrawal_put_back_by_another_hand_is_named(promises):
    keep(Quote.objects.get(version=2), at=cast.NOW)
    assert first_flaw(promises) is None
    with another_hand() as cursor:
        cursor.execute("update sales_quote set withdrawn_on = '2026-03-12' where version = 2")
    flaw = first_flaw(promises)
    assert flaw is not None
    assert flaw.why == Why.QUOTE


def test_a_quote_the_journal_does_not_know_is_named(promises):
    with another_hand() as cursor:
        cursor.execute(
            "update sales_quote set number = 'D9', issued_on = '2026-03-12', frozen = '{}' "
            "where number is null"
        )
    assert first_flaw(promises) == Flaw(Why.QUOTE, "D9", 0)


def test_each_reason_has_a_sentence():
    assert {str(why) for why in Why} == set(command.FLAWS)
