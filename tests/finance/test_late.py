"""A professional who pays late owes fees by half-year; a consumer owes none."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from casquettes.engine.countries.dated import NotKnown
from casquettes.finance.queries.late import known_late_fees, late_fees_of
from tests.cast import NOW
from tests.finance import dealings
from tests.finance.dealings import buyer, issued, line, paid

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=120)
DAY = dt.date(2026, 5, 11)  # thirty days after the due day


@pytest.fixture
def roche(business):
    dealings.identity(business)
    return buyer(business, firm="Cabinet Roche")


def test_thirty_days_late_at_the_rate_of_the_law(roche):
    invoice = issued(roche, line("1000"))
    fees = late_fees_of(invoice, on=DAY)
    # 1,000 € × 12.15 % × 30 / 365, and 40 € once.
    assert [segment.amount for segment in fees.segments] == [Decimal("9.99")]
    assert fees.total == Decimal("49.99")


def test_what_was_paid_meanwhile_counts_until_it_came(roche):
    invoice = issued(roche, line("1000"))
    paid(invoice, "400", on=dt.date(2026, 4, 1), at=LATER)
    paid(invoice, "100", on=dt.date(2026, 4, 21), at=LATER)
    days = [(one.amount) for one in late_fees_of(invoice, on=DAY).segments]
    assert days == [Decimal("0.33"), Decimal("4.99")]


def test_nobody_else_owes_them(roche, business):
    assert late_fees_of(issued(buyer(business)), on=DAY) is None
    assert late_fees_of(issued(roche), on=dt.date(2026, 4, 11)) is None


def test_a_half_year_whose_rate_is_not_known_is_not_guessed(roche):
    invoice = issued(roche)
    with pytest.raises(NotKnown):
        late_fees_of(invoice, on=dt.date(2031, 1, 1))
    assert known_late_fees(invoice, on=dt.date(2031, 1, 1)) == 0
