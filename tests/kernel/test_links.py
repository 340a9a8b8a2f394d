"""Links without account: what opens, what no longer does, and that nobody can tell why."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django.utils.http import int_to_base36

from casquettes.kernel import links, tenancy
from casquettes.kernel.models import SignedLink
from tests.cast import NOW

MONTH = dt.timedelta(days=30)


def made(business, purpose="quote", subject_id=7, life=MONTH):
    return links.make(business, purpose, subject_id, at=NOW, life=life)


def token_of(address: str) -> str:
    return address.split("/")[2]


def opened(address: str, at: dt.datetime = NOW) -> SignedLink:
    with transaction.atomic():
        return links.open_link(token_of(address), at=at)


def test_a_link_opens_what_it_was_made_for(business):
    link = opened(made(business))
    assert (link.business_id, link.purpose, link.subject_id) == (business.pk, "quote", 7)


def test_its_secret_is_long_never_twice_the_same_and_kept_nowhere(business):
    one, two = made(business), made(business)
    secret = token_of(one).partition(".")[2]
    assert len(secret) == 32
    assert secret != token_of(two).partition(".")[2]
    kept = SignedLink.objects.filter(business=business).values_list("digest", flat=True)
    assert all(len(digest) == 64 for digest in kept)
    assert secret not in list(kept)


def test_it_closes_once_its_life_is_over(business):
    address = made(business)
    assert opened(address, NOW + MONTH - dt.timedelta(seconds=1))
    with pytest.raises(links.LinkClosed):
        opened(address, NOW + MONTH)


def test_it_closes_when_taken_back(business):
    address, kept = made(business), made(business, subject_id=8)
    assert links.revoke_all(business, "quote", 7, at=NOW) == 1
    with pytest.raises(links.LinkClosed):
        opened(address)
    link = opened(kept)
    links.revoke(link, at=NOW)
    with pytest.raises(links.LinkClosed):
        opened(kept)


@pytest.mark.parametrize(
    "token",
    ["", "1", "1.", ".x", "1.short", "zzzzzzzzzzzz." + "a" * 32, "1." + "a" * 33, "-1." + "a" * 32],
)
def test_a_made_up_address_opens_nothing(business, token):
    with pytest.raises(links.LinkClosed), transaction.atomic():
        links.open_link(token, at=NOW)


def test_a_secret_of_one_business_opens_nothing_in_another(business, other):
    secret = token_of(made(business)).partition(".")[2]
    with pytest.raises(links.LinkClosed):
        opened(f"/c/{int_to_base36(other.pk)}.{secret}/")


def test_it_finds_its_business_though_nobody_entered_one(business):
    address = made(business)
    with tenancy.entered(business_id=None):
        link = links.open_link(token_of(address), at=NOW)
        assert link.business.name == "L’Atelier d’Anne"


def test_in_the_example_it_lives_at_the_date_of_the_example(business):
    business.clock_shift_days = 400
    business.save(update_fields=["clock_shift_days"])
    there = NOW + dt.timedelta(days=400)
    address = links.make(business, "quote", 7, at=there, life=MONTH)
    assert opened(address, NOW)
    with pytest.raises(links.LinkClosed):
        opened(address, NOW + MONTH)


def test_the_first_visit_is_known_and_reading_again_writes_nothing(
    business, django_assert_num_queries
):
    link = opened(made(business))
    assert links.note_visit(link, at=NOW)
    with django_assert_num_queries(0):
        assert not links.note_visit(link, at=NOW + dt.timedelta(minutes=5))
    assert not links.note_visit(link, at=NOW + dt.timedelta(hours=1))
    link.refresh_from_db()
    assert link.first_opened_at == NOW
    assert link.last_opened_at == NOW + dt.timedelta(hours=1)


def test_the_links_that_still_open_come_newest_first(business):
    made(business, life=dt.timedelta(days=1))
    made(business)
    made(business, subject_id=8)
    assert links.open_links(business, "quote", 7, at=NOW).count() == 2
    assert links.open_links(business, "quote", 7, at=NOW + dt.timedelta(days=2)).count() == 1
