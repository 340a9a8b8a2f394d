"""The page of choices: the plan in words, every answer with its price, her figures first."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casquettes.kernel import tenancy
from casquettes.kernel.models import Activity
from casquettes.office.models import Partner
from casquettes.pilot.actions.beliefs import believe
from casquettes.pilot.models import Belief, Decision, Rating
from casquettes.pilot.queries.choices import figures, plans
from tests.cast import NOW
from tests.office import learned
from tests.pilot.choosing import TODAY, decided, year_of_work
from tests.pilot.notes import note


@pytest.fixture(autouse=True)
def _nothing_at_hand(monkeypatch):
    """What other tests left in memory."""
    monkeypatch.setattr(plans, "_proofs", OrderedDict())
    monkeypatch.setattr(figures, "_recent", {})


@pytest.fixture
def hers(client_of, anne, business, now):
    anne.language = "en"
    anne.save()
    return client_of(anne)


@pytest.fixture
def worked(business):
    year_of_work(business)
    return business


def pk_of(business, key="com_social"):
    return Activity.objects.get(business=business, key=key).pk


def text_of(answer):
    return " ".join(answer.content.decode().replace("\u202f", " ").split())


def test_without_hours_the_page_says_what_will_be_there(hers):
    answer = hers.get("/choices/")
    assert answer.status_code == 200
    assert "Your choices will be here" in text_of(answer)


def test_the_plan_comes_first_in_words_then_proven(hers, worked):
    quick = text_of(hers.get("/choices/"))
    assert "You would gain" in quick
    assert "Checking that no other plan is better" in quick
    proven = text_of(hers.get("/choices/?prove=1"))
    assert "Every other plan was ruled out" in proven
    assert "that you gain by it" in proven


def test_the_figures_are_those_of_twelve_whole_months(worked):
    known = figures.known(worked, today=TODAY)
    assert (known.period.first, known.period.last) == (dt.date(2025, 3, 1), dt.date(2026, 2, 28))
    assert known.figures.sold_hours == 720
    assert known.figures.looked_at == pytest.approx(12)
    travel = next(h for h in known.figures.habits if h.key == "log_trajet")
    assert travel.hours == 288
    assert known.figures.demand == (60.0,) * 12
    assert known.figures.margin == 34
    assert known.margin_origin == "prior"


def test_one_week_of_hours_is_called_a_first_idea(hers, business):
    note(business, dt.date(2026, 3, 10), "com_social", 6)
    note(business, dt.date(2026, 3, 11), "log_trajet", 2)
    page = text_of(hers.get("/choices/?prove=1"))
    assert "Only 3 days are noted" in page
    assert "Nothing is sold over these days" in page


@pytest.mark.parametrize("margin", [Decimal(-5), Decimal(0)])
def test_an_hour_sold_at_a_loss_is_said_before_anything(hers, worked, margin):
    believe(worked, "choices.margin", margin, at=NOW)
    page = text_of(hers.get("/choices/"))
    assert "An hour sold costs you more than it brings" in page
    assert "nan" not in page


def test_everything_protected_leaves_lightening_and_learning(hers, worked):
    for activity in Activity.objects.of(worked):
        believe(worked, f"choices.protected.{activity.key}", Decimal(1), at=NOW)
    page = text_of(hers.get("/choices/?prove=1"))
    assert "Everything is protected" in page


def test_means_are_tried_without_being_kept_then_kept(hers, worked):
    hers.get("/choices/")
    tried = text_of(hers.get("/choices/plan/?rest_value=20&budget=100&max_changes=1"))
    assert "Keep these means" in tried
    assert not Belief.objects.exists()
    hers.post("/choices/means/", {"rest_value": "20", "budget": "100", "max_changes": "1"})
    kept = dict(Belief.objects.values_list("key", "value"))
    assert kept == {"choices.rest_value": 20, "choices.budget": 100, "choices.max_changes": 1}
    assert "Keep these means" not in text_of(hers.get("/choices/"))


@pytest.mark.parametrize("bad", ["0", "7", "x", "", "3.5"])
def test_an_impossible_number_of_changes_is_refused(hers, worked, bad):
    asked = {"rest_value": "6", "budget": "100", "max_changes": bad}
    for answer in (
        hers.get("/choices/", asked),
        hers.get("/choices/plan/", asked),
        hers.post("/choices/means/", asked),
    ):
        assert answer.status_code == 422
        assert "Choose from 1 to 6" in text_of(answer)
    assert not Belief.objects.exists()


def test_at_most_one_change_changes_one(worked):
    known = figures.known(worked, today=TODAY, typed={"max_changes": 1.0})
    assert len(plans.propose(known, prove=True).plan) == 1


def test_an_answer_sent_alone_is_kept_with_its_day(hers, worked):
    pk = pk_of(worked)
    answer = hers.post("/choices/ratings/", {f"level_{pk}": "2"}, HTTP_HX_REQUEST="true")
    assert text_of(answer) == "noted"
    rating = Rating.objects.get()
    assert (rating.activity_id, rating.level, rating.on) == (pk, 2, TODAY)
    hers.post("/choices/ratings/", {f"pleasure_{pk}": "9", f"level_{pk}": "2", "colour_3": "1"})
    assert Rating.objects.get().pleasure is None


def test_the_page_of_an_activity_prices_every_answer(hers, worked):
    page = text_of(hers.get(f"/choices/{pk_of(worked)}/"))
    for words in ("Keep", "Lighten: ", "Learn", "Delegate", "Stop", "less than the plan"):
        assert words in page
    assert "supposed, as in the trade" in page
    assert "A specialist" in page


def test_a_sold_activity_has_nothing_to_choose(hers, worked):
    page = text_of(hers.get(f"/choices/{pk_of(worked, 'pro_seance')}/"))
    assert "This is what you sell" in page
    assert "Choose this" not in page


def test_an_activity_without_hours_says_so(hers, worked):
    page = text_of(hers.get(f"/choices/{pk_of(worked, 'com_event')}/"))
    assert "No hours on it" in page


def test_her_figure_takes_the_place_of_the_prior_and_goes_back(hers, worked):
    where = f"/choices/{pk_of(worked)}/believe/"
    usual = {"training_euros": "390", "training_hours": "10", "demand_lost": "6"}
    hers.post(where, {**usual, "specialist_price": "12,50", "protected": "on"})
    kept = {b.key: b.value for b in Belief.objects.filter(dropped_at=None)}
    assert kept == {
        "choices.specialist_price.com_social": Decimal("12.5"),
        "choices.protected.com_social": 1,
    }
    assert "typed by you" in text_of(hers.get(f"/choices/{pk_of(worked)}/"))
    hers.post(where, {**usual, "specialist_price": ""})
    assert not Belief.objects.filter(dropped_at=None).exists()


def test_a_share_above_a_hundred_is_refused_and_nothing_is_lost(hers, worked):
    answer = hers.post(
        f"/choices/{pk_of(worked)}/believe/", {"demand_lost": "140", "specialist_price": "31"}
    )
    assert answer.status_code == 422
    assert 'value="31"' in answer.content.decode()
    assert not Belief.objects.exists()


def test_everything_supposed_may_be_typed_and_emptied(hers, worked):
    form = hers.get("/choices/beliefs/").context["form"]
    sent = {name: form[name].value() for name in form.fields}
    hers.post("/choices/beliefs/", sent)
    assert not Belief.objects.exists()
    hers.post("/choices/beliefs/", {**sent, "lever-post_batches-factor": "50", "margin": "28"})
    kept = {b.key: b.value for b in Belief.objects.all()}
    assert kept == {"choices.lever.post_batches.factor": Decimal("0.5"), "choices.margin": 28}
    assert hers.post("/choices/beliefs/", {**sent, "demand_room": "x"}).status_code == 422


def accepted(hers, worked, choice, **facts):
    where = f"/choices/{pk_of(worked)}/{choice}/"
    sent = {"starts_on": "2026-03-12", "review_on": "2026-09-12", "form_key": "k" * 22, **facts}
    return hers.post(where, sent, follow=True)


def test_a_partner_is_briefed_from_the_choice(hers, worked):
    facts = {"contact": "Claire Moreau", "hourly_price": "32", "month_hours": "5"}
    page = text_of(accepted(hers, worked, "delegate", **facts))
    assert "it is among your decisions" in page
    decision = Decision.objects.get()
    assert decision.before["week_hours"] == pytest.approx(120 / (365.25 / 7))
    assert decision.partner == Partner.objects.get()
    # Sent twice, it counts once.
    accepted(hers, worked, "delegate", **facts)
    assert Decision.objects.count() == 1


def test_a_dropped_activity_leaves_the_board_and_comes_back(hers, worked):
    accepted(hers, worked, "drop")
    assert hers.get(f"/choices/{pk_of(worked)}/").status_code == 404
    decision = Decision.objects.get()
    hers.post(f"/choices/decisions/{decision.pk}/back/")
    assert hers.get(f"/choices/{pk_of(worked)}/").status_code == 200


def test_a_day_in_the_past_to_read_again_is_refused(hers, worked):
    where = f"/choices/{pk_of(worked)}/reduce/"
    sent = {
        "lever": "post_batches",
        "starts_on": "2026-03-12",
        "review_on": "2026-03-01",
        "sign": "moins de soirs",
        "form_key": "k" * 22,
    }
    answer = hers.post(where, sent)
    assert answer.status_code == 422
    assert "Choose a day after the decision has begun." in text_of(answer)
    assert "moins de soirs" in text_of(answer)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("choice", ["keep", "sell", "reduce"])
def test_an_answer_that_is_not_offered_is_not_found(hers, worked, choice):
    assert hers.get(f"/choices/{pk_of(worked)}/{choice}/").status_code == 404


def test_decisions_show_what_was_expected_beside_what_is_measured(hers, worked):
    decided(worked)
    page = text_of(hers.get("/choices/decisions/"))
    assert "1 h a week" in page
    assert "8 chances in 10" in page
    assert "Too early to say" in page


def test_a_decision_is_judged_on_its_day(hers, worked):
    made = decided(worked, review_on=TODAY)
    where = f"/choices/decisions/{made.pk}/judge/"
    assert hers.post(where, {"verdict": ""}).status_code == 422
    hers.post(where, {"verdict": "A quiet week"})
    made.refresh_from_db()
    assert (made.verdict, made.judged_on) == ("A quiet week", TODAY)
    assert "A quiet week" in text_of(hers.get("/choices/decisions/"))


def test_the_list_of_decisions_asks_as_much_with_one_as_with_fifty(hers, worked):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            hers.get("/choices/decisions/")
        return len(queries)

    decided(worked)
    asked()
    one = asked()
    keys = Activity.objects.of(worked).values_list("key", flat=True)[:50]
    for key in keys:
        decided(worked, key)
    assert asked() == one


def test_a_partner_s_price_is_what_today_costs(worked):
    learned.helper(worked, from_on=dt.date(2025, 3, 1))
    known = figures.known(worked, today=TODAY)
    social = next(h for h in known.figures.habits if h.key == "com_social")
    assert social.helper_month_euros == 160
    assert "delegate" in social.taken


def test_another_business_s_decisions_are_its_own(hers, other):
    with tenancy.entered(business_id=other.pk):
        theirs = decided(other)
    for act in ("judge", "back"):
        assert hers.post(f"/choices/decisions/{theirs.pk}/{act}/").status_code == 404
