"""An accepted quote is billed once: deposits, progress, and a balance that deducts them."""

from __future__ import annotations

import contextlib
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casquettes.engine import documents as engine
from casquettes.finance.actions.credit_notes import credit_all
from casquettes.finance.actions.drafts import InvoiceRefused, remove_draft
from casquettes.finance.actions.from_quotes import (
    BilledAlready,
    DepositTooEarly,
    QuoteNotBillable,
    draft_from_quote,
)
from casquettes.finance.actions.issuing import issue_invoice
from casquettes.finance.models import Invoice
from casquettes.finance.queries.billing import to_bill
from casquettes.sales.models import Quote
from casquettes.sales.queries.quotes import document_of
from tests.cast import NOW
from tests.finance import dealings
from tests.finance.dealings import TODAY, buyer, quote

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def claire(business):
    dealings.identity(business)
    return buyer(business)


def billed(quote: Quote, kind: str, *, at: dt.datetime = NOW, **facts: str) -> Invoice:
    told = {name: Decimal(value) for name, value in facts.items()}
    return issue_invoice(draft_from_quote(quote, kind=kind, at=at, **told), at=at)


def test_a_deposit_is_what_the_quote_asks_for(claire):
    made = billed(quote(claire, "600", deposit="rate", deposit_value=Decimal(30)), "deposit")
    assert (made.kind, made.gross, made.quote.number) == ("deposit", 180, "D2026-001")
    [line] = made.lines.all()
    assert (line.covers, line.quantity, line.unit_price) == ("deposit", 1, 180)
    assert "30" in line.description
    assert "D2026-001" in line.description


def test_a_deposit_may_be_an_amount(claire):
    assert billed(quote(claire, "600"), "deposit", amount="100").gross == 100
    asked = quote(claire, "600", deposit="amount", deposit_value=Decimal(150))
    assert billed(asked, "deposit").gross == 150


def test_the_balance_has_every_line_and_deducts_each_with_its_number_and_day(claire):
    agreed = quote(claire, "400", "200")
    billed(agreed, "deposit", share="30")
    billed(agreed, "progress", share="20")
    balance = billed(agreed, "balance")
    assert balance.gross == 300
    document = engine.from_plain(balance.frozen)
    assert [(line.amount, line.deducts, line.deducts_on) for line in document.lines] == [
        (400, "", None),
        (200, "", None),
        (-180, "F2026-001", TODAY),
        (-120, "F2026-002", TODAY),
    ]
    assert to_bill(agreed, owes_vat=False).left == 0


def test_nothing_is_billed_twice(claire):
    agreed = quote(claire, "600")
    billed(agreed, "deposit", share="60")
    with pytest.raises(BilledAlready, match=r"240[.,]00"):
        draft_from_quote(agreed, kind="progress", share=Decimal(41), at=NOW)
    late = draft_from_quote(agreed, kind="progress", share=Decimal(40), at=NOW)
    balance = draft_from_quote(agreed, kind="balance", at=NOW)
    with pytest.raises(BilledAlready, match="is waiting already"):
        draft_from_quote(agreed, kind="balance", at=NOW)
    issue_invoice(late, at=NOW)
    with pytest.raises(BilledAlready, match="F2026-002 is not taken off"):
        issue_invoice(balance, at=NOW)
    remove_draft(balance, at=NOW)
    assert billed(agreed, "balance").gross == 0
    for kind in ("balance", "progress"):
        with pytest.raises(BilledAlready):
            draft_from_quote(agreed, kind=kind, share=Decimal(1), at=NOW)


def test_a_deposit_that_was_given_back_is_not_deducted(claire):
    agreed = quote(claire, "600")
    first = billed(agreed, "deposit", share="30")
    billed(agreed, "deposit", share="10")
    waiting = draft_from_quote(agreed, kind="balance", at=NOW)
    issue_invoice(credit_all(first, at=NOW), at=NOW)
    with pytest.raises(BilledAlready, match="given back"):
        issue_invoice(waiting, at=NOW)
    remove_draft(waiting, at=NOW)
    assert billed(agreed, "balance").gross == 540


def test_a_balance_that_was_given_back_can_be_made_again(claire):
    agreed = quote(claire, "600")
    billed(agreed, "deposit", share="30")
    balance = billed(agreed, "balance")
    issue_invoice(credit_all(balance, at=NOW), at=NOW)
    assert billed(agreed, "balance").gross == 420


def test_a_deposit_given_back_after_the_balance_can_be_billed_again(claire):
    agreed = quote(claire, "600")
    deposit = billed(agreed, "deposit", share="30")
    billed(agreed, "balance")
    assert to_bill(agreed, owes_vat=False).left == 0
    issue_invoice(credit_all(deposit, at=NOW), at=NOW)
    assert to_bill(agreed, owes_vat=False).left == 180
    assert billed(agreed, "balance").gross == 180
    assert to_bill(agreed, owes_vat=False).left == 0


def test_a_discount_does_not_touch_what_is_deducted(claire):
    agreed = quote(claire, "1000", discount_rate=Decimal(10))
    assert billed(agreed, "deposit", share="50").gross == 450
    assert billed(agreed, "balance").gross == 450


def test_signed_at_home_a_deposit_waits_for_the_day_the_law_allows(claire):
    agreed = quote(claire, "600", off_premises=True)
    dealings.mission(claire, quote=agreed, payable_from=TODAY + dt.timedelta(days=7))
    with pytest.raises(DepositTooEarly) as refusal:
        draft_from_quote(agreed, kind="deposit", share=Decimal(30), at=NOW)
    assert refusal.value.until == dt.date(2026, 3, 19)
    allowed = NOW + dt.timedelta(days=7)
    assert billed(agreed, "deposit", share="30", at=allowed).gross == 180


@pytest.mark.parametrize("facts", [{"accepted_on": None}, {"withdrawn_on": TODAY}])
def test_what_is_no_contract_is_not_billed(claire, facts):
    with pytest.raises(QuoteNotBillable):
        draft_from_quote(quote(claire, **facts), kind="deposit", share=Decimal(30), at=NOW)


@pytest.mark.parametrize("facts", [{"share": "0"}, {"share": "101"}, {"amount": "0"}])
def test_a_share_or_an_amount_that_is_none_is_refused(claire, facts):
    told = {name: Decimal(value) for name, value in facts.items()}
    with pytest.raises(InvoiceRefused):
        draft_from_quote(quote(claire), kind="deposit", at=NOW, **told)


steps = st.lists(
    st.tuples(
        st.sampled_from(["deposit", "progress", "balance", "credit"]),
        st.decimals("0.5", "100", places=1),
    ),
    max_size=7,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    prices=st.lists(st.decimals("0.01", "999.99", places=2), min_size=1, max_size=3),
    rate=st.sampled_from(["0", "5.5", "20"]),
    discount=st.sampled_from(["0", "7", "33.33"]),
    gross_entry=st.booleans(),
    steps=steps,
)
def test_whatever_the_order_the_invoices_of_a_quote_never_exceed_it(
    vat_client, prices, rate, discount, gross_entry, steps
):
    agreed = quote(
        vat_client,
        *map(str, prices),
        vat_rate=rate,
        discount_rate=Decimal(discount),
        gross_entry=gross_entry,
    )
    for kind, share in [*steps, ("balance", Decimal(1))]:
        try:
            if kind == "credit":
                last = agreed.invoices.exclude(kind="credit_note").issued().last()
                if last is not None:
                    issue_invoice(credit_all(last, at=NOW), at=NOW)
            else:
                told = {} if kind == "balance" else {"share": share}
                with_atomic(
                    lambda k=kind, t=told: billed(agreed, k, **{n: str(v) for n, v in t.items()})
                )
        except InvoiceRefused:
            pass
        standing = to_bill(agreed, owes_vat=True)
        assert 0 <= standing.billed <= standing.whole
    assert standing.billed == standing.whole


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    prices=st.lists(st.decimals("0.05", "999.99", places=2), min_size=2, max_size=3),
    discount=st.sampled_from(["0", "7", "33.33"]),
    gross_entry=st.booleans(),
    steps=st.lists(st.sampled_from(["deposit", "progress"]), min_size=1, max_size=3),
    share=st.integers(1, 33),
)
def test_deposits_and_balance_make_the_quote_to_the_cent_rate_by_rate(
    vat_client, prices, discount, gross_entry, steps, share
):
    agreed = quote(
        vat_client,
        *map(str, prices),
        vat_rate="20",
        discount_rate=Decimal(discount),
        gross_entry=gross_entry,
    )
    agreed.lines.filter(position=1).update(vat_rate=Decimal("5.5"))
    whole = document_of(agreed, on=TODAY).totals
    Quote.objects.filter(pk=agreed.pk).update(gross=whole.gross)
    for kind in steps:
        with contextlib.suppress(InvoiceRefused):  # a share of nothing
            with_atomic(lambda k=kind: billed(agreed, k, share=str(share)))
    billed(agreed, "balance")
    sums = {}
    for one in agreed.invoices.issued():
        for told in engine.from_plain(one.frozen).totals.shares:
            base, vat = sums.get(told.rate, (0, 0))
            sums[told.rate] = (base + told.base, vat + told.vat)
    assert sums == {told.rate: (told.base, told.vat) for told in whole.shares}


def with_atomic(act) -> None:
    from django.db import transaction

    with transaction.atomic():
        act()


@pytest.fixture
def vat_client(business):
    dealings.identity(business, vat_since=dt.date(2026, 1, 1), vat_number="FR40732829320")
    return buyer(business)


def test_a_draft_of_a_quote_the_client_withdrew_from_since_does_not_leave(claire):
    agreed = quote(claire, "600", deposit="rate", deposit_value=Decimal(30))
    draft = draft_from_quote(agreed, kind="deposit", at=NOW)
    Quote.objects.filter(pk=agreed.pk).update(withdrawn_on=TODAY)
    with pytest.raises(QuoteNotBillable):
        issue_invoice(draft, at=NOW)


def test_a_deposit_above_the_whole_is_the_whole_as_the_quote_says(claire):
    agreed = quote(claire, "24.39", deposit="amount", deposit_value=Decimal(50))
    assert billed(agreed, "deposit").gross == Decimal("24.39")
