"""A bilan begun, answered, put down and closed: what holds whatever the order."""

import datetime as dt

import pytest

from casquettes.engine.periods import Period
from casquettes.pilot.actions import bilan as actions
from casquettes.pilot.models import Bilan, BilanAnswer
from casquettes.pilot.queries.bilan.progress import period_of, progress
from tests.cast import NOW

pytestmark = pytest.mark.django_db
PERIOD = Period(dt.date(2025, 3, 13), dt.date(2026, 3, 12))
LATER = NOW + dt.timedelta(hours=3)


@pytest.fixture
def bilan(business):
    return actions.begin(business, moment="on_demand", is_short=True, period=PERIOD, at=NOW)


def test_a_second_beginning_resumes_the_first(business, bilan):
    again = actions.begin(business, moment="alert", is_short=False, period=PERIOD, at=LATER)
    assert again.pk == bilan.pk
    assert again.is_short


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"moment": "easter"}, "moment"),
        ({"period": Period(dt.date(2026, 3, 1), dt.date(2026, 3, 13))}, "last_on"),
        ({"period": Period(dt.date(2020, 1, 1), dt.date(2026, 3, 12))}, "first_on"),
    ],
)
def test_what_a_bilan_cannot_be_about_is_refused(business, facts, field):
    told = {"moment": "on_demand", "is_short": True, "period": PERIOD, "at": NOW} | facts
    with pytest.raises(actions.BilanRefused) as refused:
        actions.begin(business, **told)
    assert refused.value.field == field


def test_an_answer_given_again_replaces_itself(bilan):
    actions.answer(bilan, "q08", {"text": "Tout"}, at=NOW)
    actions.answer(bilan, "q08", {"text": "Presque rien"}, at=LATER)
    row = BilanAnswer.objects.get()
    assert row.value == {"text": "Presque rien"}
    assert row.saved_at == LATER


def test_going_past_it_loses_nothing(bilan):
    actions.answer(bilan, "q08", {"text": "Tout"}, at=NOW)
    actions.answer(bilan, "q08", {}, at=LATER, passed=True)
    row = BilanAnswer.objects.get()
    assert row.value == {"text": "Tout"}
    assert row.passed_at == LATER


def test_a_guess_counts_once(bilan):
    actions.answer(bilan, "q03", {}, at=NOW, guess={"amount": 50})
    actions.answer(bilan, "q03", {"text": "Aïe"}, at=LATER, guess={"amount": 32})
    row = BilanAnswer.objects.get()
    assert row.guess == {"amount": 50}
    assert row.value == {"text": "Aïe"}


def test_an_older_window_does_not_cover_a_newer_answer(bilan):
    first = actions.answer(bilan, "q08", {"text": "Une"}, at=NOW, seen="")
    seen = actions.mark_of(first)
    actions.answer(bilan, "q08", {"text": "Deux"}, at=NOW, seen=seen)
    with pytest.raises(actions.AnswerChanged) as changed:
        actions.answer(bilan, "q08", {"text": "Trois"}, at=LATER, seen=seen)
    assert changed.value.kept.value == {"text": "Deux"}
    assert BilanAnswer.objects.get().value == {"text": "Deux"}
    newest = actions.mark_of(changed.value.kept)
    actions.answer(bilan, "q08", {"text": "Trois"}, at=LATER, seen=newest)
    assert BilanAnswer.objects.get().value == {"text": "Trois"}


def test_a_window_opened_before_any_answer_does_not_cover_one(bilan):
    actions.answer(bilan, "q08", {"text": "Une"}, at=NOW)
    with pytest.raises(actions.AnswerChanged):
        actions.answer(bilan, "q08", {"text": "Deux"}, at=LATER, seen="")


def test_the_same_words_from_two_windows_are_one_answer(bilan):
    actions.answer(bilan, "q08", {"text": "Une"}, at=NOW, seen="")
    actions.answer(bilan, "q08", {"text": "Une"}, at=LATER, seen="")
    assert BilanAnswer.objects.get().saved_at == LATER


def test_a_closed_bilan_no_longer_changes(bilan):
    actions.answer(bilan, "q08", {"text": "Une"}, at=NOW)
    actions.close(bilan, at=LATER, figures={"version": 1})
    with pytest.raises(actions.BilanRefused):
        actions.answer(bilan, "q08", {"text": "Deux"}, at=LATER)
    again = actions.close(bilan, at=LATER + dt.timedelta(days=1), figures={})
    assert (again.finished_at, again.figures) == (LATER, {"version": 1})


def test_a_removed_bilan_comes_back_with_its_answers(business, bilan):
    actions.answer(bilan, "q08", {"text": "Une"}, at=NOW)
    actions.remove(bilan, at=LATER)
    with pytest.raises(actions.BilanRefused):
        actions.answer(bilan, "q08", {"text": "Deux"}, at=LATER)
    actions.bring_back(bilan)
    assert progress(Bilan.objects.get()).answers["q08"].value == {"text": "Une"}


def test_it_does_not_come_back_over_another_one_under_way(business, bilan):
    actions.remove(bilan, at=NOW)
    actions.begin(business, moment="on_demand", is_short=True, period=PERIOD, at=LATER)
    with pytest.raises(actions.BilanRefused):
        actions.bring_back(bilan)


def test_no_question_of_ours_no_answer(bilan):
    with pytest.raises(actions.BilanRefused):
        actions.answer(bilan, "q99", {"text": "Une"}, at=NOW)


def test_she_comes_back_to_a_half_answer_else_to_the_next_question(bilan):
    assert progress(bilan).current.id == "q01"
    actions.answer(bilan, "q01", {"text": "Bien"}, at=NOW)
    assert progress(bilan).current.id == "q02"
    actions.answer(bilan, "q05", {"lines": ["Une"], "half": True}, at=LATER)
    assert progress(bilan).current.id == "q05"
    actions.answer(bilan, "q05", {"lines": ["Une", "Deux"]}, at=LATER)
    assert progress(bilan).current.id == "q09"
    assert progress(bilan).answered == 2


def test_after_the_last_question_it_is_the_first_left_out(bilan):
    actions.answer(bilan, "q01", {"energy": 3}, at=NOW)
    actions.answer(bilan, "q43", {"task": "Appeler"}, at=LATER)
    assert progress(bilan).current.id == "q02"


def test_the_period_begins_after_the_last_bilan_and_not_before_her_first_day(business, bilan):
    today = dt.date(2026, 6, 1)
    assert period_of(business, today=today) == Period(dt.date(2025, 6, 2), today)
    actions.close(bilan, at=NOW, figures={})
    assert period_of(business, today=today) == Period(dt.date(2026, 3, 13), today)
    near = dt.date(2026, 3, 20)
    assert period_of(business, today=near) == Period(dt.date(2025, 3, 21), near)
