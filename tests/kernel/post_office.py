"""A real mail server on this machine, that can be closed, wary, slow or rude."""

from __future__ import annotations

import asyncio
import datetime as dt
import email
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from casquettes.kernel import ciphers
from casquettes.kernel.actions.delivery import PASSWORD_USE
from casquettes.kernel.models import Business, MailSettings
from tests.cast import NOW

PASSWORD = "aiguille-dans-la-forêt"


class PostOffice:
    """What came in, and what it answers to each step."""

    def __init__(self) -> None:
        self.port = _free_port()
        self.envelopes: list[Envelope] = []
        self.answers: dict[str, str] = {}  # by recipient, or "DATA", "MAIL"
        self.seconds = 0.0  # how long it reads each letter
        self.reading = threading.Event()

    @property
    def letters(self) -> list[EmailMessage]:
        return [email.message_from_bytes(e.content, policy=default) for e in self.envelopes]  # type: ignore[misc, arg-type]

    async def handle_MAIL(
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        self.reading.set()
        await asyncio.sleep(self.seconds)
        answer = self.answers.get("DATA", "250 OK")
        if answer.startswith("2"):
            self.envelopes.append(envelope)
        return answer

    def knows(self, _server: Any, _session: Any, _env: Any, _way: str, who: Any) -> AuthResult:
        known = isinstance(who, LoginPassword) and who.password == PASSWORD.encode()
        return AuthResult(success=known, handled=False)


@contextmanager
def opened(
    office: PostOffice, *, security: str = "none", folder: Path | None = None, wary: bool = False
) -> Iterator[PostOffice]:
    """The office behind its counter, for the length of a block. `wary`: it asks for a password."""
    asked: dict[str, Any] = {"auth_require_tls": security == "starttls"}
    if wary:
        # aiosmtpd takes TLS from the first byte for no TLS at all: there it only checks.
        asked |= {"authenticator": office.knows, "auth_required": security == "starttls"}
    if security != "none":
        assert folder is not None
        asked["ssl_context" if security == "tls" else "tls_context"] = _context(folder)
    controller = Controller(office, hostname="127.0.0.1", port=office.port, **asked)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


def uses(business: Business, office: PostOffice, **facts: Any) -> MailSettings:
    """The business sends by this office, and proved it."""
    known = {
        "host": "127.0.0.1",
        "port": office.port,
        "security": "none",
        "from_address": "ines@example.org",
        "from_name": "Inès Delorme",
        "tested_at": NOW,
    }
    password = facts.pop("password", "")
    if password:
        facts |= {"username": "ines@example.org"}
        facts |= {"password": ciphers.encrypted(password, use=PASSWORD_USE)}
    made, _new = MailSettings.objects.update_or_create(business=business, defaults=known | facts)
    return made


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _context(folder: Path) -> ssl.SSLContext:
    """A certificate that nobody vouches for, for "localhost"."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - dt.timedelta(days=400))
        .not_valid_after(NOW + dt.timedelta(days=4000))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "office.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
