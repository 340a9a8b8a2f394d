"""The one-time link printed by `casquettes demo` opens the example, not her own business."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from casquettes.desk.demo import load
from casquettes.kernel import actions
from casquettes.kernel.models import Business, User


@pytest.fixture
def both(anne: User, business: Business, now: dt.datetime) -> Business:
    """Anne, whose own business came first, has the example too, empty as on its first day."""
    return load.found(anne, at=now)


def test_the_link_that_names_the_example_enters_it(
    anne: User, both: Business, now: dt.datetime, client: Client
) -> None:
    client.get(actions.one_time_link(anne, at=now), {"business": "demo"})
    assert client.session["business"] == both.pk


def test_the_link_that_names_hers_leads_back_to_it(
    anne: User, business: Business, both: Business, now: dt.datetime, client: Client
) -> None:
    client.get(actions.one_time_link(anne, at=now), {"business": business.slug})
    assert client.session["business"] == business.pk


def test_a_link_cannot_name_the_business_of_another(
    anne: User, both: Business, other: Business, now: dt.datetime, client: Client
) -> None:
    client.get(actions.one_time_link(anne, at=now), {"business": other.slug})
    assert "business" not in client.session
