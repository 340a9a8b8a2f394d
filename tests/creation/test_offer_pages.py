"""The catalogue by its doors: suggestions, an offer written in French, refused, previewed, moved."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casquettes.creation.models import Offer
from tests.creation.catalogue import hour, offer, package

OFFERS = "/creation/offers/"


@pytest.fixture
def page(anne, client_of, now):
    """Anne's browser, in French."""
    anne.language = "fr"
    anne.save()
    return client_of(anne)


def typed(**facts: str) -> dict[str, str]:
    return {"unit": "hour", "name": "Séance", "price": "48,90", "nature": "service", **facts}


def test_an_empty_catalogue_suggests_what_her_trade_sells(page, business):
    business.trade = "Home organiser"
    business.save()

    names = [row["offer"].name for row in page.get(OFFERS).context["rows"]]

    assert names[0] == "Séance de rangement"
    assert "Une cuisine, du tri à l’étiquette" in names


def test_another_trade_reads_nothing_about_tidying(page, business):
    business.trade = "Jardinier"
    business.save()

    names = [row["offer"].name for row in page.get(OFFERS).context["rows"]]

    assert names[0] == "Accompagnement à l’heure"
    assert not any("rangement" in name or "cuisine" in name for name in names)


def test_the_suggestions_she_ticks_are_added_at_her_price(page, business):
    data = {"take_hour": "on", "name_hour": "Tri à deux", "price_hour": "1 050,50"}

    answer = page.post(f"{OFFERS}start/", {**data, "price_package": "1"})

    assert answer.url == OFFERS
    added = Offer.objects.of(business).get()
    assert (added.name, added.unit, added.minimum_hours) == ("Tri à deux", "hour", 3)
    assert added.prices.get().price == Decimal("1050.50")
    tiers = [(tier.hours_before, tier.percent) for tier in added.cancellation_tiers.all()]
    assert tiers == [(24, 50), (48, 30)]


def test_a_suggestion_without_price_is_asked_again_with_what_was_typed(page, business):
    data = {"take_hour": "on", "name_hour": "Tri", "price_hour": "cher"}

    answer = page.post(f"{OFFERS}start/", data)

    assert answer.status_code == 422
    assert b'value="Tri"' in answer.content
    assert b'value="cher"' in answer.content
    assert not Offer.objects.exists()


def test_a_price_typed_with_a_comma_is_understood(page, business):
    bands = {"band_km_0": "10", "band_price_0": "0", "band_km_1": "25", "band_price_1": "12,50"}
    tiers = {"tier_hours_0": "24", "tier_percent_0": "50"}

    answer = page.post(
        f"{OFFERS}new/", typed(minimum_hours="2,5", travel="band", **bands, **tiers)
    )

    made = Offer.objects.of(business).get()
    assert answer.url == reverse("creation:offer", args=[made.pk])
    assert made.minimum_hours == Decimal("2.5")
    kept = [(band.up_to_km, band.price) for band in made.travel_bands.all()]
    assert kept == [(10, 0), (25, Decimal("12.50"))]
    assert made.prices.get().price == Decimal("48.90")


def test_what_was_typed_for_another_way_of_travelling_is_forgotten(page, business):
    left = {"travel_price": "0,55", "free_km": "15", "band_km_0": "9", "band_price_0": "3"}

    page.post(f"{OFFERS}new/", typed(travel="", **left))

    made = Offer.objects.of(business).get()
    assert (made.travel, made.travel_price, made.free_km) == ("", None, 0)
    assert not made.travel_bands.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"price": "gratuit"}, "price"),
        ({"price": "-5"}, "price"),
        ({"price": "1e999999"}, "price"),
        ({"name": ""}, "name"),
        ({"travel": "km"}, "travel_price"),
        ({"travel": "band"}, "band_km_0"),
        ({"travel": "band", "band_km_0": "10"}, "band_price_0"),
        ({"tier_percent_0": "50"}, "tier_hours_0"),
        ({"tier_hours_0": "24", "tier_percent_0": "120"}, "tier_percent_0"),
    ],
)
def test_what_cannot_be_an_offer_says_where_and_keeps_all(page, business, wrong, field):
    answer = page.post(f"{OFFERS}new/", typed(**{"description": "Avec vous", **wrong}))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert b"Avec vous" in answer.content
    assert not Offer.objects.exists()


def test_each_unit_asks_only_what_matters_for_it(page, business):
    by_hour = page.get(f"{OFFERS}new/?unit=hour").context["form"].fields
    by_package = page.get(f"{OFFERS}new/?unit=package").context["form"].fields

    assert "minimum_hours" in by_hour
    assert "valid_months" not in by_hour
    assert "valid_months" in by_package
    assert "minimum_hours" not in by_package
    assert page.get(f"{OFFERS}new/?unit=nothing").templates[0].name == "creation/unit.html"


def test_what_it_comes_to_is_shown_as_she_types(page, business):
    answer = page.post(f"{OFFERS}preview/", typed(minimum_hours="2"))

    assert "146,70" in answer.content.decode()
    assert not Offer.objects.exists()
    assert page.post(f"{OFFERS}preview/", {"unit": "hour", "name": "S"}).status_code == 200
    assert page.post(f"{OFFERS}preview/", {"unit": "x"}).status_code == 404


def test_changing_the_price_keeps_the_old_one(page, business):
    sold = hour(business)
    page.post(f"{OFFERS}{sold.pk}/", typed(name=sold.name, price="54", price_from="2026-04-01"))

    assert [(p.from_on, p.price) for p in sold.prices.order_by("from_on")] == [
        (dt.date(2026, 1, 1), 50),
        (dt.date(2026, 4, 1), 54),
    ]
    later = sold.prices.get(price=54)
    page.post(f"{OFFERS}prices/{later.pk}/remove/")
    assert sold.prices.count() == 1
    page.post(f"{OFFERS}prices/{sold.prices.get().pk}/remove/")
    assert sold.prices.count() == 1


def test_an_offer_is_moved_copied_put_aside_and_brought_back(page, business):
    first, second = hour(business), package(business)

    page.post(f"{OFFERS}{second.pk}/up/")
    assert [line.offer for line in page.get(OFFERS).context["listed"]] == [second, first]
    assert page.post(f"{OFFERS}{second.pk}/sideways/").status_code == 404
    page.post(f"{OFFERS}{first.pk}/duplicate/")
    assert Offer.objects.of(business).count() == 3
    page.post(f"{OFFERS}{first.pk}/archive/")
    assert f"{OFFERS}{first.pk}/restore/" in page.get(OFFERS).content.decode()
    page.post(f"{OFFERS}{first.pk}/restore/")
    assert not Offer.objects.of(business).filter(archived_on__isnull=False).exists()


def test_a_name_made_of_code_shows_as_typed(page, business):
    offer(business, name="<script>alert(1)</script>{{ 7|add:7 }}")

    text = page.get(OFFERS).content.decode()

    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}" in text


def test_fifty_offers_ask_no_more_than_one(page, business):
    hour(business)
    page.get(OFFERS)
    with CaptureQueriesContext(connection) as one:
        page.get(OFFERS)
    for _again in range(12):
        hour(business)
    with CaptureQueriesContext(connection) as many:
        page.get(OFFERS)

    assert len(many) == len(one)
