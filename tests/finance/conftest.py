"""What tests about money share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture
def in_english() -> Iterator[None]:
    """Refusals in the words of the source, whatever the catalogue says."""
    with translation.override("en"):
        yield
