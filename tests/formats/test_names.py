"""Names as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casquettes.formats.names import Name, folded, taken_apart


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Claire Moreau", Name(first="Claire", last="Moreau")),
        ("claire de la Tour", Name(first="claire", last="de la Tour")),
        ("MOREAU Claire", Name(first="Claire", last="MOREAU")),
        ("LE GALL Jean Paul", Name(first="Jean Paul", last="LE GALL")),
        ("CLAIRE MOREAU", Name(first="CLAIRE", last="MOREAU")),
        ("Mme Claire Moreau", Name("Mme", "Claire", "Moreau")),
        ("M. et Mme Durand", Name("M. et Mme", "", "Durand")),
        ("M & Mme Durand", Name("M. et Mme", "", "Durand")),
        ("Durand", Name(last="Durand")),
        ("Mme", Name(last="Mme")),
        ("Mme M.", Name("Mme", "", "M.")),
        ("", Name()),
        ("Cabinet Roche", Name(company="Cabinet Roche")),
        ("Le Gall & fils", Name(company="Le Gall & fils")),
        ("Studio 54", Name(company="Studio 54")),
        ("Roche S.A.", Name(company="Roche S.A.")),
        ("Maria de Sá", Name(first="Maria", last="de Sá")),
        ("Maître Roche", Name("Me", "", "Roche")),
    ],
)
def test_a_name_is_taken_apart(typed: str, meant: Name) -> None:
    assert taken_apart(typed) == meant


def test_names_are_compared_without_accents_signs_or_capitals() -> None:
    assert folded("Cœur d’Étoile") == "coeur d etoile"
    assert folded("  LÆTITIA_Noël-Ösz ") == "laetitia noel osz"


@given(st.text())
def test_no_letter_is_lost_when_a_name_is_taken_apart(typed: str) -> None:
    name = taken_apart(typed)
    if not name.title:
        assert sorted(f"{name.first}{name.last}{name.company}".replace(" ", "")) == sorted(
            "".join(typed.split())
        )
    assert folded(folded(typed)) == folded(typed)
