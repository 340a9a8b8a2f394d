"""Closed bilans of hers, written down for a test: figures, answers, guesses, what followed."""

import datetime as dt
from typing import Any

from casquettes.engine.measures import PUBLISHED
from casquettes.kernel.models import Business
from casquettes.pilot.models import Bilan, BilanAnswer, Direction, Goal, Risk
from tests.pilot import choosing

CLOSED_ON = dt.date(2026, 3, 9)
SUMS = {"net_hourly": 8.28, "gross_hourly": 17.21, "margin_per_sold_hour": 31.5}
# What she said, each with a word found nowhere else.
ANSWERS: dict[str, dict[str, Any]] = {
    "q01": {"energy": 3, "text": "canari-energie"},
    "q03": {"text": "canari-part"},
    "q05": {"lines": ["canari-fierte chez Lemoine"]},
    "q10": {"amount": 14231, "yes": False, "text": "canari-paye"},
    "q18": {"hats": {"sales": {"pleasure": 2, "ease": 3, "importance": 5}}},
    "q22": {"text": "canari-cliente"},
    "q38": {"text": "canari-echec"},
    "q40": {"tell": "canari-arret", "dates": "", "money": ""},
    "q42": {"keep": "canari-garde", "drop": ""},
    "q43": {"task": "canari-tache", "on": "2026-03-13"},
    "q45": {"text": "canari-lettre"},
}
GUESSES = {"q03": {"amount": 45}}


def figures(*, share: float | None = 0.325, revenue: float = 31482.0) -> dict[str, Any]:
    """Figures as they are kept, the share and the revenue as wished."""
    measures = {
        name: {"value": None, "unit": "", "n": 0, "interval": None, "quality": "good", "why": ""}
        for name in PUBLISHED
    }
    known = {"worked_hours": 1829.5, "sold_hours": 592.5, "billed_share": share, **SUMS}
    for name, value in known.items():
        measures[name]["value"] = value
    if share is None:
        measures["billed_share"]["why"] = "too_little"
    measures["billed_share"]["interval"] = [0.31, 0.325] if share else None
    return {
        "version": 1,
        "currency": "EUR",
        "target_share": 0.35,
        "days": {"noted": 190, "expected": 200},
        "week_hours": 34.5,
        "measures": measures,
        "hats": [
            {"hat": "production", "hours": 700.0, "share": 0.7},
            {"hat": "sales", "hours": 300.0, "share": 0.3},
        ],
        "months": [
            {
                "month": f"2025-{month:02}",
                "hours": 150.0,
                "sold": 50.0,
                "share": 0.30 + month / 200 if month != 11 else None,
                "revenue": 2500.0 + month,
                "received": 2400.0,
            }
            for month in (10, 11, 12)
        ],
        "money": {
            "revenue": revenue,
            "documents": 30,
            "received": 30000.0,
            "payments": 30,
            "expenses": 4924.0,
            "vehicle": 1819.0,
            "levies": 7680.0,
            "income_tax": 0.0,
            "net": 15577.0,
            "known": True,
            "with_income_tax": False,
        },
        "cascade": {
            "list_price": 52.58,
            "price_realisation": 0.95,
            "billed_share": 0.324,
            "to_gross": [
                ["price_given", -2.52],
                ["unsold", -33.84],
                ["unlisted", 0.2],
                ["billing_shift", 0.5],
                ["other_revenue", 0.29],
            ],
            "gross": 17.21,
            "to_net": [
                ["not_received", -0.5],
                ["expenses", -2.69],
                ["vehicle", -0.99],
                ["levies", -4.2],
                ["income_tax", -0.55],
            ],
            "net": 8.28,
        },
        "offers": [
            {"name": "Séance", "revenue": 20000.0, "hours": 500.0, "missions": 9, "hourly": 40.0}
        ],
        "clients": [],
        "work": {"sessions": 137, "session_hours": 411.0, "litres": {}, "signed": 9, "ended": 8},
    }


def closed(business: Business, on: dt.date = CLOSED_ON, **facts: Any) -> Bilan:
    """A closed bilan of the year before `on`; `answers`, `guesses` and `figures` as wished."""
    answers, guesses = facts.pop("answers", ANSWERS), facts.pop("guesses", GUESSES)
    at = dt.datetime.combine(on, dt.time(9), dt.UTC)
    defaults = {
        "moment": "on_demand",
        "is_short": False,
        "first_on": on - dt.timedelta(days=365),
        "last_on": on - dt.timedelta(days=1),
        "started_at": at - dt.timedelta(hours=2),
        "finished_at": at,
        "figures": figures(),
    }
    bilan = Bilan.objects.create(business=business, **(defaults | facts))
    BilanAnswer.objects.bulk_create(
        BilanAnswer(
            business=business,
            bilan=bilan,
            question=question,
            value=answers.get(question, {}),
            guess=guesses.get(question),
            saved_at=at,
        )
        for question in {**answers, **guesses}
    )
    return bilan


def followed(bilan: Bilan) -> Bilan:
    """The same with a decision, a goal, a risk and a direction."""
    business, on = bilan.business, CLOSED_ON
    choosing.decided(business, title="canari-decision", bilan=bilan, sign="canari-signe")
    Goal.objects.create(
        business=business,
        bilan=bilan,
        measure="billed_share",
        title="canari-but",
        target=0.38,
        first_on=on,
        last_on=on + dt.timedelta(days=364),
        set_on=on,
    )
    Risk.objects.create(business=business, bilan=bilan, cause="canari-risque", noted_on=on)
    Direction.objects.create(business=business, bilan=bilan, on=on, promise="canari-promesse")
    return bilan
