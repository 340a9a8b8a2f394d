"""Durations as she types them."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from casquettes.ui.durations import MinutesField


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("1:30", 90),
        ("1 h 30", 90),
        ("90 min", 90),
        ("1,5", 90),
        ("1.5", 90),
        ("3h", 180),
        ("", None),
    ],
)
def test_the_ways_to_write_it(typed, minutes):
    assert MinutesField(required=False).clean(typed) == minutes


@pytest.mark.parametrize("typed", ["demain", "-1:30", "30", "1e99", "25:00"])
def test_what_is_no_duration_says_how_to_write_one(typed):
    with pytest.raises(ValidationError) as refused:
        MinutesField().clean(typed)
    assert "1:30" in refused.value.messages[0] or "1 h 30" in refused.value.messages[0]


def test_it_is_shown_as_it_would_be_typed():
    field = MinutesField(most_hours=200)
    assert field.prepare_value(210) == "3:30"
    assert field.clean("105") == 6300
    assert not field.has_changed(210, "3:30")
