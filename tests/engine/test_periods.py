import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casquettes.engine import periods
from casquettes.engine.periods import Period, PeriodBackwards

D = dt.date
PARIS = ZoneInfo("Europe/Paris")
days = st.dates(D(1990, 1, 1), D(2100, 12, 31))
ZONES = ["Europe/Paris", "America/New_York", "Africa/Cairo", "Asia/Kathmandu", "Pacific/Chatham"]


@st.composite
def some_periods(draw: st.DrawFn, longest: int = 1000) -> Period:
    first = draw(days)
    return Period(first, first + dt.timedelta(days=draw(st.integers(0, longest))))


def test_both_ends_are_included():
    period = Period(D(2026, 3, 1), D(2026, 3, 31))
    assert period.days == 31
    assert D(2026, 3, 1) in period
    assert D(2026, 3, 31) in period
    assert D(2026, 4, 1) not in period
    assert D(2026, 2, 28) not in period
    assert "2026-03-05" not in period


def test_a_single_day_is_a_period():
    assert list(Period(D(2026, 3, 1), D(2026, 3, 1))) == [D(2026, 3, 1)]


def test_a_period_that_runs_backwards_is_refused():
    with pytest.raises(PeriodBackwards, match="2026-02-28 comes before 2026-03-01"):
        Period(D(2026, 3, 1), D(2026, 2, 28))


def test_iso_weeks_follow_the_standard_around_new_year():
    assert periods.iso_week(2026, 1) == Period(D(2025, 12, 29), D(2026, 1, 4))
    assert periods.iso_week(2020, 53) == Period(D(2020, 12, 28), D(2021, 1, 3))
    assert periods.week_of(D(2021, 1, 3)) == periods.iso_week(2020, 53)
    with pytest.raises(ValueError, match="53"):
        periods.iso_week(2025, 53)


def test_the_last_week_of_the_calendar_is_cut_short():
    assert periods.week_of(dt.date.max) == Period(D(9999, 12, 27), dt.date.max)


def test_a_month_has_its_own_length():
    assert periods.month_of(D(2024, 2, 10)) == Period(D(2024, 2, 1), D(2024, 2, 29))
    assert periods.month_of(D(2100, 2, 10)) == Period(D(2100, 2, 1), D(2100, 2, 28))
    assert periods.month_of(D(2026, 12, 31)) == Period(D(2026, 12, 1), D(2026, 12, 31))


def test_a_year_runs_from_january_to_december():
    assert periods.year_of(D(2024, 2, 29)) == Period(D(2024, 1, 1), D(2024, 12, 31))


def test_rolling_weeks_end_today():
    today = D(2026, 3, 12)
    assert periods.weeks_to(today, 4) == Period(D(2026, 2, 13), today)
    assert periods.weeks_to(today, 13).days == 91


@pytest.mark.parametrize(
    ("last", "months", "first"),
    [
        (D(2026, 8, 31), 12, D(2025, 9, 1)),  # whole months
        (D(2026, 3, 12), 12, D(2025, 3, 13)),
        (D(2025, 2, 28), 12, D(2024, 3, 1)),  # February is whole, whatever its length
        (D(2024, 2, 29), 12, D(2023, 3, 1)),
        (D(2024, 2, 28), 12, D(2023, 3, 1)),  # 29 February is missing in 2023
        (D(2026, 2, 28), 1, D(2026, 2, 1)),
        (D(2026, 3, 30), 1, D(2026, 3, 1)),  # 31 February is missing
        (D(2026, 12, 31), 12, D(2026, 1, 1)),
        (D(2026, 1, 31), 1, D(2026, 1, 1)),
        (dt.date.max, 12, D(9999, 1, 1)),
    ],
)
def test_rolling_months_begin_the_day_after_the_same_day(last, months, first):
    assert periods.months_to(last, months) == Period(first, last)


@given(days)
def test_twelve_rolling_months_never_hold_the_same_day_of_the_year_twice(day):
    period = periods.months_to(day, 12)
    assert 364 <= period.days <= 366
    assert len({(d.month, d.day) for d in period}) == period.days


def test_what_came_before_is_as_long():
    assert Period(D(2026, 2, 13), D(2026, 3, 12)).before() == Period(D(2026, 1, 16), D(2026, 2, 12))


def test_before_whole_months_come_whole_months():
    assert Period(D(2026, 3, 1), D(2026, 3, 31)).before() == Period(D(2026, 2, 1), D(2026, 2, 28))
    assert Period(D(2024, 9, 1), D(2025, 8, 31)).before() == Period(D(2023, 9, 1), D(2024, 8, 31))


def test_nothing_comes_before_the_beginning_of_the_calendar():
    assert Period(D(1, 1, 5), D(1, 1, 9)).before() is None


def test_common_days_of_two_periods():
    march = Period(D(2026, 3, 1), D(2026, 3, 31))
    assert march.common(Period(D(2026, 3, 20), D(2026, 5, 1))) == Period(
        D(2026, 3, 20), D(2026, 3, 31)
    )
    assert march.common(Period(D(2026, 4, 1), D(2026, 5, 1))) is None


@given(some_periods(), st.sampled_from(["weeks", "months", "years"]))
def test_parts_cover_a_period_once_and_in_order(period, parts):
    cut = list(getattr(period, parts)())
    assert [day for part in cut for day in part] == list(period)


def test_months_of_a_year_are_cut_to_the_period():
    cut = list(Period(D(2025, 12, 30), D(2026, 2, 2)).months())
    assert cut == [
        Period(D(2025, 12, 30), D(2025, 12, 31)),
        Period(D(2026, 1, 1), D(2026, 1, 31)),
        Period(D(2026, 2, 1), D(2026, 2, 2)),
    ]


def test_a_year_is_not_cut_by_whole_years():
    assert [p.days for p in Period(D(2024, 1, 1), D(2025, 12, 31)).years()] == [366, 365]


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


def test_a_night_is_split_at_local_midnight():
    # 23:00 to 01:30 in Paris, winter time (UTC+1).
    cut = list(periods.split_at_midnight(utc(2026, 1, 5, 22), utc(2026, 1, 6, 0, 30), PARIS))
    assert cut == [
        (D(2026, 1, 5), utc(2026, 1, 5, 22), 3600),
        (D(2026, 1, 6), utc(2026, 1, 5, 23), 5400),
    ]


def test_a_day_of_summer_time_has_23_or_25_hours():
    spring = list(
        periods.split_at_midnight(
            dt.datetime(2026, 3, 29, tzinfo=PARIS), dt.datetime(2026, 3, 30, tzinfo=PARIS), PARIS
        )
    )
    autumn = list(
        periods.split_at_midnight(
            dt.datetime(2026, 10, 25, tzinfo=PARIS), dt.datetime(2026, 10, 26, tzinfo=PARIS), PARIS
        )
    )
    assert [(day, seconds / 3600) for day, _start, seconds in spring] == [(D(2026, 3, 29), 23.0)]
    assert [(day, seconds / 3600) for day, _start, seconds in autumn] == [(D(2026, 10, 25), 25.0)]


def test_where_midnight_is_skipped_the_day_begins_at_the_jump():
    cairo = ZoneInfo("Africa/Cairo")  # 2024-04-26: 00:00 became 01:00
    assert periods.midnight(D(2024, 4, 26), cairo) == utc(2024, 4, 25, 22)


def test_where_midnight_comes_twice_nothing_is_lost():
    newfoundland = ZoneInfo("America/St_Johns")  # 2010-11-07 00:01 went back to 23:01
    start, end = utc(2010, 11, 7, 2), utc(2010, 11, 7, 6)
    cut = list(periods.split_at_midnight(start, end, newfoundland))
    assert sum(seconds for _day, _start, seconds in cut) == 4 * 3600
    # Begun in the second 23:30 of the 6th.
    cut = list(periods.split_at_midnight(utc(2010, 11, 7, 3), end, newfoundland))
    assert [(day, seconds) for day, _start, seconds in cut] == [
        (D(2010, 11, 6), 1800),
        (D(2010, 11, 7), 2 * 3600 + 1800),
    ]


def test_nothing_comes_out_of_no_time():
    moment = utc(2026, 3, 12, 10)
    assert list(periods.split_at_midnight(moment, moment, PARIS)) == []
    assert list(periods.split_at_midnight(moment, moment - dt.timedelta(hours=1), PARIS)) == []


@given(
    st.datetimes(dt.datetime(2015, 1, 1), dt.datetime(2035, 1, 1), timezones=st.just(dt.UTC)),
    st.integers(1, 5 * 86_400),
    st.sampled_from(ZONES),
)
def test_a_split_loses_no_second_and_each_piece_stays_in_its_day(start, seconds, name):
    zone, start = ZoneInfo(name), start.replace(microsecond=0)
    cut = list(periods.split_at_midnight(start, start + dt.timedelta(seconds=seconds), zone))
    assert sum(length for _day, _begun, length in cut) == seconds
    cursor = start
    for day, begun, length in cut:
        assert begun == cursor
        assert begun.astimezone(zone).date() == day
        assert (begun + dt.timedelta(seconds=length - 1)).astimezone(zone).date() == day
        cursor = begun + dt.timedelta(seconds=length)
