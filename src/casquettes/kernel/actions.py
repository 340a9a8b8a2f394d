"""Founding a business, its people and its starting activities."""

from __future__ import annotations

import datetime as dt
import re
import secrets

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.text import slugify

from casquettes.engine import starting
from casquettes.kernel import tenancy
from casquettes.kernel.models import Activity, Business, Membership, User

LOCAL_OWNER_EMAIL = "vous@casquettes.invalid"
LINK_SHAPE = re.compile(r"[0-9]{1,18}\.[0-9]{1,11}\.[0-9a-f]{64}")
LINK_LIFE = dt.timedelta(minutes=15)


class LinkSpent(Exception):
    """The one-time link was used already, is too old, or was never made here."""


@transaction.atomic
def found_business(owner: User, *, at: dt.datetime, **facts: object) -> Business:
    """A new business with its owner and the 58 starting activities; it is the one entered."""
    business = Business(pk=tenancy.next_business_id(), created_at=at, **facts)
    tenancy.enter(business_id=business.pk, user_id=owner.pk)
    if business.slug:
        business.save(force_insert=True)
    else:
        _save_under_a_free_slug(business)
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


def one_time_link(user: User, *, at: dt.datetime) -> str:
    """The path that signs `user` in once, within fifteen minutes: "/open/<token>/"."""
    moment = int(at.timestamp())
    return reverse("kernel:open", args=[f"{user.pk}.{moment}.{_link_signature(user, moment)}"])


def spend_link(token: str, *, at: dt.datetime) -> User:
    """The person a one-time link was made for; from now on it opens nothing. Raises LinkSpent."""
    if settings.HOSTED or not LINK_SHAPE.fullmatch(token):
        raise LinkSpent
    pk, moment, signature = token.split(".")
    user = User.objects.filter(pk=pk, is_active=True).first()
    age = at - dt.datetime.fromtimestamp(int(moment), dt.UTC)
    if user is None or not dt.timedelta(0) <= age <= LINK_LIFE:
        raise LinkSpent
    if not constant_time_compare(signature, _link_signature(user, int(moment))):
        raise LinkSpent
    # The signature covers the last sign-in: changing it in one conditional step spends the link.
    after = max(at, (user.last_login or at) + dt.timedelta(microseconds=1))
    if not User.objects.filter(pk=pk, last_login=user.last_login).update(last_login=after):
        raise LinkSpent
    return user


def _link_signature(user: User, moment: int) -> str:
    facts = f"{user.pk}.{moment}.{user.password}.{user.last_login and user.last_login.isoformat()}"
    return salted_hmac("casquettes.one-time-link", facts, algorithm="sha256").hexdigest()


def _save_under_a_free_slug(business: Business) -> None:
    """Slugs are shared by all businesses, whose rows cannot be seen: the table itself answers."""
    base = slugify(business.name)[:50] or "entreprise"
    for rank in range(1, 10):
        business.slug = base if rank == 1 else f"{base}-{rank}"
        try:
            with transaction.atomic():
                business.save(force_insert=True)
        except IntegrityError:
            continue
        return
    business.slug = f"{base}-{secrets.token_hex(4)}"
    business.save(force_insert=True)
