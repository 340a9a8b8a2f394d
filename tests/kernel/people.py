"""Contacts for tests, written down without any form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from casquettes.kernel.actions.contacts import refresh_search
from casquettes.kernel.models import Address, Business, Contact, ContactPoint, User

CREATED_ON = dt.date(2026, 2, 1)


def contact(
    business: Business, *, city: str = "", email: str = "", phone: str = "", **facts: Any
) -> Contact:
    """A contact of `business`, findable like one she added."""
    made = Contact.objects.create(business=business, **{"created_on": CREATED_ON, **facts})
    if city:
        Address.objects.create(business=business, contact=made, city=city)
    for kind, value in (("email", email), ("phone", phone)):
        if value:
            ContactPoint.objects.create(business=business, contact=made, kind=kind, value=value)
    refresh_search(made)
    return made


@pytest.fixture
def in_english(anne: User) -> Iterator[None]:
    """Anne reads English, and so does what is done without a page."""
    anne.language = "en"
    anne.save(update_fields=["language"])
    with translation.override("en"):
        yield
