"""`casquettes measure` from the outside."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import contextmanager

import pytest

from casquettes.config import command
from casquettes.config.commands import measure
from casquettes.engine.hats import Hat
from tests.pilot.notes import note

D = dt.date
MEASURES = [
    "worked_hours",
    "sold_hours",
    "delivered_hours",
    "billed_share",
    "billed_share_plus",
    "client_share",
    "realisation",
    "price_realisation",
    "gross_hourly",
    "net_hourly",
    "induced_time",
    "margin_per_sold_hour",
    "break_even_hours",
    "required_rate",
    "runway_days",
    "dso_days",
    "data_quality",
]


@pytest.fixture
def asked(business, now, monkeypatch, capsys):
    """`asked("--json", …)`: exit code, standard output and error of the command."""
    note(business, D(2026, 3, 10), "pro_seance", 4, sold=3, label="Dupont")
    note(business, D(2026, 3, 11), "com_devis", 1.5)
    note(business, D(2026, 3, 11), "log_trajet", 0.5, nature="billed", label="Dupont")

    @contextmanager
    def open_here(slug):
        assert slug in (None, business.slug)
        yield business

    monkeypatch.setattr(measure, "chosen_business", open_here)

    def ask(*arguments):
        code = command.main(["measure", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return ask


def test_the_json_holds_every_measure_with_its_unit_or_why_not(asked):
    code, out, err = asked("--json")
    said = json.loads(out)
    assert (code, err) == (0, "")
    assert (said["from"], said["to"]) == ("2025-03-13", "2026-03-12")
    assert list(said["measures"]) == MEASURES
    for figure in said["measures"].values():
        assert {"value", "unit", "n", "interval", "quality"} <= set(figure)
        assert (figure["value"] is None) == ("why" in figure)


def test_figures_are_exact_and_shares_are_fractions(asked):
    measures = json.loads(asked("--json")[1])["measures"]
    assert measures["worked_hours"]["value"] == 6.0
    assert measures["billed_share"] == {
        "value": 0.5,
        "unit": "fraction",
        "n": 3,
        "interval": None,
        "quality": "good",
    }
    assert measures["billed_share_plus"]["value"] == 3.5 / 6
    assert measures["client_share"]["value"] == 0.75
    assert measures["realisation"]["value"] == 0.75
    assert measures["gross_hourly"]["unit"] == "EUR/h"
    assert measures["gross_hourly"]["value"] is None
    assert measures["data_quality"]["covered_days"] == 2


def test_the_detail_is_by_hat_unless_said_otherwise(asked):
    by = json.loads(asked("--json")[1])["by"]
    assert set(by) == set(Hat)
    assert by["production"]["sold_hours"]["value"] == 3.0
    assert by["production"]["billed_share"]["value"] == 0.75
    assert by["sales"]["time_share"] == 0.25


def test_by_activity_client_and_month(asked):
    by_activity = json.loads(asked("--json", "--by", "activity")[1])["by"]
    assert set(by_activity) == {"pro_seance", "com_devis", "log_trajet"}
    by_client = json.loads(asked("--json", "--by", "client")[1])["by"]
    assert by_client["Dupont"]["worked_hours"]["value"] == 4.5
    by_month = json.loads(asked("--json", "--by", "month")[1])["by"]
    assert list(by_month) == ["2026-03"]


def test_by_offer_what_is_of_none_stands_alone(asked):
    by = json.loads(asked("--json", "--by", "offer")[1])["by"]
    assert [(key, line["name"]) for key, line in by.items()] == [("", "Sans prestation")]
    assert by[""]["net_hourly"] == {
        "value": None, "unit": "EUR/h", "n": 0, "interval": None, "quality": None,
        "why": "le temps et les frais communs n’appartiennent à aucune prestation ni client",
    }  # fmt: skip


def test_too_little_noted_shows_no_share_and_says_why(asked):
    said = json.loads(asked("--json", "--from", "2026-03-01", "--to", "2026-06-30")[1])
    assert said["measures"]["billed_share"]["value"] == 0.5  # expected until today only
    code, out, _err = asked("--json", "--from", "2026-01-01", "--to", "2026-01-31")
    figure = json.loads(out)["measures"]["billed_share"]
    assert code == 0
    assert figure["value"] is None
    assert figure["why"] == "aucune heure notée sur cette période"


def test_from_alone_runs_to_today_and_to_alone_over_twelve_months(asked):
    said = json.loads(asked("--json", "--from", "2026-03-01")[1])
    assert (said["from"], said["to"]) == ("2026-03-01", "2026-03-12")
    said = json.loads(asked("--json", "--to", "2026-02-28")[1])
    assert (said["from"], said["to"]) == ("2025-03-01", "2026-02-28")


@pytest.mark.parametrize(
    ("arguments", "message", "field"),
    [
        (["--from", "hier"], "« hier » n’est pas une date", "from"),
        (["--to", "2026-02-29"], "« 2026-02-29 » n’est pas une date", "to"),
        (["--from", "0001-01-01"], "est hors de portée", "from"),
        (["--to", "9999-12-31"], "est hors de portée", "to"),
        (["--from", "2026-03-02", "--to", "2026-03-01"], "avant d’avoir commencé", "to"),
    ],
)
def test_a_date_that_cannot_be_is_refused_clearly(asked, arguments, message, field):
    code, out, err = asked("--json", *arguments)
    error = json.loads(out)["error"]
    assert code == 2
    assert message in error["message"]
    assert error["field"] == field
    assert message in err


def test_a_person_reads_a_table(asked):
    code, out, _err = asked()
    assert code == 0
    assert "L’Atelier d’Anne, du 13/03/2025 au 12/03/2026" in out
    assert "Part facturée                                       50\u202f%" in out
    assert "Par casquette" in out


def test_a_table_without_lines_says_so(asked):
    out = asked("--by", "month", "--from", "2026-01-01", "--to", "2026-01-02")[1]
    assert "aucune heure notée sur cette période" in out


def test_missing_days_are_told_as_an_interval(asked, business):
    note(business, D(2026, 3, 6), "ges_admin", 2)
    out = asked("--from", "2026-03-06")[1]
    assert "entre 28,1\u202f% et 37,5\u202f% : des jours manquent" in out
