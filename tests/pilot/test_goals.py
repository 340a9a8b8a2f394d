"""Goals: set beside what her months say, changed, left, taken back, closed."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casquettes.engine.goals import Drawn, Outlook, Student
from casquettes.engine.periods import Period
from casquettes.kernel import tenancy
from casquettes.pilot.actions import launch as plans
from casquettes.pilot.actions.beliefs import believe
from casquettes.pilot.actions.goals import (
    Before,
    GoalRefused,
    change_goal,
    close_due,
    drop_goal,
    put_back,
    set_goal,
)
from casquettes.pilot.models import Bilan, Forecast, Goal, LaunchPlan
from casquettes.pilot.queries.goal_measures import measure_of
from casquettes.pilot.queries.goal_readings import BANDS, Readings
from casquettes.pilot.queries.goals import (
    aimed,
    feasible,
    feasible_one,
    goals,
    law_of,
    usual_period,
)
from casquettes.timesheet.models import Absence
from tests.cast import NOW
from tests.pilot import works
from tests.pilot.notes import note

TODAY = dt.date(2026, 3, 12)
YEAR = usual_period(TODAY)


def aim(business, measure="billed_share", target=0.5, **facts):
    days = {"first_on": YEAR.first, "last_on": YEAR.last, "today": TODAY}
    return set_goal(business, measure=measure, target=target, **(days | facts))


def goal_row(business, **facts):
    defaults = {
        "measure": "billed_share",
        "start": 0.4,
        "target": 0.5,
        "first_on": dt.date(2025, 1, 1),
        "last_on": dt.date(2025, 12, 31),
        "set_on": dt.date(2025, 1, 1),
    }
    return Goal.objects.create(business=business, **(defaults | facts))


def worked_months(business, *, count=6, sold=5.0):
    """Months until February 2026, every working day noted: 8 h, of which some sold."""
    for back in range(count):
        rank = 2026 * 12 + 1 - back
        first = dt.date(rank // 12, rank % 12 + 1, 1)
        for day in range(28):
            on = first + dt.timedelta(days=day)
            if on.weekday() < 5:
                part = sold - 0.5 * (back % 3) if sold else 0
                note(business, on, "pro_seance" if part else "ges_admin", 8, sold=part)


def test_the_usual_period_is_a_year_from_today():
    assert usual_period(TODAY) == Period(TODAY, dt.date(2027, 3, 11))
    assert usual_period(dt.date(2028, 2, 29)).last == dt.date(2029, 2, 27)


def test_where_she_starts_is_what_she_usually_does_and_stays(business):
    worked_months(business)
    goal = aim(business)
    # 5, 4.5 and 4 h of 8, two months of each: 0.5625 on equal days, months differ by a day or so.
    assert goal.start == pytest.approx(0.5625, abs=0.005)
    worked_months(business, sold=1)
    goal.refresh_from_db()
    assert goal.start == pytest.approx(0.5625, abs=0.005)


def test_a_total_starts_from_as_long_a_time(business):
    client = works.client_named(business, "Dupont")
    mission = works.mission_for(business, client)
    for rank, net in enumerate(("1000", "2000", "1500", "1500")):
        on = dt.date(2025, 11, 10) + dt.timedelta(days=31 * rank)
        works.seal(works.draft_for(mission, net), on, rank=rank + 1)
    goal = aim(
        business, "revenue", 20_000, first_on=dt.date(2026, 3, 1), last_on=dt.date(2026, 8, 31)
    )
    assert goal.start == pytest.approx(1500 * 6)


def test_a_share_of_a_few_days_is_not_said(business):
    worked_months(business)
    share = goal_row(business, first_on=dt.date(2026, 2, 20), last_on=YEAR.last)
    (early,) = goals(business, today=dt.date(2026, 3, 12))
    assert (early.value, early.progress) == (None, None)
    assert early.likely is not None  # her months speak for those to come
    share.first_on = dt.date(2026, 1, 20)
    share.save()
    (seen,) = goals(business, today=dt.date(2026, 3, 12))
    assert seen.value == pytest.approx(0.5625, abs=0.07)


def test_without_anything_noted_a_goal_starts_from_nothing_known(business):
    goal = aim(business)
    assert goal.start is None
    (seen,) = goals(business, today=TODAY)
    assert (seen.value, seen.likely, seen.progress) == (None, None, None)
    assert seen.chance == ""


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"measure": "happiness"}, "measure"),
        ({"measure": "hat_hours:crown"}, "measure"),
        ({"target": 1.2}, "target"),
        ({"target": -1}, "target"),
        ({"target": float("nan")}, "target"),
        ({"target": float("inf")}, "target"),
        ({"last_on": TODAY}, "last_on"),
        ({"last_on": dt.date(2031, 1, 1)}, "last_on"),
        ({"first_on": dt.date(2024, 1, 1)}, "first_on"),
        ({"first_on": dt.date(2027, 3, 11), "last_on": dt.date(2027, 3, 10)}, "last_on"),
    ],
)
def test_what_is_no_goal_is_refused_in_words(business, facts, field):
    with pytest.raises(GoalRefused) as refused:
        aim(business, **facts)
    assert refused.value.field == field
    assert str(refused.value)
    assert not Goal.objects.exists()


def test_a_fourth_goal_asks_which_one_is_left(business):
    aim(business)
    aim(business, "sold_hours", 50)
    left = aim(business, "days_off", 25)
    with pytest.raises(GoalRefused) as refused:
        aim(business, "revenue", 30_000)
    assert refused.value.field == "instead"
    made = aim(business, "revenue", 30_000, instead=left)
    left.refresh_from_db()
    assert left.dropped_on == TODAY
    assert made.measure == "revenue"


def test_another_period_has_its_own_three(business):
    for measure in ("sold_hours", "days_off", "revenue"):
        aim(business, measure, 10)
    later = {"first_on": dt.date(2027, 3, 12), "last_on": dt.date(2028, 3, 11)}
    with pytest.raises(GoalRefused):
        aim(business, "billed_share", first_on=dt.date(2027, 3, 11), last_on=later["last_on"])
    assert aim(business, "billed_share", **later).pk


def test_one_measure_has_one_goal_at_a_time(business):
    aim(business)
    with pytest.raises(GoalRefused) as refused:
        aim(business, target=0.6)
    assert refused.value.field == "measure"


def test_a_change_keeps_where_she_started_and_can_be_undone(business):
    goal = goal_row(business, first_on=YEAR.first, last_on=YEAR.last)
    before = Before.of(goal)
    change_goal(goal, target=0.45, last_on=dt.date(2026, 9, 1), today=TODAY, title=" Moitié ")
    goal.refresh_from_db()
    assert (goal.start, goal.target, goal.title) == (0.4, 0.45, "Moitié")
    put_back(business, before)
    goal.refresh_from_db()
    assert (goal.target, goal.last_on, goal.title) == (0.5, YEAR.last, "")


def test_a_goal_left_can_be_taken_back_unless_three_others_came(business):
    goal = aim(business)
    before = Before.of(goal)
    drop_goal(goal, today=TODAY)
    drop_goal(goal, today=dt.date(2026, 4, 1))
    goal.refresh_from_db()
    assert goal.dropped_on == TODAY
    put_back(business, before)
    goal.refresh_from_db()
    assert goal.dropped_on is None
    drop_goal(goal, today=TODAY)
    with pytest.raises(GoalRefused):
        change_goal(goal, target=0.3, last_on=YEAR.last, today=TODAY)
    for measure in ("sold_hours", "days_off", "revenue"):
        aim(business, measure, 10)
    with pytest.raises(GoalRefused):
        put_back(business, before)


def test_the_way_back_is_hers_alone(business, other):
    seal = Before.of(aim(business)).sealed(business)
    assert Before.opened(seal, business) is not None
    assert Before.opened(seal, other) is None
    assert Before.opened(seal + "x", business) is None
    with pytest.raises(GoalRefused):
        put_back(business, Before(10**9, {}))


def test_a_goal_whose_days_are_over_is_closed_once_with_what_was_reached(business):
    worked_months(business)
    over = goal_row(business, first_on=dt.date(2025, 9, 1), last_on=dt.date(2026, 2, 28))
    going = aim(business, "sold_hours", 50)
    close_due(business, at=NOW)
    over.refresh_from_db()
    going.refresh_from_db()
    assert over.closed_on == TODAY
    assert over.reached == pytest.approx(0.5625, abs=0.005)
    assert going.closed_on is None
    close_due(business, at=NOW + dt.timedelta(days=9))
    over.refresh_from_db()
    assert over.closed_on == TODAY


def test_a_goal_of_a_bilan_says_so(business):
    bilan = Bilan.objects.create(
        business=business, moment="rentree", first_on=TODAY, last_on=TODAY, started_at=NOW
    )
    assert aim(business, bilan=bilan).bilan == bilan


def test_what_is_within_reach_comes_from_her_months(business):
    worked_months(business)
    note(business, dt.date(2026, 2, 10), "log_trajet", 3)
    found = {each.measure: each for each in feasible(business, today=TODAY)}
    share = found["billed_share"]
    assert share.now == pytest.approx(0.5625, abs=0.01)
    assert share.low < share.now < share.high
    assert share.low <= share.proposed <= share.high
    assert share.why == ""
    assert found["hat_hours:logistics"].now > 0
    assert "revenue" not in found
    assert "hat_hours:quality" not in found
    assert "runway_days" not in found


@pytest.mark.parametrize("count", [0, 1, 3])
def test_too_few_months_say_so(business, in_english, count):
    worked_months(business, count=count)
    share = feasible_one(measure_of("billed_share"), YEAR, Readings(business, today=TODAY))
    assert (share.low, share.proposed) == (None, None)
    assert share.why.startswith("Too few months to say")


def test_hours_all_unsold_promise_nothing(business, in_english):
    worked_months(business, sold=0)
    readings = Readings(business, today=TODAY)
    told = aimed(measure_of("billed_share"), 0.3, YEAR, readings)
    assert told.chance is None
    assert "cannot say what will come" in told.sentence
    aim(business, target=0.3)
    (seen,) = goals(business, today=TODAY)
    assert (seen.goal.start, seen.likely) == (0.0, None)


def test_a_target_is_told_as_she_types_it(business):
    worked_months(business)
    readings = Readings(business, today=TODAY)
    share = measure_of("billed_share")
    said = [aimed(share, t, YEAR, readings).outlook for t in (0.4, 0.57, 0.59, 0.95)]
    assert said == [Outlook.USUAL, Outlook.REACHABLE, Outlook.AMBITIOUS, Outlook.UNSEEN]
    fewer = aimed(measure_of("worked_hours"), 20, YEAR, readings)
    assert fewer.outlook is Outlook.UNSEEN


def test_fewer_hours_are_better_when_fewer_are_aimed_at(business):
    worked_months(business)
    goal = aim(business, "worked_hours", 30)
    assert goal.start == pytest.approx(36.9, abs=0.1)  # the days after each 28th are not noted
    (seen,) = goals(business, today=TODAY)
    assert not seen.more


def test_days_off_are_working_days_of_her_leave_and_those_planned_are_said(business, in_english):
    worked_months(business)
    Absence.objects.create(  # a week and its weekend
        business=business, kind="leave", first_on=dt.date(2026, 3, 2), last_on=dt.date(2026, 3, 8)
    )
    Absence.objects.create(
        business=business, kind="leave", first_on=dt.date(2026, 8, 3), last_on=dt.date(2026, 8, 14)
    )
    Absence.objects.create(
        business=business,
        kind="illness",
        first_on=dt.date(2026, 3, 9),
        last_on=dt.date(2026, 3, 10),
    )
    aim(business, "days_off", 25, first_on=dt.date(2026, 3, 1))
    (seen,) = goals(business, today=TODAY)
    assert seen.value == 5
    assert "10 more are in your calendar" in seen.sentence


def test_a_total_already_there_is_reached(business, in_english):
    client = works.client_named(business, "Dupont")
    works.seal(works.draft_for(works.mission_for(business, client), "900"), TODAY, rank=1)
    goal_row(
        business, measure="revenue", target=800, first_on=dt.date(2026, 3, 1), last_on=YEAR.last
    )
    (seen,) = goals(business, today=TODAY)
    assert (seen.value, seen.reached, seen.chance) == (900, True, "")
    assert seen.sentence == "Reached already."


def test_a_goal_that_is_over_is_said_before_it_is_closed(business, in_english):
    worked_months(business)
    goal_row(business, target=0.3, first_on=dt.date(2025, 9, 1), last_on=dt.date(2026, 2, 28))
    (seen,) = goals(business, today=TODAY)
    assert (seen.over, seen.reached, seen.sentence) == (True, True, "Reached.")


def test_a_measure_nobody_knows_any_more_does_not_break_the_page(business):
    goal_row(business, measure="gone", last_on=YEAR.last)
    assert goals(business, today=TODAY) == []
    close_due(business, at=NOW + dt.timedelta(days=900))
    assert Goal.objects.get().closed_on is not None


def test_a_plan_that_is_followed_says_what_is_sold_and_billed(business):
    worked_months(business)
    client = works.client_named(business, "Dupont")
    works.seal(works.draft_for(works.mission_for(business, client), "900"), TODAY, rank=1)
    plan = plans.begin(business, at=NOW)
    plans.answer(plan, {"start_on": "2026-03-01", "months": 24}, at=NOW)
    plans.follow(plan, on=TODAY, at=NOW)
    readings = Readings(business, today=TODAY)
    laws = {
        key: law_of(measure_of(key), Period(dt.date(2026, 3, 1), YEAR.last), readings)
        for key in ("revenue", "sold_hours")
    }
    assert all(isinstance(law, Drawn) for law in laws.values())
    assert laws["revenue"].values[0] >= 900
    far = Period(TODAY, dt.date(2029, 3, 1))  # beyond the plan: her months say
    assert isinstance(law_of(measure_of("sold_hours"), far, readings), Student)


def test_cash_is_foreseen_by_the_plan_that_is_followed(business, in_english):
    measure = measure_of("runway_days")
    nothing = feasible_one(measure, YEAR, Readings(business, today=TODAY))
    assert (nothing.now, nothing.low) == (None, None)
    assert "Type what is on your account" in nothing.why
    believe(business, "cash.balance", Decimal(6000), at=NOW)
    readings = Readings(business, today=TODAY)
    known = feasible_one(measure, YEAR, readings)
    # Nothing is spent but her pay: 1 300 € a month, 12 months of 365 days.
    assert known.now == pytest.approx(6000 / (1300 * 12 / 365), rel=0.01)
    assert "Follow a launch plan" in known.why
    plan = plans.begin(business, at=NOW)
    bands = dict(zip(BANDS, (-100, 500, 1000, 2000, 3000, 4000, 5000), strict=True))
    Forecast.objects.create(
        business=business, plan=plan, on=TODAY, paths=10, bands={"2027-03-01": bands}
    )
    assert readings.cash_on(YEAR.last) is None
    LaunchPlan.objects.update(followed_since=TODAY)
    law = Readings(business, today=TODAY).cash_on(YEAR.last)
    daily = float(readings.daily_outflow)
    assert law.value_at(0.05) == 0
    assert law.value_at(0.5) == pytest.approx(2000 / daily)


class TestThePages:
    @pytest.fixture
    def hers(self, anne, business, now, client_of, in_english):
        anne.language = "en"
        anne.save()
        return client_of(anne)

    def form(self, page, **typed):
        text = page.content.decode()
        key = re.search(r'name="form_key" value="([^"]+)"', text)[1]
        told = {"measure": "billed_share", "first_on": "2026-03-12", "last_on": "2027-03-11"}
        return {**told, "form_key": key, "target": "35", **typed}

    def test_nothing_yet_leads_to_a_first_goal(self, hers):
        page = hers.get(reverse("pilot:goals")).content.decode()
        assert "Set a first goal" in page
        new = hers.get(reverse("pilot:new_goal")).content.decode()
        assert "Too few months to say" in new
        assert "nan" not in new.lower().split()

    def test_a_goal_is_set_from_what_is_proposed_and_undone(self, hers, business):
        worked_months(business)
        page = hers.get(reverse("pilot:new_goal"))
        proposed = re.search(r'name="target" value="([^"]+)"', page.content.decode())[1]
        answer = hers.post(reverse("pilot:new_goal"), self.form(page, target=proposed), follow=True)
        text = answer.content.decode()
        assert Goal.objects.get().target == pytest.approx(float(proposed) / 100)
        assert "If the months go on like your last ones" in text
        undo = re.search(r'action="(/goals/undo/[^"]+)"', text)[1]
        hers.post(undo)
        assert Goal.objects.get().dropped_on == TODAY

    def test_a_form_sent_twice_sets_one_goal(self, hers):
        told = self.form(hers.get(reverse("pilot:new_goal")))
        for _time in range(2):
            assert hers.post(reverse("pilot:new_goal"), told).status_code == 302
        assert Goal.objects.count() == 1

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({"target": "beaucoup"}, "Write a number, for example 2.5."),
            ({"target": ""}, "Write a number, for example 2.5."),
            ({"target": "120"}, "Write a number from 0 to 100."),
            ({"target": "1e999999"}, "Write a number, for example 2.5."),
            ({"last_on": "2026-03-01"}, "Choose a last day that is still to come."),
            ({"last_on": "demain"}, "Write a day of the calendar"),
        ],
    )
    def test_what_is_typed_wrong_is_said_and_not_lost(self, hers, typed, words):
        page = hers.get(reverse("pilot:new_goal"))
        answer = hers.post(reverse("pilot:new_goal"), self.form(page, title="Ma moitié", **typed))
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert "Ma moitié" in answer.content.decode()
        assert not Goal.objects.exists()

    def test_the_fourth_asks_kindly_and_takes_the_place(self, hers, business):
        for measure in ("sold_hours", "days_off", "revenue"):
            aim(business, measure, 10)
        page = hers.get(reverse("pilot:new_goal"))
        assert "which one do you leave?" in page.content.decode()
        refused = hers.post(reverse("pilot:new_goal"), self.form(page))
        assert refused.status_code == 422
        assert "Choose the goal you leave for this one." in refused.content.decode()
        left = Goal.objects.get(measure="revenue")
        hers.post(reverse("pilot:new_goal"), self.form(page, instead=left.pk))
        assert set(Goal.objects.filter(dropped_on=None).values_list("measure", flat=True)) == {
            "sold_hours", "days_off", "billed_share",
        }  # fmt: skip

    def test_the_sentence_follows_what_she_types(self, hers, business):
        worked_months(business)
        said = reverse("pilot:said_goal", args=["billed_share"])
        days = {"first_on": "2026-03-12", "last_on": "2027-03-11"}
        assert (
            "No more than your usual" in hers.post(said, {"target": "40", **days}).content.decode()
        )
        assert (
            "Beyond what your months can bring"
            in hers.post(said, {"target": "95", **days}).content.decode()
        )
        for target in ("", "abc", "-3"):
            assert hers.post(said, {"target": target, **days}).status_code == 200
        assert hers.post(reverse("pilot:said_goal", args=["gone"])).status_code == 404

    def test_a_goal_is_changed_left_and_taken_back(self, hers, business):
        goal = aim(business)
        page = reverse("pilot:goal", args=[goal.pk])
        assert 'value="50"' in hers.get(page).content.decode()
        wrong = hers.post(page, {"target": "x", "last_on": "2026-12-31"})
        assert wrong.status_code == 422
        hers.post(page, {"target": "42,5", "last_on": "2026-12-31", "title": ""})
        goal.refresh_from_db()
        assert (goal.target, goal.last_on) == (0.425, dt.date(2026, 12, 31))
        left = hers.post(reverse("pilot:drop_goal", args=[goal.pk]), follow=True).content.decode()
        goal.refresh_from_db()
        assert goal.dropped_on == TODAY
        hers.post(re.search(r'action="(/goals/undo/[^"]+)"', left)[1])
        goal.refresh_from_db()
        assert goal.dropped_on is None

    def test_another_s_goal_does_not_exist(self, hers, other):
        with tenancy.entered(business_id=other.pk):
            theirs = goal_row(other, last_on=YEAR.last)
        for name in ("goal", "drop_goal"):
            assert hers.post(reverse(f"pilot:{name}", args=[theirs.pk])).status_code == 404

    def test_fifty_past_goals_ask_no_more_than_one(
        self, hers, business, django_assert_max_num_queries
    ):
        goal_row(business, closed_on=TODAY, reached=0.4)
        with CaptureQueriesContext(
            connection,
        ) as one:
            hers.get(reverse("pilot:goals"))
        for _time in range(49):
            goal_row(business, closed_on=TODAY, reached=0.6)
        with CaptureQueriesContext(connection) as fifty:
            hers.get(reverse("pilot:goals"))
        assert len(fifty) == len(one)

    def test_goals_that_are_over_take_no_room(self, hers, business):
        for measure in ("sold_hours", "days_off", "revenue"):
            goal_row(business, measure=measure)
        assert "Room for 3 more." in hers.get(reverse("pilot:goals")).content.decode()
        page = hers.get(reverse("pilot:new_goal"))
        assert "which one do you leave?" not in page.content.decode()
        assert hers.post(reverse("pilot:new_goal"), self.form(page)).status_code == 302
