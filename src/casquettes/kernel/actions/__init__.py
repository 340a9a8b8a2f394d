"""Founding a business, its people and its starting activities."""

from __future__ import annotations

import datetime as dt
import re
import secrets

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.text import slugify
from django.utils.translation import gettext as _

from casquettes.engine import starting
from casquettes.engine.hats import Hat
from casquettes.kernel import journal, tenancy
from casquettes.kernel.models import Activity, Business, Membership, User

LOCAL_OWNER_EMAIL = "vous@casquettes.invalid"
LINK_SHAPE = re.compile(r"[0-9]{1,18}\.[0-9]{1,11}\.[0-9a-f]{64}")
JOURNAL_FACTS = ("country", "currency", "activity_type")
LINK_LIFE = dt.timedelta(minutes=15)


class LinkSpent(Exception):
    """The one-time link was used already, is too old, or was never made here."""


class MemberRefused(Exception):
    """This person cannot be let in; the message says what to do."""


class ActivityRefused(Exception):
    """This name cannot be given; the message says why."""


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
    first_facts = {"country": business.country, "currency": business.currency}
    journal.record(business, journal.FOUND, at=at, subject=business, payload=first_facts)
    return business


@transaction.atomic
def change_facts(business: Business, *, at: dt.datetime) -> None:
    """Save what she says of her business; its country and currency also go into the journal."""
    before = Business.objects.get(pk=business.pk)
    business.save()
    changed = {
        name: [getattr(before, name), getattr(business, name)]
        for name in JOURNAL_FACTS
        if getattr(before, name) != getattr(business, name)
    }
    if changed:
        journal.record(business, journal.CHANGE_FACTS, at=at, subject=business, payload=changed)


def local_owner() -> User:
    """The owner of this machine, made on the first start."""
    owner, _made = User.objects.get_or_create(
        is_local_owner=True,
        defaults={"email": LOCAL_OWNER_EMAIL, "password": make_password(None)},
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


@transaction.atomic
def add_member(business: Business, *, email: str, role: str, at: dt.datetime) -> Membership:
    """Let someone who has an account into the business. Raises MemberRefused."""
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise MemberRefused(_("No account uses this address yet. Ask for one, then come back."))
    membership, made = Membership.objects.get_or_create(
        business=business, user=user, defaults={"role": role, "created_at": at}
    )
    if not made:
        raise MemberRefused(_("This person is in the business already."))
    journal.record(business, journal.LET_IN, at=at, subject=membership, payload={"role": role})
    return membership


@transaction.atomic
def remove_member(membership: Membership, *, at: dt.datetime) -> None:
    """Close the business to someone; what she wrote stays."""
    role = {"role": membership.role}
    journal.record(membership.business, journal.SHUT_OUT, at=at, subject=membership, payload=role)
    membership.delete()


@transaction.atomic
def add_activity(business: Business, *, hat: Hat, name: str, nature: str) -> Activity:
    """A new activity of hers, last under its hat. Raises ActivityRefused when the name is taken."""
    activity = Activity(business=business, hat=hat, nature=nature)
    activity.name = free_name(activity, name)
    activity.position = _last_position(business) + 1
    numbers = [
        int(key.removeprefix("own_"))
        for key in Activity.objects.of(business)
        .filter(key__startswith="own_")
        .values_list("key", flat=True)
    ]
    activity.key = f"own_{max(numbers, default=0) + 1}"
    activity.save()
    return activity


def rename_activity(activity: Activity, *, name: str) -> None:
    """Give it her name; nothing gives a starting activity its first name back."""
    if not name.strip() and activity.name_fr:
        activity.name = ""
    else:
        activity.name = free_name(activity, name)
    activity.save(update_fields=["name"])


def hide_activity(activity: Activity, *, on: dt.date) -> None:
    """Take it out of the lists; its past time stays in the measures."""
    activity.hidden_on = on
    activity.save(update_fields=["hidden_on"])


def show_activity(activity: Activity) -> None:
    """Put it back into the lists."""
    activity.hidden_on = None
    activity.save(update_fields=["hidden_on"])


def change_nature(activity: Activity, *, nature: str) -> None:
    """How its time usually is: billed, not billed or both; past time stays as it was noted."""
    activity.nature = nature
    activity.save(update_fields=["nature"])


@transaction.atomic
def shift_activity(activity: Activity, *, places: int) -> None:
    """Move it up (negative) or down among the shown activities of its hat."""
    row = list(
        Activity.objects.of(activity.business).shown().filter(hat=activity.hat).select_for_update()
    )
    at = row.index(activity)
    row.insert(max(0, at + places), row.pop(at))
    positions = sorted(each.position for each in row)
    start = positions[0]
    for rank, each in enumerate(row):
        each.position = start + rank
    Activity.objects.bulk_update(row, ["position"])


def place_last(activity: Activity) -> None:
    """Put it after every other one."""
    activity.position = _last_position(activity.business) + 1


def free_name(activity: Activity, name: str) -> str:
    """`name` without stray spaces, when no other activity of this hat carries it."""
    name = " ".join(name.split())
    if not name:
        raise ActivityRefused(_("Give the activity a name."))
    others = Activity.objects.of(activity.business).filter(hat=activity.hat).exclude(pk=activity.pk)
    if any(other.label.casefold() == name.casefold() for other in others):
        raise ActivityRefused(_("Another activity of this hat has this name already."))
    return name


def _last_position(business: Business) -> int:
    return Activity.objects.of(business).aggregate(last=Max("position"))["last"] or 0


def _link_signature(user: User, moment: int) -> str:
    facts = f"{user.pk}.{moment}.{user.password}.{user.last_login and user.last_login.isoformat()}"
    return salted_hmac("casquettes.one-time-link", facts, algorithm="sha256").hexdigest()


def _save_under_a_free_slug(business: Business) -> None:
    """Slugs are shared by all businesses, whose rows cannot be seen: the table itself answers."""
    base = slugify(business.name)[:50] or "entreprise"
    base = "entreprise-demo" if base == "demo" else base  # the name of the example
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
