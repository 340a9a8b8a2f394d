"""Home beyond the share: what an hour leaves, who is next, the account ahead, what is tried."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casquettes.desk.appointments import appointments
from casquettes.kernel.models import Address, Business, User
from casquettes.logistics.models import Trip
from casquettes.pilot.actions.beliefs import believe
from casquettes.pilot.models import Alert, Bilan, Decision, Goal
from casquettes.pilot.queries import kept
from casquettes.production.models import Mission, WorkSession
from casquettes.production.queries.sessions import planned_upto
from tests.cast import NOW
from tests.pilot.notes import note
from tests.pilot.works import client_named, draft_for, mission_for, offer_at, pay, seal, session_on

TODAY = NOW.date()  # Thursday 12 March 2026
Browser = Callable[[User], Client]
FIRST = dt.date(2026, 2, 16)


@pytest.fixture
def hers(client_of: Browser, anne: User, business: Business, now: dt.datetime) -> Client:
    anne.language = "en"
    anne.save()
    return client_of(anne)


def text_of(page: object) -> str:
    said = page.content.decode()  # type: ignore[attr-defined]
    return " ".join(said.replace("\u202f", " ").replace("\u00a0", " ").split())


def a_month_of_work(business: Business) -> None:
    """Four hours a working day from 16 February, and 500 € that came in for them."""
    for back in range((TODAY - FIRST).days + 1):
        day = TODAY - dt.timedelta(days=back)
        if day.weekday() < 5:
            note(business, day, "pro_seance", 4, sold=1, label="Roche")
    mission = mission_for(business, client_named(business, "Roche"))
    invoice = seal(
        draft_for(mission, "500", paid=500, paid_on=TODAY, due_on=TODAY),
        dt.date(2026, 3, 2),
        rank=1,
    )
    pay(invoice, dt.date(2026, 3, 5), "500")


def to_come(
    mission: Mission, on: dt.date, at: dt.time | None = None, **facts: object
) -> WorkSession:
    planned: dict[str, object] = {"done_on": None, "planned_minutes": 150, "starts_at": at}
    return session_on(mission, on, 0, **(planned | facts))


def test_the_first_day_is_not_a_cluster_of_empty_boxes(hers: Client) -> None:
    page = hers.get("/")
    said = text_of(page)
    assert "Your billed share will appear here" in said
    for title in ("Cash, 90 days", "Next appointments", "This week", "To complete", "To treat"):
        assert title not in said
    assert 'id="quick-add"' in said


def test_what_an_hour_leaves_stands_beside_the_price_she_shows(
    hers: Client, business: Business
) -> None:
    a_month_of_work(business)
    offer_at(business, "54", unit="hour")
    for key, value in ((kept.REDUCED, 0), (kept.KM, 0)):
        believe(business, key, Decimal(value), at=NOW)
    page = hers.get("/")
    # 76 hours worked; 500 € less 106 € of contributions and 0.50 € for training.
    assert page.context["share"].net.value == pytest.approx(393.5 / 76)
    assert "5.18 <small>€/h" in text_of(page)
    assert "for €54.00 displayed" in text_of(page)


def test_the_next_appointments_say_where_when_and_when_to_leave(
    hers: Client, business: Business
) -> None:
    client = client_named(business, "Roche")
    place = Address.objects.create(business=business, contact=client, city="Rezé")
    mission = mission_for(business, client, title="Garage", place=place)
    Trip.objects.create(business=business, mission=mission, on=FIRST, km=99, minutes=90)
    for minutes in (20, 24):
        last = {"on": dt.date(2026, 3, 5), "km": Decimal("7.5"), "minutes": minutes}
        Trip.objects.create(business=business, mission=mission, **last)
    to_come(mission, TODAY, dt.time(14, 0))
    to_come(mission, TODAY + dt.timedelta(days=1), remote=True)
    to_come(mission, TODAY + dt.timedelta(days=8), dt.time(9, 0))
    one, two = hers.get("/").context["next"]
    assert (one.place, one.km, one.leave_at) == ("Rezé", Decimal(15), dt.time(13, 35))
    assert (two.place, two.km, two.leave_at, two.is_tomorrow) == ("", None, None, True)
    said = text_of(hers.get("/"))
    assert "leave around 1:35 pm, 15 km there and back" in said


def test_nobody_leaves_the_day_before(business: Business) -> None:
    mission = mission_for(business, client_named(business, "Roche"))
    Trip.objects.create(business=business, mission=mission, on=FIRST, km=9, minutes=30)
    to_come(mission, TODAY, dt.time(0, 10))
    (one,) = appointments(business, planned_upto(business, TODAY), today=TODAY)
    assert (one.leave_at, one.km) == (None, Decimal(9))


def test_the_account_ahead_is_told_in_words_before_it_is_drawn(
    hers: Client, business: Business
) -> None:
    a_month_of_work(business)
    believe(business, kept.CASH, Decimal(3000), at=NOW)
    believe(business, kept.PAY, Decimal(700), at=NOW)
    page = hers.get("/")
    said = text_of(page)
    low = page.context["cash"].low
    # Three months of pay, and the contributions of the first quarter.
    assert (low.on, low.amount) == (dt.date(2026, 5, 31), Decimal("793.50"))
    assert "€3,000 today, <strong>€794 on 31 May" in said
    assert "€794 on 31 May" in str(page.context["cash"].drawing)
    assert "style=" not in str(page.context["cash"].drawing)


def test_an_account_in_the_red_is_said_first(hers: Client, business: Business) -> None:
    a_month_of_work(business)
    believe(business, kept.CASH, Decimal(1000), at=NOW)
    believe(business, kept.PAY, Decimal(700), at=NOW)
    assert "the account would be in the red <strong>on 30 April" in text_of(hers.get("/"))


def test_without_a_balance_it_is_kindly_asked_for_once_money_moved(
    hers: Client, business: Business
) -> None:
    a_month_of_work(business)
    page = hers.get("/")
    assert "With the balance of your account" in text_of(page)
    assert 'href="/measures/levies/#id_cash"' in page.content.decode()


def test_a_decision_under_way_says_what_was_foreseen_and_when_to_judge(
    hers: Client, business: Business
) -> None:
    entry = note(business, TODAY, "com_social", 1)
    facts = {"choice": "reduce", "decided_on": TODAY, "starts_on": TODAY}
    Decision.objects.create(
        business=business,
        activity=entry.activity,
        title="One post a week",
        review_on=TODAY + dt.timedelta(days=24),
        expected_week_hours=1.5,
        before={"week_hours": 3.0},
        **facts,
    )
    said = text_of(hers.get("/"))
    assert "foreseen 1 h 30 a week given back" in said
    assert "too early to measure" in said
    assert "read again in 24 days" in said


def test_the_first_step_of_the_last_bilan_and_a_goal_stand_in_one_line_each(
    hers: Client, business: Business
) -> None:
    a_month_of_work(business)
    bilan = Bilan.objects.create(
        business=business, moment="on_demand", first_on=FIRST, last_on=TODAY,
        started_at=NOW, finished_at=NOW,
    )  # fmt: skip
    facts = {"decided_on": TODAY, "starts_on": TODAY, "bilan": bilan, "choice": "other"}
    Decision.objects.create(
        business=business, title="Call three owners", review_on=dt.date(2026, 3, 20), **facts
    )
    Goal.objects.create(
        business=business, measure="billed_share", target=0.35, first_on=dt.date(2026, 2, 1),
        last_on=dt.date(2026, 12, 31), set_on=FIRST,
    )  # fmt: skip
    page = hers.get("/")
    assert (page.context["step"].title, page.context["step"].on) == (
        "Call three owners", dt.date(2026, 3, 20),
    )  # fmt: skip
    (aim,) = page.context["aims"]
    assert aim.value == "25%"
    assert "aim 35% by 31 December 2026" in text_of(page)
    Goal.objects.update(first_on=FIRST)  # 25 days: a share of so few says nothing
    assert "too early to say" in text_of(hers.get("/"))


def test_an_open_alert_and_a_bilan_to_take_up_again_are_said(
    hers: Client, business: Business
) -> None:
    Alert.objects.create(business=business, key="over_cap", on=TODAY, facts={"value": 3, "cap": 38})
    Bilan.objects.create(
        business=business, moment="on_demand", first_on=FIRST, last_on=TODAY, started_at=NOW
    )
    said = text_of(hers.get("/"))
    assert "3 weeks in a row above your 38 h" in said
    assert "Your bilan is under way" in said


def test_home_asks_as_much_of_one_client_as_of_fifty(hers: Client, business: Business) -> None:
    believe(business, kept.CASH, Decimal(3000), at=NOW)

    def one_more(rank: int) -> None:
        mission = mission_for(business, client_named(business, f"Client {rank}"), price=Decimal(50))
        to_come(mission, TODAY, dt.time(9, 0))
        Trip.objects.create(business=business, mission=mission, on=FIRST, km=9, minutes=30)
        session_on(mission, dt.date(2026, 3, 10), 3)
        seal(draft_for(mission, "90", due_on=FIRST), dt.date(2026, 2, 1), rank=rank)
        given = {"paid": 90, "paid_on": TODAY, "due_on": TODAY}
        pay(seal(draft_for(mission, "80", **given), TODAY, rank=rank + 100), TODAY, "90")
        note(business, TODAY, "pro_seance", 0.1)

    one_more(1)
    hers.get("/")
    with CaptureQueriesContext(connection) as one:
        hers.get("/")
    for rank in range(2, 51):
        one_more(rank)
    with CaptureQueriesContext(connection) as fifty:
        hers.get("/")
    assert len(fifty) == len(one)
