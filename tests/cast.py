"""The cast: Anne tidies homes, Bruno runs another business; each test tells a moment of theirs."""

from __future__ import annotations

import datetime as dt

from casquettes.kernel import actions
from casquettes.kernel.models import Business, Membership, User

NOW = dt.datetime(2026, 3, 12, 10, 0, tzinfo=dt.UTC)  # a Thursday, 11 h in Paris
PASSWORD = "chaussette-volante-42"


def person(email: str, *, name: str = "") -> User:
    """Someone who can sign in with PASSWORD."""
    return User.objects.create_user(email, PASSWORD, name=name)


def founded_by(owner: User, *, name: str) -> Business:
    """A business past its first run: the 58 starting activities, 38 hours a week, in Paris."""
    founded_at = NOW - dt.timedelta(days=70)
    return actions.found_business(
        owner,
        at=founded_at,
        name=name,
        person_name=owner.name,
        onboarded_at=founded_at,
    )


def member(business: Business, role: str, *, email: str = "") -> User:
    """Someone who joined `business` as collaborator, accountant or specialist."""
    joined = person(email or f"{role}-{business.slug}@example.org", name=role.title())
    Membership.objects.create(business=business, user=joined, role=role, created_at=NOW)
    return joined
