"""Founding a business, its people and its starting activities."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.text import slugify

from casquettes.engine import starting
from casquettes.kernel.models import Activity, Business, Membership, User

LOCAL_OWNER_EMAIL = "vous@casquettes.invalid"


@transaction.atomic
def found_business(owner: User, *, at: dt.datetime, **facts: object) -> Business:
    """A new business with its owner and the 58 starting activities."""
    business = Business(created_at=at, **facts)
    business.slug = business.slug or _free_slug(business.name)
    business.save()
    Membership.objects.create(business=business, user=owner, created_at=at)
    Activity.objects.bulk_create(
        Activity(
            business=business,
            key=start.key,
            hat=start.hat,
            name_fr=start.name_fr,
            name_en=start.name_en,
            nature=start.nature,
            position=position,
        )
        for position, start in enumerate(starting.activities())
    )
    return business


def local_owner() -> User:
    """The owner of this machine, made on the first start."""
    owner, _made = User.objects.get_or_create(
        is_local_owner=True, defaults={"email": LOCAL_OWNER_EMAIL}
    )
    return owner


def found_local_business(*, at: dt.datetime) -> Business:
    """The business of a first local start: nameless until she says."""
    return found_business(local_owner(), at=at)


def _free_slug(name: str) -> str:
    base = slugify(name)[:50] or "entreprise"
    slug, rank = base, 1
    while Business.objects.filter(slug=slug).exists():
        rank += 1
        slug = f"{base}-{rank}"
    return slug
