"""Begin, answer, guess, pass, autosave, remove, bring back, close: no answer is ever lost."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casquettes.engine.bilan.script import questions
from casquettes.engine.periods import Period
from casquettes.pilot.actions import bilan as actions
from casquettes.pilot.models import Bilan
from casquettes.pilot.queries.bilan.progress import progress
from tests.cast import NOW

pytestmark = pytest.mark.django_db
PERIOD = Period(dt.date(2025, 3, 13), dt.date(2026, 3, 12))
ASKED = [each.id for each in questions(is_short=True)]
WORDS = st.text("abé \n", max_size=8)
STEP = st.one_of(
    st.tuples(st.just("answer"), st.sampled_from(ASKED), WORDS),
    st.tuples(st.just("autosave"), st.sampled_from(ASKED), WORDS),
    st.tuples(st.just("old window"), st.sampled_from(ASKED), WORDS),
    st.tuples(st.just("pass"), st.sampled_from(ASKED), st.none()),
    st.tuples(st.just("guess"), st.just("q03"), st.integers(0, 100)),
    st.tuples(st.sampled_from(["begin", "remove", "back", "close"]), st.none(), st.none()),
)

FACTS = {
    "answer": lambda told: {"value": {"text": told}},
    "autosave": lambda told: {"value": {"text": told, "half": True}},
    "old window": lambda told: {"value": {"text": told}, "seen": "what nobody saw"},
    "pass": lambda _told: {"value": None, "passed": True},
    "guess": lambda told: {"value": None, "guess": {"amount": told}},
}


class Life:
    """One bilan as it is lived, and beside it what must still be there."""

    def __init__(self, business):
        self.business, self.moment = business, NOW
        self.said, self.guess, self.open, self.there = {}, None, True, True
        self.bilan = self.begin()

    def begin(self):
        return actions.begin(
            self.business, moment="on_demand", is_short=True, period=PERIOD, at=self.moment
        )

    def live(self, what, question, told):
        self.moment += dt.timedelta(seconds=7)
        if what in FACTS:
            self.say(what, question, told)
        elif what == "begin" and self.open and self.there:
            assert self.begin().pk == self.bilan.pk
        elif what == "remove":
            actions.remove(self.bilan, at=self.moment)
            self.there = False
        elif what == "back":
            actions.bring_back(self.bilan)
            self.there = True
        elif what == "close":
            actions.close(self.bilan, at=self.moment, figures={})
            self.open = False

    def say(self, what, question, told):
        try:
            actions.answer(self.bilan, question, at=self.moment, **FACTS[what](told))
        except actions.BilanRefused:
            assert not (self.open and self.there)
        except actions.AnswerChanged:
            assert what == "old window"
        else:
            assert self.open
            assert self.there
            self.keep(what, question, told)

    def keep(self, what, question, told):
        if what in ("answer", "autosave", "old window"):
            self.said[question] = told
        if what == "guess" and self.guess is None:
            self.guess = told

    def holds(self):
        kept = progress(Bilan.objects.get(pk=self.bilan.pk)).answers
        texts = {name: row.value["text"] for name, row in kept.items() if "text" in row.value}
        assert texts == self.said
        guess = kept["q03"].guess if "q03" in kept else None
        assert guess == (None if self.guess is None else {"amount": self.guess})


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEP, max_size=10))
def test_no_answer_is_lost_in_any_order(business, steps):
    with transaction.atomic():
        life = Life(business)
        for step in steps:
            life.live(*step)
            life.holds()
        transaction.set_rollback(True)
