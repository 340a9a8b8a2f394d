"""A draft leaves: numbered, frozen and written down, once."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest

from casquettes.engine import documents as engine
from casquettes.finance.actions.drafts import (
    InvoiceRefused,
    change_draft,
    draft_of,
    remove_draft,
)
from casquettes.finance.actions.issuing import (
    IdentityIncomplete,
    InvoiceNotReady,
    issue_invoice,
)
from casquettes.finance.models import Invoice
from casquettes.kernel.models import Address, Counter, Identity, JournalEntry
from tests.cast import NOW
from tests.finance import dealings
from tests.finance.dealings import buyer, drafted, issued, line

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def claire(business):
    dealings.identity(business)
    return buyer(business)


def test_an_issued_invoice_has_its_number_its_day_and_what_was_printed(claire, business):
    invoice = issued(claire, line("48", "3.5"), line("12", covers="travel", unit=""))
    assert (invoice.number, invoice.year, invoice.rank) == ("F2026-001", 2026, 1)
    assert (invoice.issued_on, invoice.due_on) == (dt.date(2026, 3, 12), dt.date(2026, 4, 11))
    assert (invoice.net, invoice.vat, invoice.gross) == (180, 0, 180)
    document = engine.from_plain(invoice.frozen)
    assert document.number == "F2026-001"
    assert document.seller.name == "Anne Martin EI"
    assert document.buyer.name == "Claire Moreau"
    assert [one.amount for one in document.lines] == [Decimal(168), Decimal(12)]
    assert document.totals.gross == Decimal(180)
    assert engine.sha256(document) == invoice.sha256


def test_the_journal_keeps_the_act_without_a_name(claire, business):
    invoice = issued(claire, line("48"))
    entry = JournalEntry.objects.filter(business=business).last()
    assert (entry.verb, entry.amount, entry.perpetual_total) == ("issue_invoice", 4800, 4800)
    told = json.loads(entry.payload)
    assert (told["number"], told["gross"], told["sha256"]) == ("F2026-001", 4800, invoice.sha256)
    assert "Claire" not in entry.payload


def test_a_second_click_gets_the_same_invoice(claire):
    invoice = drafted(claire)
    first, second = issue_invoice(invoice, at=NOW), issue_invoice(invoice, at=NOW)
    assert first.number == second.number == "F2026-001"
    assert Counter.objects.get().last_rank == 1


def test_what_was_printed_stays_when_she_and_her_client_move(claire, business):
    invoice = issued(claire)
    Address.objects.update(city="Lorient")
    Identity.objects.update(city="Nantes")
    claire.last_name = "Dubois"
    claire.save()
    document = engine.from_plain(Invoice.objects.get(pk=invoice.pk).frozen)
    assert (document.buyer.name, document.buyer.city) == ("Claire Moreau", "Vannes")
    assert document.seller.city == "Vannes"


def test_numbers_follow_each_other_and_start_anew_with_the_year(claire):
    last_minute = dt.datetime(2026, 12, 31, 22, 59, tzinfo=dt.UTC)  # 23 h 59 in Paris
    numbers = [
        issued(claire, at=at).number
        for at in (NOW, last_minute, last_minute + dt.timedelta(minutes=2))
    ]
    assert numbers == ["F2026-001", "F2026-002", "F2027-001"]


def test_an_invoice_is_never_dated_before_the_last_one(claire):
    midnight = dt.datetime(2026, 12, 31, 23, 0, tzinfo=dt.UTC)
    issued(claire, at=midnight)
    late = issued(claire, at=midnight - dt.timedelta(seconds=1))
    assert (late.number, late.issued_on) == ("F2027-002", dt.date(2027, 1, 1))


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"street": ""}, "street"), ({"city": ""}, "city"), ({"siren": ""}, "siren")],
)
def test_without_her_own_facts_nothing_leaves_and_no_number_is_taken(business, facts, field):
    dealings.identity(business, **facts)
    invoice = drafted(buyer(business))
    with pytest.raises(IdentityIncomplete) as refusal:
        issue_invoice(invoice, at=NOW)
    assert refusal.value.field == field
    assert not Counter.objects.exists()


def test_without_lines_or_an_address_it_says_what_is_missing(claire):
    empty = change_draft(drafted(claire), dealings.InvoiceDraft(client=claire, lines=[]), at=NOW)
    with pytest.raises(InvoiceNotReady, match="at least one line"):
        issue_invoice(empty, at=NOW)
    Address.objects.all().delete()
    with pytest.raises(InvoiceNotReady, match="address of Claire Moreau"):
        issue_invoice(drafted(claire), at=NOW)


def test_a_negative_total_is_a_credit_note_not_an_invoice(claire):
    with pytest.raises(InvoiceNotReady, match="make a credit note"):
        issue_invoice(drafted(claire, line("10"), line("20", "-1")), at=NOW)


def test_odd_lines_count_exactly(claire):
    invoice = issued(claire, line("0"), line("10.01", "99.999"), line("-5", "2"))
    assert invoice.gross == Decimal("1000.99") - 10
    assert [one.quantity for one in invoice.lines.all()][2] == -2


def test_an_issued_invoice_is_neither_changed_nor_removed(claire):
    invoice = issued(claire)
    with pytest.raises(InvoiceRefused, match="credit note"):
        change_draft(invoice, draft_of(invoice), at=NOW)
    with pytest.raises(InvoiceRefused, match="credit note"):
        remove_draft(invoice, at=NOW)


def test_with_vat_the_rates_add_up_and_a_consumer_pays_what_was_typed(business):
    dealings.identity(business, vat_since=dt.date(2026, 1, 1), vat_number="FR40732829320")
    claire = buyer(business)
    lines = [line("10", vat_rate=Decimal(20)), line("10", vat_rate=Decimal("5.5"))]
    net = issued(claire, *lines)
    assert (net.net, net.vat, net.gross) == (Decimal(20), Decimal("2.55"), Decimal("22.55"))
    gross = issued(claire, *lines, gross_entry=True)
    assert (gross.net, gross.vat, gross.gross) == (
        Decimal("17.81"),
        Decimal("2.19"),
        Decimal(20),
    )


def test_under_the_franchise_no_rate_is_kept(claire):
    invoice = issued(claire, line("10", vat_rate=Decimal(20)))
    assert (invoice.vat, invoice.lines.get().vat_rate) == (0, 0)
    assert engine.from_plain(invoice.frozen).lines[0].vat_rate is None


def test_a_name_made_of_code_is_frozen_as_typed(business):
    dealings.identity(business)
    name = "{{7*7}} <script> #panic() $(x) \\"
    claire = buyer(business, last_name=name)
    assert engine.from_plain(issued(claire).frozen).buyer.name == f"Claire {name}"


def test_a_rate_of_vat_that_is_not_of_her_place_is_refused(business):
    dealings.identity(business, vat_since=dt.date(2026, 1, 1), vat_number="FR40732829320")
    invoice = drafted(buyer(business), line(vat_rate=Decimal("19.6")))
    with pytest.raises(InvoiceNotReady, match="not a rate of VAT where you are") as refusal:
        issue_invoice(invoice, at=NOW)
    assert refusal.value.field == "lines-0-vat_rate"


def test_what_the_law_wants_is_on_it(business):
    dealings.identity(business)
    mentions = engine.from_plain(issued(buyer(business, firm="Cabinet Roche")).frozen).mentions
    keys = {mention.key for mention in mentions}
    assert {"vat_franchise", "late_fees", "recovery_fee", "early_discount"} <= keys
