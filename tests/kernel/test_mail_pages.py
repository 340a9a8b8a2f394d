"""The pages of her mail: server, texts, outbox, and the letter shown before it leaves."""

from __future__ import annotations

import email
import io
import json
import zipfile
from email.policy import default
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from casquettes.kernel import exports, jobs
from casquettes.kernel.actions import mail as actions
from casquettes.kernel.letter_form import LetterForm
from casquettes.kernel.models import Mail, MailSettings, MailTemplate
from tests.kernel import post_office
from tests.kernel.post_office import PASSWORD, PostOffice

SETTINGS, OUTBOX = "/settings/mail/", "/outbox/"
PDF = actions.File("Devis.pdf", "application/pdf", b"%PDF-1.7", url="/sales/quotes/1/pdf/")


@pytest.fixture(autouse=True)
def in_english(business):
    """The sentences of the source, whatever the catalogue says."""
    business.locale = "en"
    business.save()
    with translation.override("en"):
        yield


@pytest.fixture
def office():
    return PostOffice()


def waiting(business, now, **changes):
    letter = actions.Letter(
        to="claire@example.org", subject="Devis <b>12</b>", body="Bonjour,\nà bientôt", files=(PDF,)
    )
    mail = actions.send(business, letter, at=now)
    Mail.objects.filter(pk=mail.pk).update(**changes)
    return Mail.objects.get(pk=mail.pk)


def way(office, **changes):
    known = {
        "from_address": "ines@example.org",
        "keeper": "other",
        "host": "localhost",
        "port": office.port,
        "security": "none",
        "password": PASSWORD,
    }
    return known | changes


# --- The server ----------------------------------------------------------------------------


def test_an_address_and_a_password_are_enough_for_a_known_mailbox(
    client_of, anne, business, now, monkeypatch
):
    given = []
    monkeypatch.setattr(
        "casquettes.kernel.smtp.hand_over", lambda server, *_a, **_k: given.append(server)
    )
    answer = client_of(anne).post(
        SETTINGS, {"from_address": "ines@orange.fr", "password": "secret"}
    )
    assert answer.status_code == 302
    (server,) = given
    assert (server.host, server.port, server.security) == ("smtp.orange.fr", 465, "tls")
    assert (server.username, server.password) == ("ines@orange.fr", "secret")
    assert MailSettings.objects.get().tested_at == now


def test_saving_really_sends_her_a_mail(client_of, anne, business, office, now, tmp_path):
    with post_office.opened(office, security="starttls", folder=tmp_path, wary=True):
        said = way(office, security="starttls")
        answer = client_of(anne).post(SETTINGS, said, follow=True)
    assert "a trial is in your mailbox, ines@example.org" in answer.content.decode()
    (received,) = office.letters
    assert received["To"] == "ines@example.org"
    assert MailSettings.objects.get().tested_at == now


def test_what_failed_is_said_in_plain_words_and_nothing_typed_is_lost(
    client_of, anne, business, office, now
):
    answer = client_of(anne).post(SETTINGS, way(office, signature="Inès & cie"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The server refuses the connection. Check the port." in page
    assert "Inès &amp; cie" in page
    assert "Traceback" not in page
    assert PASSWORD not in page
    assert MailSettings.objects.get().tested_at is None


def test_the_saved_password_goes_to_no_other_server(client_of, anne, business, office, now):
    hers = post_office.uses(business, office, password=PASSWORD)
    browser = client_of(anne)
    moved = way(office, password="", host="127.0.0.2", security="tls", username=hers.username)
    answer = browser.post(SETTINGS, moved)
    assert answer.status_code == 422
    assert "Type the password again" in answer.content.decode()
    hers.refresh_from_db()
    assert hers.host == "127.0.0.1"
    assert PASSWORD not in browser.get(SETTINGS).content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"from_address": "ines"}, "is not an address"),
        ({"from_address": "a@example.org, b@example.org"}, "Write an address"),
        ({"keeper": "", "from_address": "ines@atelier.example"}, "does not tell who keeps it"),
        ({"host": "smtp exemple"}, "Write the name of the server"),
        ({"host": ""}, "Write the name of the server"),
        ({"port": "mail"}, "Write a number"),
        ({"port": "99999"}, "Write a number"),
        ({"host": "smtp.example.org", "password": "", "security": "tls"}, "Type the password"),
        ({"host": "smtp.example.org"}, "your password would be readable"),
    ],
)
def test_a_wrong_answer_says_what_to_type(client_of, anne, office, now, changes, said):
    answer = client_of(anne).post(SETTINGS, way(office, **changes))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert MailSettings.objects.count() == 0


def test_her_keeper_is_recognised_while_she_types(client_of, anne):
    browser = client_of(anne)
    page = browser.get("/settings/mail/guess/?from_address=ines@GMAIL.com").content.decode()
    assert "smtp.gmail.com" in page
    assert "app password" in page
    assert browser.get("/settings/mail/guess/?from_address=ines@x.example").content.strip() == b""


def test_the_server_can_be_forgotten(client_of, anne, business, office, now):
    post_office.uses(business, office, password=PASSWORD)
    client_of(anne).post("/settings/mail/forget/")
    assert MailSettings.objects.count() == 0


def test_hosted_she_proves_who_she_is_first(client_of, anne, business, settings):
    settings.HOSTED = True
    answer = client_of(anne).get(SETTINGS)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/reauthenticate/")


# --- The texts -----------------------------------------------------------------------------


def test_her_own_words_are_kept_and_shown_as_they_will_be_read(client_of, anne, business):
    browser, url = client_of(anne), "/settings/mail/texts/invoice/fr/"
    text = {"subject": "Votre facture {numéro}", "body": "Bonjour {client} {cleint},\r\nVoilà."}
    looked = browser.post(url, {**text, "act": "look"}).content.decode()
    assert "Bonjour Madame Moreau {cleint},\nVoilà." in looked
    assert "cleint" in looked
    assert MailTemplate.objects.count() == 0
    browser.post(url, text)
    kept = MailTemplate.objects.get()
    assert (kept.subject, kept.body) == (text["subject"], "Bonjour {client} {cleint},\nVoilà.")


def test_the_starting_text_comes_back(client_of, anne, business):
    browser, url = client_of(anne), "/settings/mail/texts/invoice/fr/"
    browser.post(url, {"subject": "À moi", "body": "Voilà."})
    page = browser.get(f"{url}?starting=1")
    assert page.context["form"]["subject"].value() == "Facture {numéro}"
    first = {name: page.context["form"][name].value() for name in ("subject", "body")}
    browser.post(url, first)
    assert MailTemplate.objects.count() == 0


def test_an_unknown_text_is_not_found(client_of, anne):
    assert client_of(anne).get("/settings/mail/texts/invoice/de/").status_code == 404
    assert client_of(anne).get("/settings/mail/texts/ransom/fr/").status_code == 404


def test_a_subject_on_two_lines_is_refused(client_of, anne):
    text = {"subject": "Un\r\nBcc: spy@example.org", "body": "Voilà."}
    answer = client_of(anne).post("/settings/mail/texts/invoice/fr/", text)
    assert answer.status_code == 422
    assert "on one line" in answer.content.decode()


# --- The outbox ----------------------------------------------------------------------------


def test_a_mail_can_be_sent_by_hand_from_her_own_program(client_of, anne, business, now):
    mail = waiting(business, now)
    browser = client_of(anne)
    page = browser.get(f"{OUTBOX}{mail.pk}/")
    assert b"Devis &lt;b&gt;12&lt;/b&gt;" in page.content
    link = urlsplit(page.context["mailto"])
    assert link.path == "claire@example.org"
    asked = parse_qs(link.query)
    assert asked == {"subject": ["Devis <b>12</b>"], "body": ["Bonjour,\r\nà bientôt"]}
    answer = browser.post(f"{OUTBOX}{mail.pk}/by-hand/", follow=True)
    mail.refresh_from_db()
    assert (mail.sent_at, mail.sent_by_hand) == (now, True)
    assert f"{OUTBOX}{mail.pk}/not-by-hand/" in answer.content.decode()
    browser.post(f"{OUTBOX}{mail.pk}/not-by-hand/")
    mail.refresh_from_db()
    assert mail.sent_at is None


def test_the_complete_mail_opens_elsewhere(client_of, anne, business, now):
    mail = waiting(business, now)
    answer = client_of(anne).get(f"{OUTBOX}{mail.pk}/eml/")
    told = email.message_from_bytes(answer.content, policy=default)
    assert answer["Content-Disposition"] == 'attachment; filename="devis-b12b.eml"'
    assert (told["To"], told["X-Unsent"]) == ("claire@example.org", "1")
    (file,) = told.iter_attachments()
    assert file.get_payload(decode=True) == PDF.content


def test_a_file_is_downloaded_never_shown_as_a_page(client_of, anne, business, now):
    mail = waiting(business, now)
    mail.files.update(content_type="text/html", name="a.html")
    answer = client_of(anne).get(f"{OUTBOX}files/{mail.files.get().pk}/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="a.html"'
    assert b"".join(answer.streaming_content) == PDF.content


def test_a_removed_mail_comes_back_by_undo(client_of, anne, business, now):
    mail = waiting(business, now)
    browser = client_of(anne)
    answer = browser.post(f"{OUTBOX}{mail.pk}/remove/", follow=True)
    assert f"{OUTBOX}{mail.pk}/put-back/" in answer.content.decode()
    assert browser.get(f"{OUTBOX}{mail.pk}/").status_code == 404
    browser.post(f"{OUTBOX}{mail.pk}/put-back/")
    assert browser.get(f"{OUTBOX}{mail.pk}/").status_code == 200


def test_everything_that_waits_leaves_at_once(client_of, anne, business, office, now):
    waiting(business, now)
    waiting(business, now, given_up_at=now, error="The server refuses the message.")
    post_office.uses(business, office)
    with post_office.opened(office):
        page = client_of(anne).post(f"{OUTBOX}send/", follow=True).content.decode()
        jobs.run_ready()
    assert "2 mails leave now." in page
    assert len(office.letters) == 2


def test_each_box_says_what_it_holds(client_of, anne, business, now):
    waiting(business, now)
    waiting(business, now, given_up_at=now, error="554 spam")
    waiting(business, now, sent_at=now)
    browser = client_of(anne)
    for box, said in [("waiting", "waits for you"), ("failed", "554 spam"), ("sent", "sent")]:
        answer = browser.get(f"{OUTBOX}?box={box}")
        assert answer.context["counts"] == {"waiting": 1, "failed": 1, "sent": 1}
        assert len(answer.context["lines"]) == 1
        assert said in answer.content.decode()


def test_fifty_mails_ask_no_more_than_one(client_of, anne, business, now):
    browser = client_of(anne)
    waiting(business, now)
    browser.get(OUTBOX)
    with CaptureQueriesContext(connection) as one:
        browser.get(OUTBOX)
    for _time in range(49):
        waiting(business, now)
    with CaptureQueriesContext(connection) as fifty:
        browser.get(OUTBOX)
    assert len(fifty) == len(one)


def test_a_mail_of_another_is_not_found(client_of, anne, business, bruno, now):
    mail = waiting(business, now)
    stranger = client_of(bruno)
    assert stranger.get(f"{OUTBOX}{mail.pk}/").status_code == 404
    assert stranger.get(f"{OUTBOX}files/{mail.files.get().pk}/").status_code == 404


# --- The letter before it leaves -----------------------------------------------------------


def test_what_is_typed_in_the_preview_is_what_leaves(business, now):
    letter = actions.write(
        business,
        template="invoice",
        to="claire@example.org",
        variables={"client": "Claire"},
        files=[PDF],
    )
    form = LetterForm(
        {"to": "a@example.org;b@example.org", "subject": "S", "body": "Un\r\n\r\nDeux  "},
        letter=letter,
    )
    assert form.is_valid(), form.errors
    left = form.letter()
    assert (left.to, left.subject, left.body) == ("a@example.org, b@example.org", "S", "Un\n\nDeux")
    assert left.files == (PDF,)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("to", "a@example.org\r\nBcc: spy@example.org"),
        ("to", ""),
        ("copy_to", "claire"),
        ("subject", "S\nBcc: spy@example.org"),
        ("body", ""),
    ],
)
def test_a_letter_that_cannot_leave_is_refused_at_its_field(business, field, value):
    letter = actions.Letter(to="", subject="", body="")
    typed = {"to": "a@example.org", "subject": "S", "body": "B"} | {field: value}
    form = LetterForm(typed, letter=letter)
    assert list(form.errors) == [field]


def test_the_preview_says_from_whom_with_which_files_and_what_has_no_value(business, now):
    letter = actions.write(
        business,
        template="invoice",
        to="claire@example.org",
        variables={"client": "<b>Claire"},
        files=[PDF],
    )
    page = render_to_string(
        "kernel/_letter.html", {"letter": letter, "form": LetterForm(letter=letter)}
    )
    assert "Dear &lt;b&gt;Claire," in page
    assert 'href="/sales/quotes/1/pdf/"' in page
    assert "8\xa0bytes" in page
    assert "number, amount" in page
    assert SETTINGS in page


def test_an_export_takes_no_password_along(business, office, now):
    post_office.uses(business, office, password=PASSWORD)
    out = io.BytesIO()
    exports.write_export(business, out, at=now)
    with zipfile.ZipFile(out) as parcel:
        (row,) = json.loads(parcel.read("tables/kernel_mailsettings.json"))
    assert (row["username"], row["password"], row["tested_at"]) == ("ines@example.org", "", None)
