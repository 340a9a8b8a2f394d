"""The cast stands where the other tests expect it."""

import datetime as dt

from casquettes.kernel import http
from casquettes.kernel.models import Activity, Membership


def test_anne_owns_a_business_with_the_58_starting_activities(anne, business):
    membership = Membership.objects.get(user=anne)
    assert (membership.business, membership.role) == (business, Membership.Role.OWNER)
    assert Activity.objects.of(business).count() == 58


def test_bruno_owns_another_one(business, bruno, other):
    assert other != business
    assert other.name == "Bruno Jardins"


def test_the_moment_is_fixed_for_requests_too(now, business):
    assert http.now_for(business) == now == dt.datetime(2026, 3, 12, 10, tzinfo=dt.UTC)
