"""Missions: from an accepted quote, by hand, ended, cancelled, reopened, removed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from casquettes.creation.models import Offer, OfferPrice
from casquettes.production.actions import missions
from casquettes.production.actions.missions import MissionDraft, MissionRefused
from casquettes.production.actions.undo import take_back
from casquettes.production.models import Mission
from casquettes.production.queries import missions as queries
from casquettes.sales.actions.drafts import LineDraft
from casquettes.sales.models import Covers, Quote
from tests.cast import NOW
from tests.production.works import (
    TODAY,
    accepted_quote,
    answer,
    client_named,
    done_session,
    mission_of,
    session_of,
)


def line(price, quantity=1, **facts):
    return LineDraft("Tri", Decimal(price), Decimal(quantity), **facts)


def from_quote(quote) -> Mission:
    return missions.mission_from_quote(quote, at=NOW)


def test_hours_of_a_quote_become_hours_sold_at_their_price(business):
    client = client_named(business, origin="bouche à oreille")
    mission = from_quote(accepted_quote(client, [line(45, 17.5, unit="hour")]))
    assert (mission.terms, mission.sold_minutes, mission.price) == ("hourly", 1050, 45)
    assert (mission.quoted, mission.channel) == (Decimal("787.50"), "bouche à oreille")
    assert (mission.signed_on, mission.title) == (TODAY, "Cuisine et cellier")


def test_sessions_count_their_hours_their_number_and_their_travel(business):
    lines = [
        line(180, 4, unit="session", hours=Decimal(14)),
        line(15, 4, covers=Covers.TRAVEL),
    ]
    mission = from_quote(accepted_quote(client_named(business), lines))
    assert (mission.sold_minutes, mission.planned_sessions) == (840, 4)
    assert mission.price == Decimal("51.43")
    assert (mission.travel_paid, mission.travel_fee) == (True, 15)
    assert mission.quoted == 780


def test_a_package_keeps_its_hours_its_price_and_its_last_day(business):
    offer = Offer.objects.create(
        business=business,
        name="Forfait 12 h",
        unit="package",
        hours=12,
        sessions=4,
        valid_months=6,
        created_on=TODAY,
    )
    lines = [line(540, unit="package", hours=Decimal(12), offer=offer)]
    mission = from_quote(accepted_quote(client_named(business), lines))
    assert (mission.terms, mission.sold_minutes, mission.price) == ("package", 720, 540)
    assert (mission.planned_sessions, mission.expires_on) == (4, dt.date(2026, 9, 12))
    assert mission.offer == offer


def test_a_result_without_hours_takes_them_from_the_list_price(business):
    hourly = Offer.objects.create(business=business, name="Heure", unit="hour", created_on=TODAY)
    OfferPrice.objects.create(business=business, offer=hourly, from_on=TODAY, price=48)
    mission = from_quote(accepted_quote(client_named(business), [line(480, unit="fixed")]))
    assert (mission.terms, mission.sold_minutes, mission.price) == ("fixed", 600, 480)


def test_only_the_options_that_were_taken_are_sold(business):
    lines = [line(45, 4, unit="hour"), line(45, 2, unit="hour", is_option=True)]
    quote = accepted_quote(client_named(business), lines)
    assert from_quote(quote).sold_minutes == 240
    other = accepted_quote(client_named(business, "Rachel Humbert"), lines)
    other.lines.filter(is_option=True).update(chosen=True)
    assert from_quote(other).sold_minutes == 360


def test_signed_at_a_persons_home_nothing_is_paid_for_seven_days(business):
    quote = accepted_quote(client_named(business), [line(45, 4, unit="hour")])
    assert from_quote(quote).payable_from == TODAY + dt.timedelta(days=7)


def test_signed_elsewhere_or_by_a_firm_it_may_be_paid_at_once(business):
    away = accepted_quote(client_named(business), [line(45, unit="hour")], off_premises=False)
    answer(away)
    firm = client_named(business, "Roche", kind="firm", company="Cabinet Roche")
    at_home = accepted_quote(firm, [line(45, unit="hour")])
    assert from_quote(away).payable_from is None
    assert from_quote(at_home).payable_from is None


def test_a_quote_makes_one_mission_however_often_it_is_asked(business):
    quote = accepted_quote(client_named(business), [line(45, unit="hour")])
    assert from_quote(quote) == from_quote(quote)
    assert list(queries.quotes_to_start(business)) == []


def test_only_an_accepted_quote_makes_a_mission(business):
    quote = accepted_quote(client_named(business), [line(45, unit="hour")])
    Quote.objects.filter(pk=quote.pk).update(withdrawn_on=TODAY)
    with pytest.raises(MissionRefused, match="took this acceptance back"):
        from_quote(quote)
    Quote.objects.filter(pk=quote.pk).update(withdrawn_on=None, accepted_on=None)
    with pytest.raises(MissionRefused, match="not accepted"):
        from_quote(quote)


def test_a_mission_agreed_on_without_a_quote(business):
    draft = MissionDraft(client_named(business), " Garage ", sold_minutes=600, price=Decimal(48))
    mission = missions.add_mission(business, draft, at=NOW)
    assert (mission.title, mission.sold_minutes, mission.quote) == ("Garage", 600, None)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": "  "}, "title"),
        ({"sold_minutes": 2001 * 60}, "sold_minutes"),
        ({"terms": "package"}, "sold_minutes"),
        ({"price": Decimal(-1)}, "price"),
        ({"signed_on": dt.date(1999, 1, 1)}, "signed_on"),
        ({"signed_on": TODAY, "expires_on": dt.date(2026, 3, 11)}, "expires_on"),
    ],
)
def test_what_no_mission_may_say(business, facts, field):
    draft = MissionDraft(**{"client": client_named(business), "title": "Garage", **facts})
    with pytest.raises(MissionRefused) as refused:
        missions.add_mission(business, draft, at=NOW)
    assert refused.value.field == field


def test_the_contact_of_another_business_is_never_hers(business, other):
    from casquettes.kernel import tenancy

    with tenancy.entered(business_id=other.pk):
        theirs = client_named(other)
    with pytest.raises(MissionRefused):
        missions.add_mission(business, MissionDraft(theirs, "Garage"), at=NOW)


def test_ending_it_cancels_what_was_planned_and_can_be_undone(business):
    mission = mission_of(client_named(business))
    done_session(mission, days=-3)
    planned = session_of(mission, days=4)
    step = missions.end_mission(mission, on=TODAY)
    mission.refresh_from_db()
    planned.refresh_from_db()
    assert (mission.ended_on, planned.cancelled_on) == (TODAY, TODAY)
    assert take_back(business, step) == mission.pk
    mission.refresh_from_db()
    planned.refresh_from_db()
    assert (mission.ended_on, planned.cancelled_on) == (None, None)


def test_it_does_not_end_before_its_last_session(business):
    mission = mission_of(client_named(business))
    done_session(mission, days=-3)
    with pytest.raises(MissionRefused) as refused:
        missions.end_mission(mission, on=TODAY - dt.timedelta(days=4))
    assert refused.value.field == "on"


def test_once_begun_it_ends_rather_than_being_cancelled(business):
    mission = mission_of(client_named(business))
    done_session(mission, days=-3)
    with pytest.raises(MissionRefused, match="end the mission"):
        missions.cancel_mission(mission, on=TODAY)
    missions.end_mission(mission, on=TODAY)
    with pytest.raises(MissionRefused, match="already ended"):
        missions.end_mission(mission, on=TODAY)
    missions.reopen_mission(mission)
    mission.refresh_from_db()
    assert mission.ended_on is None


def test_made_by_mistake_it_goes_unless_something_was_noted(business):
    from casquettes.logistics.models import Trip

    mission, empty = (mission_of(client_named(business), title) for title in ("Cave", "Grenier"))
    Trip.objects.create(business=business, mission=mission, on=TODAY, km=12)
    missions.remove_mission(empty)
    with pytest.raises(MissionRefused):
        missions.remove_mission(mission)
    assert [row.title for row in Mission.objects.of(business)] == ["Cave"]


def test_the_client_of_a_quote_stays(business):
    quote = accepted_quote(client_named(business), [line(45, unit="hour")])
    mission = from_quote(quote)
    draft = MissionDraft(client_named(business, "Rachel Humbert"), "Cave")
    with pytest.raises(MissionRefused) as refused:
        missions.change_mission(mission, draft)
    assert refused.value.field == "client"


def test_hours_are_used_up_as_they_are_sold_those_of_a_result_as_they_are_worked(business):
    client = client_named(business)
    for title, terms in (("Cave", "hourly"), ("Grenier", "fixed")):
        mission = mission_of(client, title, terms=terms)
        done_session(mission, days=-9, sold=210, real=240)
        done_session(mission, days=-2, sold=180, real=200)
        session_of(mission, days=5)
    wanted = queries.Wanted()
    rows = queries.found(business, wanted, today=TODAY)
    lines = {row.title: queries.line_of(row) for row in rows}
    assert {name: (line.done, line.left) for name, line in lines.items()} == {
        "Cave": (390, 330),
        "Grenier": (440, 280),
    }
    assert lines["Cave"].next_on == TODAY + dt.timedelta(days=5)
    assert lines["Cave"].state == "planned"
    sums = queries.sums(rows)
    assert (sums.missions, sums.sold, sums.done, sums.left) == (2, 1440, 830, 610)


def test_where_a_mission_stands(business):
    client = client_named(business)
    planned, late, empty, used = (mission_of(client, str(n), sold_minutes=210) for n in range(4))
    session_of(planned, days=3)
    session_of(late, days=-1)
    done_session(used, days=-5)
    rows = queries.found(business, queries.Wanted(), today=TODAY)
    states = {row.pk: queries.line_of(row).state for row in rows}
    assert states == {
        planned.pk: "planned",
        late.pk: "to_confirm",
        empty.pk: "to_plan",
        used.pk: "to_end",
    }
