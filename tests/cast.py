"""The cast: Anne tidies homes, Bruno runs another business; each test tells a moment of theirs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.account.models import EmailAddress
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from casquettes.kernel import actions, tenancy
from casquettes.kernel.models import Business, Membership, User

NOW = dt.datetime(2026, 3, 12, 10, 0, tzinfo=dt.UTC)  # a Thursday, 11 h in Paris
PASSWORD = "chaussette-volante-42"


def person(email: str, *, name: str = "") -> User:
    """Someone who can sign in with PASSWORD."""
    made = User.objects.create_user(email, PASSWORD, name=name)
    EmailAddress.objects.create(user=made, email=email, verified=True, primary=True)
    return made


def founded_by(owner: User, *, name: str) -> Business:
    """A business past its first run: the 58 starting activities, 38 hours a week, in Paris."""
    founded_at = NOW - dt.timedelta(days=70)
    with tenancy.entered(business_id=None):
        return actions.found_business(
            owner,
            at=founded_at,
            name=name,
            person_name=owner.name,
            onboarded_at=founded_at,
        )


def anne() -> tuple[User, Business]:
    """Anne, a professional organiser, and her business, which is entered."""
    owner = person("anne@example.org", name="Anne Martin")
    business = founded_by(owner, name="L’Atelier d’Anne")
    stay_in(business, owner)
    return owner, business


def bruno() -> tuple[User, Business]:
    """Bruno, a gardener, and his business, which is not the one entered."""
    owner = person("bruno@example.org", name="Bruno Petit")
    return owner, founded_by(owner, name="Bruno Jardins")


def member(business: Business, role: str, *, email: str = "") -> User:
    """Someone who joined `business` as collaborator, accountant or specialist."""
    joined = person(email or f"{role}-{business.slug}@example.org", name=role.title())
    with tenancy.entered(business_id=business.pk):
        Membership.objects.create(business=business, user=joined, role=role, created_at=NOW)
    return joined


def stay_in(business: Business, user: User) -> None:
    """Enter a business for this connection, beyond transactions (only tests do)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for name, value in (("app.business", business.pk), ("app.user", user.pk)):
                cursor.execute("select set_config(%s, %s, false)", [name, str(value)])


def leave() -> None:
    """Come out again; a test's own transaction does it by rolling back."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("select set_config('app.business', '', false)")
            cursor.execute("select set_config('app.user', '', false)")


class Browser(Client):
    """Django's client; on PostgreSQL a request starts outside any business, as it really does."""

    def request(self, **request: Any) -> HttpResponse:
        with tenancy.entered(business_id=None):
            return super().request(**request)
