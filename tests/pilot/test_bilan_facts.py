"""Facts beside the questions of a bilan: each measured, said with its doubt, or missed."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from casquettes.engine.bilan.script import questions
from casquettes.engine.periods import Period
from casquettes.kernel.models import Identity
from casquettes.pilot.queries.bilan.registry import KNOWN, beside
from casquettes.sales.models import Quote
from tests.cast import NOW
from tests.pilot import small_year
from tests.pilot.notes import note
from tests.pilot.small_year import believe, day, fact, last_bilan, lines, of, plain, spend, told
from tests.pilot.works import (
    bill,
    client_named,
    draft_for,
    mission_for,
    offer_at,
    pay,
    seal,
    session_on,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
BROKEN = re.compile(r"\b(nan|inf|infinity|None)\b|%\(")
ASKED = [each for each in questions(is_short=False) if each.beside]


# What no business may break.


def test_every_fact_beside_a_question_is_known_and_no_other():
    asked = {name for question in ASKED for name in question.beside}

    assert asked == set(KNOWN)


def nothing(business):
    """A business of today."""


def one_week(business):
    """Five days of an offer being thought out, no sale."""
    for number in range(2, 7):
        note(business, day(3, number), "cre_offre", 4)


def one_sale(business):
    """One session, billed, not paid."""
    offer = offer_at(business, "50")
    client = client_named(business, "Petit", origin="Google")
    mission = mission_for(business, client, offer=offer, price=50, channel="Google")
    session_on(mission, day(3, 4), 3)
    note(business, day(3, 4), "pro_seance", 3, mission=mission, nature="billed")
    seal(draft_for(mission, "150"), day(3, 4), rank=1)


def all_unsold(business):
    """Ten weeks of work nobody pays, and costs."""
    for week in range(10):
        for number in range(5):
            note(business, day(1, 5) + dt.timedelta(days=7 * week + number), "com_social", 3)
    spend(business, day(2, 3), "Publicité", "marketing", 90)


def no_margin(business):
    """An hour sold costs more than it brings; nothing is left on the account."""
    missions = small_year.lived(business)
    spend(business, day(2, 3), "Bacs", "goods", 5000, mission=missions["zoe"])
    believe(business, "cash.balance", 0)


def unknown_law(business):
    """A country whose law is not in the house."""
    small_year.lived(business)
    business.country = "CH"
    business.save()


@pytest.mark.parametrize(
    "made", [nothing, one_week, one_sale, all_unsold, no_margin, unknown_law, small_year.lived]
)
def test_each_fact_says_something_and_nothing_that_is_no_number(business, made):
    made(business)
    facts = of(business, previous=last_bilan(business))

    found = beside(facts, KNOWN)

    assert [each.id for each in found] == list(KNOWN)
    for each in found:
        words = [each.title, each.value, each.detail, each.missing, str(each.chart)]
        words += [part for row in each.rows for part in (row.name, row.value, row.detail)]
        assert each.title, each.id
        assert each.value or each.detail or each.missing or each.rows, each.id
        assert not [text for text in words if BROKEN.search(text)], each.id
    assert "<dl" in render_to_string("pilot/_bilan_facts.html", {"facts": found})


def test_a_period_before_she_began_and_one_to_come_are_said_as_well(business):
    small_year.lived(business)
    for period in (
        Period(dt.date(2020, 1, 1), dt.date(2020, 12, 31)),
        Period(dt.date(2027, 1, 1), dt.date(2027, 12, 31)),
    ):
        for each in beside(of(business, period=period), KNOWN):
            assert each.value or each.detail or each.missing or each.rows, each.id


def test_a_question_asks_as_often_whether_there_is_little_or_much(business):
    missions = small_year.lived(business)
    few = {question.id: asked_of(business, question.beside) for question in ASKED}
    for rank in range(20):
        client = client_named(business, f"Client {rank}", origin="Google")
        mission = mission_for(
            business, client, offer=missions["zoe"].offer, price=50, sold_minutes=120,
            channel="Google", ended_on=day(2, 20), signed_on=day(1, 8),
        )  # fmt: skip
        session_on(mission, day(2, 18), 2, real_minutes=150)
        note(business, day(2, 18), "pro_seance", 2.5, mission=mission, nature="billed")
        spend(business, day(2, 18), f"Achat {rank}", "goods", 10, mission=mission)
        invoice = draft_for(mission, "100", served_from=day(2, 18), served_to=day(2, 18))
        bill(invoice, "service", "100")
        pay(seal(invoice, day(2, 20), rank=10 + rank), day(2, 21), "100")
        Quote.objects.create(
            business=business, client=client, number=f"E{rank}", title="Le tri",
            created_at=NOW - dt.timedelta(days=30), issued_on=day(2, 11),
            refused_on=day(2, 25), refusal_reason=f"raison {rank}",
        )  # fmt: skip

    many = {question.id: asked_of(business, question.beside) for question in ASKED}

    assert {name: n for name, n in many.items() if n > few[name]} == {}
    assert max(many.values()) <= 70


def asked_of(business, names) -> int:
    with CaptureQueriesContext(connection) as asked:
        beside(of(business), names)
    return len(asked)


def test_an_unknown_name_is_left_out(business):
    assert beside(of(business), ["nobody_knows"]) == []


# Quality: nothing is made up.


@pytest.mark.parametrize("name", ["best_reviews", "complaints", "csat", "nps", "relapse_reported"])
def test_what_clients_say_is_not_invented(business, name):
    small_year.lived(business)

    found = fact(business, name)

    assert (found.value, found.detail, found.rows) == ("", "", ())
    assert found.missing


def test_calls_afterwards_and_supervision_are_the_time_noted(business):
    note(business, day(3, 4), "qua_suivi", 1.5)
    note(business, day(3, 5), "qua_supervision", 2)

    assert told(fact(business, "followups_due_done")) == ("1 h 30", "noted 1 time")
    assert told(fact(business, "supervision_sessions")) == ("2 h", "noted 1 time")


def test_insurance_is_what_her_papers_print(business):
    assert fact(business, "insurance_in_force").detail == ""
    Identity.objects.create(business=business, insurance="Mutuelle du Tri, contrat 12")

    found = fact(business, "insurance_in_force")

    assert found.detail == "Mutuelle du Tri, contrat 12"
    assert "contract says" in found.missing


# The plan of changes, and what is to come.


def test_the_plan_is_told_by_its_changes_in_every_fact_about_it(business):
    small_year.lived(business)
    facts = of(business)
    proposal = facts.proposal

    plan = KNOWN["recommended_option"](facts)

    assert len(plan.rows) == len(proposal.plan) > 0
    names = [row.name for row in plan.rows]
    for name in ("regret_by_option", "quality", "confidence", "predicted_effect"):
        assert [row.name for row in KNOWN[name](facts).rows] == names, name
    minutes = round(proposal.freed_week * 60)
    assert plain(KNOWN["hours"](facts).value) == (
        f"{minutes} min a week" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} a week"
    )
    assert KNOWN["money"](facts).value.endswith(" a year")


def test_each_more_change_brings_at_least_as_much(business):
    small_year.lived(business)

    found = lines(fact(business, "gain_by_number_of_changes"))

    assert [name for name, _value, _detail in found] == [
        "1 change", "2 changes", "3 changes", "4 changes", "5 changes",
    ]  # fmt: skip
    gains = [int(value.strip("€").replace(",", "")) for _name, value, _detail in found]
    assert gains == sorted(gains)


def test_what_the_law_makes_her_pay_for_training_is_told_with_its_source(business):
    small_year.lived(business)
    facts = of(business)
    paid = sum(x.amount for x in facts.account.taken.lines if x.name == "training")

    found = KNOWN["training_rights"](facts)

    assert found.value == f"€{paid:.2f}"
    assert "Urssaf" in found.detail
    assert "changes every year" in found.missing


def test_what_weighs_and_what_strikes_stand_on_her_figures(business):
    small_year.lived(business)

    assert "figures of yours" in fact(business, "tornado").detail
    assert len(fact(business, "tornado").rows) == 5
    assert len(fact(business, "stress_results").rows) == 6


def test_signals_to_watch_are_each_told_with_where_an_alert_is_wise(business):
    small_year.lived(business)

    found = fact(business, "alert_candidates")

    assert found.value == f"{len(found.rows)} signals"
    assert all("alert: " in row.detail for row in found.rows)
    assert found.url == "/risks/"
