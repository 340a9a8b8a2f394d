"""Doors without an account: an address whose secret opens one thing until it ends.

The address is `/c/<business in base 36>.<secret>/`. Only the SHA-256 of the secret is kept, so that
neither the database nor a copy of it opens anything; the business stands in the address because
its rows are hidden until it is entered (see docs/develop/tenancy.md).
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from hashlib import sha256

from django.db import transaction
from django.db.models import QuerySet
from django.utils.http import base36_to_int, int_to_base36

from casquettes.kernel import tenancy
from casquettes.kernel.models import Business, SignedLink

SECRET_BYTES = 24  # 192 bits
SHAPE = re.compile(r"[0-9a-z]{1,12}\.[A-Za-z0-9_-]{32}")
LARGEST_ID = 2**63 - 1
# Coming back within it is the same visit: reading a page again writes nothing.
SAME_VISIT = dt.timedelta(minutes=10)


class LinkClosed(Exception):
    """This address opens nothing: never made, ended or taken back; nobody is told which."""


@transaction.atomic
def make(
    business: Business, purpose: str, subject_id: int, *, at: dt.datetime, life: dt.timedelta
) -> str:
    """A new address that opens this subject until `life` is over; its secret is told only now."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    SignedLink.objects.create(
        business=business,
        digest=_digest(secret),
        purpose=purpose,
        subject_id=subject_id,
        created_at=at,
        expires_at=at + life,
    )
    return f"/c/{int_to_base36(business.pk)}.{secret}/"


def open_link(token: str, *, at: dt.datetime) -> SignedLink:
    """The link of this token, its business entered for the rest of the transaction.

    `at` is the moment by the clock of the machine. Raises LinkClosed, always in the same way.
    """
    if not SHAPE.fullmatch(token):
        raise LinkClosed
    number, _dot, secret = token.partition(".")
    business_id = base36_to_int(number)
    if business_id > LARGEST_ID:
        raise LinkClosed
    tenancy.enter(business_id=business_id)
    # Found by its digest: how long it takes tells nothing of the secret.
    links = SignedLink.objects.select_related("business")
    link = links.filter(business_id=business_id, digest=_digest(secret)).first()
    if link is None or not is_open(link, at=_lived(link.business, at)):
        tenancy.enter(business_id=None)
        raise LinkClosed
    return link


def is_open(link: SignedLink, *, at: dt.datetime) -> bool:
    """Does it still open, at a moment as its business lives it?"""
    return link.revoked_at is None and link.created_at <= at < link.expires_at


def note_visit(link: SignedLink, *, at: dt.datetime) -> bool:
    """Keep when it was opened; was it the first time?"""
    first = link.first_opened_at is None
    if link.last_opened_at is not None and at - link.last_opened_at < SAME_VISIT:
        return False
    link.first_opened_at, link.last_opened_at = link.first_opened_at or at, at
    link.save(update_fields=["first_opened_at", "last_opened_at"])
    return first


def open_links(
    business: Business, purpose: str, subject_id: int, *, at: dt.datetime
) -> QuerySet[SignedLink]:
    """The links to a subject that still open, the newest first."""
    return SignedLink.objects.filter(
        business=business,
        purpose=purpose,
        subject_id=subject_id,
        revoked_at__isnull=True,
        expires_at__gt=at,
    ).order_by("-created_at", "-id")


def revoke(link: SignedLink, *, at: dt.datetime) -> None:
    """Take a link back: from now on it opens nothing."""
    if link.revoked_at is None:
        link.revoked_at = at
        link.save(update_fields=["revoked_at"])


def revoke_all(business: Business, purpose: str, subject_id: int, *, at: dt.datetime) -> int:
    """Take back every link to a subject; how many still opened."""
    return open_links(business, purpose, subject_id, at=at).update(revoked_at=at)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _lived(business: Business, at: dt.datetime) -> dt.datetime:
    """The moment as the business lives it: the example has its own date."""
    return at + dt.timedelta(days=business.clock_shift_days)
