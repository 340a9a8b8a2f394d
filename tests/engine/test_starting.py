"""The seven hats and their 58 starting activities, complete in both languages."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest

from casquettes.engine import starting
from casquettes.engine.hats import Hat

DOCUMENT: dict[str, Any] = tomllib.loads(
    (resources.files("casquettes.engine") / "data" / "hats.toml").read_text(encoding="utf-8")
)
HATS = DOCUMENT["hats"]
ACTIVITIES = [activity for hat in HATS for activity in hat["activities"]]
CHOICES = ["keep", "reduce", "learn", "delegate", "drop"]
PAIRS = {
    "meta": ["basis", "evidence", "delegability", "wright", "supervision_ratio", "currency"],
    "hat": ["", "role"],
    "activity": ["", "if_dropped", "measured_by"],
    "specialist": ["", "unit"],
    "training": [""],
}


def texts() -> Iterator[tuple[str, str, Any]]:
    """Every text a person reads: where it stands, its key with language, its value."""
    rows = [("meta", "meta", DOCUMENT["meta"])]
    for hat in HATS:
        rows.append(("hat", hat["id"], hat))
        rows += [("activity", row["id"], row) for row in hat["activities"]]
        rows += [("specialist", f"{hat['id']} {row['fr']}", row) for row in hat["specialists"]]
        rows += [("training", f"{hat['id']} {row['fr']}", row) for row in hat["trainings"]]
    for kind, where, row in rows:
        for name in PAIRS[kind]:
            for language in ("fr", "en"):
                key = f"{name}_{language}" if name else language
                yield where, key, row.get(key)


def test_a_new_business_starts_with_58_activities_under_seven_hats() -> None:
    assert [hat["id"] for hat in HATS] == [str(hat) for hat in Hat]
    assert [len(hat["activities"]) for hat in HATS] == [9, 10, 10, 7, 7, 8, 7]
    assert len({activity["id"] for activity in ACTIVITIES}) == 58


def test_no_text_is_empty_in_either_language() -> None:
    assert [(where, key) for where, key, text in texts() if not text or not text.strip()] == []
    assert sum(1 for _text in texts()) == 2 * (6 + 2 * 7 + 3 * 58 + 2 * 24 + 19)


def test_french_texts_keep_their_spaces_and_apostrophes() -> None:
    loose = [" ;", " :", " !", " ?", " %", " €", "'"]
    wrong = [text for _where, key, text in texts() if key.endswith("fr")]
    assert [text for text in wrong if any(sign in text for sign in loose)] == []


def test_the_two_languages_are_not_the_same_sentence() -> None:
    pairs = [(row["if_dropped_fr"], row["if_dropped_en"]) for row in ACTIVITIES]
    assert [french for french, english in pairs if french == english] == []


def test_shares_of_time_make_a_whole() -> None:
    assert sum(round(activity["share_pct"] * 10) for activity in ACTIVITIES) == 1000
    for hat in HATS:
        tenths = sum(round(activity["share_pct"] * 10) for activity in hat["activities"])
        assert tenths == round(hat["share_pct"] * 10), hat["id"]


def test_what_is_billed_by_default_agrees_with_the_file_s_own_summary() -> None:
    for nature, promised in (("billed", "billed_by_default_pct"), ("mixed", "mixed_pct")):
        share = sum(a["share_pct"] for a in ACTIVITIES if a["nature"] == nature)
        assert round(share, 1) == DOCUMENT["meta"][promised]


@pytest.mark.parametrize("activity", ACTIVITIES, ids=lambda activity: activity["id"])
def test_priors_stay_within_their_meaning(activity: dict[str, Any]) -> None:
    low, high = activity["range_pct"]
    assert low <= activity["share_pct"] <= high
    assert activity["nature"] in {"billed", "unbilled", "mixed"}
    assert 0 <= activity["delegability"] <= 5
    assert 0 <= activity["supervision_ratio"] <= 1
    assert 0 <= activity["quality_floor"] <= 1
    assert 0.5 < activity["learning"]["wright_rate"] <= 1
    assert activity["options"][0] == "keep"
    assert set(activity["options"]) <= set(CHOICES)


def test_every_price_and_course_names_its_source() -> None:
    rows = [row for hat in HATS for row in hat["specialists"] + hat["trainings"]]
    assert [row["fr"] for row in rows if row["source"][0] not in "SK"] == []


def test_activities_come_in_the_order_of_the_rack() -> None:
    start = starting.activities()
    assert len(start) == 58
    assert start[0] == starting.StartingActivity(
        key="pil_vision",
        hat=Hat.PILOT,
        name_fr="Vision et stratégie à un an et plus",
        name_en="Vision and long-term strategy",
        nature="unbilled",
    )
    assert start[-1].key == "qua_supervision"
    seance = next(activity for activity in start if activity.key == "pro_seance")
    assert (seance.hat, seance.nature) == (Hat.PRODUCTION, "billed")
