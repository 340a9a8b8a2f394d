"""Founding a business: its slug, its owner, its starting activities."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from casquettes.engine import starting
from casquettes.kernel import actions, queries
from casquettes.kernel.models import Activity, Membership
from tests import cast

pytestmark = pytest.mark.django_db


def test_the_slug_says_the_name_and_a_second_one_gets_a_number(db):
    owner = cast.person("a@example.org")
    slugs = [cast.founded_by(owner, name="L’Été").slug for _ in range(3)]
    assert slugs == ["lete", "lete-2", "lete-3"]


def test_after_nine_the_slug_is_drawn_by_lot(db):
    owner = cast.person("a@example.org")
    slugs = [cast.founded_by(owner, name="").slug for _ in range(11)]
    assert slugs[8] == "entreprise-9"
    assert slugs[9].startswith("entreprise-")
    assert len(set(slugs)) == 11


def test_a_given_slug_is_taken_as_it_is_or_refused(db):
    owner = cast.person("a@example.org")
    assert actions.found_business(owner, at=cast.NOW, slug="demo").slug == "demo"
    with pytest.raises(IntegrityError):
        actions.found_business(owner, at=cast.NOW, slug="demo")


def test_the_local_owner_is_made_once(db):
    first = actions.found_local_business(at=cast.NOW)
    assert actions.local_owner() == actions.local_owner()
    assert not actions.local_owner().has_usable_password()
    assert Membership.objects.get(business=first).role == "owner"
    assert queries.businesses_of_this_machine() == [first]


def test_the_starting_activities_hang_in_their_order(business):
    keys = list(Activity.objects.of(business).values_list("key", flat=True))
    assert keys == [activity.key for activity in starting.activities()]
