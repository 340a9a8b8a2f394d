"""A choice becomes real, is measured, and can be taken back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from casquettes.engine.choices.case import Choice
from casquettes.kernel.models import Activity, Contact
from casquettes.office.models import Partner, Training
from casquettes.pilot.actions.choices import (
    Acceptance,
    ChoiceRefused,
    Expected,
    accept,
    judge,
    rate,
    take_back,
)
from casquettes.pilot.models import Decision, Rating
from casquettes.pilot.queries.choices.tried import decisions
from tests.pilot.choosing import decided
from tests.pilot.notes import note

TODAY = dt.date(2026, 3, 12)
LATER = dt.date(2026, 9, 12)


def activity(business, key="com_social"):
    return Activity.objects.get(business=business, key=key)


def told(choice, **facts):
    defaults = {"title": "Essai", "starts_on": TODAY, "review_on": LATER}
    return Acceptance(choice=choice, **(defaults | facts))


def test_learning_plans_a_training(business):
    made = accept(
        activity(business),
        told(Choice.LEARN, hours=Decimal(10), price=Decimal(390), provider="CCI"),
        Expected(week_hours=0.5, year_money=120.0, confidence=0.7),
        today=TODAY,
    )
    training = Training.objects.get(business=business)
    assert made.training == training
    assert (training.hat, training.planned_on, training.price) == ("sales", TODAY, 390)
    assert (made.expected_week_hours, made.review_on) == (0.5, LATER)


def test_delegating_briefs_a_partner_and_adds_who_was_not_known(business):
    made = accept(
        activity(business),
        told(Choice.DELEGATE, contact="Claire Moreau", hourly_price=Decimal(32)),
        Expected(),
        today=TODAY,
    )
    partner = Partner.objects.get(business=business)
    assert made.partner == partner
    assert str(partner.contact) == "Claire Moreau"
    assert (partner.hourly_price, partner.from_on) == (32, TODAY)


def test_dropping_hides_the_activity_from_today(business):
    made = accept(activity(business), told(Choice.DROP), Expected(), today=TODAY)
    assert activity(business).hidden_on == TODAY
    assert made.starts_on == TODAY


def test_a_lever_is_kept_by_its_name(business):
    made = accept(
        activity(business), told(Choice.REDUCE, lever="post_batches"), Expected(), today=TODAY
    )
    assert (made.choice, made.lever) == ("reduce", "post_batches")


@pytest.mark.parametrize(
    ("key", "choice", "facts", "field"),
    [
        ("com_social", Choice.KEEP, {}, ""),
        ("ges_declare", Choice.DROP, {}, ""),
        ("pil_vision", Choice.DELEGATE, {"contact": "Anne"}, ""),
        ("com_social", Choice.REDUCE, {"lever": "grouped_sessions"}, ""),
        ("com_social", Choice.REDUCE, {"lever": "post_batches", "review_on": TODAY}, "review_on"),
        ("com_social", Choice.LEARN, {"review_on": dt.date(2040, 1, 1)}, "review_on"),
        ("com_social", Choice.LEARN, {"starts_on": dt.date(2040, 1, 1)}, "starts_on"),
        ("com_social", Choice.DELEGATE, {}, "contact"),
    ],
)
def test_what_cannot_be_decided_is_refused_in_words(business, key, choice, facts, field):
    with pytest.raises(ChoiceRefused) as refused:
        accept(activity(business, key), told(choice, **facts), Expected(), today=TODAY)
    assert refused.value.field == field
    assert str(refused.value)
    assert not Decision.objects.exists()


def test_the_same_thing_is_not_tried_twice(business):
    accept(activity(business), told(Choice.LEARN), Expected(), today=TODAY)
    with pytest.raises(ChoiceRefused):
        accept(activity(business), told(Choice.LEARN), Expected(), today=TODAY)


@pytest.mark.parametrize(
    ("choice", "facts"),
    [
        (Choice.LEARN, {}),
        (Choice.DELEGATE, {"contact": "Claire Moreau"}),
        (Choice.DROP, {}),
        (Choice.REDUCE, {"lever": "post_batches"}),
    ],
)
def test_a_decision_of_today_goes_with_what_it_made(business, choice, facts):
    made = accept(activity(business), told(choice, **facts), Expected(), today=TODAY)
    take_back(made, today=TODAY)
    assert not Decision.objects.exists()
    assert not Training.objects.exists()
    assert not Partner.objects.exists()
    assert activity(business).hidden_on is None
    assert Contact.objects.count() == (1 if choice is Choice.DELEGATE else 0)


def test_an_older_decision_is_ended_and_stays_to_be_read(business):
    learned = accept(activity(business), told(Choice.LEARN), Expected(), today=TODAY)
    given = accept(
        activity(business), told(Choice.DELEGATE, contact="Claire"), Expected(), today=TODAY
    )
    later = TODAY + dt.timedelta(days=30)
    take_back(learned, today=later)
    take_back(given, today=later)
    assert Training.objects.get().given_up_on == later
    assert Partner.objects.get().until_on == later
    assert {each.ended_on for each in Decision.objects.all()} == {later}


def test_the_verdict_stands_beside_what_was_measured(business):
    made = decided(business)
    with pytest.raises(ChoiceRefused):
        judge(made, verdict="  ", measured={}, today=TODAY)
    judge(made, verdict="Deux heures de moins", measured={"week_hours": 1.0}, today=TODAY)
    made.refresh_from_db()
    assert (made.verdict, made.judged_on) == ("Deux heures de moins", TODAY)
    assert made.measured == {"week_hours": 1.0}


def test_answers_keep_their_day_and_what_is_not_named_stays(business):
    social = activity(business)
    assert rate(business, {social.pk: {"level": 2, "pleasure": 1}}, on=TODAY) == 1
    assert rate(business, {social.pk: {"level": 4}}, on=LATER) == 1
    assert rate(business, {social.pk: {"level": 4}}, on=LATER) == 0
    rows = Rating.objects.order_by("on").values_list("on", "level", "pleasure", "importance")
    assert list(rows) == [(TODAY, 2, 1, None), (LATER, 4, 1, None)]


def test_answers_on_another_s_activity_are_not_kept(business, other):
    assert rate(business, {10**9: {"level": 2}}, on=TODAY) == 0
    assert not Rating.objects.exists()


def test_the_first_weeks_say_too_early(business):
    decided(business)
    (tried,) = decisions(business, today=TODAY)
    assert tried.too_early
    assert not tried.to_review


def test_hours_of_whole_months_are_held_against_before(business):
    # Decided in mid-March on 2.5 h a week: April (30 days) holds 6 h.
    decided(business)
    note(business, dt.date(2026, 3, 20), "com_social", 20)
    note(business, dt.date(2026, 4, 10), "com_social", 6)
    (tried,) = decisions(business, today=dt.date(2026, 4, 30))
    assert tried.week_hours == pytest.approx(6 / (30 / 7))
    assert tried.freed_week == pytest.approx(2.5 - 1.4)


def test_time_of_a_sale_is_held_against_what_is_sold(business):
    before = {"week_hours": 5.0, "sold_week_hours": 10.0, "per_sold": 0.5, "weeks": 52.0}
    decided(business, "log_trajet", before=before, lever="grouped_sessions")
    note(business, dt.date(2026, 4, 10), "log_trajet", 6)
    (silent,) = decisions(business, today=dt.date(2026, 4, 30))
    assert silent.too_early  # nothing sold since: nothing to say
    note(business, dt.date(2026, 4, 11), "pro_seance", 20, sold=20)
    (tried,) = decisions(business, today=dt.date(2026, 4, 30))
    assert tried.freed_week == pytest.approx((0.5 * 20 - 6) / (30 / 7))


def test_the_day_of_reading_again_comes_first(business):
    late = decided(business, "com_social", review_on=dt.date(2026, 3, 12))
    decided(business, "com_site", choice="learn", lever="")
    tried = decisions(business, today=TODAY)
    assert next(each.decision for each in tried) == late
    assert [each.to_review for each in tried] == [True, False]
