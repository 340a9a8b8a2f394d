"""Before a first invoice: what the law wants of her is asked once, in few fields."""

from __future__ import annotations

import datetime as dt

import pytest

from casquettes.kernel.models import Identity, JournalEntry
from casquettes.kernel.queries import identity as queries

pytestmark = pytest.mark.usefixtures("in_english")

DAY = dt.date(2026, 3, 12)
IBAN = "FR7630006000011234567890189"
ANSWERS = {
    "legal_name": "Anne Martin EI",
    "number": "732 829 320 00074",
    "street": "12 rue des Lilas",
    "place": "44000 Nantes",
    "iban": "fr76 3000 6000 0112 3456 7890 189",
    "next": "/finance/",
}
PAGE = "/settings/company/first/"


def test_her_name_is_there_already(client_of, anne, business):
    answer = client_of(anne).get(PAGE)
    assert 'value="Anne Martin EI"' in answer.text


def test_four_answers_are_enough_for_a_lawful_invoice(client_of, anne, business, now):
    lacking = [each.field for each in queries.missing(business, on=DAY)]
    assert lacking == ["siren", "street", "postcode", "city"]
    answer = client_of(anne).post(PAGE, ANSWERS)
    assert (answer.status_code, answer["Location"]) == (302, "/finance/")
    assert queries.missing(business, on=DAY) == []
    seller = queries.seller_of(business, on=DAY)
    assert (seller.name, seller.siren, seller.siret) == (
        "Anne Martin EI",
        "732829320",
        "73282932000074",
    )
    assert (seller.street, seller.postcode, seller.city) == (
        "12 rue des Lilas",
        "44000",
        "Nantes",
    )
    means = queries.means_of(business)
    assert (means.iban, means.bic, means.holder) == (IBAN, "AGRIFRPPXXX", "Anne Martin")


def test_a_new_account_is_written_in_the_journal_without_its_digits(client_of, anne, business, now):
    client_of(anne).post(PAGE, ANSWERS)
    entry = JournalEntry.objects.get(business=business, verb="change_iban")
    assert IBAN not in entry.payload


def test_the_account_she_gave_before_is_kept(client_of, anne, business, now):
    Identity.objects.create(business=business, iban="FR1420041010050500013M02606")
    assert 'name="iban"' not in client_of(anne).get(PAGE).text
    client_of(anne).post(PAGE, ANSWERS)
    assert Identity.objects.get(business=business).iban == "FR1420041010050500013M02606"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("legal_name", ""),
        ("number", ""),
        ("number", "732 829 321"),
        ("number", "٧٣٢٨٢٩٣٢٠"),
        ("street", ""),
        ("place", "Nantes"),
        ("place", "44000"),
        ("iban", "FR76 3000 6000 0112 3456 7890 180"),
    ],
)
def test_what_cannot_be_right_is_asked_again_and_nothing_is_lost(
    client_of, anne, business, now, field, typed
):
    answer = client_of(anne).post(PAGE, {**ANSWERS, field: typed})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "12 rue des Lilas" in answer.text or field == "street"
    assert not Identity.objects.filter(business=business).exists()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "\\\\evil.example", "javascript:1", ""]
)
def test_she_is_never_led_to_another_site(client_of, anne, business, now, elsewhere):
    answer = client_of(anne).post(PAGE, {**ANSWERS, "next": elsewhere})
    assert answer["Location"] == "/"


def test_the_sentence_says_what_is_missing(business):
    with pytest.raises(queries.IdentityIncomplete, match="SIREN, street, postcode, city"):
        queries.demand_complete(business, on=DAY)


def test_a_vat_number_is_missing_once_she_owes_vat(business):
    Identity.objects.create(
        business=business,
        siren="732829320",
        street="12 rue des Lilas",
        postcode="44000",
        city="Nantes",
        vat_since=dt.date(2026, 3, 1),
    )
    assert [each.field for each in queries.missing(business, on=DAY)] == ["vat_number"]
    assert queries.missing(business, on=dt.date(2026, 2, 28)) == []
