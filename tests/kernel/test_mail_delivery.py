"""From a letter shown to a mail received: what leaves is what was shown, once, whatever happens."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import transaction
from django.utils import translation
from django_tasks_db.models import DBTaskResult

from casquettes.kernel import http, jobs, restores, smtp
from casquettes.kernel.actions import delivery
from casquettes.kernel.actions import mail as actions
from casquettes.kernel.models import Contact, Mail, MailFile, MailSettings
from casquettes.kernel.queries import mail as queries
from tests.cast import NOW
from tests.kernel import post_office
from tests.kernel.post_office import PASSWORD, PostOffice

PDF = actions.File("Devis n° 12 « été ».pdf", "application/pdf", b"%PDF-1.7\r\n\x00\xff\n.\r\n")
VALUES = {"number": "D2026-012", "amount": "1\u202f240,00\u202f€", "object": "la cuisine"}
VALUES |= {"valid_until": "11 avril 2026", "link": "", "deposit": ""}


@pytest.fixture(autouse=True)
def in_english(business):
    """The sentences of the source, whatever the catalogue says."""
    business.locale = "en"
    business.save()
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def only_these_jobs(settings):
    settings.REGULAR_JOBS = []


@pytest.fixture
def office():
    return PostOffice()


@pytest.fixture
def claire(business):
    made = Contact.objects.create(
        business=business, title="Mme", last_name="Moreau", created_on=NOW.date()
    )
    made.points.create(business=business, kind="email", value="claire@example.org")
    return made


def letter(business, to="claire@example.org", **changes):
    values = VALUES if isinstance(to, Contact) else VALUES | {"client": "Claire"}
    written = actions.write(business, template="quote", to=to, variables=values, files=[PDF])
    return replace(written, **changes)


def pass_time(monkeypatch, **length):
    later = http.real_now() + dt.timedelta(**length)
    monkeypatch.setattr(http, "real_now", lambda: later)


def test_what_is_received_is_what_was_shown(business, claire, office, now):
    post_office.uses(business, office, signature="Inès, Rangement & cie")
    shown = letter(business, to=claire)
    with post_office.opened(office):
        mail = actions.send(business, shown, at=now)
        assert jobs.run_ready() == 1
    (received,) = office.letters
    assert shown.body.startswith("Dear Mrs Moreau,\n\nThank you for our talk.")
    assert shown.body.endswith("Kind regards,\n\nInès, Rangement & cie")
    assert received.get_body().get_content().replace("\r\n", "\n") == f"{shown.body}\n"
    assert received["Subject"] == shown.subject == "Your quote D2026-012"
    assert str(received["From"]) == "Inès Delorme <ines@example.org>" == shown.sender
    assert received["To"] == "claire@example.org"
    (file,) = received.iter_attachments()
    assert file.get_filename() == PDF.name
    assert file.get_payload(decode=True) == PDF.content
    mail.refresh_from_db()
    assert (mail.sent_at, mail.tries, mail.error, mail.contact) == (now, 1, "", claire)
    assert received["Message-ID"] == mail.message_id
    assert office.envelopes[0].mail_from == "ines@example.org"


def test_one_act_kept_is_one_mail_and_one_taken_back_is_none(business, office, now):
    post_office.uses(business, office)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.send(business, letter(business), at=now)
        raise ZeroDivisionError
    assert (Mail.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_the_queue_holds_ids_and_nothing_else(business, office, now):
    post_office.uses(business, office)
    mail = actions.send(business, letter(business), at=now)
    (row,) = DBTaskResult.objects.all()
    assert row.args_kwargs == {"args": [business.pk, mail.pk], "kwargs": {}}


def test_without_server_it_waits_for_her(business, now):
    mail = actions.send(business, letter(business), at=now)
    assert (mail.due_at, jobs.run_ready()) == (None, 0)
    assert list(queries.to_send_now(business)) == [mail]
    with pytest.raises(actions.LetterRefused, match="through which server"):
        actions.send_again(mail, at=now)


def test_a_server_that_never_proved_itself_sends_nothing(business, office, now):
    post_office.uses(business, office, tested_at=None)
    assert actions.send(business, letter(business), at=now).due_at is None


def test_nothing_leaves_from_the_example(business, office, now):
    business.is_demo = True
    business.save()
    post_office.uses(business, office)
    assert actions.send(business, letter(business), at=now).due_at is None


def test_a_server_down_is_tried_again_until_it_is_up(business, office, now, monkeypatch):
    post_office.uses(business, office)
    mail = actions.send(business, letter(business), at=now)
    assert jobs.run_ready() == 1
    mail.refresh_from_db()
    assert mail.due_at == now + dt.timedelta(minutes=1)
    assert mail.error == "The server refuses the connection. Check the port."
    assert queries.state_of(mail) == "again"
    assert jobs.run_ready() == 0
    with post_office.opened(office):
        pass_time(monkeypatch, minutes=1)
        assert jobs.run_ready() == 1
    mail.refresh_from_db()
    assert (mail.sent_at, mail.tries, mail.error) == (http.real_now(), 2, "")
    assert [each["Message-ID"] for each in office.letters] == [mail.message_id]


def test_after_a_day_it_is_given_up_with_the_reason(business, office, now, monkeypatch):
    post_office.uses(business, office)
    mail = actions.send(business, letter(business), at=now)
    waited = []
    while jobs.run_ready():
        mail.refresh_from_db()
        if mail.due_at is None:
            break
        waited.append(mail.due_at - http.real_now())
        pass_time(monkeypatch, seconds=waited[-1].total_seconds())
    assert [int(each.total_seconds() // 60) for each in waited] == [1, 5, 30, 120, 360, 1440]
    assert (mail.tries, mail.given_up_at, mail.sent_at) == (7, http.real_now(), None)
    assert queries.state_of(mail) == "failed"


@pytest.mark.parametrize(
    ("step", "answer", "said"),
    [
        ("claire@example.org", "550 no such person", "recipient is refused. It answers: 550"),
        ("MAIL", "553 not yours", "refuses the sender address. It answers: 553 not yours"),
        ("DATA", "554 spam", "refuses the message. It answers: 554 spam"),
    ],
)
def test_a_refusal_for_good_is_given_up_at_once(business, office, now, step, answer, said):
    post_office.uses(business, office)
    office.answers[step] = answer
    mail = actions.send(business, letter(business), at=now)
    with post_office.opened(office):
        jobs.run_ready()
    mail.refresh_from_db()
    assert said in mail.error
    assert (mail.given_up_at, mail.due_at) == (now, None)


@pytest.mark.parametrize("step", ["claire@example.org", "MAIL", "DATA"])
def test_a_passing_refusal_is_tried_again(business, office, now, step):
    post_office.uses(business, office)
    office.answers[step] = "451 come back later"
    mail = actions.send(business, letter(business), at=now)
    with post_office.opened(office):
        jobs.run_ready()
    mail.refresh_from_db()
    assert (mail.given_up_at, mail.due_at) == (None, now + dt.timedelta(minutes=1))


def test_who_did_not_get_it_is_named(business, office, now):
    post_office.uses(business, office)
    office.answers["paul@example.org"] = "550 unknown"
    to = "claire@example.org, paul@example.org"
    mail = actions.send(business, letter(business, to=to), at=now)
    with post_office.opened(office):
        jobs.run_ready()
    mail.refresh_from_db()
    assert office.envelopes[0].rcpt_tos == ["claire@example.org"]
    assert (mail.sent_at, queries.state_of(mail)) == (now, "partly")
    assert mail.error == "Not delivered to paul@example.org: 550 unknown"


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_password_travels_encrypted(business, office, now, tmp_path, security):
    post_office.uses(business, office, security=security, password=PASSWORD)
    mail = actions.send(business, letter(business), at=now)
    with post_office.opened(office, security=security, folder=tmp_path, wary=True):
        jobs.run_ready()
    mail.refresh_from_db()
    assert (mail.error, mail.sent_at) == ("", now)


def test_a_wrong_password_is_said_and_nothing_is_lost(business, office, now, tmp_path):
    post_office.uses(business, office, security="tls", password="pas le bon")
    mail = actions.send(business, letter(business), at=now)
    with post_office.opened(office, security="tls", folder=tmp_path, wary=True):
        jobs.run_ready()
        mail.refresh_from_db()
        assert "refuses this user name or password" in mail.error
        assert mail.given_up_at == now
        post_office.uses(business, office, security="tls", password=PASSWORD)
        assert actions.send_all_again(business, at=now) == 1
        jobs.run_ready()
    mail.refresh_from_db()
    assert (mail.sent_at, mail.tries, len(office.letters)) == (now, 1, 1)


def test_a_server_nobody_vouches_for_gets_nothing(business, office, now, tmp_path, monkeypatch):
    monkeypatch.setattr(smtp, "_is_this_machine", lambda host: False)
    post_office.uses(business, office, security="tls", password=PASSWORD)
    mail = actions.send(business, letter(business), at=now)
    with post_office.opened(office, security="tls", folder=tmp_path, wary=True):
        jobs.run_ready()
    mail.refresh_from_db()
    assert mail.error.startswith("The server could not prove who it is")
    assert office.letters == []


def test_a_server_that_lost_its_encryption_gets_nothing(business, office, now):
    post_office.uses(business, office, security="starttls", password=PASSWORD)
    mail = actions.send(business, letter(business), at=now)
    with post_office.opened(office):
        jobs.run_ready()
    mail.refresh_from_db()
    assert mail.error.startswith("The server offers no encryption")
    assert office.letters == []


def test_two_workers_send_it_once(business, office, now):
    post_office.uses(business, office)
    mail = actions.send(business, letter(business), at=now)
    jobs.queue(delivery.deliver, business.pk, mail.pk, at=now)
    with post_office.opened(office):
        assert jobs.run_ready() == 2
    assert len(office.letters) == 1


def test_cut_after_the_server_took_it_the_same_mail_leaves_again(
    business, office, now, monkeypatch
):
    post_office.uses(business, office)
    mail = actions.send(business, letter(business), at=now)

    def cut(*_facts, **_named):
        raise KeyboardInterrupt

    with post_office.opened(office):
        with monkeypatch.context() as patched:
            patched.setattr(delivery, "_note", cut)
            with pytest.raises(KeyboardInterrupt):
                jobs.run_ready()
        mail.refresh_from_db()
        assert queries.is_in_hand(mail, at=now)
        with pytest.raises(actions.LetterRefused, match="leaving right now"):
            actions.send_again(mail, at=now)
        with pytest.raises(actions.LetterRefused, match="leaving right now"):
            actions.remove(mail, at=now)
        assert jobs.run_ready() == 0
        pass_time(monkeypatch, minutes=16)
        assert jobs.run_ready() == 1
    mail.refresh_from_db()
    first, second = office.letters
    assert first["Message-ID"] == second["Message-ID"] == mail.message_id
    assert (mail.sent_at, mail.tries) == (http.real_now(), 2)


def test_a_mail_whose_job_was_lost_is_picked_up(business, office, now, monkeypatch, settings):
    settings.REGULAR_JOBS = [("casquettes.kernel.actions.delivery.pick_up", 24)]
    post_office.uses(business, office)
    actions.send(business, letter(business), at=now)
    DBTaskResult.objects.all().delete()
    with post_office.opened(office):
        assert jobs.run_ready() == 2  # the round, and this business: too early
        assert office.letters == []
        pass_time(monkeypatch, hours=24)
        assert jobs.run_ready() == 3
    assert len(office.letters) == 1


def test_nothing_leaves_from_a_copy_put_back(business, office, now):
    post_office.uses(business, office)
    mail = actions.send(business, letter(business), at=now)
    restores.tell(sha256="0" * 64, at=now)
    with post_office.opened(office):
        jobs.run_ready()
    mail.refresh_from_db()
    assert (office.letters, mail.due_at, queries.state_of(mail)) == ([], None, "waiting")
    assert not queries.leaves(business)


def test_a_removed_mail_no_longer_leaves_and_may_come_back(business, office, now):
    post_office.uses(business, office)
    mail = actions.send(business, letter(business), at=now)
    actions.remove(mail, at=now)
    with post_office.opened(office):
        jobs.run_ready()
        assert office.letters == []
        actions.put_back(mail, at=now)
        jobs.run_ready()
    assert len(office.letters) == 1


def test_a_mail_she_sent_herself_does_not_leave_again(business, office, now):
    mail = actions.send(business, letter(business), at=now)
    actions.sent_by_hand(mail, at=now)
    post_office.uses(business, office)
    with pytest.raises(actions.LetterRefused, match="has left already"):
        actions.send_again(mail, at=now)
    assert actions.send_all_again(business, at=now) == 0
    actions.not_sent_by_hand(mail)
    assert actions.send_all_again(business, at=now) == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("to", "", "Write to whom"),
        ("to", "claire", "is not an address"),
        ("to", "a@example.org\nBcc: spy@example.org", "is not an address"),
        ("copy_to", "a@example.org>, <spy@example.org", "is not an address"),
        ("to", ", ".join(f"a{n}@example.org" for n in range(21)), "Too many addresses"),
        ("subject", " ", "Write a subject"),
    ],
)
def test_what_cannot_leave_is_refused(business, now, field, value, said):
    with pytest.raises(actions.LetterRefused, match=said) as refused:
        actions.send(business, letter(business, **{field: value}), at=now)
    assert refused.value.field == field
    assert Mail.objects.count() == 0


def test_no_client_name_adds_a_header(business, office, now):
    post_office.uses(business, office, from_name="Inès\r\nBcc: spy@example.org")
    values = VALUES | {"client": "Claire {iban} {{ 7*7 }}", "number": "12\r\nBcc: spy@example.org"}
    written = actions.write(business, template="quote", to="c@example.org", variables=values)
    with post_office.opened(office):
        actions.send(business, written, at=now)
        jobs.run_ready()
    (received,) = office.letters
    assert received["Bcc"] is None
    assert office.envelopes[0].rcpt_tos == ["c@example.org"]
    assert received.get_body().get_content().startswith("Dear Claire {iban} {{ 7*7 }},")


def test_a_name_without_value_is_said(business, now):
    values = {name: value for name, value in VALUES.items() if name != "amount"}
    assert actions.write(
        business, template="quote", to="a@example.org", variables=values
    ).unknown == ("client", "amount")


def test_files_too_heavy_are_refused(business, now):
    heavy = actions.File("a.pdf", "application/pdf", b"x" * (20 * 2**20 + 1))
    with pytest.raises(actions.LetterRefused, match="20 MB"):
        actions.send(business, letter(business, files=(heavy,)), at=now)


def test_a_mail_keeps_its_files(business, now):
    mail = actions.send(business, letter(business), at=now)
    assert [(f.name, bytes(f.content)) for f in mail.files.all()] == [(PDF.name, PDF.content)]
    assert queries.files_of(mail)[0].size == len(PDF.content)
    assert MailFile.objects.get().business == business


def test_the_password_is_kept_encrypted_and_shown_nowhere(business, office):
    hers = post_office.uses(business, office, password=PASSWORD)
    assert PASSWORD not in MailSettings.objects.get().password
    assert PASSWORD not in repr(delivery.server_of(hers, anywhere=True))
    hers.password = hers.password[:-4] + "AAA="
    with pytest.raises(smtp.NotDelivered):
        delivery.server_of(hers, anywhere=True)
