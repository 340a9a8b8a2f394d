"""Handing a mail to her server: marked before and after, tried again, given up with a reason.

A mail is marked as in hand, handed over outside any transaction, then marked as sent. Cut between
the two it is sent again once the mark is old, with the same Message-ID, by which mail programs and
most servers know it for the same.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task

from casquettes.formats import eml
from casquettes.kernel import ciphers, http, jobs, smtp, tenancy
from casquettes.kernel.models import Business, Mail, MailSettings
from casquettes.kernel.queries import mail as mails
from casquettes.kernel.smtp import NotDelivered, Server, Why

log = logging.getLogger("casquettes.mail")
PASSWORD_USE = "mail-password"  # noqa: S105 what the cipher is for
FORGOTTEN_AFTER = dt.timedelta(hours=1)
SENTENCES = {
    Why.NAME: gettext_lazy("No server of this name was found. Check its spelling."),
    Why.REFUSED: gettext_lazy("The server refuses the connection. Check the port."),
    Why.SILENT: gettext_lazy("The server does not answer. Check its name and the port."),
    Why.TLS: gettext_lazy("The encryption does not suit this port. Try the other kind."),
    Why.CERTIFICATE: gettext_lazy("The server could not prove who it is: nothing was sent."),
    Why.NO_TLS: gettext_lazy("The server offers no encryption on this port: nothing was sent."),
    Why.PASSWORD: gettext_lazy("The server refuses this user name or password."),
    Why.SENDER: gettext_lazy("The server refuses the sender address."),
    Why.RECIPIENT: gettext_lazy("The address of the recipient is refused."),
    Why.CONTENT: gettext_lazy("The server refuses the message."),
    Why.PRIVATE: gettext_lazy("This server cannot be reached from here."),
    Why.BROKEN: gettext_lazy("The conversation with the server broke off."),
}


@task()
def deliver(business_id: int, mail_id: int) -> None:
    """Hand one mail over, if it is due and nobody has it; a failure queues the next try."""
    with transaction.atomic(), tenancy.entered(business_id=business_id):
        business = Business.objects.filter(pk=business_id).first()
        if business is None:
            return
        mail = _in_hand(mail_id, at=http.now_for(business))
        if mail is None:
            return
        hers = mails.settings_of(business)
        message = message_of(mail, at=http.now_for(business))
    failure, refused = _handed_over(hers, message)
    with (
        transaction.atomic(),
        tenancy.entered(business_id=business_id),
        translation.override(business.locale),
    ):
        _note(mail, failure, refused, at=http.now_for(business))


def pick_up(business: Business, *, at: dt.datetime) -> None:
    """Queue again the mails that should have left an hour ago and whose job is no more."""
    for pk in mails.forgotten(business, before=at - FORGOTTEN_AFTER):
        jobs.queue(deliver, business.pk, pk, at=at)


def message_of(mail: Mail, *, at: dt.datetime) -> eml.Message:
    """The mail as it travels, files included."""
    sender = mails.sender_of(mail.business)
    return eml.Message(
        sender=sender.address,
        sender_name=sender.name,
        to=eml.addresses(mail.to),
        copy_to=eml.addresses(mail.copy_to),
        subject=mail.subject,
        body=mail.body,
        message_id=mail.message_id,
        at=at,
        attachments=[
            eml.Attachment(file.name, file.content_type, bytes(file.content))
            for file in mail.files.order_by("id")
        ],
    )


def server_of(hers: MailSettings, *, anywhere: bool) -> Server:
    """Where to hand mail over. Raises NotDelivered when the password cannot be read any more."""
    try:
        password = ciphers.decrypted(hers.password, use=PASSWORD_USE) if hers.password else ""
    except ciphers.Unreadable as error:
        raise NotDelivered(Why.PASSWORD, for_good=True) from error
    return Server(
        host=hers.host,
        port=hers.port,
        security=hers.security,
        username=hers.username,
        password=password,
        anywhere=anywhere,
    )


def sentence(failure: NotDelivered) -> str:
    """What failed, in words for her, with the server's own."""
    said = str(SENTENCES[failure.why])
    if failure.answer:
        said = _("%(sentence)s It answers: %(answer)s") % {
            "sentence": said,
            "answer": failure.answer,
        }
    return said[:300]


def _in_hand(mail_id: int, *, at: dt.datetime) -> Mail | None:
    """The mail, marked as in hand; None when it left, is not due, or another worker has it."""
    mail = Mail.objects.waiting().select_for_update(skip_locked=True).filter(pk=mail_id).first()
    if mail is None or mail.due_at is None or mail.due_at > at:
        return None
    mail.tries, mail.error, mail.due_at = mail.tries + 1, "", at + mails.IN_HAND
    mail.save(update_fields=["tries", "error", "due_at"])
    return mail


def _handed_over(
    hers: MailSettings | None, message: eml.Message
) -> tuple[NotDelivered | None, dict[str, str]]:
    if hers is None or not hers.host:
        return NotDelivered(Why.NAME, for_good=True), {}
    sender, recipients = eml.envelope(message)
    try:
        server = server_of(hers, anywhere=not settings.HOSTED)
        refused = smtp.hand_over(
            server, eml.as_bytes(message), sender=sender, recipients=recipients
        )
    except NotDelivered as failure:
        return failure, {}
    except Exception:  # whatever broke, the mail must not stay in hand
        log.exception("A mail could not be handed over")
        return NotDelivered(Why.BROKEN), {}
    return None, refused


def _note(
    mail: Mail, failure: NotDelivered | None, refused: dict[str, str], *, at: dt.datetime
) -> None:
    """Write down how it went, and queue the next try in the same transaction."""
    mail = Mail.objects.select_for_update().get(pk=mail.pk)
    wait = None if failure is None or failure.for_good else jobs.delay_after(mail.tries)
    mail.due_at = None if wait is None else at + wait
    if failure is None:
        mail.sent_at = at
        mail.error = _refused_words(refused)
    else:
        mail.error = sentence(failure)
        mail.given_up_at = at if wait is None else None
        log.warning("Mail %s not delivered (%s), try %s", mail.pk, failure.why, mail.tries)
    mail.save(update_fields=["due_at", "sent_at", "error", "given_up_at"])
    if mail.due_at is not None:
        jobs.queue(deliver, mail.business_id, mail.pk, at=mail.due_at)


def _refused_words(refused: dict[str, str]) -> str:
    """Who did not get a mail that left for the others."""
    if not refused:
        return ""
    who = "; ".join(f"{address}: {answer}" for address, answer in refused.items())
    return (_("Not delivered to %(who)s") % {"who": who})[:300]
