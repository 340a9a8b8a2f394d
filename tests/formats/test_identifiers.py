"""Numbers that name someone, as they are typed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casquettes.formats.identifiers import (
    Misread,
    Why,
    bic_of,
    dialled,
    digits_of,
    grouped,
    phone_shown,
    read_bic,
    read_email,
    read_iban,
    read_phone,
    read_siren,
    read_siret,
    read_vat_number,
    siret_shown,
    vat_number_of,
)


def why(read: Callable[[str], str], typed: str) -> Why:
    with pytest.raises(Misread) as refused:
        read(typed)
    return refused.value.why


def test_a_siren_has_nine_digits_and_a_key() -> None:
    assert read_siren("732 829 320") == "732829320"
    assert why(read_siren, "732 829 321") is Why.CHECK
    assert why(read_siren, "73282932") is Why.SHAPE
    assert why(read_siren, "73282932A") is Why.SHAPE


def test_a_siret_begins_with_the_siren() -> None:
    assert read_siret("732 829 320 00074", siren="732829320") == "73282932000074"
    with pytest.raises(Misread) as refused:
        read_siret("732 829 320 00074", siren="552100554")
    assert refused.value.why is Why.OTHER_SIREN
    assert why(read_siret, "732 829 320 00075") is Why.CHECK


def test_an_office_of_la_poste_has_a_key_of_its_own() -> None:
    assert read_siret("356 000 000 49837") == "35600000049837"
    assert why(read_siret, "356 000 000 49838") is Why.CHECK
    assert read_siret("356 000 000 00048") == "35600000000048"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("FR 40 303 265 045", "FR40303265045"),
        ("fr40303265045", "FR40303265045"),
        ("BE 0403.170.701", "BE0403170701"),
        ("DE 136 695 976", "DE136695976"),
        ("EL 094259216", "EL094259216"),
        ("ESA28017895", "ESA28017895"),
        ("CHE-107.787.577 TVA", "CHE107787577TVA"),
        ("GB 980 7806 84", "GB980780684"),
        ("NO 995 525 828 MVA", "NO995525828MVA"),
    ],
)
def test_a_vat_number_of_europe_is_kept_without_its_spaces(typed: str, kept: str) -> None:
    assert read_vat_number(typed) == kept


def test_a_vat_number_says_what_is_wrong() -> None:
    assert why(read_vat_number, "FR 41 303 265 045") is Why.CHECK
    assert why(read_vat_number, "40303265045") is Why.COUNTRY
    assert why(read_vat_number, "BE 12") is Why.SHAPE


def test_an_iban_is_checked_to_its_key() -> None:
    assert read_iban("fr14 2004 1010 0505 0001 3M02 606") == "FR1420041010050500013M02606"
    assert why(read_iban, "FR15 2004 1010 0505 0001 3M02 606") is Why.CHECK
    assert why(read_iban, "FR14 2004 1010") is Why.SHAPE
    assert why(read_iban, "ZZ14 2004 1010 0505 0001 3M02 606") is Why.COUNTRY
    assert why(read_iban, "IBAN FR14") is Why.SHAPE
    assert why(read_iban, "") is Why.SHAPE
    assert bic_of("FR1420041010050500013M02606") == "PSSTFRPP"
    assert bic_of("ZZ00") == ""


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("06 12 34 56 78", "+33612345678", "06 12 34 56 78"),
        ("+33 (0)6 12.34.56.78", "+33612345678", "06 12 34 56 78"),
        ("0033612345678", "+33612345678", "06 12 34 56 78"),
        ("0696 12 34 56", "+596696123456", "0696 12 34 56"),
        ("0262 90 12 34", "+262262901234", "0262 90 12 34"),
        ("+32 470 12 34 56", "+32470123456", "+32 470 12 34 56"),
        ("+1-418-656-9254 ext. 102", "+14186569254;ext=102", "+1 418-656-9254 ext. 102"),
    ],
)
def test_a_telephone_number_is_kept_with_its_country(typed: str, kept: str, shown: str) -> None:
    assert read_phone(typed, country="FR") == kept
    assert phone_shown(kept, country="FR") == shown
    assert read_phone(kept, country="BE") == kept


def test_a_telephone_number_nobody_can_call_is_refused() -> None:
    for typed in ("06 12 34", "téléphone", ""):
        with pytest.raises(Misread):
            read_phone(typed, country="FR")
    with pytest.raises(Misread):
        read_phone("0499 123 456 7", country="FR")
    assert read_phone("0470 12 34 56", country="BE") == "+32470123456"


def test_a_number_is_looked_for_as_it_is_dialled() -> None:
    assert digits_of("+33612345678") == ["33612345678", "0612345678"]
    assert digits_of("poste 12") == ["12"]
    assert digits_of("BusinessPhone") == []
    assert phone_shown("BusinessPhone", country="FR") == "BusinessPhone"
    assert phone_shown("+999123", country="FR") == "+999123"


@pytest.mark.parametrize("typed", ["", "claire", "claire@", "@mail.fr", "a b@mail.fr", "a@mail",
                                   "a@b@mail.fr", "a@mail..fr", f"{'a' * 250}@x.fr"])  # fmt: skip
def test_what_is_no_address_is_refused(typed: str) -> None:
    assert why(read_email, typed) is Why.SHAPE


def test_an_address_is_kept_as_written() -> None:
    assert read_email(" Claire.Moreau+devis@exemple.fr ") == "Claire.Moreau+devis@exemple.fr"
    assert read_email("hélène@café.example") == "hélène@café.example"


def test_a_link_calls_a_number_with_its_extension() -> None:
    assert dialled("+14186569254;ext=102") == "+14186569254;ext=102"
    assert dialled("02 97 (00)") == "029700"


def test_the_code_of_a_bank_and_the_vat_number_of_a_siren() -> None:
    assert read_bic("psst frpp") == "PSSTFRPP"
    assert why(read_bic, "12") is Why.SHAPE
    assert vat_number_of("303265045") == "FR40303265045"


def test_long_numbers_are_shown_in_groups() -> None:
    assert grouped("FR1420041010050500013M02606") == "FR14 2004 1010 0505 0001 3M02 606"
    assert siret_shown("73282932000074") == "732 829 320 00074"


@given(st.text())
def test_whatever_is_typed_is_read_or_refused_by_a_reason(typed: str) -> None:
    for read in (read_siren, read_siret, read_vat_number, read_iban, read_email):
        with contextlib.suppress(Misread):
            assert read(typed)
    with contextlib.suppress(Misread):
        assert read_phone(typed, country="FR").startswith("+")
    phone_shown(typed, country="FR")
    digits_of(typed)
