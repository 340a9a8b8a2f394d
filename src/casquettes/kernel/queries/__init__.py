"""Questions about people, businesses and activities."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import QuerySet

from casquettes.engine.hats import Hat
from casquettes.kernel import tenancy
from casquettes.kernel.models import Activity, Business, JournalEntry, Membership, User


def businesses_of_this_machine() -> list[Business]:
    """Every business there is, oldest first: for commands, never for a page."""
    with tenancy.operating():
        return list(Business.objects.order_by("id"))


def activities_by_hat(business: Business) -> dict[Hat, list[Activity]]:
    """Her shown activities under each hat, in her order."""
    by_hat: dict[Hat, list[Activity]] = {hat: [] for hat in Hat}
    for activity in Activity.objects.of(business).shown():
        by_hat[Hat(activity.hat)].append(activity)
    return by_hat


def memberships_of(person: User) -> QuerySet[Membership]:
    """The businesses she may enter, oldest first."""
    return Membership.objects.filter(user=person).select_related("business").order_by("id")


def members_of(business: Business) -> QuerySet[Membership]:
    """Who may enter a business, its owner first."""
    return Membership.objects.filter(business=business).select_related("user").order_by("id")


@dataclass(frozen=True)
class Account:
    """What protects her account, in figures."""

    has_password: bool
    code: bool
    passkeys: int
    sessions: int


def account_of(person: User) -> Account:
    """Password, second lock, passkeys and open sessions of a person."""
    kinds = list(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    return Account(
        has_password=person.has_usable_password(),
        code=Authenticator.Type.TOTP in kinds,
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        sessions=UserSession.objects.filter(user=person).count(),
    )


@dataclass(frozen=True)
class Copies:
    """How far her journal goes, and when she last took a copy away."""

    head: JournalEntry | None
    written_at: dt.datetime | None
    backup_at: dt.datetime | None
    export_at: dt.datetime | None

    @property
    def short_signature(self) -> str:
        """Enough of the head to compare with a printed one, in groups of four."""
        signature = self.head.signature[:16] if self.head else ""
        return " ".join(signature[start : start + 4] for start in range(0, len(signature), 4))


def copies_of(business: Business) -> Copies:
    """The head of the journal and the last backup and export of a business."""
    entries = JournalEntry.objects.filter(business=business).order_by("-rank")
    head = entries.first()
    return Copies(
        head=head,
        written_at=_moment(head),
        backup_at=_moment(entries.filter(verb="back_up").first()),
        export_at=_moment(entries.filter(verb="export").first()),
    )


def _moment(entry: JournalEntry | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(entry.at) if entry else None
