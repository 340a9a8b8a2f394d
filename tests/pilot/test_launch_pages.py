"""Launch plans, as Anne writes and reads them: first without a single row of hers."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casquettes.pilot.actions import launch as actions
from casquettes.pilot.models import Forecast, LaunchPlan
from casquettes.pilot.queries import launch as queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def her(anne, client_of, now):
    """Anne's browser, in English."""
    anne.language = "en"
    anne.save()
    return client_of(anne)


@pytest.fixture
def plan(business, now) -> LaunchPlan:
    return actions.begin(business, at=now)


def text(response) -> str:
    """What is read, drawings and blanks left out."""
    page = re.sub(r"<svg.*?</svg>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def keep(her, plan: LaunchPlan, step: int, **typed):
    return her.post(f"/launch/{plan.pk}/{step}/", typed)


def figures(plan: LaunchPlan) -> dict:
    return queries.answers(LaunchPlan.objects.get(pk=plan.pk))


def test_an_empty_business_is_invited_to_begin(her, business):
    assert "lived two thousand times before you start" in text(her.get("/launch/"))


def test_a_first_plan_opens_on_its_first_question(her, business):
    answer = her.post("/launch/new/", {"form_key": "a" * 22})
    made = LaunchPlan.objects.get(business=business)
    assert answer.url == f"/launch/{made.pk}/1/"
    again = her.post("/launch/new/", {"form_key": "a" * 22})
    assert again.url == answer.url
    assert LaunchPlan.objects.count() == 1


def test_each_question_is_filled_in_and_says_where_from(her, plan):
    page = text(her.get(f"/launch/{plan.pk}/4/"))
    assert "Question 4 of 8" in page
    assert "A priori of the trade" in page
    assert 'value="50"' in her.get(f"/launch/{plan.pk}/4/").content.decode()


def test_an_answer_is_kept_and_the_next_question_comes(her, plan):
    answer = keep(her, plan, 4, price="62,50")
    assert answer.url == f"/launch/{plan.pk}/5/"
    assert figures(plan) == {"price": 62.5}
    assert "Typed by you; a priori 50" in text(her.get(f"/launch/{plan.pk}/4/"))


def test_what_is_left_as_it_was_stays_ours(her, plan):
    keep(her, plan, 4, price="50")
    assert figures(plan) == {}
    keep(her, plan, 5, leads="10", conversion="40", ramp_months="5")
    assert figures(plan) == {"conversion": 0.4}


def test_an_emptied_answer_goes_back_to_ours(her, plan):
    keep(her, plan, 4, price="62")
    keep(her, plan, 4, price="")
    assert figures(plan) == {}


def test_the_way_back_keeps_what_was_typed(her, plan):
    answer = keep(her, plan, 4, price="62", then="back")
    assert answer.url == f"/launch/{plan.pk}/3/"
    assert figures(plan) == {"price": 62}
    assert keep(her, plan, 1, then="back", start_on="2026-09-01").url.endswith("/2/")


def test_she_may_stop_anywhere_and_read(her, plan):
    assert keep(her, plan, 2, target_income="900", then="see").url == f"/launch/{plan.pk}/"
    assert keep(her, plan, 8, capacity_hours="120", background_hours="40").url.endswith(
        f"/launch/{plan.pk}/"
    )


def test_a_draft_says_where_it_stopped(her, plan):
    keep(her, plan, 1, start_on="2026-09-01", acre="on")
    page = her.get("/launch/").content.decode()
    assert "1 questions out of 8" in text(her.get("/launch/"))
    assert f"/launch/{plan.pk}/2/" in page


@pytest.mark.parametrize(
    ("step", "typed", "said"),
    [
        (4, {"price": "cher"}, "Write a number"),
        (4, {"price": "-1"}, "Write a number from 0 to 100,000."),
        (4, {"price": "1e5"}, "Write a number"),
        (5, {"leads": "9999999"}, "Write a number from 0 to 1,000,000."),
        (5, {"conversion": "140"}, "Write a number from 0 to 100."),
        (1, {"start_on": "1980-01-01"}, "Choose a month of the list."),
    ],
)
def test_a_slip_is_named_and_nothing_typed_is_lost(her, plan, step, typed, said):
    answer = keep(her, plan, step, **typed)
    assert answer.status_code == 422
    assert said in text(answer)
    if step != 1:
        assert f'value="{next(iter(typed.values()))}"' in answer.content.decode()
    assert figures(plan) == {}


def test_no_ninth_question(her, plan):
    assert her.get(f"/launch/{plan.pk}/9/").status_code == 404
    assert her.get(f"/launch/{plan.pk}/0/").status_code == 404


def test_the_result_says_its_chances_twice(her, plan):
    page = text(her.get(f"/launch/{plan.pk}/"))
    assert re.search(
        r" \d+ % \d+ chances? in \d+ of reaching €1,300 a month in the second year", page
    )
    for part in ("What breaks first", "And if…", "What weighs most", "Six hard blows"):
        assert part in page
    assert "nan" not in page.lower().split()
    assert "inf" not in page.lower().split()


def test_every_prior_is_listed_with_its_origin_and_a_way_to_change_it(her, plan):
    page = her.get(f"/launch/{plan.pk}/").content.decode()
    for name in ("price", "illness_chance", "unexpected_scale", "doubt_market", "backlog_lost"):
        assert f"/launch/{plan.pk}/figures/#id_{name}" in page
    assert text(her.get(f"/launch/{plan.pk}/")).count("a priori") > 20


def test_a_figure_tried_is_not_kept(her, plan):
    before = text(her.get(f"/launch/{plan.pk}/try/"))
    tried = text(her.get(f"/launch/{plan.pk}/try/?price=90"))
    assert before != tried
    assert "Keep these figures" in tried
    assert figures(plan) == {}
    whole = text(her.get(f"/launch/{plan.pk}/?price=90"))
    assert "Keep these figures" in whole


def test_what_cannot_be_tried_is_left_as_it_was(her, plan):
    assert "Keep these figures" not in text(her.get(f"/launch/{plan.pk}/try/?price=abc&leads="))
    assert her.get(f"/launch/{plan.pk}/?price=abc").status_code == 200


def test_figures_tried_may_be_kept(her, plan):
    her.post(f"/launch/{plan.pk}/keep/", {"price": "70", "leads": "10"})
    assert figures(plan) == {"price": 70}
    her.post(f"/launch/{plan.pk}/keep/", {"price": "-3"})
    assert figures(plan) == {"price": 70}


def test_all_figures_stand_on_one_page(her, plan):
    page = her.get(f"/launch/{plan.pk}/figures/")
    assert page.status_code == 200
    typed = {"name": "Septembre", "price": "55", "no_show": "4", "doubt_market": "50"}
    typed["start_on"] = "2026-09-01"
    assert her.post(f"/launch/{plan.pk}/figures/", typed).status_code == 302
    assert figures(plan) == {
        "start_on": "2026-09-01",
        "acre": False,
        "price": 55,
        "no_show": 0.04,
        "doubt_market": 0.5,
    }
    assert LaunchPlan.objects.get(pk=plan.pk).name == "Septembre"
    wrong = her.post(f"/launch/{plan.pk}/figures/", {"price": "x"})
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    "typed",
    [
        {"price": 0},
        {"leads": 0},
        {"leads": 1e6},
        {"cash_start": -1e8, "reserve": 0},
        {"cash_start": 0, "fixed_costs": 1e7},
        {"price": 1, "variable_cost": 50},
        {"capacity_hours": 0, "background_hours": 0},
        {"target_income": 0},
        {"conversion": 1, "price": 1e5, "leads": 100},
    ],
)
def test_an_odd_plan_gets_sentences_and_no_infinity(her, plan, now, typed):
    actions.answer(plan, typed, at=now)
    answer = her.get(f"/launch/{plan.pk}/")
    assert answer.status_code == 200
    words = set(re.findall(r"[a-z]+", answer.content.decode().lower()))
    assert not words & {"nan", "inf", "infinity"}


def test_a_country_without_its_law_is_said_so(her, business, plan):
    type(business).objects.filter(pk=business.pk).update(country="XX")
    for address in ("", "try/"):
        page = text(her.get(f"/launch/{plan.pk}/{address}"))
        assert "What the law takes in your country is not in the house yet" in page


def test_a_start_before_the_known_law_is_said_so(her, plan, now):
    actions.answer(plan, {"start_on": "2015-01-01"}, at=now)
    assert "Choose a later start" in text(her.get(f"/launch/{plan.pk}/"))


def test_a_plan_is_put_aside_and_comes_back(her, plan):
    her.post(f"/launch/{plan.pk}/archive/")
    assert "lived two thousand times" in text(her.get("/launch/"))
    assert "Take it back" in text(her.get(f"/launch/{plan.pk}/"))
    her.post(f"/launch/{plan.pk}/restore/")
    assert "Untitled plan" in text(her.get("/launch/"))


def test_another_plan_starts_like_this_one(her, plan, now, business):
    actions.answer(plan, {"price": 61}, at=now, name="Prudent")
    her.post("/launch/new/", {"form_key": "b" * 22, "like": plan.pk})
    copy = LaunchPlan.objects.exclude(pk=plan.pk).get(business=business)
    assert queries.answers(copy) == {"price": 61}
    assert copy.name == "Prudent (copy)"


def test_plans_are_not_kept_without_end(her, business, now, monkeypatch):
    monkeypatch.setattr(actions, "MOST_PLANS", 1)
    actions.begin(business, at=now)
    her.post("/launch/new/", {"form_key": "c" * 22})
    assert LaunchPlan.objects.count() == 1


def test_another_business_cannot_read_it(client_of, bruno, other, plan, now):
    assert client_of(bruno).get(f"/launch/{plan.pk}/").status_code == 404


def test_the_list_asks_as_few_questions_with_many_plans(her, business, now):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            her.get("/launch/")
        return len(asked)

    actions.begin(business, at=now)
    one = count()
    for _n in range(20):
        actions.begin(business, at=now)
    assert count() == one


def test_following_keeps_a_forecast_once_a_day(her, plan, now, business):
    her.post(f"/launch/{plan.pk}/follow/")
    her.post(f"/launch/{plan.pk}/redraw/")
    row = Forecast.objects.get(business=business, plan=plan)
    assert len(row.bands) == 24
    page = text(her.get(f"/launch/{plan.pk}/"))
    assert "Too early to say" in page
    her.post(f"/launch/{plan.pk}/unfollow/")
    assert "Too early to say" not in text(her.get(f"/launch/{plan.pk}/"))


def test_only_one_plan_is_followed(business, plan, now):
    second = actions.begin(business, at=now)
    for each in (plan, second):
        actions.follow(each, on=now.date(), at=now)
    followed = LaunchPlan.objects.filter(business=business).exclude(followed_since=None)
    assert list(followed) == [second]


def test_a_followed_plan_is_foreseen_again_each_month(business, plan, now):
    actions.follow(plan, on=now.date(), at=now)
    actions.redraw_followed(business, at=now + dt.timedelta(days=3))
    assert Forecast.objects.filter(plan=plan).count() == 1
    actions.redraw_followed(business, at=now + dt.timedelta(days=25))
    assert Forecast.objects.filter(plan=plan).count() == 2
