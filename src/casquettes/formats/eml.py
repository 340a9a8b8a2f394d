"""A mail as it travels (RFC 5322 and MIME): plain text, files beside it, names in any alphabet."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

# One address as people write it: nothing quoted, no comment, no space, no control character.
LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
ADDRESS = re.compile(rf"({LOCAL})@({LABEL}(?:\.{LABEL})*)")
TYPE = re.compile(r"[A-Za-z0-9.+-]+/[A-Za-z0-9.+-]+")
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class NotAnAddress(Exception):
    """This text is not an e-mail address; it is the argument."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """Everything a mail says. `to` and `copy_to` hold bare addresses."""

    sender: str
    sender_name: str
    to: Sequence[str]
    subject: str
    body: str
    message_id: str
    at: dt.datetime
    copy_to: Sequence[str] = ()
    attachments: Sequence[Attachment] = ()


def addresses(text: str) -> tuple[str, ...]:
    """The addresses of a line such as "a@example.org, b@example.org", each once, in their order.

    Raises NotAnAddress with the first part that is none; a line break hides nothing here.
    """
    parts = (part.strip(" \t") for part in re.split(r"[,;]", text))
    return tuple(dict.fromkeys(_address(part) for part in parts if part))


def as_bytes(message: Message, *, draft: bool = False) -> bytes:
    """The mail with CRLF line ends; `draft` marks it as still to be sent, where it is opened.

    Line breaks and controls in a header become spaces, so that a name can add no header.
    """
    mail = EmailMessage(policy=SMTP)
    if message.sender:  # a draft may not know it yet
        name = _plain(message.sender_name)
        mail["From"] = Address(display_name=name, addr_spec=_ascii(message.sender))
    mail["To"] = tuple(Address(addr_spec=_ascii(each)) for each in message.to)
    if message.copy_to:
        mail["Cc"] = tuple(Address(addr_spec=_ascii(each)) for each in message.copy_to)
    mail["Subject"] = _plain(message.subject)
    mail["Date"] = message.at
    mail["Message-ID"] = message.message_id
    if draft:
        mail["X-Unsent"] = "1"
    mail.set_content(f"{message.body.rstrip()}\n", cte="quoted-printable")
    for file in message.attachments:
        main, sub = _kind(file.content_type)
        mail.add_attachment(file.content, maintype=main, subtype=sub, filename=_plain(file.name))
    return mail.as_bytes()


def envelope(message: Message) -> tuple[str, tuple[str, ...]]:
    """Who sends and who receives, as the server is told."""
    everyone = (*message.to, *message.copy_to)
    return _ascii(message.sender), tuple(dict.fromkeys(_ascii(each) for each in everyone))


def _address(text: str) -> str:
    found = ADDRESS.fullmatch(text)
    if found is None or len(text) > 254 or len(found[1]) > 64:
        raise NotAnAddress(text)
    try:
        _ascii(text)
    except UnicodeError as error:
        raise NotAnAddress(text) from error
    return text


def _ascii(address: str) -> str:
    """The address with its domain in the letters every server knows."""
    local, _at, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


def _kind(content_type: str) -> tuple[str, str]:
    """Main and sub type of a file; one that would be read as a mail inside the mail is bytes."""
    main, _slash, sub = content_type.partition("/")
    if TYPE.fullmatch(content_type) and main not in ("message", "multipart"):
        return main, sub
    return "application", "octet-stream"


def _plain(text: str) -> str:
    return CONTROLS.sub(" ", text).strip()
