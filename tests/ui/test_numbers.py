"""What she types as a sum or a number is read as she means it, or the field says what to type."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django import forms
from django.utils import translation

from casquettes.ui.numbers import MoneyField, NumberField, as_typed, read_amount

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("48,90", "48.90"),
        ("48.90", "48.90"),
        ("1 240,50", "1240.50"),
        ("1\u202f240,50", "1240.50"),
        ("1\u00a0240,50\u202f€", "1240.50"),
        ("1240.5", "1240.5"),
        ("1,240.50", "1240.50"),
        ("1.240,50", "1240.50"),
        ("1’240.50", "1240.50"),
        ("−12", "-12"),
        ("- 12", "-12"),
        (",5", "0.5"),
        ("12,", "12"),
        ("0", "0"),
    ],
)
def test_a_sum_is_read_as_people_write_it(typed: str, read: str) -> None:
    assert read_amount(typed) == Decimal(read)


@pytest.mark.parametrize(
    "typed",
    ["1e999999", "1e3", "NaN", "sNaN", "Infinity", "-inf", "1 2", "12 34", "4x", "--1", "1,2,3"]
    + ["1,,2", "", "0x10", "9" * 31, "12 0000"],
)
def test_what_is_no_sum_is_not_guessed(typed: str) -> None:
    assert read_amount(typed) is None


class Sum(forms.Form):
    amount = MoneyField(label="amount", required=False)
    quantity = NumberField(label="quantity", required=False)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1e999999", "Write a sum, for example 48.90."),
        ("NaN", "Write a sum, for example 48.90."),
        ("48,905", "Write a sum, for example 48.90."),
        ("99999999999,00", "This sum is too big."),
    ],
)
def test_a_refused_sum_says_what_to_type_and_stays(typed: str, said: str) -> None:
    form = Sum({"amount": typed})
    assert form.errors["amount"] == [said]
    assert f'value="{typed}"' in form.as_p()


def test_a_number_comes_back_as_it_was_meant() -> None:
    form = Sum({"amount": "1 240,5", "quantity": "99,999"})
    assert form.is_valid()
    assert form.cleaned_data == {"amount": Decimal("1240.5"), "quantity": Decimal("99.999")}


def test_nothing_typed_is_nothing() -> None:
    form = Sum({"amount": "", "quantity": " "})
    assert form.is_valid()
    assert form.cleaned_data == {"amount": None, "quantity": None}


def test_a_known_number_is_shown_with_her_comma() -> None:
    with translation.override("fr"):
        shown = Sum(initial={"amount": Decimal("48.9"), "quantity": Decimal("1.500")}).as_p()
        assert as_typed(Decimal("1E+3"), places=2) == "1000,00"
    assert 'value="48,90"' in shown
    assert 'value="1,5"' in shown
    with translation.override("en"):
        assert as_typed(Decimal("48.9"), places=2) == "48.90"


def test_the_same_number_typed_otherwise_is_no_change() -> None:
    field = MoneyField()
    assert not field.has_changed(Decimal("48.90"), "48,9")
    assert field.has_changed(Decimal("48.90"), "49")
    assert field.has_changed(Decimal("48.90"), "much")
