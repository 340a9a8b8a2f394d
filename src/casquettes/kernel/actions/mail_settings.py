"""Her mail server: kept, proved by a mail to herself, forgotten; and her own texts."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from casquettes.engine import letters
from casquettes.formats import eml
from casquettes.kernel import ciphers, smtp
from casquettes.kernel.actions.delivery import PASSWORD_USE, sentence, server_of
from casquettes.kernel.models import Business, MailSettings, MailTemplate
from casquettes.kernel.queries import mail as mails
from casquettes.kernel.smtp import NotDelivered

# She waits for the answer.
SECONDS_TO_TRY = 40


class PasswordMissing(Exception):
    """A saved password goes to the server it was given for, and to no other."""

    def __init__(self) -> None:
        super().__init__(_("Type the password again: the server or the user name has changed."))


class TrialFailed(Exception):
    """The mail to herself did not leave; the message says why."""


@dataclass(frozen=True, slots=True)
class Way:
    """How her mail goes out. `password`: "" keeps the one known."""

    from_address: str
    from_name: str
    host: str
    port: int
    security: str
    username: str
    password: str = field(default="", repr=False)
    signature: str = ""


@transaction.atomic
def change(business: Business, way: Way) -> MailSettings:
    """Keep how mail goes out; once a trial succeeded it leaves by itself.

    Raises PasswordMissing.
    """
    hers, _made = MailSettings.objects.select_for_update().get_or_create(business=business)
    before = (hers.host, hers.port, hers.security, hers.username, hers.from_address)
    same_door = (hers.host, hers.username) == (way.host, way.username)
    if not way.password and hers.password and not same_door:
        raise PasswordMissing
    for name in ("from_address", "from_name", "host", "port", "security", "username", "signature"):
        setattr(hers, name, getattr(way, name))
    if way.password:
        hers.password = ciphers.encrypted(way.password, use=PASSWORD_USE)
    if before != (hers.host, hers.port, hers.security, hers.username, hers.from_address):
        hers.tested_at = None
    hers.save()
    return hers


def prove(hers: MailSettings, *, at: dt.datetime) -> None:
    """Really send her a mail; from then on mail leaves by itself. Raises TrialFailed."""
    sender = mails.sender_of(hers.business)
    body = _("This mail left Casquettes by your own server: everything is ready.")
    message = eml.Message(
        sender=sender.address,
        sender_name=sender.name,
        to=(sender.address,),
        subject=_("A trial from Casquettes"),
        body=f"{body}\n\n{sender.signature}",
        message_id=f"<{uuid.uuid4().hex}@{sender.domain}>",
        at=at,
    )
    envelope_sender, recipients = eml.envelope(message)
    try:
        smtp.hand_over(
            server_of(hers, anywhere=not settings.HOSTED),
            eml.as_bytes(message),
            sender=envelope_sender,
            recipients=recipients,
            within=SECONDS_TO_TRY,
        )
    except NotDelivered as failure:
        MailSettings.objects.filter(pk=hers.pk).update(tested_at=None)
        raise TrialFailed(sentence(failure)) from failure
    MailSettings.objects.filter(pk=hers.pk).update(tested_at=at)


def forget(business: Business) -> None:
    """Forget the server and its password; mail then waits in the outbox."""
    MailSettings.objects.filter(business=business).delete()


@transaction.atomic
def change_text(business: Business, key: str, language: str, text: letters.Text) -> None:
    """Her own words for a kind of letter; the starting ones again when they are the same."""
    mine: dict[str, Any] = {"business": business, "key": key, "language": language}
    if text == letters.starting(key, language):
        MailTemplate.objects.filter(**mine).delete()
        return
    MailTemplate.objects.update_or_create(
        **mine, defaults={"subject": text.subject, "body": text.body}
    )
