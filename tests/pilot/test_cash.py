"""Cash ahead from her rows: each kind of money on its day, to the cent."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casquettes.engine.cash import horizon
from casquettes.engine.periods import months_to
from casquettes.finance.models import Expense, RecurringExpense
from casquettes.finance.queries.waiting import waiting
from casquettes.pilot.actions.beliefs import believe
from casquettes.pilot.queries import kept
from casquettes.pilot.queries.cash import ahead
from casquettes.production.queries.sessions import planned_upto
from tests.cast import NOW
from tests.finance import dealings
from tests.pilot.works import client_named, draft_for, mission_for, pay, seal, session_on

D = Decimal
TODAY = NOW.date()  # 12 March 2026


def told(business, today=TODAY):
    return ahead(
        business,
        today=today,
        account=kept.account(business, months_to(today, 12)),
        waiting=waiting(business, on=today),
        sessions=[row for row in planned_upto(business, horizon(today)) if row.on >= today],
    )


def moved(found):
    return [(one.on, one.amount, one.kind) for one in found.account.movements]


@pytest.fixture
def hers(business):
    """3 000 € today, nothing for herself, in a country whose law is not in the house."""
    business.country = "CH"
    business.save()
    believe(business, kept.CASH, D(3000), at=NOW)
    believe(business, kept.PAY, D(0), at=NOW)
    return business


def owed(business, amount, due_on, *, rank, name="Roche", **facts):
    mission = mission_for(business, client_named(business, name))
    invoice = draft_for(mission, amount, due_on=due_on, **facts)
    return seal(invoice, due_on - dt.timedelta(days=30), rank=rank)


def test_without_a_balance_nothing_is_foreseen(business):
    assert told(business) is None


def test_a_balance_alone_stays_as_it_is(hers):
    found = told(hers)
    assert moved(found) == []
    assert (found.account.end.on, found.account.end.amount) == (dt.date(2026, 6, 10), 3000)
    assert not found.law_known


def test_an_open_invoice_comes_when_her_clients_usually_pay(hers):
    for rank, days in ((1, 2), (2, 4), (3, 30)):
        invoice = owed(hers, "100", dt.date(2026, 1, 31), rank=rank, paid_on=TODAY, paid=D(100))
        pay(invoice, dt.date(2026, 1, 31) + dt.timedelta(days=days), "100")
    owed(hers, "540", dt.date(2026, 3, 20), rank=4, paid=D(40))
    found = told(hers)
    assert found.waits.past_due == 4
    assert moved(found) == [(dt.date(2026, 3, 24), D(500), "invoice")]


def test_a_hopeless_or_disputed_invoice_is_not_counted_and_is_said(hers):
    owed(hers, "200", dt.date(2025, 11, 1), rank=1)
    owed(hers, "80", dt.date(2026, 3, 20), rank=2, disputed_on=TODAY)
    owed(hers, "540", dt.date(2026, 2, 20), rank=3)
    found = told(hers)
    assert (found.lost, found.lost_count) == (D(280), 2)
    assert moved(found) == [(dt.date(2026, 3, 19), D(540), "invoice")]


def test_vat_she_only_passes_on_is_left_out(hers):
    owed(hers, "100", dt.date(2026, 3, 20), rank=1, vat=D(20), gross=D(120))
    assert moved(told(hers)) == [(dt.date(2026, 3, 20), D(100), "invoice")]


def test_quotes_sent_are_weighed_by_how_often_she_is_accepted(hers):
    client = client_named(hers, "Roche")
    old = {"issued_on": dt.date(2026, 1, 10)}
    dealings.quote(client, "0", **old, accepted_on=dt.date(2026, 1, 20))
    dealings.quote(client, "900", **old, accepted_on=None, refused_on=dt.date(2026, 1, 20))
    dealings.quote(client, "900", **old, accepted_on=None, valid_until=dt.date(2026, 2, 10))
    dealings.quote(client, "800", accepted_on=None, valid_until=dt.date(2026, 4, 11))
    found = told(hers)
    assert (found.quote_rate, found.answered) == (0.375, 3)
    assert moved(found) == [(dt.date(2026, 4, 26), D(300), "quote")]
    assert found.without_likely.end.amount == 3000


def test_without_an_answered_quote_none_is_counted(hers):
    dealings.quote(client_named(hers, "Roche"), "800", accepted_on=None)
    found = told(hers)
    assert (found.quote_rate, moved(found)) == (None, [])


def test_work_agreed_comes_after_it_is_done(hers):
    mission = mission_for(hers, client_named(hers, "Roche"), price=D(50))
    session_on(mission, dt.date(2026, 3, 10), 3)
    planned = {"done_on": None, "planned_minutes": 120, "sold_minutes": 0}
    session_on(mission, dt.date(2026, 3, 20), 0, **planned)
    assert moved(told(hers)) == [
        (dt.date(2026, 3, 26), D(150), "agreed"),
        (dt.date(2026, 4, 3), D(100), "agreed"),
    ]


def test_an_accepted_quote_and_a_set_price_are_counted_whole(hers):
    dealings.quote(client_named(hers, "Petit"), "600")
    mission = mission_for(hers, client_named(hers, "Roche"), terms="fixed", price=D(480))
    session_on(mission, dt.date(2026, 3, 22), 0, done_on=None, planned_minutes=60)
    assert sorted(moved(told(hers))) == [
        (dt.date(2026, 3, 26), D(600), "agreed"),
        (dt.date(2026, 4, 5), D(480), "agreed"),
    ]


def test_expenses_come_back_by_plan_and_the_others_as_in_a_mean_month(hers):
    hers.started_on = dt.date(2025, 3, 13)
    hers.save()
    RecurringExpense.objects.create(
        business=hers, label="Site", amount=D(19), next_on=dt.date(2026, 3, 31), every_months=2
    )
    stopped = {"amount": D(9), "next_on": TODAY, "stopped_on": TODAY}
    RecurringExpense.objects.create(business=hers, label="Vieux", **stopped)
    Expense.objects.create(business=hers, on=dt.date(2026, 1, 10), label="Bacs", amount=D(1200))
    found = told(hers)
    # 1 200 € over 365 days: 100.07 € a month; 19 of the 31 days of March are ahead.
    assert moved(found) == [
        (dt.date(2026, 3, 31), D(-19), "planned"),
        (dt.date(2026, 3, 31), D("-61.33"), "usual"),
        (dt.date(2026, 4, 30), D("-100.07"), "usual"),
        (dt.date(2026, 5, 31), D(-19), "planned"),
        (dt.date(2026, 5, 31), D("-100.07"), "usual"),
    ]


def test_pay_goes_out_at_the_end_of_each_month(hers):
    believe(hers, kept.PAY, D(1200), at=NOW)
    days = [dt.date(2026, 3, 31), dt.date(2026, 4, 30), dt.date(2026, 5, 31)]
    found = told(hers)
    assert moved(found) == [(day, D(-1200), "pay") for day in days]
    assert found.account.below_zero_on == days[-1]
    assert found.account.low.amount == -600


def test_a_balance_given_earlier_is_brought_to_today(hers):
    believe(hers, kept.CASH, D(1000), at=NOW - dt.timedelta(days=40))  # 31 January
    believe(hers, kept.CASH, D(1000), at=NOW + dt.timedelta(seconds=1))
    today = TODAY + dt.timedelta(days=40)
    invoice = owed(hers, "300", dt.date(2026, 4, 1), rank=1, paid_on=TODAY, paid=D(300))
    pay(invoice, TODAY, "200")
    pay(invoice, TODAY + dt.timedelta(days=1), "100")
    Expense.objects.create(business=hers, on=dt.date(2026, 4, 2), label="Bacs", amount=D(40))
    found = told(hers, today)
    assert found.account.start.on == today
    assert found.account.start.amount == 1060
    assert (found.told_days, found.is_old) == (40, True)


def test_levies_fall_due_by_the_calendar_of_her_country(business):
    believe(business, kept.CASH, D(3000), at=NOW)
    believe(business, kept.PAY, D(0), at=NOW)
    business.started_on = dt.date(2025, 1, 1)
    business.activity_type = "liberal"
    business.save()
    believe(business, kept.REDUCED, D(0), at=NOW)
    invoice = owed(business, "1000", dt.date(2026, 2, 10), rank=1, paid_on=TODAY, paid=D(1000))
    pay(invoice, dt.date(2026, 2, 10), "1000")
    owed(business, "500", dt.date(2026, 4, 10), rank=2)
    # 25.6 % of 1 000 € and 0.2 % of training: the first quarter; April is due on 31 July.
    found = told(business)
    assert moved(found) == [
        (dt.date(2026, 4, 10), D(500), "invoice"),
        (dt.date(2026, 4, 30), D(-258), "levy"),
    ]
    assert found.law_known
    believe(business, kept.MONTHLY, D(1), at=NOW)
    # By the month: February on 31 March, April on 1 June (31 May is a Sunday).
    assert [one for one in moved(told(business)) if one[2] == "levy"] == [
        (dt.date(2026, 3, 31), D(-258), "levy"),
        (dt.date(2026, 6, 1), D(-129), "levy"),
    ]


def test_as_many_questions_for_one_as_for_fifty(hers):
    def one_more(rank):
        owed(hers, "100", dt.date(2026, 3, 20), rank=rank, name=f"Client {rank}")
        mission = mission_for(hers, client_named(hers, f"Ami {rank}"), price=D(50))
        session_on(mission, dt.date(2026, 3, 20), 0, done_on=None, planned_minutes=60)
        dealings.quote(client_named(hers, f"Loin {rank}"), "300", accepted_on=None)
        RecurringExpense.objects.create(
            business=hers, label=f"Site {rank}", amount=D(19), next_on=TODAY
        )

    one_more(1)
    with CaptureQueriesContext(connection) as few:
        told(hers)
    for rank in range(2, 51):
        one_more(rank)
    with CaptureQueriesContext(connection) as many:
        told(hers)
    assert len(many) == len(few)


def test_a_balance_of_more_than_half_a_year_ago_foresees_nothing(hers):
    assert told(hers, TODAY + dt.timedelta(days=183)) is not None
    assert told(hers, TODAY + dt.timedelta(days=184)) is None


@pytest.fixture
def after_deposit(hers):
    """A mission at 50 € an hour of which 120 € were asked for ahead, and paid."""
    client = client_named(hers, "Roche")
    quote = dealings.quote(client, "400")
    mission = mission_for(hers, client, title="Le garage", price=D(50), quote=quote)
    deposit = draft_for(mission, "120", kind="deposit", quote=quote, paid=D(120), paid_on=TODAY)
    seal(deposit, dt.date(2026, 3, 1), rank=1)
    return mission


@pytest.mark.usefixtures("in_english")
def test_a_deposit_is_taken_off_the_hours_it_pays_and_says_so(hers, after_deposit):
    session_on(after_deposit, dt.date(2026, 3, 10), 3)
    found = told(hers).account.movements
    # Three hours at 50 € less 120 € already asked for.
    assert [(one.on, one.amount, one.label) for one in found] == [
        (dt.date(2026, 3, 26), D(150), "Le garage"),
        (dt.date(2026, 3, 26), D(-120), "Le garage, deposit taken off"),
    ]


def test_a_deposit_is_taken_off_sessions_to_come_as_well(hers, after_deposit):
    for number in (20, 27):
        on = dt.date(2026, 3, number)
        session_on(after_deposit, on, 0, done_on=None, planned_minutes=120, sold_minutes=0)
    # 200 € are planned, 120 € of them are here: the first 100 €, then 20 €.
    assert sorted(moved(told(hers))) == [
        (dt.date(2026, 4, 3), D(-100), "agreed"),
        (dt.date(2026, 4, 3), D(100), "agreed"),
        (dt.date(2026, 4, 10), D(-20), "agreed"),
        (dt.date(2026, 4, 10), D(100), "agreed"),
    ]


def test_a_deposit_that_a_balance_took_off_is_not_taken_off_again(hers, after_deposit):
    balance = draft_for(
        after_deposit, "180", kind="balance", quote=after_deposit.quote, paid=D(180), paid_on=TODAY
    )
    seal(balance, dt.date(2026, 3, 11), rank=2)
    on = dt.date(2026, 3, 20)
    session_on(after_deposit, on, 0, done_on=None, planned_minutes=120, sold_minutes=0)
    assert moved(told(hers)) == [(dt.date(2026, 4, 3), D(100), "agreed")]
