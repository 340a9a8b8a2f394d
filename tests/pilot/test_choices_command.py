"""`casquettes choices` on her own business."""

from __future__ import annotations

import json
from contextlib import contextmanager

import pytest

from casquettes.config import command
from casquettes.config.commands import choices
from tests.pilot.choosing import year_of_work


@pytest.fixture
def ask(monkeypatch, business, now, capsys):
    @contextmanager
    def hers(_slug):
        yield business

    monkeypatch.setattr(choices, "chosen_business", hers)

    def asked(*words):
        code = command.main(["choices", *words])
        return code, capsys.readouterr().out

    return asked


def test_a_business_without_hours_has_nothing_to_choose(ask):
    code, said = ask()
    assert code == 0
    assert said == "Aucune heure notée : rien à choisir pour l’instant.\n"
    told = json.loads(ask("--json")[1])
    assert (told["plan"], told["feasible"]) == ({}, True)
    assert told["why"] == "Aucune heure notée : rien à choisir."


def test_her_year_is_solved_with_the_keys_of_a_case(ask, business):
    year_of_work(business)
    told = json.loads(ask("--json")[1])
    assert told["plan"]["ges_admin"] == "keep"
    assert sum(choice != "keep" for choice in told["plan"].values()) == 3
    assert told["value"] == told["upper_bound"] > told["baseline"]
    assert len(told["sold_hours"]) == len(told["freed_hour_value"]) == 12
    assert told["regrets"]["com_social"]["keep"] >= 0
    assert (told["margin"], told["margin_origin"], told["draws"]) == (34, "prior", 200)


def test_the_limit_on_changes_binds(ask, business):
    year_of_work(business)
    told = json.loads(ask("--max-changes", "1", "--json")[1])
    assert sum(choice != "keep" for choice in told["plan"].values()) == 1
    assert list(told["confidence"]) == [k for k, c in told["plan"].items() if c != "keep"]


def test_in_words_the_changes_come_first(ask, business):
    year_of_work(business)
    said = ask()[1].splitlines()
    assert any(line.startswith("Alléger : ") for line in said[:3])


def test_a_case_and_a_business_are_not_asked_together(ask, tmp_path):
    assert ask("--case", str(tmp_path / "x.json"), "--business", "demo")[0] == 2


@pytest.mark.parametrize("count", ["0", "7", "-1"])
def test_a_business_changes_one_to_six_things_at_a_time(ask, business, count):
    year_of_work(business)
    code, said = ask("--max-changes", count, "--json")
    assert code == 2
    assert json.loads(said)["error"] == {
        "message": "Changements à la fois : choisissez de 1 à 6 (--max-changes 3, par exemple).",
        "line": None,
        "field": "max_changes",
    }


def test_a_case_refuses_more_changes_than_it_may_hold(ask, tmp_path):
    code, said = ask("--case", str(tmp_path / "x.json"), "--max-changes", "13", "--json")
    assert code == 2
    assert "de 0 à 12" in json.loads(said)["error"]["message"]
