"""One invoice: issued with a look before, sent, paid, given back, disputed, made to come back."""

from __future__ import annotations

import datetime as dt
import html as htmls
import secrets
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from casquettes.finance.actions.following import mark_sent
from casquettes.finance.models import Invoice, Payment, RecurringInvoice, Reminder
from casquettes.kernel import journal
from casquettes.kernel.models import Business, Contact, ContactPoint, Mail, User
from tests import cast
from tests.finance import dealings

TODAY = dt.date(2026, 3, 12)
LONG_AGO = cast.NOW - dt.timedelta(days=45)


@pytest.fixture
def page(
    anne: User, business: Business, now: dt.datetime, client_of: Callable[[User], Client]
) -> Client:
    anne.language = "en"
    anne.save()
    dealings.identity(business)
    return client_of(anne)


@pytest.fixture
def claire(business: Business) -> Contact:
    claire = dealings.buyer(business)
    ContactPoint.objects.create(
        business=business, contact=claire, kind="email", value="claire@example.org"
    )
    return claire


def at(invoice: Invoice, act: str = "") -> str:
    return f"/finance/invoices/{invoice.pk}/{act}"


def form(**typed: Any) -> dict[str, Any]:
    return {"form_key": secrets.token_urlsafe(16), **typed}


def read(answer: Any) -> str:
    return htmls.unescape(answer.content.decode())


def again(invoice: Invoice) -> Invoice:
    return Invoice.objects.get(pk=invoice.pk)


# --- issuing --------------------------------------------------------------------------------------


def test_before_issuing_she_reads_the_number_and_what_cannot_change(
    page: Client, claire: Contact
) -> None:
    draft = dealings.drafted(claire)
    html = read(page.get(at(draft, "issue/")))
    assert "Invoice F2026-001" in html
    assert "It is F2026-001 for ever" in html
    assert again(draft).number is None


def test_it_is_issued_once_however_often_it_is_asked(page: Client, claire: Contact) -> None:
    draft, sent = dealings.drafted(claire), form(act="issue")
    first, second = page.post(at(draft, "issue/"), sent), page.post(at(draft, "issue/"), sent)
    assert first["Location"] == second["Location"] == at(draft)
    assert again(draft).number == "F2026-001"
    assert page.get(at(draft, "issue/"))["Location"] == at(draft)


def test_issue_then_send_leads_to_the_letter(page: Client, claire: Contact) -> None:
    draft = dealings.drafted(claire)
    assert page.post(at(draft, "issue/"), form(act="send"))["Location"] == at(draft, "send/")


def test_what_the_law_wants_of_her_is_asked_on_the_same_page(
    page: Client, business: Business, claire: Contact
) -> None:
    business.identity.delete()
    draft = dealings.drafted(claire)
    html = read(page.get(at(draft, "issue/")))
    assert "The law wants to read this of you" in html
    assert "Issue only" not in html
    told = {"legal_name": "Anne Martin EI", "number": "73282932000074", "street": "1 rue Basse"}
    page.post(
        "/settings/company/first/",
        told | {"place": "56000 Vannes", "next": at(draft, "issue/")},
    )
    assert "Issue only" in read(page.get(at(draft, "issue/")))


def test_the_address_of_the_client_is_asked_where_it_lacks(page: Client, claire: Contact) -> None:
    claire.addresses.all().delete()
    draft = dealings.drafted(claire)
    assert "Where does Claire Moreau live?" in read(page.get(at(draft, "issue/")))
    refused = page.post(at(draft, "issue/"), {"act": "place", "street": "", "city": "Vannes"})
    assert refused.status_code == 422
    page.post(
        at(draft, "issue/"), {"act": "place", "street": "2 rue Basse", "city": "56000 Vannes"}
    )
    assert str(claire.addresses.get()) == "2 rue Basse, 56000 Vannes"


def test_an_empty_draft_cannot_leave_and_says_why(page: Client, claire: Contact) -> None:
    draft = dealings.drafted(claire, dealings.line(description=" "))
    assert "Say what this line is for." in read(page.get(at(draft, "issue/")))
    answer = page.post(at(draft, "issue/"), form(act="issue"), follow=True)
    assert "Say what this line is for." in read(answer)
    assert again(draft).number is None


def test_a_draft_shows_its_pdf_in_the_browser(page: Client, claire: Contact) -> None:
    answer = page.get(at(dealings.drafted(claire), "draft.pdf"))
    assert (answer["Content-Type"], answer["Content-Disposition"]) == ("application/pdf", "inline")


@pytest.mark.parametrize(
    ("kind", "name", "start"),
    [("pdf", "F2026-001.pdf", b"%PDF"), ("cii", "F2026-001-cii.xml", b"<?xml")]
    + [("ubl", "F2026-001-ubl.xml", b"<?xml")],
)
def test_its_files_are_taken_away(
    page: Client, claire: Contact, kind: str, name: str, start: bytes
) -> None:
    answer = page.get(at(dealings.issued(claire), f"files/{kind}/"))
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.content.startswith(start)


# --- sending --------------------------------------------------------------------------------------


def test_the_letter_is_read_changed_and_sent_with_the_pdf(page: Client, claire: Contact) -> None:
    invoice = dealings.issued(claire)
    shown = page.get(at(invoice, "send/")).context["form"]
    assert shown["to"].value() == "claire@example.org"
    sent = form(to="claire@example.org", copy_to="", subject="Your invoice", body="Dear Claire")
    page.post(at(invoice, "send/"), sent)
    page.post(at(invoice, "send/"), sent)
    [mail] = Mail.objects.all()
    assert (mail.subject, mail.body) == ("Your invoice", "Dear Claire")
    assert [file.name for file in mail.files.all()] == ["F2026-001.pdf"]
    assert again(invoice).sent_at == cast.NOW


def test_a_letter_to_nobody_is_refused_and_its_words_stay(page: Client, claire: Contact) -> None:
    invoice = dealings.issued(claire)
    sent = form(to="nobody", subject="Hello", body="Typed with care")
    answer = page.post(at(invoice, "send/"), sent)
    assert answer.status_code == 422
    assert "Typed with care" in read(answer)
    assert again(invoice).sent_at is None


def test_she_may_have_given_it_herself(page: Client, claire: Contact) -> None:
    invoice = dealings.issued(claire)
    page.post(at(invoice, "by-hand/"))
    assert again(invoice).sent_at == cast.NOW


# --- money ----------------------------------------------------------------------------------------


def test_a_payment_takes_no_typing_in_the_usual_case(page: Client, claire: Contact) -> None:
    invoice = mark_sent(dealings.issued(claire), at=cast.NOW)
    shown = page.get(at(invoice)).context["payment"]
    usual = {name: shown[name].initial for name in ("amount", "on", "method")}
    assert usual == {"amount": Decimal(48), "on": TODAY, "method": "transfer"}
    page.post(at(invoice, "pay/"), form(**usual))
    assert again(invoice).paid_on == TODAY


def test_the_same_payment_sent_twice_counts_once(page: Client, claire: Contact) -> None:
    invoice = dealings.issued(claire)
    sent = form(amount="20", on="2026-03-12", method="cash")
    page.post(at(invoice, "pay/"), sent)
    page.post(at(invoice, "pay/"), sent)
    assert again(invoice).paid == Decimal(20)
    changed = page.post(at(invoice, "pay/"), sent | {"amount": "21"}, follow=True)
    assert "This form was already sent" in read(changed)
    assert again(invoice).paid == Decimal(20)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"amount": "much"}, "Write a sum"),
        ({"amount": "0"}, "Write the amount received"),
        ({"amount": "NaN"}, "Write a sum"),
        ({"on": "2026-03-13"}, "has not come yet"),
        ({"on": "1999-01-01"}, "from 2000 on"),
        ({"method": "gold"}, "Choose in the list."),
    ],
)
def test_money_that_cannot_be_is_refused_beside_its_field(
    page: Client, claire: Contact, typed: dict[str, str], words: str
) -> None:
    invoice = dealings.issued(claire)
    told = {"amount": "48", "on": "2026-03-12", "method": "transfer", "reference": "kept"} | typed
    answer = page.post(at(invoice, "pay/"), form(**told))
    assert answer.status_code == 422
    assert words in read(answer)
    assert 'value="kept"' in read(answer)
    assert not Payment.objects.exists()


def test_too_much_is_said_and_given_back(page: Client, claire: Contact) -> None:
    invoice = dealings.issued(claire)
    answer = page.post(
        at(invoice, "pay/"), form(amount="60", on="2026-03-12", method="cheque"), follow=True
    )
    assert "€60.00 noted: that is €12.00 more than what was due." in read(answer)
    assert "€12.00 more than what was due" in read(answer)
    page.post(
        at(invoice, "pay/"),
        form(act="refund", amount="12", on="2026-03-12", method="transfer"),
    )
    assert again(invoice).due == 0


def test_a_payment_is_struck_out_by_a_counter_entry(page: Client, claire: Contact) -> None:
    invoice = dealings.issued(claire)
    payment = dealings.paid(invoice, "48").payment
    answer = page.post(f"/finance/payments/{payment.pk}/undo/", follow=True)
    assert "struck out" in read(answer)
    assert [p.amount for p in invoice.payments.all()] == [Decimal(48), Decimal(-48)]
    twice = page.post(f"/finance/payments/{payment.pk}/undo/", follow=True)
    assert "This payment was already undone." in read(twice)


# --- correcting -----------------------------------------------------------------------------------


def test_a_credit_note_of_an_amount_is_a_draft_to_be_issued(page: Client, claire: Contact) -> None:
    invoice = dealings.issued(claire)
    answer = page.post(at(invoice, "credit/"), form(what="amount", amount="12,50"))
    note = Invoice.objects.get(corrects=invoice)
    assert answer["Location"] == at(note, "issue/")
    assert note.gross == Decimal("-12.50")
    page.post(at(note, "issue/"), form(act="issue"))
    assert again(invoice).due == Decimal("35.50")
    assert "taken off by" in read(page.get(at(invoice)))


def test_a_credit_note_of_some_lines_or_of_all(page: Client, claire: Contact) -> None:
    invoice = dealings.issued(claire, dealings.line("10"), dealings.line("20"))
    second = invoice.lines.all()[1]
    page.post(at(invoice, "credit/"), form(what="lines", lines=[second.pk]))
    page.post(at(invoice, "credit/"), form(what="all"))
    notes = Invoice.objects.filter(corrects=invoice).order_by("pk")
    assert [note.gross for note in notes] == [Decimal(-20), Decimal(-30)]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"what": "amount", "amount": "500"}, "€48.00"),
        ({"what": "amount"}, "Write a sum"),
        ({"what": "lines"}, "Tick the lines to give back."),
        ({"what": "magic"}, "Choose in the list."),
    ],
)
def test_a_credit_note_that_cannot_be_is_refused(
    page: Client, claire: Contact, typed: dict[str, str], words: str
) -> None:
    invoice = dealings.issued(claire)
    answer = page.post(at(invoice, "credit/"), form(**typed))
    assert answer.status_code == 422
    assert words in read(answer)


def test_a_dispute_stops_the_chase_until_it_is_settled(page: Client, claire: Contact) -> None:
    late = dealings.issued(claire, at=LONG_AGO)
    page.post(at(late, "dispute/"), {"note": "One hour too many"})
    html = read(page.get(at(late)))
    assert "Disputed since Thursday 12 March 2026: nothing is chased meanwhile." in html
    assert "One hour too many" in html
    assert page.get(at(late, "remind/"))["Location"] == at(late)
    page.post(at(late, "settle/"))
    assert page.get(at(late, "remind/")).status_code == 200


# --- reminders ------------------------------------------------------------------------------------


def test_a_reminder_has_the_tone_of_its_age_and_may_take_another(
    page: Client, claire: Contact
) -> None:
    late = dealings.issued(claire, at=LONG_AGO)
    assert page.get(at(late, "remind/")).context["level"] == 1
    assert page.get(at(late, "remind/?level=3")).context["level"] == 3
    sent = form(level="2", to="claire@example.org", subject="Reminder", body="Please")
    page.post(at(late, "remind/"), sent)
    page.post(at(late, "remind/"), sent)
    [reminder] = Reminder.objects.all()
    assert (reminder.level, reminder.mail.subject) == (2, "Reminder")
    assert "Last reminder on 12\u00a0Mar." in read(page.get(at(late)))


def test_the_last_reminder_to_a_firm_says_what_the_delay_costs(
    page: Client, business: Business
) -> None:
    firm = dealings.buyer(business, firm="Cabinet Roche")
    late = dealings.issued(firm, dealings.line("1000"), at=LONG_AGO)
    # Fifteen days at 12.15 %, and the fixed 40 euros of the law.
    assert "€44.99 more for the delay" in read(page.get(at(late)))
    letter = page.get(at(late, "remind/?level=3")).context["form"]["body"].value()
    assert "44,99\u202f€" in letter
    assert "44,99" not in page.get(at(late, "remind/?level=1")).context["form"]["body"].value()


def test_a_consumer_owes_no_late_fees(page: Client, claire: Contact) -> None:
    late = dealings.issued(claire, dealings.line("1000"), at=LONG_AGO)
    assert "more for the delay" not in read(page.get(at(late)))


def test_her_payment_link_goes_with_the_letter(
    page: Client, business: Business, claire: Contact
) -> None:
    business.identity.payment_link = "https://pay.example.org/anne"
    business.identity.save()
    body = page.get(at(dealings.issued(claire), "send/")).context["form"]["body"].value()
    assert "https://pay.example.org/anne" in body


def test_reminders_are_read_in_one_page_and_leave_together(
    page: Client, business: Business, claire: Contact
) -> None:
    late = dealings.issued(claire, at=LONG_AGO)
    silent = dealings.issued(dealings.buyer(business, firm="Sans Adresse SARL"), at=LONG_AGO)
    html = read(page.get("/finance/reminders/"))
    assert "2 reminders to write by today." in html
    assert "no e-mail address" in html
    answer = page.post("/finance/reminders/", form(ids=[late.pk, silent.pk]), follow=True)
    assert "One reminder on its way." in read(answer)
    assert Reminder.objects.get().invoice == late
    assert Mail.objects.count() == 1
    assert "Tick at least one reminder." in read(page.post("/finance/reminders/", form()))


def test_the_plan_of_reminders_is_hers_and_never_automatic_by_itself(page: Client) -> None:
    plan = page.get("/finance/reminders/plan/").context["form"]
    assert plan["automatic"].value() is False
    told = {"first_days": "7", "second_days": "20", "third_days": "40"}
    page.post("/finance/reminders/plan/", told)
    assert page.get("/finance/reminders/plan/").context["form"]["second_days"].value() == 20
    refused = page.post("/finance/reminders/plan/", told | {"second_days": "3"})
    assert refused.status_code == 422
    assert "Each reminder comes later" in read(refused)


# --- once more ------------------------------------------------------------------------------------


def test_another_like_it_and_one_that_comes_back(page: Client, claire: Contact) -> None:
    invoice = dealings.issued(claire)
    page.post(at(invoice, "again/"), form())
    assert Invoice.objects.drafts().count() == 1
    plan = {"every_months": "1", "next_on": "2026-03-10", "last_on": ""}
    page.post(at(invoice, "repeat/"), form(**plan))
    recurring = RecurringInvoice.objects.get()
    assert "Make the drafts due" in read(page.get("/finance/invoices/recurring/"))
    sent = form()
    page.post("/finance/invoices/recurring/make/", sent)
    page.post("/finance/invoices/recurring/make/", sent)
    assert Invoice.objects.filter(recurring=recurring).count() == 1
    page.post(f"/finance/invoices/recurring/{recurring.pk}/stop/")
    recurring.refresh_from_db()
    assert recurring.stopped_on == TODAY


def test_it_is_handed_to_the_folder_of_the_platform(
    page: Client, business: Business, settings: Any, tmp_path: Any
) -> None:
    settings.OUTGOING = tmp_path
    invoice = dealings.issued(dealings.buyer(business, firm="Cabinet Roche"))
    sent = form()
    page.post(at(invoice, "hand-over/"), sent)
    page.post(at(invoice, "hand-over/"), sent)
    assert invoice.transmissions.get().accepted_at
    assert list(tmp_path.rglob("*.pdf"))
    verbs = [line.verb for line in journal.lines_of(business)]
    assert verbs.count("transmit_invoice") == 1
    assert "form_key" in read(page.get(at(invoice))).split("hand-over/", 1)[1].split("</form>")[0]


def test_without_the_key_of_its_form_nothing_is_handed_over(
    page: Client, business: Business, settings: Any, tmp_path: Any
) -> None:
    settings.OUTGOING = tmp_path
    invoice = dealings.issued(dealings.buyer(business, firm="Cabinet Roche"))
    page.post(at(invoice, "hand-over/"))
    assert not invoice.transmissions.exists()


def test_what_happened_is_told_and_the_journal_agrees(
    page: Client, business: Business, claire: Contact
) -> None:
    invoice = dealings.issued(claire)
    dealings.paid(invoice, "48")
    html = read(page.get(at(invoice)))
    assert "issued as F2026-001, and written in the journal" in html
    assert "€48.00 received by transfer" in html
    verbs = [line.verb for line in journal.lines_of(business)]
    assert verbs[-2:] == ["issue_invoice", "note_payment"]


def test_another_business_finds_nothing(
    page: Client, other: Business, client_of: Callable[[User], Client]
) -> None:
    from casquettes.kernel import tenancy

    with tenancy.entered(business_id=other.pk):
        dealings.identity(other)
        his = dealings.issued(dealings.buyer(other))
    for act in ("", "edit/", "issue/", "files/pdf/", "send/", "credit/"):
        assert page.get(at(his, act)).status_code == 404
    for act in ("pay/", "dispute/", "again/", "remove/"):
        assert page.post(at(his, act), form()).status_code == 404
