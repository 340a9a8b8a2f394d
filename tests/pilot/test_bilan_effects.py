"""What answers of a bilan make real, once each, however often they are saved."""

import datetime as dt

import pytest

from casquettes.kernel.models import Activity
from casquettes.office.models import Training
from casquettes.pilot.actions import bilan as actions
from casquettes.pilot.actions.bilan_effects import carry_out, carry_out_all, write_direction
from casquettes.pilot.models import BilanAnswer, Decision, Direction, Goal, Risk
from tests.cast import NOW
from tests.pilot.choosing import decided, year_of_work
from tests.pilot.taking_stock import bilan_of, bilan_of_last_year

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(minutes=5)
IN_MAY = "2026-05-12"
POSTS = "com_social:reduce:post_batches"


@pytest.fixture
def bilan(business):
    return bilan_of(business)


def say(bilan, question, value):
    """Answered, and gone on."""
    actions.answer(bilan, question, value, at=NOW)
    carry_out(bilan, question, at=NOW)
    return BilanAnswer.objects.get(bilan=bilan, question=question).value


def sign(key, title="", **facts):
    told = {"title": title or key, "key": key, "sign": "", "measure": "", "review_on": IN_MAY}
    return {**told, "decision": None, **facts}


def test_the_last_decisions_are_judged_with_what_is_measured(business):
    old = decided(business, decided_on=dt.date(2025, 9, 7), starts_on=dt.date(2025, 10, 1))
    bilan = bilan_of(business)
    say(bilan, "q02", {"kept": {str(old.pk): "partly"}, "text": ""})
    old.refresh_from_db()
    assert old.judged_on == dt.date(2026, 3, 12)
    assert old.measured["week_hours"] == 0
    first = old.verdict
    say(bilan, "q02", {"kept": {str(old.pk): "yes"}, "text": ""})
    old.refresh_from_db()
    assert old.verdict != first


def test_a_decision_of_another_business_is_not_judged(business, bilan, other):
    value = say(bilan, "q02", {"kept": {"999999": "yes"}, "text": ""})
    assert value["kept"] == {"999999": "yes"}
    assert not Decision.objects.exists()


def test_a_known_change_is_made_real_and_measured_from_today(business, bilan):
    year_of_work(business)
    value = say(bilan, "q36", {"signs": [sign(POSTS, sign="Une heure de moins")]})
    decision = Decision.objects.get()
    assert value["signs"][0]["decision"] == decision.pk
    assert (decision.choice, decision.lever, decision.bilan) == ("reduce", "post_batches", bilan)
    assert decision.sign == "Une heure de moins"
    assert decision.review_on == dt.date(2026, 5, 12)
    assert decision.expected_week_hours > 0
    assert decision.before["week_hours"] > 0


def test_saved_again_it_is_the_same_decision(business, bilan):
    year_of_work(business)
    first = say(bilan, "q36", {"signs": [sign(POSTS)]})
    moved = sign(POSTS, decision=first["signs"][0]["decision"], review_on="2026-06-01")
    say(bilan, "q36", {"signs": [moved]})
    assert Decision.objects.get().review_on == dt.date(2026, 6, 1)
    assert carry_out_all(bilan, at=LATER) == []
    assert Decision.objects.count() == 1


def test_learning_plans_a_training(business, bilan):
    year_of_work(business)
    say(bilan, "q36", {"signs": [sign("ges_admin:learn:")]})
    assert Training.objects.get() == Decision.objects.get().training


def test_handing_over_without_a_partner_is_noted_all_the_same(business, bilan):
    year_of_work(business)
    say(bilan, "q36", {"signs": [sign("com_site:delegate:")]})
    decision = Decision.objects.get()
    assert decision.choice == "other"
    assert decision.activity == Activity.objects.get(business=business, key="com_site")
    assert decision.expected_week_hours is not None


def test_a_change_in_her_own_words_is_a_decision_too(bilan):
    say(bilan, "q36", {"signs": [sign("Fermer le vendredi", measure="billed_share")]})
    decision = Decision.objects.get()
    assert (decision.title, decision.choice) == ("Fermer le vendredi", "other")
    assert (decision.measure, decision.activity) == ("billed_share", None)


def test_what_she_takes_out_of_the_three_is_taken_back(bilan):
    first = say(bilan, "q36", {"signs": [sign("Fermer le vendredi"), sign("Un forfait")]})
    say(bilan, "q36", {"signs": first["signs"][1:]})
    assert [each.title for each in Decision.objects.all()] == ["Un forfait"]


def test_three_at_most(bilan):
    actions.answer(bilan, "q36", {"signs": [sign(f"Idée {n}") for n in range(4)]}, at=NOW)
    with pytest.raises(actions.BilanRefused):
        carry_out(bilan, "q36", at=NOW)
    assert not Decision.objects.exists()


def test_what_is_tried_already_is_not_taken_twice(business, bilan):
    year_of_work(business)
    going = decided(business)
    value = say(bilan, "q36", {"signs": [sign(POSTS)]})
    assert value["signs"][0]["decision"] == going.pk
    assert Decision.objects.count() == 1


def test_a_day_gone_by_is_refused_by_its_field(bilan):
    actions.answer(bilan, "q36", {"signs": [sign("Ranger", review_on="2026-03-12")]}, at=NOW)
    with pytest.raises(actions.BilanRefused) as refused:
        carry_out(bilan, "q36", at=NOW)
    assert refused.value.field == "review_on1"


def test_goals_are_set_once_moved_and_left(bilan):
    line = {"measure": "billed_share", "target": 0.36, "goal": None}
    value = say(bilan, "q29", {"goals": [line]})
    goal = Goal.objects.get()
    assert value["goals"][0]["goal"] == goal.pk
    assert (goal.target, goal.bilan) == (0.36, bilan)
    say(bilan, "q29", {"goals": [{**value["goals"][0], "target": 0.38}]})
    goal.refresh_from_db()
    assert goal.target == 0.38
    say(bilan, "q29", {"goals": []})
    goal.refresh_from_db()
    assert goal.dropped_on == dt.date(2026, 3, 12)


def test_a_goal_out_of_bounds_says_which(bilan):
    told = [{"measure": "billed_share", "target": 1.4, "goal": None}]
    actions.answer(bilan, "q29", {"goals": told}, at=NOW)
    with pytest.raises(actions.BilanRefused) as refused:
        carry_out(bilan, "q29", at=NOW)
    assert refused.value.field == "target1"


def test_causes_become_risks_once_and_a_signal_watches_one(bilan):
    cause = {"cause": "Plus de bouche-à-oreille", "likely": 3, "serious": 4, "seen": True}
    value = say(bilan, "q39", {"causes": [{**cause, "risk": None}]})
    say(bilan, "q39", {"causes": [{**value["causes"][0], "likely": 5}]})
    signal = {"measure": "month_leads", "threshold": 3.0, "above": False, "cause": cause["cause"]}
    told = say(bilan, "q41", {"triggers": [{**signal, "risk": None}]})
    risk = Risk.objects.get()
    assert (risk.likelihood, risk.severity, risk.seen_in_time) == (5, 4, True)
    assert (risk.measure, risk.threshold, risk.bilan) == ("month_leads", 3.0, bilan)
    assert told["triggers"][0]["risk"] == risk.pk


def test_a_cause_taken_back_no_longer_counts(bilan):
    say(bilan, "q39", {"causes": [{"cause": "La grippe", "risk": None}]})
    say(bilan, "q39", {"causes": []})
    assert Risk.objects.get().closed_on == dt.date(2026, 3, 12)


def test_the_first_action_is_a_decision_of_its_day(bilan):
    value = say(bilan, "q43", {"task": "Appeler la mairie", "on": "2026-03-13"})
    say(bilan, "q43", {**value, "task": "Appeler la mairie de Vanves"})
    decision = Decision.objects.get()
    assert (decision.title, decision.review_on) == (
        "Appeler la mairie de Vanves",
        dt.date(2026, 3, 13),
    )
    say(bilan, "q36", {"signs": [sign(f"Idée {n}") for n in range(3)]})
    assert Decision.objects.count() == 4
    say(bilan, "q43", {"task": "", "on": None, "decision": decision.pk})
    assert Decision.objects.count() == 3


def test_what_was_only_half_said_is_carried_out_at_the_close(bilan):
    told = {"task": "Appeler", "on": "2026-03-13", "half": True}
    actions.answer(bilan, "q43", told, at=NOW)
    assert carry_out_all(bilan, at=LATER) == []
    assert Decision.objects.get().title == "Appeler"


def test_what_she_passed_makes_nothing(bilan):
    actions.answer(bilan, "q43", {"task": "Appeler", "on": "2026-03-13"}, at=NOW, passed=True)
    assert carry_out_all(bilan, at=LATER) == []
    assert not Decision.objects.exists()


def test_the_direction_takes_the_good_day_and_the_refusals(business, bilan):
    last = {"clients": "Des familles", "promise": "Léger", "refusals": "Rien", "picture": ""}
    Direction.objects.create(business=business, on=dt.date(2025, 9, 7), **last)
    actions.answer(bilan, "q28", {"text": "Trois séances, puis la mer"}, at=NOW)
    actions.answer(bilan, "q32", {"lines": ["Les week-ends", "Paris"]}, at=NOW)
    page = write_direction(bilan, at=LATER)
    assert (page.clients, page.picture) == ("Des familles", "Trois séances, puis la mer")
    assert page.refusals == "Les week-ends\nParis"
    assert Direction.objects.count() == 2


def test_nothing_said_of_it_leaves_the_direction_as_it_is(business):
    bilan_of_last_year(business)
    assert write_direction(bilan_of(business), at=LATER) is None
