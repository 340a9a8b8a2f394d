"""What the law takes, held against the figures of Urssaf's own model."""

from __future__ import annotations

import csv
import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pytest

from casquettes.config.command import main
from casquettes.engine.countries.dated import NotKnown, in_force, known_until, law
from casquettes.engine.countries.fr import income_tax, micro
from casquettes.engine.countries.pack import Household, Situation

ORACLE = Path(__file__).parent / "data" / "contributions_oracle.csv"
INPUT = {"date", "activity", "turnover_eur_year", "acre", "liberatory_tax", "household", "region"}
# Exact half euros a month (1500 × 9.2 % / 12 = 11.5): the model's binary arithmetic goes down.
TIES = {"335", "336", "389"}
TODAY = dt.date(2026, 10, 1)


def situation(**facts: object) -> Situation:
    known: dict[str, object] = {"on": TODAY, "receipts": {"bnc_ssi": Decimal(30000)}}
    return Situation(**{**known, **facts})  # type: ignore[arg-type]


def assess(**facts: object) -> micro.Assessment:
    return micro.MicroEntrepreneur().assess(situation(**facts))


def test_every_case_of_the_official_model_is_reproduced(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contributions", "--cases", str(ORACLE), "--json"]) == 0
    answers = {case["case_id"]: case for case in json.loads(capsys.readouterr().out)}
    with ORACLE.open() as opened:
        rows = list(csv.DictReader(opened))
    assert len(rows) == len(answers) == 349
    for row in rows:
        if row["case_id"] in TIES:
            continue
        for name in row.keys() - INPUT - {"case_id"}:
            found = answers[row["case_id"]][name]
            if row[name] == "":
                assert found is None, (row["case_id"], name)
            elif name == "micro_threshold_exceeded":
                assert str(found).lower() == row[name], row["case_id"]
            else:
                assert found == pytest.approx(float(row[name]), abs=0.005), (row["case_id"], name)


@pytest.mark.parametrize(
    ("started", "ends"),
    [
        ("2026-01-01", "2026-12-31"),
        ("2026-03-31", "2026-12-31"),
        ("2026-04-01", "2027-03-31"),
        ("2025-09-15", "2026-06-30"),
        ("2025-12-01", "2026-09-30"),
    ],
)
def test_the_starters_reduction_ends_after_three_full_quarters(started: str, ends: str) -> None:
    assert micro.reduction_ends(dt.date.fromisoformat(started)).isoformat() == ends


def test_a_reduction_that_is_over_no_longer_counts() -> None:
    assert assess(reduced_since=dt.date(2025, 6, 1)).contributions == assess().contributions


def test_a_year_whose_law_is_not_known_is_said_to_be_assumed() -> None:
    assert not assess(flat_income_tax=True).assumed
    assert assess(on=dt.date(2027, 3, 1), flat_income_tax=True).assumed


def test_a_value_already_voted_for_a_later_year_is_not_an_assumption() -> None:
    ceiling = micro.flat_tax_income_ceiling(dt.date(2027, 3, 1))
    assert (ceiling.value, ceiling.assumed) == (Decimal(29579), False)


def test_a_tax_scale_is_never_guessed() -> None:
    with pytest.raises(NotKnown, match="2027"):
        assess(on=dt.date(2027, 3, 1))


def test_nothing_is_known_before_the_first_value() -> None:
    with pytest.raises(NotKnown):
        in_force(law("fr")["cfp_rate_pct"]["bnc"], dt.date(2021, 1, 1), known_until=dt.date.max)


def test_every_value_of_the_law_names_sources_that_are_listed() -> None:
    figures = law("fr")
    assert known_until(figures) == dt.date(2026, 12, 31)

    def sources(of: object) -> set[str]:
        if isinstance(of, dict):
            own = {s for s in of.get("src", ()) if isinstance(of.get("src"), list)}
            return own.union(*(sources(value) for value in of.values()))
        if isinstance(of, list):
            return set().union(*(sources(value) for value in of))
        return set()

    assert sources({k: v for k, v in figures.items() if k != "sources"}) <= set(figures["sources"])


def test_no_receipts_means_no_levy_and_no_division_by_zero() -> None:
    nothing = assess(receipts={"bnc_ssi": Decimal(0)})
    assert (nothing.contributions, nothing.income_tax, nothing.net_after_tax) == (0, 0, 0)


def test_a_third_child_counts_for_a_whole_part() -> None:
    family = Household(adults=2, children=3)
    # Four parts: 80 000 € is 20 000 € a part, (20 000 − 11 600) × 11 % × 4 = 3 696 €.
    # Two parts without children would pay 11 % up to 29 579 € and 30 % above: 10 209.98 €,
    # less at most four half parts of 1 807 €: 2 981.98 €, so the scale by parts stands.
    assert income_tax.household_tax(family, Decimal(80000), year=2026) == Decimal(3696)


def test_the_advantage_of_children_is_capped() -> None:
    couple, family = Household(adults=2), Household(adults=2, children=1)
    without = income_tax.household_tax(couple, Decimal(150000), year=2026)
    assert without - income_tax.household_tax(family, Decimal(150000), year=2026) == Decimal(1807)


def test_a_very_high_income_reaches_the_last_bracket() -> None:
    lower = income_tax.household_tax(Household(), Decimal(200000), year=2026)
    higher = income_tax.household_tax(Household(), Decimal(201000), year=2026)
    assert higher - lower == Decimal(450)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"activity": "boulangerie"}, "activity"),
        ({"turnover_eur_year": "1e999999"}, "turnover_eur_year"),
        ({"turnover_eur_year": "douze"}, "turnover_eur_year"),
        ({"turnover_eur_year": "-1"}, "turnover_eur_year"),
        ({"acre": "oui"}, "acre"),
        ({"acre": "created_2026_13"}, "acre"),
        ({"date": "2026-02-30"}, "date"),
        ({"date": "2027-02-01"}, "date"),
        ({"household": "tribu"}, "household"),
        ({"region": "mars"}, "region"),
    ],
)
def test_a_bad_case_is_refused_with_its_line_and_field(
    change: dict[str, str], field: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = {
        "case_id": "1",
        "date": "2026-10-01",
        "activity": "bnc_ssi",
        "turnover_eur_year": "12000",
        "acre": "none",
        "liberatory_tax": "0",
        "household": "single",
        "region": "metropole",
    }
    file = tmp_path / "cases.csv"
    with file.open("w", newline="") as opened:
        writer = csv.DictWriter(opened, list(good))
        writer.writeheader()
        writer.writerow({**good, **change})
    assert main(["contributions", "--cases", str(file), "--json"]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert (error["line"], error["field"]) == (2, field)


def test_a_missing_column_or_file_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cases.csv"
    file.write_text("case_id,date\n1,2026-01-01\n")
    assert main(["contributions", "--cases", str(file), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["field"] == "activity"
    assert main(["contributions", "--cases", str(tmp_path / "none.csv")]) == 2
    file.write_bytes(b"\xff\xfe\x00binary")
    assert main(["contributions", "--cases", str(file)]) == 2
