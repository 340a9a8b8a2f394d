"""What a late payer owes: each half-year at its own rate. Sums worked out by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casquettes.engine.countries.dated import NotKnown
from casquettes.engine.countries.packs import papers_of
from casquettes.engine.late_fees import Segment, late_fees, owed

FRENCH = papers_of("FR")


def french(day: dt.date) -> Decimal:
    return FRENCH.late_rate(day).value


def ten(day: dt.date) -> Decimal:
    return Decimal(10)


def test_a_debt_over_eighteen_months_crosses_four_half_years() -> None:
    segments = late_fees(
        Decimal("1840.50"),
        due_on=dt.date(2024, 12, 10),
        paid_on=dt.date(2026, 7, 20),
        rate_of=french,
    )
    # 1840.50 × rate × days / 36 500, each to the cent
    assert segments == [
        Segment(dt.date(2024, 12, 11), dt.date(2024, 12, 31), Decimal("14.25"), Decimal("15.09")),
        Segment(dt.date(2025, 1, 1), dt.date(2025, 6, 30), Decimal("13.15"), Decimal("120.02")),
        Segment(dt.date(2025, 7, 1), dt.date(2025, 12, 31), Decimal("12.15"), Decimal("112.73")),
        Segment(dt.date(2026, 1, 1), dt.date(2026, 6, 30), Decimal("12.15"), Decimal("110.89")),
        Segment(dt.date(2026, 7, 1), dt.date(2026, 7, 20), Decimal("12.4"), Decimal("12.51")),
    ]
    assert [segment.days for segment in segments] == [21, 181, 184, 181, 20]
    assert owed(segments) == Decimal("371.24")
    assert owed(segments, fixed_fee=FRENCH.recovery_fee(dt.date(2026, 7, 20))) == Decimal("411.24")


def test_the_example_of_the_method_page() -> None:
    segments = late_fees(
        Decimal(1000), due_on=dt.date(2025, 11, 30), paid_on=dt.date(2026, 8, 1), rate_of=french
    )
    assert [str(segment.amount) for segment in segments] == ["10.32", "60.25", "10.87"]
    assert owed(segments, fixed_fee=Decimal(40)) == Decimal("121.44")


@pytest.mark.parametrize("paid_on", ["2026-03-11", "2026-03-12"])
def test_paid_in_time_nothing_is_owed_not_even_the_fee(paid_on: str) -> None:
    segments = late_fees(
        Decimal(500),
        due_on=dt.date(2026, 3, 12),
        paid_on=dt.date.fromisoformat(paid_on),
        rate_of=french,
    )
    assert segments == []
    assert owed(segments, fixed_fee=Decimal(40)) == 0


def test_one_day_late_is_one_day_of_interest_and_the_fee() -> None:
    segments = late_fees(
        Decimal(3650), due_on=dt.date(2026, 3, 12), paid_on=dt.date(2026, 3, 13), rate_of=ten
    )
    assert [(segment.days, segment.amount) for segment in segments] == [(1, Decimal("1.00"))]
    assert owed(segments, fixed_fee=Decimal(40)) == Decimal("41.00")


def test_a_leap_year_still_divides_by_365() -> None:
    (segment,) = late_fees(
        Decimal(36500), due_on=dt.date(2024, 1, 31), paid_on=dt.date(2024, 3, 1), rate_of=ten
    )
    assert (segment.days, segment.amount) == (30, Decimal("300.00"))


@pytest.mark.parametrize("amount", ["0", "-12"])
def test_nothing_is_owed_on_nothing(amount: str) -> None:
    late = late_fees(
        Decimal(amount), due_on=dt.date(2026, 3, 12), paid_on=dt.date(2026, 8, 1), rate_of=french
    )
    assert late == []


def test_a_half_year_not_published_is_never_guessed() -> None:
    with pytest.raises(NotKnown):
        late_fees(
            Decimal(100), due_on=dt.date(2026, 12, 1), paid_on=dt.date(2027, 1, 2), rate_of=french
        )


@given(
    st.decimals("0.01", "99999", places=2),
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
    st.integers(1, 1500),
)
def test_segments_follow_one_another_and_cover_every_late_day(
    amount: Decimal, due_on: dt.date, late: int
) -> None:
    paid_on = due_on + dt.timedelta(days=late)
    segments = late_fees(amount, due_on=due_on, paid_on=paid_on, rate_of=ten)
    assert sum(segment.days for segment in segments) == late
    assert segments[0].first == due_on + dt.timedelta(days=1)
    assert segments[-1].last == paid_on
    for one, next_one in zip(segments, segments[1:], strict=False):
        assert next_one.first == one.last + dt.timedelta(days=1)
    whole = amount * late / 3650
    assert abs(owed(segments) - whole) <= Decimal("0.005") * len(segments)
