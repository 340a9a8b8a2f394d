"""Who may enter her business, when it is hosted."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from casquettes.kernel.models import Membership
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hosted(settings):
    settings.HOSTED = True
    cache.clear()


def roles(business) -> list[tuple[str, str]]:
    members = Membership.objects.filter(business=business).order_by("id")
    return [(m.user.email, m.role) for m in members]


def test_she_lets_in_someone_who_has_an_account(client_of, anne, business):
    cast.person("lea@example.org")
    client_of(anne).post("/settings/members/", {"email": "Lea@example.org", "role": "accountant"})
    assert roles(business) == [("anne@example.org", "owner"), ("lea@example.org", "accountant")]


def test_an_address_without_an_account_is_said_so(client_of, anne, business):
    answer = client_of(anne).post(
        "/settings/members/", {"email": "lea@example.org", "role": "accountant"}
    )
    assert answer.status_code == 422
    assert roles(business) == [("anne@example.org", "owner")]


def test_nobody_is_let_in_twice(client_of, anne, business):
    helper = cast.member(business, "collaborator")
    answer = client_of(anne).post(
        "/settings/members/", {"email": helper.email, "role": "accountant"}
    )
    assert answer.status_code == 422
    assert roles(business)[1] == (helper.email, "collaborator")


def test_nobody_is_made_owner(client_of, anne, business):
    cast.person("lea@example.org")
    client_of(anne).post("/settings/members/", {"email": "lea@example.org", "role": "owner"})
    assert roles(business) == [("anne@example.org", "owner")]


def test_she_closes_the_door_to_a_member_and_never_to_herself(client_of, anne, business):
    cast.member(business, "collaborator")
    owner, helper = Membership.objects.filter(business=business).order_by("id")
    browser = client_of(anne)
    assert browser.post(f"/settings/members/{owner.pk}/remove/").status_code == 404
    browser.post(f"/settings/members/{helper.pk}/remove/")
    assert roles(business) == [("anne@example.org", "owner")]


def test_addresses_are_not_tried_by_the_dozen(client_of, anne, business):
    browser = client_of(anne)
    answers = [
        browser.post("/settings/members/", {"email": f"{n}@example.org", "role": "accountant"})
        for n in range(21)
    ]
    assert [a.status_code for a in answers] == [422] * 20 + [429]


def test_at_home_nobody_is_let_in(client_of, anne, business, settings):
    settings.HOSTED = False
    cast.person("lea@example.org")
    client_of(anne).post("/settings/members/", {"email": "lea@example.org", "role": "accountant"})
    assert roles(business) == [("anne@example.org", "owner")]
