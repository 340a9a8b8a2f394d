"""Her answers, read again: each kind of question as lines in words."""

from __future__ import annotations

import pytest
from django.utils import translation

from casquettes.engine.bilan.script import Kind, question, questions
from casquettes.pilot.models import BilanAnswer, Decision
from casquettes.pilot.queries.bilan.said import Names, guess_of, names_of, said
from tests.pilot import choosing

NAMES = Names(
    activities={"com_social": "Social networks", "ges_facture": "Invoices"},
    decisions={"7": "Learn: Invoices"},
)
# Each question, what she told, and how it reads.
TOLD = [
    ("q01", {"energy": 4, "text": "tired"}, ["Energy: 4 out of 5", "tired"]),
    ("q02", {"kept": {"7": "partly", "9": "yes"}}, ["Learn: Invoices: partly done"]),
    ("q03", {"text": "I thought more"}, ["I thought more"]),
    ("q05", {"lines": ["The move", "", "The cellar"]}, ["The move", "The cellar"]),
    ("q07", {"month": "2025-11", "text": "flu"}, ["November 2025", "flu"]),
    ("q08", {"text": "Say no\n\nsooner"}, ["Say no", "sooner"]),
    ("q09", {"choice": "price"}, ["The price"]),
    ("q10", {"amount": 900, "yes": False}, ["€900", "It is not enough"]),
    ("q11", {"best": "Session", "worst": "Diagnosis"},
     ["Brings the most: Session", "Brings the least: Diagnosis"]),
    ("q14", {"picked": ["Fair", "Leaflets"], "text": ""}, ["Fair, Leaflets"]),
    ("q15", {}, []),
    ("q16", {"hat": "sales"}, ["Sales"]),
    ("q17", {"hat": "quality", "text": "two lost"}, ["Quality", "two lost"]),
    ("q18", {"hats": {"sales": {"pleasure": 2, "ease": 3, "importance": 5}, "pilot": {}}},
     ["Sales: pleasure 2, ease 3, importance 5"]),
    ("q19", {"choice": "not_chosen"}, ["It was not a choice"]),
    ("q20", {"picked": ["zone", "flat_fee"]}, ["A smaller zone, A flat fee for travel"]),
    ("q20", {"picked": ["none"]}, ["Nothing to change"]),
    ("q21", {"hours": {"production": 15, "sales": 4.5}},
     ["19\u202fh\u202f30 a week", "Sales 4\u202fh\u202f30, Production 15\u202fh"]),
    ("q23", {"more": "Word of mouth", "less": "Instagram"},
     ["More: Word of mouth", "Less: Instagram"]),
    ("q24", {"choice": "none"}, ["Nowhere"]),
    ("q24", {"choice": "call"}, ["At the call"]),
    ("q26", {"choice": "too_low"}, ["Too low"]),
    ("q27", {"yes": True, "text": "supervised"}, ["Yes", "supervised"]),
    ("q29", {"goals": [{"measure": "billed_share", "target": 0.38}, {"measure": "", "target": 1}]},
     ["Billed share: 38%"]),
    ("q30", {"income_month": 1800, "week_hours": 35, "weeks_off": 6},
     ["€1,800 a month, 35\u202fh a week, 6 weeks off a year"]),
    ("q31", {"stop": "Workshops", "create": ""}, ["I stop: Workshops"]),
    ("q33", {"answers": {"com_social": {"choice": "delegate", "agree": True, "text": ""},
                         "ges_facture": {"choice": "learn", "agree": False, "text": "no time"}}},
     ["Social networks: delegate", "Invoices: not convinced to learn. no time"]),
    ("q34", {"money": 600, "week_hours": 2}, ["€600, 2\u202fh a week"]),
    ("q35", {"order": ["com_social:delegate:", "Rest more"]},
     ["1. Delegate: Social networks", "2. Rest more"]),
    ("q36", {"signs": [{"title": "", "key": "com_social:delegate:", "sign": "two hours less",
                        "review_on": "2026-06-01"}]},
     ["Delegate: Social networks: two hours less, to read again on Monday 1 June 2026"]),
    ("q37", {"picked": ["CPF"], "text": "ask"}, ["CPF", "ask"]),
    ("q39", {"causes": [{"cause": "No client", "likely": 4, "serious": 5, "seen": True}, {}]},
     ["No client (likely 4, serious 5, seen in time)"]),
    ("q40", {"tell": "My clients", "dates": "", "money": "two months"},
     ["Whom to tell: My clients", "Money: two months"]),
    ("q41", {"triggers": [{"measure": "runway_days", "threshold": 30, "above": False}]},
     ["Days your cash lasts under 30 days"]),
    ("q42", {"keep": "the mornings", "drop": "Sundays"},
     ["I keep: the mornings", "I stop: Sundays"]),
    ("q43", {"task": "Call Léa", "on": "2026-03-13"}, ["Call Léa, on Friday 13 March 2026"]),
    ("q45", {"text": "Dear me"}, ["Dear me"]),
]  # fmt: skip
FIGURES = {"measures": {"billed_share": {"value": 0.325}, "net_hourly": {"value": None}}}


@pytest.mark.parametrize(("id", "value", "lines"), TOLD)
def test_an_answer_is_read_in_words(id, value, lines):
    with translation.override("en"):
        assert said(question(id), BilanAnswer(question=id, value=value), names=NAMES) == lines


def test_every_kind_of_question_can_be_read():
    read = {question(told[0]).kind for told in TOLD}

    assert {one.kind for one in questions(is_short=False)} - read == {
        Kind.GUESS_MONEY,
        Kind.GUESS_DAYS,
        Kind.TIMED_TEXT,
    }


@pytest.mark.parametrize("one", questions(is_short=False), ids=lambda one: one.id)
@pytest.mark.parametrize(
    "value",
    [{}, None, {"text": None, "kept": None, "lines": None, "hats": None, "amount": "x"},
     {"month": "soon", "hours": None, "goals": [None], "signs": "?", "causes": None,
      "answers": {"a": None}, "on": "", "picked": None, "order": None, "triggers": None}],
    ids=["empty", "none", "nulls", "odd"],
)  # fmt: skip
def test_half_an_answer_is_never_refused(one, value):
    assert said(one, BilanAnswer(question=one.id, value=value), names=NAMES) == []


def test_a_guess_stands_beside_what_was_measured_that_day():
    answer = BilanAnswer(question="q03", value={}, guess={"amount": 45})
    with translation.override("en"):
        lines = said(question("q03"), answer, names=NAMES, figures=FIGURES)
        guess = guess_of(question("q03"), answer, FIGURES, currency="EUR")

    assert lines == ["Guessed: 45%. Measured: 32.5%"]
    assert guess.gap == pytest.approx(0.125)


def test_a_guess_without_a_figure_stays_a_guess():
    answer = BilanAnswer(question="q04", value={"text": "?"}, guess={"amount": 18.5})
    with translation.override("en"):
        assert said(question("q04"), answer, names=NAMES, figures=FIGURES) == [
            "Guessed: €18.50",
            "?",
        ]


def test_names_come_from_her_own_rows(business):
    decision = choosing.decided(business, title="Confier les réseaux")

    names = names_of(business)

    assert names.decisions == {str(decision.pk): "Confier les réseaux"}
    assert names.activities[decision.activity.key] == decision.activity.label
    assert Decision.objects.count() == 1
