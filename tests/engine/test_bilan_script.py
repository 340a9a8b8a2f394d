"""The guided bilan has its 45 questions in both languages, in their order."""

from __future__ import annotations

import pytest

from casquettes.engine.bilan.script import Kind, question, questions, step_of, steps


def test_the_whole_bilan_asks_45_questions_in_nine_steps() -> None:
    assert [each.id for each in questions(is_short=False)] == [f"q{n:02}" for n in range(1, 46)]
    assert [step.id for step in steps()] == [
        "arrive", "road", "money", "time", "clients", "direction", "choices", "ahead", "close",
    ]  # fmt: skip


def test_the_short_one_asks_22_of_them() -> None:
    short = [each.id for each in questions(is_short=True)]
    assert len(short) == 22
    assert short[:5] == ["q01", "q02", "q03", "q04", "q05"]
    assert short[-2:] == ["q42", "q43"]


def test_each_question_is_told_in_both_languages() -> None:
    for each in questions(is_short=False):
        assert each.text("fr") == each.fr
        assert each.text("en") == each.en
        assert each.fr != each.en
        assert each.hint("fr") == "" or each.hint("en") != each.hint("fr")
    assert steps()[0].title("fr") == "Se poser"
    assert steps()[0].title("en-gb") == "Arrive"


def test_what_can_be_guessed_is_guessed_first() -> None:
    guessed = [each.id for each in questions(is_short=False) if each.guess_first]
    assert guessed == ["q03", "q04", "q13"]
    assert {question(key).kind for key in guessed if question(key)} == {  # type: ignore[union-attr]  # asked above
        Kind.GUESS_PERCENT,
        Kind.GUESS_MONEY,
        Kind.GUESS_DAYS,
    }


def test_a_question_is_found_by_its_id_with_its_step() -> None:
    found = question("q23")
    assert found is not None
    assert found.beside == ("wins_by_channel", "hours_by_channel", "cost_per_win")
    assert step_of("q23").id == "clients"
    assert question("q46") is None
    with pytest.raises(KeyError):
        step_of("q46")
