"""What her documents say of her: kept as told, checked, shown as it prints."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from casquettes.engine import journal as chain
from casquettes.kernel.models import Identity, JournalEntry
from casquettes.kernel.queries.identity import means_of, mentions_of, seller_of
from casquettes.kernel.queries.sample_paper import sample_invoice
from tests import cast
from tests.formats.test_pictures import PHOTO, png

DAY = dt.date(2026, 3, 12)
PAGE = "/settings/company/"
IBAN = "FR7630006000011234567890189"
ANSWERS = {
    "legal_name": "Anne Martin EI",
    "number": "732 829 320 00074",
    "street": "12 rue des Lilas",
    "postcode": "44000",
    "city": "Nantes",
    "email": "anne@example.org",
    "phone": "0612345678",
    "website": "atelier.example",
    "payment_days": "15",
    "payment_link": "https://pay.example/anne",
    "vat": "franchise",
    "quote_days": "45",
    "deposit_rate": "27,5",
    "late_rate": "12,5",
    "mediator": "CM2C, Paris",
    "colour": "#8C433C",
    "iban": "",
}


def hers(business) -> Identity:
    return Identity.objects.get(business=business)


def test_everything_she_says_is_kept(client_of, anne, business, now):
    answer = client_of(anne).post(PAGE, ANSWERS)
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    identity = hers(business)
    assert (identity.siren, identity.siret) == ("732829320", "73282932000074")
    assert (identity.phone, identity.website) == ("06 12 34 56 78", "https://atelier.example")
    assert (identity.payment_days, identity.quote_days) == (15, 45)
    assert (identity.deposit_rate, identity.late_rate) == (Decimal("27.5"), Decimal("12.5"))
    assert (identity.mediator, identity.colour) == ("CM2C, Paris", "#8c433c")
    assert seller_of(business, on=DAY).phone == "06 12 34 56 78"
    assert means_of(business).link == "https://pay.example/anne"


def test_saved_answers_are_shown_as_typed(client_of, anne, business, now):
    client_of(anne).post(PAGE, ANSWERS)
    shown = client_of(anne).get(PAGE).text
    for text in ("732 829 320 00074", "27,50", "12,50", "#8c433c"):
        assert f'value="{text}"' in shown


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("number", "732 829 320 00075"),
        ("email", "anne@"),
        ("phone", "12"),
        ("website", "javascript:alert(1)"),
        ("payment_link", "http://pay.example"),
        ("payment_link", "javascript:alert(1)"),
        ("payment_days", "61"),
        ("payment_days", "abc"),
        ("quote_days", "0"),
        ("deposit_rate", "101"),
        ("deposit_rate", ""),
        ("deposit_rate", "1e999999"),
        ("late_rate", "NaN"),
        ("vat", "perhaps"),
        ("iban", "FR76 3000 6000 0112 3456 7890 180"),
    ],
)
def test_what_cannot_be_right_is_asked_again_and_nothing_is_lost(
    client_of, anne, business, now, field, typed
):
    answer = client_of(anne).post(PAGE, {**ANSWERS, field: typed})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert 'value="12 rue des Lilas"' in answer.text
    assert not Identity.objects.filter(business=business).exists()


def test_vat_needs_a_day_and_finds_its_number(client_of, anne, business, now):
    told = {**ANSWERS, "vat": "charged", "vat_since": ""}
    answer = client_of(anne).post(PAGE, told)
    assert list(answer.context["form"].errors) == ["vat_since"]
    client_of(anne).post(PAGE, {**told, "vat_since": "01/03/2026", "vat_on_debits": "on"})
    identity = hers(business)
    assert (identity.vat_since, identity.vat_number) == (dt.date(2026, 3, 1), "FR44732829320")
    entry = JournalEntry.objects.get(business=business, verb="change_vat")
    assert chain.read(entry.payload) == {
        "before": {"since": None, "on_debits": False},
        "after": {"since": "2026-03-01", "on_debits": True},
    }
    client_of(anne).post(PAGE, ANSWERS)
    assert hers(business).vat_since is None


def test_an_account_waits_for_the_password_then_is_kept_as_typed(client_of, anne, business, now):
    browser = client_of(anne)
    answer = browser.post(PAGE, {**ANSWERS, "iban": IBAN})
    assert answer["Location"] == "/account/reauthenticate/?next=%2Fsettings%2Fcompany%2F"
    assert not Identity.objects.filter(business=business).exists()
    browser.post(answer["Location"], {"password": cast.PASSWORD})
    identity = hers(business)
    assert (identity.iban, identity.bic) == (IBAN, "AGRIFRPPXXX")
    assert identity.street == "12 rue des Lilas"
    entry = JournalEntry.objects.get(business=business, verb="change_iban")
    assert IBAN not in entry.payload


def test_a_wrong_password_changes_no_account(client_of, anne, business, now):
    browser = client_of(anne)
    answer = browser.post(PAGE, {**ANSWERS, "iban": IBAN})
    browser.post(answer["Location"], {"password": "not-this-one-at-all"})
    assert not Identity.objects.filter(business=business).exists()


def test_saving_the_same_account_asks_for_nothing(client_of, anne, business, now):
    Identity.objects.create(business=business, iban=IBAN, bic="AGRIFRPPXXX")
    answer = client_of(anne).post(PAGE, {**ANSWERS, "iban": "FR76 3000 6000 0112 3456 7890 189"})
    assert answer["Location"] == PAGE
    assert not JournalEntry.objects.filter(business=business, verb="change_iban").exists()


def test_without_a_password_on_her_own_computer_nothing_is_asked(client_of, anne, business, now):
    anne.set_unusable_password()
    anne.save()
    answer = client_of(anne).post(PAGE, {**ANSWERS, "iban": IBAN})
    assert answer["Location"] == PAGE
    assert hers(business).iban == IBAN


def test_the_code_of_the_bank_follows_the_account(client_of, anne, business, now):
    anne.set_unusable_password()
    anne.save()
    Identity.objects.create(business=business, iban=IBAN, bic="AGRIFRPPXXX")
    other = "FR1420041010050500013M02606"
    client_of(anne).post(PAGE, {**ANSWERS, "iban": other, "bic": "AGRIFRPPXXX"})
    assert (hers(business).iban, hers(business).bic) == (other, "PSSTFRPP")
    client_of(anne).post(PAGE, {**ANSWERS, "iban": other, "bic": "bnpa frpp"})
    assert hers(business).bic == "BNPAFRPP"
    client_of(anne).post(PAGE, {**ANSWERS, "iban": "", "bic": "BNPAFRPP"})
    assert (hers(business).iban, hers(business).bic) == ("", "")


def test_a_collaborator_may_not_reach_fields_that_are_not_hers(
    client_of, anne, business, other, now
):
    told = {**ANSWERS, "business": str(other.pk), "country": "CH", "logo_type": "text/html"}
    client_of(anne).post(PAGE, told)
    identity = hers(business)
    assert (identity.country, identity.logo_type) == ("FR", "")


def test_the_page_says_what_the_law_still_wants(client_of, anne, business, now):
    anne.language = "en"
    anne.save()
    assert "the law still wants" in client_of(anne).get(PAGE).text
    client_of(anne).post(PAGE, {**ANSWERS, "deposit_rate": "27.5", "late_rate": ""})
    assert "the law still wants" not in client_of(anne).get(PAGE).text


def test_the_paper_is_drawn_before_anything_is_saved(client_of, anne, business, now):
    browser = client_of(anne)
    plain = browser.get("/settings/company/preview/")
    assert plain["Content-Type"] == "image/png"
    shown = browser.post("/settings/company/preview/", {**ANSWERS, "payment_days": "abc"})
    assert shown.status_code == 200
    assert 'src="data:image/png;base64,' in shown.text
    assert not Identity.objects.filter(business=business).exists()
    light = browser.post("/settings/company/preview/", {**ANSWERS, "colour": "#ffff00"}).text
    assert light.count("<p") == 1


@pytest.mark.parametrize("content", [png(), PHOTO])
def test_a_logo_is_kept_shown_and_removed(client_of, anne, business, now, content):
    browser = client_of(anne)
    assert browser.get("/settings/company/logo/file/").status_code == 404
    sent = SimpleUploadedFile("../../logo.svg.png", content)
    assert browser.post("/settings/company/logo/", {"logo": sent})["Location"] == PAGE
    given = browser.get("/settings/company/logo/file/")
    assert given.content == content
    assert given["Content-Type"] in ("image/png", "image/jpeg")
    assert given["Content-Disposition"].startswith('attachment; filename="logo.')
    assert browser.get("/settings/company/preview/").status_code == 200
    browser.post(PAGE, ANSWERS)
    assert bytes(hers(business).logo) == content
    browser.post("/settings/company/logo/remove/")
    assert hers(business).logo is None


@pytest.mark.parametrize("content", [b"<svg/>", b"GIF89a", png()[:-4], b"\x89PNG" * 300_000, b""])
def test_a_file_that_is_no_logo_is_refused(client_of, anne, business, now, content):
    sent = SimpleUploadedFile("logo.png", content, content_type="image/png")
    answer = client_of(anne).post("/settings/company/logo/", {"logo": sent})
    assert answer.status_code == 422
    assert list(answer.context["logo_form"].errors) == ["logo"]
    assert not Identity.objects.filter(business=business, logo__isnull=False).exists()


def test_what_she_types_is_never_read_as_a_template(client_of, anne, business, now):
    told = {**ANSWERS, "legal_name": "{{7*7}} #eval(1) <b>", "footer": "{% now %}"}
    client_of(anne).post(PAGE, told)
    shown = client_of(anne).get(PAGE).text
    assert "{{7*7}} #eval(1) &lt;b&gt;" in shown
    assert client_of(anne).get("/settings/company/preview/").status_code == 200


def test_her_invented_invoice_follows_her_regime(business):
    identity = Identity(business=business, legal_name="Anne Martin EI", postcode="44000")
    sample = sample_invoice(identity, on=DAY, number="F2026-001")
    assert (sample.totals.gross, sample.lines[0].vat_rate) == (Decimal("165.00"), None)
    identity.vat_since = DAY
    charged = sample_invoice(identity, on=DAY, number="F2026-001", to_a_firm=True)
    assert charged.totals.gross == Decimal("198.00")
    assert "late_fees" in {mention.key for mention in charged.mentions}
    identity.postcode = "97300"
    assert sample_invoice(identity, on=DAY, number="F2026-001").lines[0].vat_rate is None
    business.country = "CH"
    assert sample_invoice(identity, on=DAY, number="F2026-001").lines[0].vat_rate is None
    assert mentions_of(business, sample) == ()


def test_numbers_are_changed_by_the_look_of_the_next_one(client_of, anne, business, now):
    browser = client_of(anne)
    assert 'value="F2026-001"' in browser.get("/settings/numbers/").text
    told = {"invoice": "FA-2026-049", "quote": "D2026-001", "credit_note": ""}
    look = browser.post("/settings/numbers/look/", {**told, "quote": "DD"}).text
    assert "FA-2026-049, FA-2026-050, FA-2026-051" in look
    assert "FA-2027-001" in look
    assert browser.post("/settings/numbers/", told)["Location"] == "/settings/numbers/"
    assert 'value="FA-2026-049"' in browser.get("/settings/numbers/").text


def test_numbers_that_cannot_be_are_refused_and_stay_as_typed(client_of, anne, business, now):
    told = {"invoice": "F2026-001", "quote": "F2026-001", "credit_note": ""}
    answer = client_of(anne).post("/settings/numbers/", told)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["quote"]
