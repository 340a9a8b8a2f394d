"""A bilan under way, and the one before it, made for a test."""

import datetime as dt
import re
from html.parser import HTMLParser

from casquettes.engine.periods import Period
from casquettes.kernel.models import Business
from casquettes.pilot.actions import bilan as actions
from casquettes.pilot.models import Bilan, BilanAnswer
from tests.cast import NOW
from tests.pilot.notes import note

MONTH = {"pro_seance": 24.0, "log_trajet": 20.0, "com_devis": 12.0, "com_social": 10.0}
PERIOD = Period(dt.date(2025, 3, 13), dt.date(2026, 3, 12))


def bilan_of(business: Business, *, is_short: bool = False) -> Bilan:
    return actions.begin(business, moment="on_demand", is_short=is_short, period=PERIOD, at=NOW)


def bilan_of_last_year(business: Business, **said: dict) -> Bilan:
    """Closed in September, with these answers."""
    begun = dt.datetime(2025, 9, 7, 9, tzinfo=dt.UTC)
    bilan = Bilan.objects.create(
        business=business,
        moment="rentree",
        is_short=False,
        first_on=dt.date(2024, 9, 1),
        last_on=dt.date(2025, 8, 31),
        started_at=begun,
        finished_at=begun + dt.timedelta(hours=2),
    )
    for question, value in said.items():
        BilanAnswer.objects.create(
            business=business, bilan=bilan, question=question, value=value, saved_at=begun
        )
    return bilan


def two_months_of_work(business: Business) -> None:
    """January and February: sessions sold, and what surrounds them."""
    for month in (1, 2):
        for day, (key, hours) in enumerate(MONTH.items(), start=5):
            sold = {"sold": hours} if key == "pro_seance" else {}
            note(business, dt.date(2026, month, day), key, hours, **sold)


def filled(page: str) -> dict:
    """The form of a question as a browser would send it back, untouched."""
    reader = FormReader()
    reader.feed(re.search(r'<form class="form answer.*?</form>', page, re.DOTALL).group())
    return {name: told for name, told in reader.told.items() if name != "csrfmiddlewaretoken"}


class FormReader(HTMLParser):
    """The fields of a form with their values."""

    def __init__(self) -> None:
        super().__init__()
        self.told: dict = {}
        self.area = self.select = ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        facts = dict(attrs)
        read = getattr(self, f"see_{tag}", None)
        if read is not None:
            read(facts)

    def see_input(self, facts: dict) -> None:
        if facts.get("type") not in ("radio", "checkbox"):
            self.told[facts.get("name", "")] = facts.get("value") or ""
        elif "checked" in facts:
            self.told.setdefault(facts["name"], []).append(facts["value"])

    def see_textarea(self, facts: dict) -> None:
        self.area = facts["name"]
        self.told[self.area] = ""

    def see_select(self, facts: dict) -> None:
        self.select = facts["name"]
        self.told[self.select] = ""

    def see_option(self, facts: dict) -> None:
        if "selected" in facts:
            self.told[self.select] = facts["value"]

    def handle_data(self, data: str) -> None:
        if self.area:
            self.told[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
