"""Less work than was asked for ahead: the difference is given back as the balance is billed."""

from __future__ import annotations

import datetime as dt
import secrets
from decimal import Decimal

import pytest

from casquettes.finance.actions.from_quotes import draft_from_quote
from casquettes.finance.actions.from_work import (
    DepositAboveWork,
    above_work,
    draft_from_mission,
)
from casquettes.finance.actions.giving_back import NothingToGiveBack, give_back
from casquettes.finance.actions.issuing import issue_invoice
from casquettes.finance.models import Invoice
from casquettes.finance.queries.story import Next, next_step
from casquettes.finance.queries.waiting import waiting
from casquettes.kernel import journal
from tests.cast import NOW
from tests.finance import dealings
from tests.finance.dealings import TODAY, buyer, mission, paid, quote, session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def claire(business):
    dealings.identity(business)
    return buyer(business)


def with_deposit(client, *prices: str, share: str = "50", **facts):
    """A mission by the hour at 48 €, half of its quote billed ahead."""
    agreed = quote(client, *prices, **facts)
    work = mission(client, quote=agreed, travel_paid=False)
    draft = draft_from_quote(agreed, kind="deposit", share=Decimal(share), at=NOW)
    return work, issue_invoice(draft, at=NOW)


def test_a_balance_below_nothing_is_refused_and_says_by_how_much(claire):
    work, _deposit = with_deposit(claire, "600")
    session(work, 3)  # 168 €
    with pytest.raises(DepositAboveWork, match=r"132[.,]00"):
        draft_from_mission(work, kind="balance", at=NOW)
    assert Invoice.objects.filter(kind="balance").count() == 0


def test_the_difference_is_given_back_on_the_deposit_and_the_balance_is_nothing(claire, business):
    work, deposit = with_deposit(claire, "600")
    paid(deposit, "300")
    session(work, 3)
    done = give_back(work, at=NOW)
    [note] = done.notes
    assert (note.kind, note.corrects, note.gross) == ("credit_note", deposit, -132)
    assert (done.balance.gross, done.balance.paid_on) == (0, TODAY)
    deposit.refresh_from_db()
    assert (deposit.due, next_step(deposit, on=TODAY)) == (-132, Next.REFUND)
    verbs = [line.verb for line in journal.lines_of(business)]
    assert verbs[-2:] == ["issue_invoice", "issue_invoice"]
    assert waiting(business, on=TODAY).sessions == []


def test_work_that_covers_the_deposit_gives_nothing_back(claire):
    work, _deposit = with_deposit(claire, "300")
    session(work, 3)
    assert above_work(work, at=NOW) is None
    with pytest.raises(NothingToGiveBack):
        give_back(work, at=NOW)
    assert draft_from_mission(work, kind="balance", at=NOW).gross == 18


def test_the_latest_deposit_gives_back_first(claire):
    work, first = with_deposit(claire, "600", share="30")
    last = issue_invoice(
        draft_from_quote(work.quote, kind="deposit", share=Decimal(10), at=NOW), at=NOW
    )
    session(work, 3)
    session(work, 5, minutes=30)
    notes = give_back(work, at=NOW).notes
    assert [(note.corrects, note.gross) for note in notes] == [(last, -48)]
    assert first.corrected_by.count() == 0


@pytest.mark.parametrize("is_firm", [True, False])
def test_with_vat_each_rate_gives_back_its_own(business, is_firm):
    dealings.identity(business, vat_since=dt.date(2026, 1, 1), vat_number="FR40732829320")
    client = buyer(business, firm="Cabinet Roche" if is_firm else "")
    agreed = quote(client, "100", "100", vat_rate="20", gross_entry=not is_firm)
    agreed.lines.filter(position=1).update(vat_rate=Decimal("5.5"), covers="goods")
    work = mission(client, quote=agreed, travel_paid=False, price=Decimal(20))
    deposit = issue_invoice(
        draft_from_quote(agreed, kind="deposit", share=Decimal(90), at=NOW), at=NOW
    )
    agreed.lines.filter(position=1).delete()
    session(work, 3)  # 70 € at 20 % (84 € with VAT), nothing at 5.5 %
    done = give_back(work, at=NOW)
    sums: dict[Decimal, Decimal] = {}
    for one in (deposit, *done.notes, done.balance):
        for share in one.frozen["totals"]["shares"]:
            rate = Decimal(share["rate"])
            sums[rate] = sums.get(rate, Decimal(0)) + Decimal(share["base"])
    assert sums == {Decimal(20): 70, Decimal("5.5"): 0}
    assert sum(one.gross for one in (deposit, *done.notes, done.balance)) == 84
    assert done.balance.gross == 0


def test_one_click_asks_and_one_gives_back(anne, business, claire, now, client_of):
    anne.language = "en"
    anne.save()
    page = client_of(anne)
    work, deposit = with_deposit(claire, "600")
    session(work, 3)
    form = {"kind": "balance", "form_key": secrets.token_urlsafe(16)}
    asked = page.post(f"/finance/invoices/to-bill/mission/{work.pk}/", form)
    here = f"/finance/invoices/to-bill/mission/{work.pk}/give-back/"
    assert asked["Location"] == here
    told = page.get(here).content.decode()
    assert "€132.00" in told
    assert deposit.number in told
    sent = {"form_key": secrets.token_urlsafe(16)}
    assert page.post(here, sent)["Location"] == f"/finance/invoices/{deposit.pk}/"
    page.post(here, sent)
    assert Invoice.objects.filter(kind="credit_note").count() == 1
    assert page.get(here)["Location"] == "/finance/invoices/to-bill/"
