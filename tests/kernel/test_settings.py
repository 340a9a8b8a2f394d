"""Settings: what she says about her business and herself is kept as she said it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from casquettes.kernel.forms.settings import zones_by_continent
from casquettes.kernel.models import Membership, User
from tests import cast

ANSWERS = {
    "name": "Maison claire",
    "person_name": "Anne",
    "trade": "Home organiser",
    "activity_type": "liberal",
    "started_on": "01/09/2025",
    "country": "BE",
    "currency": "EUR",
    "locale": "fr",
    "timezone": "Europe/Brussels",
    "week_cap_hours": "35,5",
    "target_share": "40",
    "days": ["0", "1", "3"],
}


def test_everything_she_says_about_her_business_is_kept(client_of, anne, business):
    answer = client_of(anne).post("/settings/", ANSWERS)
    assert (answer.status_code, answer["Location"]) == (302, "/settings/")
    business.refresh_from_db()
    assert (business.name, business.person_name, business.trade) == (
        "Maison claire",
        "Anne",
        "Home organiser",
    )
    assert (business.activity_type, business.country, business.timezone) == (
        "liberal",
        "BE",
        "Europe/Brussels",
    )
    assert (business.week_cap_hours, business.target_share) == (Decimal("35.5"), 40)
    assert business.started_on == dt.date(2025, 9, 1)
    assert business.working_days == "1101000"


def test_an_english_reader_writes_a_decimal_point(client_of, anne, business):
    User.objects.filter(pk=anne.pk).update(language="en")
    client_of(anne).post("/settings/", {**ANSWERS, "week_cap_hours": "35.5"})
    business.refresh_from_db()
    assert business.week_cap_hours == Decimal("35.5")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("week_cap_hours", "0"),
        ("week_cap_hours", "169"),
        ("week_cap_hours", "-5"),
        ("week_cap_hours", "1e999999"),
        ("week_cap_hours", "NaN"),
        ("week_cap_hours", "beaucoup"),
        ("started_on", "31/02/2025"),
        ("country", "XX"),
        ("currency", "doublon"),
        ("timezone", "Mars/Olympus"),
        ("locale", "tlh"),
        ("target_share", "0"),
        ("target_share", "101"),
        ("days", []),
        ("days", ["9"]),
        ("name", "x" * 121),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_changed(
    client_of, anne, business, field, typed
):
    answer = client_of(anne).post("/settings/", {**ANSWERS, field: typed})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    business.refresh_from_db()
    assert (business.name, business.country) == ("L’Atelier d’Anne", "FR")


def test_a_page_with_errors_still_belongs_to_the_business_as_it_is(client_of, anne, business):
    answer = client_of(anne).post("/settings/", {**ANSWERS, "target_share": "0"})
    assert answer.context["request"].business.name == "L’Atelier d’Anne"


def test_a_country_we_do_not_list_is_kept(client_of, anne, business):
    type(business).objects.filter(pk=business.pk).update(country="JP")
    client_of(anne).post("/settings/", {**ANSWERS, "country": "JP"})
    business.refresh_from_db()
    assert (business.name, business.country) == ("Maison claire", "JP")


def test_every_time_zone_is_offered_once_europe_first():
    zones = [zone for _continent, rows in zones_by_continent() for zone, _city in rows]
    assert zones_by_continent()[0][0] == "Europe"
    assert len(zones) == len(set(zones)) > 400
    assert {"Europe/Paris", "Indian/Reunion", "America/Martinique", "UTC"} <= set(zones)


def test_she_chooses_her_language_and_her_shortcuts(client_of, anne):
    client_of(anne).post("/settings/person/", {"name": "Annie", "language": "en"})
    anne.refresh_from_db()
    assert (anne.name, anne.language, anne.shortcuts) == ("Annie", "en", False)


def test_pages_are_in_her_language_else_in_that_of_the_business(client_of, anne, business):
    browser = client_of(anne)
    assert browser.get("/settings/")["Content-Language"] == "fr"
    User.objects.filter(pk=anne.pk).update(language="en")
    assert browser.get("/settings/")["Content-Language"] == "en"


def test_she_goes_from_one_of_her_businesses_to_the_other(client_of, anne, business, other):
    from casquettes.kernel import tenancy

    with tenancy.entered(business_id=other.pk):
        Membership.objects.create(
            business=other, user=anne, role="collaborator", created_at=cast.NOW
        )
    browser = client_of(anne)
    assert browser.get("/settings/").context["request"].business == business
    browser.post(f"/settings/business/{other.pk}/enter/")
    assert browser.get("/settings/").context["request"].business == other
