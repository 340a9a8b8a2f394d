"""What money does by itself: recurring drafts, and reminders only where she said so."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from casquettes.finance.actions import regular
from casquettes.finance.actions.drafts import InvoiceDraft
from casquettes.finance.actions.following import change_plan, mark_sent
from casquettes.finance.actions.recurring import plan_recurring
from casquettes.finance.actions.sending import invoice_letter, send_invoice
from casquettes.finance.actions.transmitting import transmit, usual_connector
from casquettes.finance.models import Invoice, Reminder
from casquettes.kernel.models import Mail, MailSettings
from tests.cast import NOW
from tests.finance import dealings
from tests.finance.dealings import buyer, issued, line

pytestmark = pytest.mark.django_db
LATE = NOW + dt.timedelta(days=40)  # ten days after the due day


@pytest.fixture
def claire(business):
    dealings.identity(business)
    made = buyer(business)
    made.points.create(business=business, kind="email", value="claire@example.org")
    return made


@pytest.fixture
def late(claire):
    return mark_sent(issued(claire, line("100")), at=NOW)


def mail_leaves(business) -> None:
    MailSettings.objects.create(
        business=business, host="smtp.example.org", from_address="a@example.org", tested_at=NOW
    )


def automatic(business) -> None:
    change_plan(business, days=(5, 15, 30), automatic=True)


def test_nobody_is_written_to_unless_she_said_so(business, late):
    mail_leaves(business)
    regular.remind_late(business, at=LATE)
    assert not Mail.objects.exists()


def test_nobody_is_written_to_before_her_mail_server_was_proved(business, late):
    automatic(business)
    regular.remind_late(business, at=LATE)
    assert not Mail.objects.exists()


def test_a_late_payer_is_written_to_once_with_the_invoice(business, late):
    mail_leaves(business)
    automatic(business)
    regular.remind_late(business, at=LATE)
    regular.remind_late(business, at=LATE + dt.timedelta(hours=12))
    mail = Mail.objects.get()
    assert (mail.to, mail.template) == ("claire@example.org", "reminder_1")
    assert [file.name for file in mail.files.all()] == [f"{late.number}.pdf"]
    assert Reminder.objects.get().level == 1


def written_to(business) -> list[str]:
    """The reminders that leave by themselves once the due day is ten days past."""
    automatic(business)
    regular.remind_late(business, at=LATE)
    return [mail.to for mail in Mail.objects.filter(template="reminder_1")]


def test_nobody_is_reminded_by_itself_of_an_invoice_that_never_left(business, claire):
    mail_leaves(business)
    issued(claire, line("100"))
    assert written_to(business) == []


def test_an_invoice_whose_letter_failed_has_not_left(business, claire):
    mail_leaves(business)
    invoice = issued(claire, line("100"))
    send_invoice(invoice, invoice_letter(invoice, files=()), at=NOW)
    assert written_to(business) == []
    Mail.objects.filter(template="invoice").update(sent_at=NOW)
    assert written_to(business) == ["claire@example.org"]


def test_an_invoice_handed_to_the_platform_was_sent(business, claire, tmp_path, settings):
    settings.HOME = tmp_path
    mail_leaves(business)
    invoice = issued(claire, line("100"))
    transmit(invoice, usual_connector(), at=NOW, kind="ubl")
    invoice.refresh_from_db()
    assert invoice.sent_at == NOW
    assert written_to(business) == ["claire@example.org"]


def test_who_has_no_address_or_disagrees_is_left_in_peace(business, claire, late):
    mail_leaves(business)
    automatic(business)
    claire.points.all().delete()
    regular.remind_late(business, at=LATE)
    assert not Mail.objects.exists()


def test_recurring_invoices_become_drafts_on_their_day_and_once(business, claire):
    plan_recurring(
        business,
        InvoiceDraft(client=claire, lines=[line("60")]),
        every_months=1,
        next_on=dt.date(2026, 3, 12),
        last_on=None,
    )
    regular.make_recurring(business, at=NOW)
    regular.make_recurring(business, at=NOW)
    (draft,) = Invoice.objects.of(business)
    assert (draft.issued_on, draft.gross) == (None, Decimal(60))
