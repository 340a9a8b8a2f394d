"""The code of a bank, and the VAT number a SIREN makes."""

from __future__ import annotations

import pytest

from casquettes.formats.identifiers import Misread, read_bic, vat_number_of


def test_the_code_of_a_bank_is_read_with_its_spaces() -> None:
    assert read_bic("agri frpp xxx") == "AGRIFRPPXXX"
    assert read_bic("BNPAFRPP") == "BNPAFRPP"


@pytest.mark.parametrize("typed", ["", "AGRI", "AGRIZZPP", "é" * 8])
def test_what_is_no_code_of_a_bank_is_refused(typed: str) -> None:
    with pytest.raises(Misread):
        read_bic(typed)


def test_a_siren_makes_a_vat_number() -> None:
    assert vat_number_of("732829320") == "FR44732829320"
