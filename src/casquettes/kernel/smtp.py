"""Hand a mail to her server, within bounded time; what failed is said in a known kind."""

from __future__ import annotations

import base64
import ipaddress
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

SECONDS_TO_ANSWER = 15
SECONDS_IN_ALL = 150
# Said instead of the name of her computer.
OURSELVES = "[127.0.0.1]"
HOSTED_PORTS = frozenset({25, 465, 587, 2525})
NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Why(StrEnum):
    """What went wrong, for a sentence."""

    NAME = "name"
    REFUSED = "refused"
    SILENT = "silent"
    TLS = "tls"
    CERTIFICATE = "certificate"
    NO_TLS = "no_tls"
    PASSWORD = "password"  # noqa: S105 a kind of fault, not a secret
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"
    PRIVATE = "private"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Server:
    """Where her mail goes out. `anywhere`: the server may be on a private network."""

    host: str
    port: int
    security: str  # starttls, tls or none
    username: str = ""
    password: str = field(default="", repr=False)
    anywhere: bool = True


class NotDelivered(Exception):
    """The mail was not taken: why, the server's own words, and whether trying again may help."""

    def __init__(self, why: Why, *, answer: str = "", for_good: bool = False) -> None:
        super().__init__(why)
        self.why, self.answer, self.for_good = why, answer, for_good


def hand_over(
    server: Server,
    message: bytes,
    *,
    sender: str,
    recipients: tuple[str, ...],
    within: float = SECONDS_IN_ALL,
) -> dict[str, str]:
    """Give the mail to the server. The recipients it refused, with its words; raises NotDelivered.

    Raises only while the server has not said that it takes the mail.
    """
    with _told(), _signed_in(server, within) as connection:
        refused = connection.sendmail(sender, recipients, message)
    return {address: _words(answer) for address, answer in refused.items()}


@contextmanager
def _signed_in(server: Server, within: float) -> Iterator[smtplib.SMTP]:
    connection = (_OverTls if server.security == "tls" else _Plain)(server, _places(server))
    # A server that drips one byte at a time is cut off all the same.
    timer = threading.Timer(within, _cut, [connection])
    timer.daemon = True
    timer.start()
    try:
        _greet(connection, server)
        yield connection
        _leave(connection)
    finally:
        timer.cancel()
        connection.close()


def _greet(connection: smtplib.SMTP, server: Server) -> None:
    code, text = connection.connect(server.host, server.port)
    if code != 220:
        raise smtplib.SMTPConnectError(code, text)
    if server.security == "starttls":
        _start_tls(connection, server)
    if server.username:
        _sign_in(connection, server)


def _start_tls(connection: smtplib.SMTP, server: Server) -> None:
    connection.ehlo()
    if not connection.has_extn("starttls"):
        raise NotDelivered(Why.NO_TLS, for_good=True)
    connection.starttls(context=_tls(server))


def _sign_in(connection: smtplib.SMTP, server: Server) -> None:
    """One try, in UTF-8: smtplib's own tries every way in turn, and knows no accents."""
    connection.ehlo_or_helo_if_needed()
    ways = connection.esmtp_features.get("auth", "").upper().split()
    try:
        if "PLAIN" in ways:
            told = _base64(f"\0{server.username}\0{server.password}")
            code, text = connection.docmd("AUTH", f"PLAIN {told}")
        elif "LOGIN" in ways:
            code, text = connection.docmd("AUTH", f"LOGIN {_base64(server.username)}")
            if code == 334:
                code, text = connection.docmd(_base64(server.password))
        else:
            raise NotDelivered(Why.PASSWORD, for_good=True)
    except smtplib.SMTPServerDisconnected as error:
        raise NotDelivered(Why.PASSWORD) from error
    if code not in (235, 503):
        raise smtplib.SMTPAuthenticationError(code, text)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _leave(connection: smtplib.SMTP) -> None:
    """The mail is taken: however badly the server says goodbye, nothing failed."""
    try:
        connection.quit()
    except (smtplib.SMTPException, OSError):
        return


def _cut(connection: smtplib.SMTP) -> None:
    try:
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _tls(server: Server) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if _is_this_machine(server.host) and server.anywhere:
        # A relay on her own computer vouches for itself; nothing travels.
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class _Plain(smtplib.SMTP):
    """Connects to the addresses that were checked, never to what the name says a moment later."""

    def __init__(self, server: Server, places: list[str]) -> None:
        self._server, self._places_checked = server, places
        super().__init__(local_hostname=OURSELVES, timeout=SECONDS_TO_ANSWER)
        self._host = server.host  # the name that certificates are compared with

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:  # noqa: ARG002
        last: OSError | None = None
        for place in self._places_checked:
            try:
                return socket.create_connection((place, port), timeout)
            except OSError as error:
                last = error
        raise last or OSError("no address")


class _OverTls(_Plain):
    """TLS from the first byte."""

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        plain = super()._get_socket(host, port, timeout)
        return _tls(self._server).wrap_socket(plain, server_hostname=host)


def _places(server: Server) -> list[str]:
    """The addresses of the server, checked once; where many live, none may be private."""
    found = socket.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)
    places = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not server.anywhere:
        private = any(not _is_public(ipaddress.ip_address(each)) for each in places)
        if private or server.port not in HOSTED_PORTS:
            raise NotDelivered(Why.PRIVATE, for_good=True)
    return places


def _is_public(address: Address) -> bool:
    """Is it out on the Internet, by whatever form of IPv6 it hides behind?"""
    inside = _inside(address)
    return address.is_global and not address.is_multicast and (inside is None or _is_public(inside))


def _inside(address: Address) -> Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo


@contextmanager
def _told() -> Iterator[None]:
    """Every way to fail, as NotDelivered; a server's 5xx is for good, its 4xx is not."""
    try:
        yield
    except NotDelivered:
        raise
    except smtplib.SMTPException as error:
        raise _of_smtp(error) from error
    except (OSError, UnicodeError) as error:
        raise _of_network(error) from error


def _of_smtp(error: smtplib.SMTPException) -> NotDelivered:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = list(error.recipients.values())
        for_good = all(code >= 500 for code, _text in answers)
        return NotDelivered(Why.RECIPIENT, answer=_words(answers[0]), for_good=for_good)
    if isinstance(error, smtplib.SMTPResponseException):
        answer = _words((error.smtp_code, error.smtp_error))
        return NotDelivered(_kind(error), answer=answer, for_good=error.smtp_code >= 500)
    return NotDelivered(Why.BROKEN)


def _kind(error: smtplib.SMTPResponseException) -> Why:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Why.PASSWORD
    if isinstance(error, smtplib.SMTPSenderRefused):
        return Why.SENDER
    return Why.CONTENT if isinstance(error, smtplib.SMTPDataError) else Why.BROKEN


def _of_network(error: OSError | UnicodeError) -> NotDelivered:
    if isinstance(error, socket.gaierror | UnicodeError):
        return NotDelivered(Why.NAME)
    if isinstance(error, ssl.SSLCertVerificationError):
        return NotDelivered(Why.CERTIFICATE)
    if isinstance(error, ssl.SSLError):
        return NotDelivered(Why.TLS)
    silent = isinstance(error, TimeoutError)
    return NotDelivered(Why.SILENT if silent else Why.REFUSED)


def _words(answer: tuple[int, bytes | str]) -> str:
    """What the server said, on one short line."""
    code, text = answer
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(''.join(c if c.isprintable() else ' ' for c in said).split())}"[:160]
