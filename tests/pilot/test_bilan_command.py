"""`casquettes bilan`: what was decided and is aimed at, and the paper, from outside."""

from __future__ import annotations

import json
from contextlib import contextmanager

import pytest

from casquettes.config import command
from casquettes.config.commands import bilan
from tests.pilot import reviews


@pytest.fixture
def ask(monkeypatch, business, now, capsys):
    @contextmanager
    def hers(_slug):
        yield business

    monkeypatch.setattr(bilan, "chosen_business", hers)

    def asked(*words):
        code = command.main(["bilan", *words])
        return code, capsys.readouterr().out

    return asked


def test_before_the_first_one_the_list_is_empty(ask):
    assert ask("list") == (0, "Aucun bilan encore.\n")
    assert json.loads(ask("list", "--json")[1]) == []
    told = json.loads(ask("now", "--json")[1])
    assert (told["goals"], told["risks"], told["alerts"]) == ([], [], [])
    assert ask("now") == (0, "Ni objectif, ni risque noté.\n")


def test_a_closed_bilan_tells_its_figures_guesses_and_decisions(ask, business):
    row = reviews.followed(reviews.closed(business))
    (told,) = json.loads(ask("list", "--json")[1])
    assert (told["id"], told["from"], told["to"]) == (
        row.pk,
        row.first_on.isoformat(),
        row.last_on.isoformat(),
    )
    assert told["finished_on"] == reviews.CLOSED_ON.isoformat()
    assert told["measures"]["billed_share"]["value"] == 0.325
    assert "canari-decision" in {each["title"] for each in told["decisions"]}
    said = ask("list")[1]
    assert "part facturée 32,5 %" in said
    assert "canari-decision" in said


def test_what_stands_between_two_bilans(ask, business):
    reviews.followed(reviews.closed(business))
    told = json.loads(ask("now", "--json")[1])
    assert len(told["goals"]) == 1
    assert told["goals"][0]["projection"].keys() == {"low", "middle", "high"}
    assert [each["cause"] for each in told["risks"]] == ["canari-risque"]
    assert "Risque : canari-risque" in ask("now")[1]


def test_the_paper_is_written_once(ask, business, tmp_path):
    row = reviews.closed(business)
    file = tmp_path / "bilan.pdf"
    code, out = ask("pdf", str(row.pk), "--output", str(file), "--json")
    assert code == 0
    assert json.loads(out)["bytes"] == file.stat().st_size
    assert file.read_bytes().startswith(b"%PDF")
    assert ask("pdf", str(row.pk), "--output", str(file))[0] == 2


def test_only_a_closed_bilan_of_hers_has_a_paper(ask, business, tmp_path):
    code, out = ask("pdf", "999999", "--output", str(tmp_path / "x.pdf"), "--json")
    assert code == 2
    assert json.loads(out)["error"]["field"] == "id"
    row = reviews.closed(business)
    row.finished_at = None
    row.save(update_fields=["finished_at"])
    assert ask("pdf", str(row.pk), "--output", str(tmp_path / "y.pdf"))[0] == 2
