"""Her books taken away and made again elsewhere are the same, still sealed, still proven."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.db import DatabaseError, transaction

from casquettes.finance.actions.credit_notes import credit_amount
from casquettes.finance.actions.files import file_of
from casquettes.finance.actions.from_time import draft_from_time
from casquettes.finance.actions.issuing import issue_invoice
from casquettes.finance.models import BilledTime, Invoice, InvoiceLine, Payment
from casquettes.finance.queries.proof import first_flaw
from casquettes.formats.parcel import Parcel
from casquettes.kernel import exports, links, receiving, tenancy
from casquettes.kernel.models import Mail, SignedLink
from casquettes.sales.models import Quote
from tests.cast import NOW
from tests.finance import dealings
from tests.finance.dealings import buyer, drafted, issued, line, mission, paid
from tests.finance.test_from_work import worked

pytestmark = pytest.mark.django_db


def test_an_export_makes_the_books_again_and_they_stay_sealed(business, settings, tmp_path):
    settings.HOME = tmp_path
    dealings.identity(business)
    claire = buyer(business)
    invoice = issue_invoice(draft_from_time(business, [worked(mission(claire), 3)], at=NOW), at=NOW)
    paid(invoice, "50")
    issue_invoice(credit_amount(invoice, invoice.gross - 50, at=NOW), at=NOW)
    file_of(invoice, "ubl", at=NOW)
    issued(claire, line("12"))
    drafted(claire)
    out = io.BytesIO()
    exports.write_export(business, out, at=NOW)
    parcel = Parcel(out, room=2**30)
    parcel.check()
    again, _rows = receiving.receive(parcel, slug="again", sha256="0" * 64, at=NOW)
    with tenancy.entered(business_id=again.pk):
        assert told(again) == told_before(business)
        assert first_flaw(again) is None
        line_of_it = InvoiceLine.objects.filter(business=again, invoice__number="F2026-001").get()
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
            InvoiceLine.objects.filter(pk=line_of_it.pk).update(unit_price=1)
        line_of_it.pk = None
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
            line_of_it.save()


def test_letters_and_links_lead_to_the_same_papers_beside_another_business(business, other):
    """The numbers of rows change where another business is already there."""
    dealings.identity(business)
    issued(buyer(business))
    invoice, agreed = issued(buyer(business)), dealings.quote(buyer(business))
    letter = {"template": "invoice", "to": "a@b.fr", "subject": "F", "body": "", "created_at": NOW}
    Mail.objects.create(
        business=business, subject_kind="finance.invoice", subject_id=invoice.pk, **letter
    )
    Mail.objects.create(business=business, subject_kind="sales.quote", subject_id=987, **letter)
    links.make(business, "quote", agreed.pk, at=NOW, life=dt.timedelta(days=30))
    out = io.BytesIO()
    exports.write_export(business, out, at=NOW)
    parcel = Parcel(out, room=2**30)
    parcel.check()
    again, _rows = receiving.receive(parcel, slug="again", sha256="0" * 64, at=NOW)
    with tenancy.entered(business_id=again.pk):
        mine = Invoice.objects.get(business=again, number=invoice.number)
        mails = Mail.objects.filter(business=again).order_by("pk")
        assert list(mails.values_list("subject_id", flat=True)) == [mine.pk, 0]
        link = SignedLink.objects.get(business=again)
        assert link.subject_id == Quote.objects.get(business=again).pk != agreed.pk


def told(business) -> list[object]:
    invoices = Invoice.objects.filter(business=business).order_by("pk")
    lines = InvoiceLine.objects.filter(business=business).order_by("pk")
    return [
        list(invoices.values_list("number", "gross", "paid", "sha256", "corrects__number")),
        list(lines.values_list("invoice__number", "description", "quantity", "unit_price")),
        list(Payment.objects.filter(business=business).values_list("amount", "on")),
        BilledTime.objects.filter(business=business).count(),
    ]


def told_before(business) -> list[object]:
    with tenancy.entered(business_id=business.pk):
        return told(business)
