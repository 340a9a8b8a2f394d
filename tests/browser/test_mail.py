"""Mail in the browser: her server proved, what waits sent, her words seen while she types."""

from __future__ import annotations

import pytest

from casquettes.kernel import jobs
from casquettes.kernel.actions import mail
from casquettes.kernel.models import Mail
from tests.browser.axe import violations
from tests.kernel import post_office
from tests.kernel.post_office import PASSWORD, PostOffice

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


def test_from_no_mailbox_to_a_letter_that_left(open_page, business, now, tmp_path):
    letter = mail.Letter(to="claire@example.org", subject="Votre devis", body="Bonjour")
    mail.send(business, letter, at=now)
    office = PostOffice()
    page = open_page("/outbox/")
    assert violations(page) == []
    page.click("main .head a.btn.go")
    page.wait_for_url("**/settings/mail/")
    page.fill("#id_from_address", "ines@gmail.com")
    page.press("#id_from_address", "Tab")
    page.wait_for_selector("#guess .note-box")
    assert violations(page) == []
    page.fill("#id_from_address", "ines@example.org")
    page.fill("#id_password", PASSWORD)
    page.click("details.mail-server summary")
    page.select_option("#id_keeper", "other")
    page.fill("#id_host", "localhost")
    page.fill("#id_port", str(office.port))
    with post_office.opened(office, security="starttls", folder=tmp_path, wary=True):
        with page.expect_navigation():
            page.click("main form .btn.go")
        assert [str(each["To"]) for each in office.letters] == ["ines@example.org"]
        page.goto(page.url.replace("/settings/mail/", "/outbox/"))
        with page.expect_navigation():
            page.click("main .head button.go")
        jobs.run_ready()
    assert [str(each["To"]) for each in office.letters][1:] == ["claire@example.org"]
    assert Mail.objects.get().sent_at == now


def test_her_words_are_read_while_she_types(open_page, business, now):
    page = open_page("/settings/mail/texts/reminder_1/fr/", PHONE, "dark")
    page.fill("#id_body", "Bonjour {client}, il reste {montant}. {inconnu}")
    page.wait_for_selector("#read .st.warn", timeout=5000)
    read = page.inner_text("#read")
    assert "il reste 1\u202f240,00\u202f€. {inconnu}" in read
    assert violations(page) == []
    assert not page.evaluate(TOO_WIDE)


def test_a_mail_fits_a_phone(open_each, business, now):
    files = (mail.File("Devis D2026-012.pdf", "application/pdf", b"%PDF"),)
    letter = mail.Letter("claire@example.org", "Votre devis " * 12, "Bonjour\n" * 5, files=files)
    sent = mail.send(business, letter, at=now)
    for address, page in open_each(("/outbox/", f"/outbox/{sent.pk}/"), PHONE):
        assert violations(page) == [], address
        assert not page.evaluate(TOO_WIDE)
