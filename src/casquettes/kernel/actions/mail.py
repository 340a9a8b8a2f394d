"""Mail in her name: a letter is written, shown, then sent exactly as it was shown."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import models, transaction
from django.utils.translation import gettext as _

from casquettes.engine import letters
from casquettes.formats import eml
from casquettes.kernel import jobs
from casquettes.kernel.actions.delivery import deliver
from casquettes.kernel.models import Business, Contact, Mail, MailFile
from casquettes.kernel.queries import mail as mails

MOST_BYTES = 20 * 2**20
MOST_RECIPIENTS = 20


class LetterRefused(Exception):
    """This letter cannot leave; the message says why, `field` where."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes with a letter; `url` opens it in the preview."""

    name: str
    content_type: str
    content: bytes
    url: str = ""

    @property
    def size(self) -> int:
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail not sent yet, word for word. `unknown`: names in braces left as they were typed."""

    to: str
    subject: str
    body: str
    template: str = ""
    sender: str = ""
    copy_to: str = ""
    files: tuple[File, ...] = ()
    contact: Contact | None = None
    subject_of: models.Model | None = None
    unknown: tuple[str, ...] = ()
    # Does it leave by itself, or wait in the outbox for her?
    leaves: bool = False

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


def write(
    business: Business,
    *,
    template: str,
    to: Contact | str,
    variables: Mapping[str, str],
    files: Sequence[File] = (),
    subject_of: models.Model | None = None,
) -> Letter:
    """A letter of a kind ("quote", "reminder_1"…), in her words and the reader's language.

    `variables` by their keys of engine/data/letters.toml; "" leaves out the lines that speak of
    it. `business`, `me` and, for a contact, `client` are known. Nothing is stored nor sent.
    """
    contact = to if isinstance(to, Contact) else None
    language = (contact.language if contact else "") or business.locale
    values = {"business": business.name, "me": business.person_name or business.name}
    if contact:
        values["client"] = mails.greeting_of(contact, language)
    values |= variables
    text = mails.text_of(business, template, language)
    subject, body = letters.fill(text.subject, values), letters.fill(text.body, values)
    sender = mails.sender_of(business)
    return Letter(
        to=mails.address_of(contact) if contact else str(to),
        subject=letters.one_line(subject.text)[:200],
        body=f"{body.text}\n\n{sender.signature}".strip(),
        template=template,
        sender=str(sender),
        files=tuple(files),
        contact=contact,
        subject_of=subject_of,
        unknown=tuple(dict.fromkeys([*subject.unknown, *body.unknown])),
        leaves=mails.leaves(business),
    )


@transaction.atomic
def send(business: Business, letter: Letter, *, at: dt.datetime) -> Mail:
    """Put a letter on its way: queued with the act around it, or waiting when no server is set.

    Raises LetterRefused.
    """
    to, copy_to = _recipients(letter)
    if not letter.subject.strip():
        raise LetterRefused(_("Write a subject."), field="subject")
    if letter.size > MOST_BYTES:
        raise LetterRefused(_("The files are too heavy for a mail: 20 MB at most together."))
    leaves = mails.leaves(business)
    about = letter.subject_of
    mail = Mail.objects.create(
        business=business,
        contact=letter.contact,
        template=letter.template,
        subject_kind=about._meta.label_lower if about else "",  # noqa: SLF001 Django's name
        subject_id=about.pk if about else None,
        to=to,
        copy_to=copy_to,
        subject=letters.one_line(letter.subject),
        body=letter.body,
        message_id=f"<{uuid.uuid4().hex}@{mails.sender_of(business).domain}>",
        created_at=at,
        due_at=at if leaves else None,
    )
    MailFile.objects.bulk_create(
        MailFile(
            business=business,
            mail=mail,
            name=letters.one_line(file.name)[:120],
            content_type=file.content_type[:80],
            content=file.content,
        )
        for file in letter.files
    )
    if leaves:
        jobs.queue(deliver, business.pk, mail.pk, at=at)
    return mail


@transaction.atomic
def send_again(mail: Mail, *, at: dt.datetime) -> None:
    """Try a waiting or failed mail now, from the beginning. Raises LetterRefused."""
    mail = _locked(mail, at=at)
    if not mails.leaves(mail.business):
        raise LetterRefused(_("First say through which server your mail leaves."))
    mail.tries, mail.error, mail.given_up_at, mail.due_at = 0, "", None, at
    mail.save(update_fields=["tries", "error", "given_up_at", "due_at"])
    jobs.queue(deliver, mail.business_id, mail.pk, at=at)


@transaction.atomic
def send_all_again(business: Business, *, at: dt.datetime) -> int:
    """Send everything that waits for her; how many mails. Raises LetterRefused."""
    waiting = list(mails.to_send_now(business).order_by("id"))
    for mail in waiting:
        send_again(mail, at=at)
    return len(waiting)


@transaction.atomic
def sent_by_hand(mail: Mail, *, at: dt.datetime) -> None:
    """She sent it from her own mail program. Raises LetterRefused."""
    mail = _locked(mail, at=at)
    mail.sent_at, mail.sent_by_hand, mail.due_at = at, True, None
    mail.given_up_at, mail.error = None, ""
    mail.save(update_fields=["sent_at", "sent_by_hand", "due_at", "given_up_at", "error"])


@transaction.atomic
def not_sent_by_hand(mail: Mail) -> None:
    """She did not send it after all: it waits for her again."""
    Mail.objects.filter(pk=mail.pk, sent_by_hand=True).update(sent_at=None, sent_by_hand=False)


@transaction.atomic
def remove(mail: Mail, *, at: dt.datetime) -> None:
    """Take a mail out of the outbox; one that waits no longer leaves. Raises LetterRefused."""
    mail = _locked(mail, at=at, sent_too=True)
    mail.removed_at = at
    mail.save(update_fields=["removed_at"])


@transaction.atomic
def put_back(mail: Mail, *, at: dt.datetime) -> None:
    """Bring a removed mail back as it was; one that should have left meanwhile leaves now."""
    Mail.objects.select_for_update().get(pk=mail.pk)
    mail.refresh_from_db()
    mail.removed_at = None
    waits = mail.due_at is not None and mail.sent_at is None and mail.given_up_at is None
    if waits:
        mail.due_at = max(mail.due_at or at, at)
        jobs.queue(deliver, mail.business_id, mail.pk, at=mail.due_at)
    mail.save(update_fields=["removed_at", "due_at"])


def _locked(mail: Mail, *, at: dt.datetime, sent_too: bool = False) -> Mail:
    """The mail under lock, unless it left or is leaving this very moment."""
    mail = Mail.objects.select_for_update(of=("self",)).select_related("business").get(pk=mail.pk)
    if mail.sent_at is not None and not sent_too:
        raise LetterRefused(_("This mail has left already."))
    if mails.is_in_hand(mail, at=at):
        raise LetterRefused(_("This mail is leaving right now: look again in a moment."))
    return mail


def _recipients(letter: Letter) -> tuple[str, str]:
    """The checked addresses, as lines for the mail."""
    lines, count = [], 0
    for field, line in (("to", letter.to), ("copy_to", letter.copy_to)):
        try:
            found = eml.addresses(line)
        except eml.NotAnAddress as error:
            wrong = _("“%(text)s” is not an address. Write for example claire@example.org.")
            raise LetterRefused(wrong % {"text": str(error)[:60]}, field=field) from error
        lines.append(", ".join(found))
        count += len(found)
    if not lines[0]:
        raise LetterRefused(_("Write to whom, for example claire@example.org."), field="to")
    if count > MOST_RECIPIENTS or max(map(len, lines)) > 254:
        raise LetterRefused(_("Too many addresses for one mail: 20 at most."), field="to")
    return lines[0], lines[1]
