"""Late payers are written to in time and in tone; platforms get a file."""

from __future__ import annotations

import datetime as dt

import pytest

from casquettes.finance.actions.drafts import InvoiceRefused
from casquettes.finance.actions.files import file_of
from casquettes.finance.actions.following import (
    change_plan,
    dispute,
    mark_sent,
    note_reminder,
    plan_of,
    settle,
)
from casquettes.finance.actions.transmitting import transmit, usual_connector
from casquettes.finance.models import Invoice, Transmission
from casquettes.finance.platforms import Parcel
from casquettes.finance.platforms.file_drop import FileDrop, dropped_name
from casquettes.finance.queries.reminders import due_reminders
from tests.cast import NOW
from tests.finance import dealings
from tests.finance.dealings import TODAY, buyer, drafted, issued, line, paid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DUE = dt.date(2026, 4, 11)


@pytest.fixture
def claire(business):
    dealings.identity(business)
    return buyer(business)


@pytest.fixture
def invoice(claire):
    return issued(claire, line("100"))


def proposed(business, days_late: int) -> list[int]:
    return [one.level for one in due_reminders(business, on=DUE + dt.timedelta(days=days_late))]


def moment(days_late: int) -> dt.datetime:
    return dt.datetime.combine(DUE, dt.time(9), dt.UTC) + dt.timedelta(days=days_late)


def test_nothing_before_the_first_day_of_the_plan_then_one_step_at_a_time(business, invoice):
    assert [proposed(business, days) for days in (0, 4, 5, 40)] == [[], [], [1], [1]]
    note_reminder(invoice, level=1, at=moment(40))
    assert [proposed(business, days) for days in (41, 49, 50)] == [[], [], [2]]
    note_reminder(invoice, level=2, at=moment(50))
    note_reminder(invoice, level=3, at=moment(65))
    assert proposed(business, 300) == []


def test_what_is_paid_disputed_or_given_back_is_not_chased(business, claire, invoice):
    dispute(invoice, note="", at=NOW)
    assert proposed(business, 40) == []
    with pytest.raises(InvoiceRefused, match="disagree"):
        note_reminder(invoice, level=1, at=moment(40))
    settle(invoice, at=NOW)
    assert proposed(business, 40) == [1]
    paid(invoice, "100")
    assert proposed(business, 40) == []


def test_her_own_plan_goes_forward(business, invoice):
    assert plan_of(business).second_days == 15
    change_plan(business, days=(10, 20, 30), automatic=False)
    assert [proposed(business, days) for days in (9, 10)] == [[], [1]]
    with pytest.raises(InvoiceRefused) as refusal:
        change_plan(business, days=(10, 10, 30), automatic=False)
    assert refusal.value.field == "second_days"


def test_the_list_asks_as_many_questions_for_one_as_for_fifty(
    business, claire, invoice, django_assert_num_queries
):
    with django_assert_num_queries(3):
        assert len(due_reminders(business, on=dt.date(2026, 6, 1))) == 1
    for _rank in range(49):
        issued(claire)
    with django_assert_num_queries(3):
        assert len(due_reminders(business, on=dt.date(2026, 6, 1))) == 50


def test_the_first_sending_is_kept(invoice, claire):
    later = NOW + dt.timedelta(days=1)
    mark_sent(invoice, at=NOW)
    assert mark_sent(invoice, at=later).sent_at == NOW
    with pytest.raises(InvoiceRefused):
        mark_sent(drafted(claire), at=NOW)


def test_an_invoice_is_dropped_whole_into_the_folder_once(invoice, tmp_path, settings):
    settings.HOME = tmp_path
    sent = transmit(invoice, usual_connector(), at=NOW, kind="ubl")
    assert (sent.reference, sent.accepted_at) == ("732829320_2026_F2026-001.xml", NOW)
    dropped = tmp_path / "outgoing" / sent.reference
    assert dropped.read_bytes() == bytes(file_of(invoice, "ubl", at=NOW).content)
    assert [path.name for path in dropped.parent.iterdir()] == [sent.reference]
    assert transmit(invoice, usual_connector(), at=NOW, kind="ubl").accepted_at
    dropped.write_bytes(b"another")
    refused = transmit(invoice, usual_connector(), at=NOW, kind="ubl")
    assert refused.refused_at == NOW
    assert dropped.read_bytes() == b"another"
    assert Transmission.objects.count() == 3


def test_a_folder_that_cannot_be_written_is_said(invoice, tmp_path):
    (tmp_path / "there").write_text("")
    refused = transmit(invoice, FileDrop(tmp_path / "there"), at=NOW, kind="ubl")
    assert refused.accepted_at is None
    assert str(tmp_path) in refused.said


def test_a_number_full_of_slashes_stays_in_the_folder():
    parcel = Parcel("../../F/1", "session", TODAY, "732829320", "", "x.xml", b"")
    assert dropped_name(parcel) == "732829320_2026_F-1.xml"


def test_a_draft_has_no_file(claire):
    with pytest.raises(InvoiceRefused, match="a draft has no file"):
        file_of(drafted(claire), "pdf", at=NOW)
    assert Invoice.objects.count() == 1
