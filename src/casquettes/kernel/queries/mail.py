"""Questions about mail: from whom it leaves, in which words, what waits in the outbox."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Length

from casquettes.engine import letters
from casquettes.kernel.models import (
    Business,
    Contact,
    ContactPoint,
    Identity,
    Mail,
    MailFile,
    MailSettings,
    MailTemplate,
)

TITLES = {
    "fr": {"mme": "Madame", "m": "Monsieur", "m.": "Monsieur", "mr": "Monsieur", "mme.": "Madame"},
    "en": {"mme": "Mrs", "m.": "Mr", "m": "Mr"},
}
# A mail taken in hand for longer than this was cut by a crash.
IN_HAND = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Sender:
    """In whose name mail leaves; the address is empty until she said one."""

    address: str
    name: str
    signature: str

    def __str__(self) -> str:
        if not self.address:
            return self.name
        return f"{self.name} <{self.address}>" if self.name else self.address

    @property
    def domain(self) -> str:
        """What follows the @, or a name that is nowhere."""
        return self.address.rpartition("@")[2] or "casquettes.invalid"


def settings_of(business: Business) -> MailSettings | None:
    """Her mail server, once she named it."""
    return MailSettings.objects.filter(business=business).first()


def leaves(business: Business) -> bool:
    """Does mail leave by itself? Once a trial succeeded, and never from the example."""
    if business.is_demo:
        return False
    return MailSettings.objects.filter(business=business, tested_at__isnull=False).exists()


def sender_of(business: Business) -> Sender:
    """From whom: her mail settings, else what her documents say."""
    hers = settings_of(business) or MailSettings()
    address = hers.from_address
    if not address:
        named = Identity.objects.filter(business=business).values_list("email", flat=True).first()
        address = named or ""
    name = hers.from_name or business.person_name or business.name
    own = "\n".join(dict.fromkeys(part for part in (business.person_name, business.name) if part))
    return Sender(address=address, name=name, signature=hers.signature.strip() or own)


def text_of(business: Business, key: str, language: str) -> letters.Text:
    """Her own words for a kind of letter, else the starting text."""
    code = "fr" if language[:2] == "fr" else "en"
    own = MailTemplate.objects.filter(business=business, key=key, language=code).first()
    return letters.Text(own.subject, own.body) if own else letters.starting(key, code)


def own_texts(business: Business) -> set[tuple[str, str]]:
    """The kinds and languages she wrote her own words for."""
    rows = MailTemplate.objects.filter(business=business).values_list("key", "language")
    return set(rows)


def address_of(contact: Contact) -> str:
    """The main e-mail address of a contact; empty when there is none."""
    points = contact.points.filter(kind=ContactPoint.Kind.EMAIL).values_list("value", flat=True)
    return points.first() or ""


def greeting_of(contact: Contact, language: str) -> str:
    """How a letter greets: « Madame Moreau », « Claire Moreau », « Cabinet Roche »."""
    title = contact.title.strip()
    if title and contact.last_name:
        known = TITLES["fr" if language[:2] == "fr" else "en"]
        return f"{known.get(title.lower(), title)} {contact.last_name}"
    person = " ".join(part for part in (contact.first_name, contact.last_name) if part)
    return person or contact.name


def outbox(business: Business) -> QuerySet[Mail]:
    """Her mails, newest first, with their files but not the contents of these."""
    files = MailFile.objects.only("id", "business_id", "mail_id", "name", "content_type")
    kept = Mail.objects.of(business).filter(removed_at__isnull=True)
    return kept.select_related("contact").prefetch_related(Prefetch("files", files))


def waiting(business: Business) -> QuerySet[Mail]:
    """What has not left yet."""
    return outbox(business).filter(sent_at__isnull=True, given_up_at__isnull=True)


def failed(business: Business) -> QuerySet[Mail]:
    """What nobody tries again by itself."""
    return outbox(business).filter(given_up_at__isnull=False, sent_at__isnull=True)


def sent(business: Business) -> QuerySet[Mail]:
    """What left, latest first."""
    return outbox(business).filter(sent_at__isnull=False).order_by("-sent_at", "-id")


def mails_about(business: Business, kind: str, pk: int) -> QuerySet[Mail]:
    """The mails about one thing ("finance.invoice", 12), newest first."""
    return outbox(business).filter(subject_kind=kind, subject_id=pk)


def to_send_now(business: Business) -> QuerySet[Mail]:
    """What waits for her alone: no server was set when it was written, or it was given up."""
    unset = Q(due_at__isnull=True, given_up_at__isnull=True) | Q(given_up_at__isnull=False)
    return outbox(business).filter(unset, sent_at__isnull=True)


def forgotten(business: Business, *, before: dt.datetime) -> list[int]:
    """Mails that should have been tried before a moment and were not."""
    late = Mail.objects.of(business).waiting().filter(due_at__lt=before)
    return list(late.order_by("id").values_list("pk", flat=True))


def is_in_hand(mail: Mail, *, at: dt.datetime) -> bool:
    """Is it being handed to the server this very moment?"""
    begun = mail.tries > 0 and not mail.error and mail.sent_at is None and mail.given_up_at is None
    return begun and mail.due_at is not None and mail.due_at > at


def state_of(mail: Mail) -> str:
    """ "sent", "by_hand", "partly", "failed", "leaving", "waiting", or "again": a try is set."""
    if mail.sent_at is not None:
        return "by_hand" if mail.sent_by_hand else "partly" if mail.error else "sent"
    if mail.given_up_at is not None:
        return "failed"
    if mail.due_at is None:
        return "waiting"
    return "again" if mail.error else "leaving"


def counts(business: Business) -> dict[str, int]:
    """How many mails wait, failed and left."""
    left, failed_ones = Q(sent_at__isnull=False), Q(given_up_at__isnull=False)
    return (
        Mail.objects.of(business)
        .filter(removed_at__isnull=True)
        .aggregate(
            waiting=Count("id", filter=~left & ~failed_ones),
            failed=Count("id", filter=~left & failed_ones),
            sent=Count("id", filter=left),
        )
    )


def files_of(mail: Mail) -> list[MailFile]:
    """The files of a mail with their `size`, without reading what is in them."""
    sized = MailFile.objects.annotate(size=Length("content"))
    return list(sized.filter(mail=mail).defer("content").order_by("id"))
