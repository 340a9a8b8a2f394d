"""A mail as it travels: read back by the standard library, it says what was meant."""

from __future__ import annotations

import datetime as dt
import email
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casquettes.formats import eml

AT = dt.datetime(2026, 3, 12, 10, 0, tzinfo=dt.UTC)


def message(**facts: object) -> eml.Message:
    known: dict[str, object] = {
        "sender": "ines@example.org",
        "sender_name": "Inès Delorme",
        "to": ("claire@example.org",),
        "subject": "Votre devis\u202f: été",
        "body": "Bonjour,\n\nVoici.\n.\nBien à vous,",
        "message_id": "<1@example.org>",
        "at": AT,
    }
    return eml.Message(**(known | facts))  # type: ignore[arg-type]


def read(told: bytes) -> EmailMessage:
    return email.message_from_bytes(told, policy=default)  # type: ignore[return-value]


def test_a_mail_is_read_back_as_it_was_meant() -> None:
    file = eml.Attachment("Devis n° 1 « été ».pdf", "application/pdf", b"%PDF\r\n\x00\xff")
    mail = read(eml.as_bytes(message(copy_to=("paul@example.org",), attachments=[file])))
    assert mail["From"].addresses[0].display_name == "Inès Delorme"
    assert (mail["To"], mail["Cc"]) == ("claire@example.org", "paul@example.org")
    assert mail["Subject"] == "Votre devis\u202f: été"
    assert mail["Message-ID"] == "<1@example.org>"
    assert mail["Date"].datetime == AT
    assert mail["X-Unsent"] is None
    body = mail.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == "Bonjour,\n\nVoici.\n.\nBien à vous,\n"
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "Devis n° 1 « été ».pdf"
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_payload(decode=True) == b"%PDF\r\n\x00\xff"


def test_a_draft_says_that_it_is_still_to_be_sent() -> None:
    assert read(eml.as_bytes(message(), draft=True))["X-Unsent"] == "1"


def test_a_draft_may_not_know_yet_from_whom() -> None:
    assert read(eml.as_bytes(message(sender=""), draft=True))["From"] is None


def test_no_name_adds_a_header() -> None:
    told = eml.as_bytes(
        message(
            sender_name="Inès\r\nBcc: spy@example.org",
            subject="Devis\nBcc: spy@example.org",
            attachments=[eml.Attachment("a\r\nX-Evil: 1.pdf", "application/pdf", b"")],
        )
    )
    mail = read(told)
    assert mail["Bcc"] is None
    assert mail["X-Evil"] is None
    assert mail["Subject"] == "Devis Bcc: spy@example.org"


@pytest.mark.parametrize("kind", ["message/rfc822", "multipart/mixed", "nonsense", "a/b\r\nX: y"])
def test_an_odd_kind_of_file_is_only_bytes(kind: str) -> None:
    mail = read(eml.as_bytes(message(attachments=[eml.Attachment("a", kind, b"abc")])))
    (attached,) = mail.iter_attachments()
    assert attached.get_content_type() == "application/octet-stream"
    assert attached.get_payload(decode=True) == b"abc"


def test_addresses_are_read_from_a_line() -> None:
    line = " claire@example.org, paul@été.fr;claire@example.org ,"
    assert eml.addresses(line) == ("claire@example.org", "paul@été.fr")
    assert eml.addresses("") == ()


@pytest.mark.parametrize(
    "line",
    [
        "claire",
        "claire@",
        "a b@example.org",
        "a@example..org",
        "é@example.org",
        "a@example.org\nBcc: spy@example.org",
        "a@example.org\r\n",
        "Claire <a@example.org>",
        f"{'a' * 65}@example.org",
        f"a@{'b.' * 130}org",
        f"a@{'é' * 62}.fr",
    ],
)
def test_what_is_no_address_is_refused(line: str) -> None:
    with pytest.raises(eml.NotAnAddress):
        eml.addresses(line)


def test_the_server_is_told_each_recipient_once_in_its_own_letters() -> None:
    told = message(to=("paul@été.fr", "a@example.org"), copy_to=("a@example.org",))
    assert eml.envelope(told) == (
        "ines@example.org",
        ("paul@xn--t-9fab.fr", "a@example.org"),
    )


@given(st.text(max_size=300), st.text(max_size=120))
def test_any_subject_and_body_travel(body: str, subject: str) -> None:
    body, subject = (part.encode("utf-8", "replace").decode() for part in (body, subject))
    mail = read(eml.as_bytes(message(body=body, subject=subject)))
    assert mail["Bcc"] is None
    assert mail.get_content_type() == "text/plain"
