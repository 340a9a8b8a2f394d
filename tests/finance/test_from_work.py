"""Work done becomes a draft: sessions, travel, fees, time entries; each is billed once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casquettes.finance.actions.credit_notes import credit_all
from casquettes.finance.actions.drafts import (
    InvoiceRefused,
    draft_of,
    duplicate,
    remove_draft,
    restore_draft,
)
from casquettes.finance.actions.from_quotes import BilledAlready, draft_from_quote
from casquettes.finance.actions.from_time import draft_from_time
from casquettes.finance.actions.from_work import NothingToBill, draft_from_mission
from casquettes.finance.actions.issuing import issue_invoice
from casquettes.finance.actions.recurring import (
    lines_of,
    make_due,
    months_later,
    plan_recurring,
    stop_recurring,
)
from casquettes.finance.models import BilledTime
from casquettes.finance.queries.waiting import waiting
from casquettes.kernel.models import Activity
from casquettes.logistics.models import Trip
from casquettes.sales.models import QuoteLine
from casquettes.timesheet.models import TimeEntry
from tests.cast import NOW
from tests.finance import dealings
from tests.finance.dealings import buyer, line, mission, quote, session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def claire(business):
    dealings.identity(business)
    return buyer(business)


def told(invoice) -> list[tuple[str, Decimal, Decimal]]:
    rows = invoice.lines.all()
    return [(row.covers, row.quantity, row.unit_price) for row in rows]


def worked(mission, day: int, hours: float = 2, **facts) -> TimeEntry:
    seconds = int(hours * 3600)
    on = dt.date(2026, 3, day)
    rest = {"sold_seconds": seconds, "source": "typed", "noted_on": on, "nature": "billed"}
    activity = Activity.objects.get(business=mission.business, key="pro_seance")
    return TimeEntry.objects.create(
        business=mission.business,
        mission=mission,
        on=on,
        seconds=seconds,
        hat=activity.hat,
        activity=activity,
        **rest | facts,
    )


def test_sessions_done_are_billed_with_their_travel_and_what_is_owed_for_missed_ones(claire):
    garage = mission(claire)
    session(garage, 3)
    session(garage, 5, minutes=120, persons=2, remote=True)
    missed = dt.date(2026, 3, 6)
    session(garage, 6, minutes=0, done_on=None, missed_on=missed, fee=Decimal(40))
    session(garage, 9, done_on=None)  # planned
    draft = draft_from_mission(garage, at=NOW)
    assert told(draft) == [
        ("service", Decimal("3.5"), 48),
        ("travel", 1, 12),
        ("service", Decimal(4), 48),
        ("fee", 1, 40),
    ]
    issued = issue_invoice(draft, at=NOW)
    assert issued.gross == 168 + 12 + 192 + 40
    assert (issued.served_from, issued.served_to) == (dt.date(2026, 3, 3), missed)


def test_a_session_is_billed_once_and_again_only_when_it_was_given_back(claire):
    garage = mission(claire)
    first = session(garage, 3)
    invoice = draft_from_mission(garage, at=NOW)
    with pytest.raises(NothingToBill):
        draft_from_mission(garage, at=NOW)
    with pytest.raises(BilledAlready):
        draft_from_mission(garage, sessions=[first], at=NOW)
    session(garage, 5)
    assert draft_from_mission(garage, at=NOW).gross == 180
    issue_invoice(invoice, at=NOW)
    issue_invoice(credit_all(invoice, at=NOW), at=NOW)
    assert draft_from_mission(garage, at=NOW).gross == 180


def test_a_draft_brought_back_does_not_bill_twice(claire):
    garage = mission(claire)
    session(garage, 3)
    aside = draft_from_mission(garage, at=NOW)
    remove_draft(aside, at=NOW)
    issue_invoice(draft_from_mission(garage, at=NOW), at=NOW)
    restore_draft(aside)
    with pytest.raises(BilledAlready, match="F2026-001"):
        issue_invoice(aside, at=NOW)


def test_the_last_invoice_of_a_mission_takes_off_the_deposit(claire):
    agreed = quote(claire, "600")
    garage = mission(claire, quote=agreed, travel_paid=False)
    deposit = draft_from_quote(agreed, kind="deposit", share=Decimal(30), at=NOW)
    issue_invoice(deposit, at=NOW)
    session(garage, 3)
    issue_invoice(draft_from_mission(garage, at=NOW), at=NOW)
    session(garage, 5, minutes=300)
    last = issue_invoice(draft_from_mission(garage, kind="balance", at=NOW), at=NOW)
    assert last.gross == 5 * 48 - 180


def test_travel_is_charged_as_the_offer_says_on_the_trips_of_that_day(claire, business):
    from casquettes.creation.models import Offer

    offer = Offer.objects.create(
        business=business,
        name="Tri",
        travel="km",
        free_km=10,
        travel_price=Decimal("0.6"),
        created_on=NOW.date(),
    )
    garage = mission(claire, offer=offer, travel_fee=None)
    done = session(garage, 3)
    trip = {"business": business, "mission": garage, "minutes": 30, "paid": True}
    Trip.objects.create(on=done.on, km=Decimal(20), **trip)
    Trip.objects.create(on=done.on, km=Decimal(20), **trip)
    Trip.objects.create(on=dt.date(2026, 3, 4), km=Decimal(99), **trip)
    # 20 km one way, the first 10 are free, there and back.
    assert told(draft_from_mission(garage, at=NOW))[1] == ("travel", 20, Decimal("0.6"))


def test_a_set_price_is_billed_whole_once(claire):
    kitchen = mission(claire, terms="fixed", price=Decimal(480), travel_paid=False)
    session(kitchen, 3)
    assert told(draft_from_mission(kitchen, at=NOW)) == [("service", 1, 480)]
    with pytest.raises(NothingToBill):
        draft_from_mission(kitchen, at=NOW)


def test_a_set_price_billed_in_part_is_billed_for_what_is_left(claire, business):
    kitchen = mission(
        claire, terms="fixed", price=Decimal(480), travel_paid=False, sold_minutes=600
    )
    first = issue_invoice(
        dealings.drafted(claire, line("120", covers="deposit"), kind="deposit", mission=kitchen),
        at=NOW,
    )
    dealings.drafted(claire, line("30", covers="travel"), mission=kitchen)  # on top of the price
    [due] = waiting(business, on=NOW.date()).missions
    assert (due.mission, due.left) == (kitchen, 360)
    rest = draft_from_mission(kitchen, at=NOW)
    assert told(rest) == [("service", 1, 360)]
    assert rest.lines.get().hours == Decimal("7.5")
    assert waiting(business, on=NOW.date()).missions == []
    issue_invoice(credit_all(first, at=NOW), at=NOW)
    assert told(draft_from_mission(kitchen, at=NOW)) == [("service", 1, 120)]


def test_what_a_set_price_was_billed_counts_without_its_vat(business):
    dealings.identity(business, vat_since=dt.date(2026, 1, 1), vat_number="FR40732829320")
    jeanne = buyer(business)
    kitchen = mission(jeanne, terms="fixed", price=Decimal(480), travel_paid=False)
    paid = line("120", vat_rate=Decimal(20))
    dealings.drafted(jeanne, paid, mission=kitchen, gross_entry=True)
    [due] = waiting(business, on=NOW.date()).missions
    assert due.left == 380


def test_set_prices_ask_as_many_questions_for_one_as_for_ten(claire, business):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            waiting(business, on=NOW.date())
        return len(queries)

    def partly() -> None:
        kitchen = mission(claire, terms="fixed", price=Decimal(480))
        dealings.drafted(claire, line("120"), mission=kitchen)

    partly()
    once = asked()
    for _rank in range(9):
        partly()
    assert asked() == once


def test_time_is_billed_by_the_hours_sold_one_line_an_activity_and_once(claire, business):
    garage = mission(claire)
    entries = [worked(garage, 3), worked(garage, 5, 1.5), worked(garage, 6, sold_seconds=0)]
    draft = draft_from_time(business, entries, at=NOW)
    assert told(draft) == [("service", Decimal("3.5"), 48)]
    assert (draft.client, draft.mission) == (claire, garage)
    assert BilledTime.objects.count() == 2
    with pytest.raises(BilledAlready):
        draft_from_time(business, entries[:1], at=NOW)
    with pytest.raises(NothingToBill):
        draft_from_time(business, entries[2:], at=NOW)


def test_time_of_a_day_whose_session_was_billed_is_not_billed_again(claire, business):
    garage = mission(claire)
    session(garage, 3)
    draft_from_mission(garage, at=NOW)
    with pytest.raises(BilledAlready):
        draft_from_time(business, [worked(garage, 3)], at=NOW)


def test_time_of_two_clients_asks_who_is_billed(claire, business):
    bernard = buyer(business, first_name="Bernard")
    entries = [worked(mission(claire), 3), worked(mission(bernard), 4)]
    with pytest.raises(InvoiceRefused) as refusal:
        draft_from_time(business, entries, at=NOW)
    assert refusal.value.field == "client"
    draft = draft_from_time(business, entries, client=bernard, at=NOW)
    assert (draft.client, draft.gross) == (bernard, 192)


def test_changing_a_draft_keeps_what_its_lines_bill(claire, business):
    draft = draft_from_time(business, [worked(mission(claire), 3)], at=NOW)
    from casquettes.finance.actions.drafts import change_draft

    change_draft(draft, draft_of(draft), at=NOW)
    assert BilledTime.objects.count() == 1
    assert duplicate(draft, at=NOW).lines.get().entries.count() == 0


def test_a_recurring_invoice_makes_one_draft_a_month_until_it_is_stopped(claire, business):
    draft = dealings.InvoiceDraft(client=claire, title="Suivi", lines=[line("60")])
    plan = plan_recurring(
        business, draft, every_months=1, next_on=dt.date(2026, 1, 31), last_on=None
    )
    assert lines_of(plan) == [line("60")]
    made = make_due(business, on=dt.date(2026, 3, 12), at=NOW)
    assert [(one.gross, one.recurring) for one in made] == [(60, plan)] * 2
    plan.refresh_from_db()
    assert plan.next_on == dt.date(2026, 3, 31)
    assert make_due(business, on=dt.date(2026, 3, 12), at=NOW) == []
    stop_recurring(plan, on=dt.date(2026, 3, 12))
    assert make_due(business, on=dt.date(2027, 3, 12), at=NOW) == []


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2026, 2, 28), 1, (2026, 3, 31)),
        ((2026, 1, 15), 13, (2027, 2, 15)),
        ((2026, 12, 30), 2, (2027, 2, 28)),
    ],
)
def test_the_end_of_a_month_stays_the_end_of_a_month(day, months, later):
    assert months_later(dt.date(*day), months) == dt.date(*later)


def test_the_balance_of_hours_bills_what_else_was_sold_and_takes_the_deposit_off(claire):
    promised = quote(claire, "168", "40", deposit="rate", deposit_value=Decimal(30))
    promised.lines.filter(unit_price=40).update(covers="goods", description="Bacs de 45 L")
    work = mission(claire, quote=promised, travel_fee=None, travel_paid=False)
    deposit = issue_invoice(draft_from_quote(promised, kind="deposit", at=NOW), at=NOW)
    session(work, 11)
    (due,) = waiting(claire.business, on=NOW.date()).sessions
    assert due.after_deposit

    balance = issue_invoice(draft_from_mission(work, kind="balance", at=NOW), at=NOW)
    rows = [(row.description, row.unit_price) for row in balance.lines.all()]
    assert ("Bacs de 45 L", Decimal(40)) in rows
    assert balance.gross == Decimal(168) + 40 - deposit.gross
    assert waiting(claire.business, on=NOW.date()).count == 0


def test_the_balance_of_a_set_price_is_that_of_its_quote_travel_with_the_rest(claire):
    agreed = quote(claire, "600", "36")
    QuoteLine.objects.filter(quote=agreed, position=1).update(covers="travel")
    kitchen = mission(claire, terms="package", sold_minutes=600, quote=agreed)
    issue_invoice(draft_from_quote(agreed, kind="deposit", share=Decimal(50), at=NOW), at=NOW)
    session(kitchen, 3)
    with pytest.raises(NothingToBill):
        draft_from_mission(kitchen, at=NOW)
    balance = issue_invoice(draft_from_mission(kitchen, at=NOW, kind="balance"), at=NOW)
    assert balance.gross == 318
    session(kitchen, 5)
    with pytest.raises(NothingToBill):
        draft_from_mission(kitchen, at=NOW)


def test_what_is_owed_for_a_missed_session_of_a_package_waits_too(claire, business):
    kitchen = mission(claire, terms="package", sold_minutes=600, quote=quote(claire))
    session(kitchen, 3)
    session(kitchen, 6, done_on=None, missed_on=dt.date(2026, 3, 6), fee=Decimal(40))
    [due] = waiting(business, on=NOW.date()).sessions
    assert (due.mission, due.count, due.after_deposit) == (kitchen, 1, False)
    assert told(draft_from_mission(kitchen, at=NOW)) == [("fee", 1, 40)]
    assert waiting(business, on=NOW.date()).sessions == []


def test_the_balance_of_hours_is_drafted_once(claire):
    agreed = quote(claire, "600")
    garage = mission(claire, quote=agreed, travel_paid=False)
    issue_invoice(draft_from_quote(agreed, kind="deposit", share=Decimal(10), at=NOW), at=NOW)
    session(garage, 3)
    draft_from_mission(garage, at=NOW, kind="balance")
    session(garage, 5)
    with pytest.raises(BilledAlready, match="waiting already"):
        draft_from_mission(garage, at=NOW, kind="balance")


def test_hours_billed_whole_by_their_quote_are_not_billed_again_by_session(claire, business):
    agreed = quote(claire, "600")
    garage = mission(claire, quote=agreed, travel_paid=False)
    session(garage, 3)
    by_session = draft_from_mission(garage, at=NOW)
    worked(garage, 4)
    issue_invoice(draft_from_quote(agreed, kind="balance", at=NOW), at=NOW)
    session(garage, 5)
    session(garage, 6, done_on=None, missed_on=dt.date(2026, 3, 6), fee=Decimal(40))
    with pytest.raises(BilledAlready, match="whole"):
        issue_invoice(by_session, at=NOW)
    remove_draft(by_session, at=NOW)
    [due] = waiting(business, on=NOW.date()).sessions
    assert due.count == 1
    assert waiting(business, on=NOW.date()).time == []
    assert told(draft_from_mission(garage, at=NOW)) == [("fee", 1, 40)]
