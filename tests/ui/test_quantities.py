"""A quantity is typed with its unit, as people write it, and reads back the same."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from casquettes.ui.quantities import Quantity, QuantityField, as_typed, read_quantity


@pytest.mark.parametrize(
    ("typed", "number", "unit"),
    [
        ("3,5 h", "3.5", "hour"),
        ("3.5\u202fh", "3.5", "hour"),
        ("1 h 30", "1.5", "hour"),
        ("1:30", "1.5", "hour"),
        ("90 min", "1.5", "hour"),
        ("2 séances", "2", "session"),
        ("1 Demi-journée", "1", "half_day"),
        ("24 km", "24", "km"),
        ("1 240,5", "1240.5", None),
        ("99,999", "99.999", None),
        ("-2", "-2", None),
        ("6", "6", None),
    ],
)
def test_what_people_write_is_understood(typed, number, unit):
    assert read_quantity(typed) == Quantity(Decimal(number), unit)


@pytest.mark.parametrize("typed", ["", "h", "trois", "3 chats", "1e9", "nan", "3,5,5 h"])
def test_what_is_no_quantity_is_refused(typed):
    assert read_quantity(typed) is None


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("unit", ["hour", "session", "half_day", "day", "package", "person", "km"])
def test_what_is_shown_is_read_back(language, unit):
    with override(language):
        for number in ("1", "1.5", "1240.125"):
            assert read_quantity(as_typed(Decimal(number), unit)) == Quantity(Decimal(number), unit)


@pytest.mark.parametrize("typed", ["1234567890", "1,2345", "beaucoup"])
def test_the_field_says_what_to_type(typed):
    with pytest.raises(ValidationError):
        QuantityField().clean(typed)


def test_nothing_typed_is_nothing():
    assert QuantityField(required=False).clean("") is None
