"""A year of work to choose from: hours sold, travel, quotes, social networks, papers."""

import datetime as dt

from casquettes.kernel.models import Activity, Business
from casquettes.pilot.models import Decision
from tests.pilot.notes import note

TODAY = dt.date(2026, 3, 12)
DAY = dt.date(2026, 3, 11)
# Hours a month: twelve of sessions sold, and what surrounds them.
MONTH = {
    "log_trajet": 24,
    "com_devis": 12,
    "com_social": 10,
    "com_site": 6,
    "ges_admin": 10,
    "ges_depenses": 8,
    "cre_texte": 12,
}


def worked(business: Business, key: str, hours: float = 10) -> Activity:
    """One activity with hours of last month."""
    note(business, dt.date(2026, 2, 10), key, hours)
    return Activity.objects.get(business=business, key=key)


def year_of_work(business: Business, *, sold: float = 60) -> None:
    """March 2025 to February 2026, each month alike, ten hours a day at most."""
    for month in range(12):
        first = dt.date(2025 + (month + 2) // 12, (month + 2) % 12 + 1, 1)
        _noted(business, first, "pro_seance", sold or 20, sold=bool(sold))
        for key, hours in MONTH.items():
            _noted(business, first, key, hours)


def _noted(
    business: Business, first: dt.date, key: str, hours: float, *, sold: bool = False
) -> None:
    for day in range(int(-(-hours // 10))):
        part = min(10.0, hours - 10 * day)
        on = first + dt.timedelta(days=day)
        note(business, on, key, part, **({"sold": part} if sold else {}))


def decided(business: Business, key: str = "com_social", **facts) -> Decision:
    """A decision of yesterday, to be read in three months."""
    defaults = {
        "choice": "reduce",
        "lever": "post_batches",
        "title": "Publier par lots",
        "decided_on": DAY,
        "starts_on": DAY,
        "review_on": DAY + dt.timedelta(days=91),
        "expected_week_hours": 1.0,
        "expected_year_money": 500.0,
        "confidence": 0.8,
        "before": {"week_hours": 2.5, "sold_week_hours": 14.0, "per_sold": None, "weeks": 52.0},
    }
    activity = Activity.objects.get(business=business, key=key)
    return Decision.objects.create(business=business, activity=activity, **(defaults | facts))
