"""Once issued, an invoice, its lines and the time it bills stay, whatever writes."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from casquettes.finance.actions.credit_notes import credit_all
from casquettes.finance.actions.drafts import remove_draft
from casquettes.finance.actions.from_time import draft_from_time
from casquettes.finance.actions.issuing import issue_invoice
from casquettes.finance.models import BilledTime, Invoice, InvoiceLine
from casquettes.kernel.models import Address, Business, Contact
from tests.cast import NOW
from tests.finance import dealings
from tests.finance.dealings import buyer, drafted, issued, mission
from tests.finance.test_from_work import worked

pytestmark = pytest.mark.django_db
FREE = {"paid", "paid_on", "sent_at", "reminded_at", "disputed_on", "dispute_note"} | {
    "client_id",
    "payer_id",
    "place_id",
}
FORGETTABLE = {"place_id", "recurring_id", "offer_id"}


@pytest.fixture
def claire(business):
    dealings.identity(business)
    return buyer(business)


@pytest.fixture
def invoice(claire, business):
    return issue_invoice(draft_from_time(business, [worked(mission(claire), 3)], at=NOW), at=NOW)


def refused(statement: str, values: list[object]) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            # What the database would only see at the end is seen now.
            connection.check_constraints()
            if connection.vendor == "postgresql":
                cursor.execute("set constraints all immediate")
    except DatabaseError as error:
        return "stays as it is" in str(error)
    return False


def another_value(model, column: str, row) -> object:
    field = next(f for f in model._meta.concrete_fields if f.column == column)
    now = getattr(row, field.attname)
    kind = field.get_internal_type()
    if field.is_relation or kind == "BigAutoField":
        return (now or 0) + 1
    if kind in ("DateField", "DateTimeField"):
        return "2001-01-01"
    if kind == "JSONField":
        return '{"number": "F2026-999"}'
    if kind == "BooleanField":
        return not now
    return "x" if kind in ("CharField", "TextField") else (now or 0) + 1


@pytest.mark.parametrize("model", [Invoice, InvoiceLine, BilledTime])
def test_no_column_can_be_changed_but_the_free_ones(invoice, model):
    row = model.objects.get()
    table = model._meta.db_table
    for field in model._meta.concrete_fields:
        column = field.column
        value = another_value(model, column, row)
        statement = f'update {table} set "{column}" = %s where id = %s'
        assert refused(statement, [value, row.pk]) == (column not in FREE), column


@pytest.mark.parametrize("model", [Invoice, InvoiceLine, BilledTime])
def test_no_row_can_be_deleted_moved_or_added(invoice, claire, model):
    table = model._meta.db_table
    assert refused(f"delete from {table}", [])
    draft = drafted(claire)
    row = InvoiceLine.objects.get(invoice=invoice)
    assert refused(
        "update finance_invoiceline set invoice_id = %s where id = %s", [draft.pk, row.pk]
    )
    moved = draft.lines.get()
    assert refused(
        "update finance_invoiceline set invoice_id = %s where id = %s", [invoice.pk, moved.pk]
    )
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        InvoiceLine.objects.create(
            business=invoice.business, invoice=invoice, description="x", unit_price=1
        )


def test_a_draft_is_free(claire):
    draft = drafted(claire)
    draft.lines.all().delete()
    remove_draft(draft, at=NOW)
    Invoice.objects.filter(pk=draft.pk).delete()


def test_an_address_may_go_the_document_keeps_it(claire, business):
    place = Address.objects.get(contact=claire)
    invoice = issued(claire, place=place)
    Address.objects.filter(pk=place.pk).delete()
    invoice.refresh_from_db()
    assert invoice.place_id is None
    assert invoice.frozen["buyer"]["city"] == "Vannes"


def test_a_credit_note_is_sealed_too(claire):
    note = issue_invoice(credit_all(issued(claire), at=NOW), at=NOW)
    assert refused("update finance_invoice set corrects_id = null where id = %s", [note.pk])


@pytest.mark.skipif("__import__('os').environ.get('DATABASE_URL')", reason="as SQLite writes it")
def test_nothing_is_written_over(invoice, claire):
    draft = drafted(claire)
    columns = [f'"{f.column}"' for f in Invoice._meta.concrete_fields if f.column != "id"]
    listed = ", ".join(columns)
    assert refused(
        f"insert or replace into finance_invoice (id, {listed}) "
        f"select {invoice.pk}, {listed} from finance_invoice where id = %s",
        [draft.pk],
    )
    assert refused(
        "update or replace finance_invoice set number = %s where id = %s",
        [invoice.number, draft.pk],
    )


def test_the_example_can_be_taken_away(claire, invoice, business):
    Business.objects.filter(pk=business.pk).update(is_demo=True)
    with connection.cursor() as cursor:
        for table in ("billedtime", "invoiceline", "invoice"):
            cursor.execute(f"delete from finance_{table}")
    assert not Invoice.objects.exists()
    assert Contact.objects.exists()
