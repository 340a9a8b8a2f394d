"""What is on the account, day by day ahead, added up by hand and by chance."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from casquettes.engine.cash import (
    Balance,
    Movement,
    cents,
    expected_on,
    horizon,
    month_ends,
    owed_by_day,
    project,
    repeats,
    usual_wait,
    win_rate,
)
from casquettes.engine.countries.be.self_employed import SelfEmployed
from casquettes.engine.countries.fr.micro import MicroEntrepreneur
from casquettes.engine.periods import Period

D = Decimal
TODAY = dt.date(2026, 11, 19)
START = Balance(TODAY, D(3120))


def on(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


def moved(days: int, amount: int | str, kind: str = "invoice", label: str = "") -> Movement:
    return Movement(on(days), D(amount), kind, label)  # type: ignore[arg-type]


def test_each_day_holds_the_balance_after_its_movements() -> None:
    account = project(START, [moved(2, -100), moved(1, 50), moved(2, 30)], last=on(3))
    assert [day.amount for day in account.days] == [3120, 3170, 3100, 3100]
    assert account.end == Balance(on(3), D(3100))
    assert account.on(on(2)) == 3100


def test_what_is_past_too_far_or_nothing_is_left_out() -> None:
    account = project(START, [moved(0, 9), moved(4, 9), moved(2, 0), moved(-1, 9)], last=on(3))
    assert account.movements == ()
    assert account.end.amount == 3120


def test_a_projection_of_no_day_is_the_balance_itself() -> None:
    assert project(START, [moved(1, 5)], last=on(-3)).days == (START,)


def test_the_lowest_balance_is_said_with_its_first_day_and_what_led_there() -> None:
    account = project(
        START,
        [
            moved(1, -2000, "pay"),
            moved(12, -300, "levy"),
            moved(13, -80, "planned", "Assurance"),
            moved(14, -10, "planned", "Site"),
            moved(14, 5, "invoice"),
            moved(15, 5, "invoice"),
        ],
        last=on(20),
    )
    assert account.low == Balance(on(14), D(735))
    assert [one.label or one.kind for one in account.leading_to_low()] == ["levy", "Assurance"]
    assert account.below_zero_on is None


def test_the_first_day_in_the_red_is_known() -> None:
    account = project(START, [moved(3, -3121), moved(9, 500)], last=on(20))
    assert account.below_zero_on == on(3)
    assert account.low.amount == -1


def test_a_flat_account_is_lowest_on_its_first_day_and_nothing_led_there() -> None:
    account = project(START, [], last=on(5))
    assert account.low == START
    assert account.leading_to_low() == []


def test_each_kind_is_added_up_and_may_be_taken_away() -> None:
    account = project(START, [moved(1, 40, "quote"), moved(2, 2, "quote"), moved(3, 1)], last=on(9))
    assert account.totals() == {"quote": (D(42), 2), "invoice": (D(1), 1)}
    assert account.without({"quote"}).end.amount == 3121


def test_an_account_told_earlier_is_brought_to_a_later_day() -> None:
    told = project(START, [moved(2, -20), moved(5, 7)], last=on(9))
    later = told.since(on(3))
    assert later.start == Balance(on(3), D(3100))
    assert [one.amount for one in later.movements] == [7]
    assert later.end == told.end


def test_an_open_invoice_is_expected_at_her_clients_usual_pace() -> None:
    assert expected_on(on(5), wait=6, today=TODAY) == on(11)
    assert expected_on(on(5), wait=-9, today=TODAY) == on(7)
    assert expected_on(on(-20), wait=6, today=TODAY) == on(7)
    assert expected_on(on(-96), wait=6, today=TODAY) == on(7)
    assert expected_on(on(-97), wait=6, today=TODAY) is None


def test_the_usual_wait_is_the_middle_one() -> None:
    assert usual_wait([30, 2, 4]) == 4
    assert usual_wait([1, 4]) == 2
    assert usual_wait([]) is None


def test_one_quote_accepted_of_one_is_no_certainty() -> None:
    assert win_rate(1, 1) == 0.75
    assert win_rate(0, 3) == 0.125
    assert win_rate(0, 0) is None


def test_what_comes_back_keeps_its_day_of_the_month() -> None:
    first = dt.date(2026, 11, 30)
    found = list(repeats(first, every_months=1, last=dt.date(2027, 3, 31)))
    assert found == [
        dt.date(2026, 11, 30),
        dt.date(2026, 12, 30),
        dt.date(2027, 1, 30),
        dt.date(2027, 2, 28),
        dt.date(2027, 3, 30),
    ]
    yearly = repeats(first, every_months=12, last=dt.date(2028, 1, 1), until=dt.date(2027, 1, 1))
    assert list(yearly) == [first]


def test_the_ends_of_months_come_with_the_part_of_the_month_ahead() -> None:
    found = list(month_ends(Period(dt.date(2026, 11, 16), dt.date(2027, 1, 30))))
    assert found == [(dt.date(2026, 11, 30), D("0.5")), (dt.date(2026, 12, 31), D(1))]


def test_what_months_owe_is_gathered_by_the_day_it_is_paid() -> None:
    owed = {dt.date(2026, 10, 1): D(1), dt.date(2026, 11, 1): D(2), dt.date(2027, 1, 1): D(4)}
    pack = MicroEntrepreneur()
    by_day = owed_by_day(owed, lambda month: pack.payable_on(month, started_on=None))
    assert by_day == {dt.date(2027, 2, 1): D(3), dt.date(2027, 4, 30): D(4)}


def test_a_horizon_is_ninety_days_on() -> None:
    assert horizon(TODAY) == dt.date(2027, 2, 17)
    assert cents(D("0.005")) == D("0.01")


AMOUNTS = st.decimals(-5000, 5000, places=2)
MOVEMENTS = st.lists(
    st.builds(
        lambda days, amount, kind: Movement(on(days), amount, kind),
        st.integers(-10, 120),
        AMOUNTS,
        st.sampled_from(["invoice", "pay", "levy", "quote"]),
    ),
    max_size=30,
)


@given(AMOUNTS, MOVEMENTS)
def test_start_and_movements_make_the_last_balance_to_the_cent(
    start: Decimal, movements: list[Movement]
) -> None:
    account = project(Balance(TODAY, start), movements, last=on(90))
    inside = [one.amount for one in movements if TODAY < one.on <= on(90)]
    assert account.end.amount == start + sum(inside)
    assert len(account.days) == 91
    assert account.end.amount == start + sum(total for total, _n in account.totals().values())
    assert all(account.low.amount <= day.amount for day in account.days)
    assert account.since(on(30)).end == account.end


# The calendar of the law.


def fr(month: tuple[int, int], **facts: object) -> dt.date:
    known: dict[str, object] = {"started_on": None, "monthly": False, **facts}
    return MicroEntrepreneur().payable_on(dt.date(*month, 1), **known)  # type: ignore[arg-type]


def test_france_asks_by_the_quarter_on_a_working_day() -> None:
    assert fr((2026, 1)) == fr((2026, 3)) == dt.date(2026, 4, 30)
    assert fr((2026, 5)) == dt.date(2026, 7, 31)
    assert fr((2026, 9)) == dt.date(2026, 11, 2)  # 31 October is a Saturday, 1 November a holiday
    assert fr((2026, 12)) == dt.date(2027, 2, 1)


def test_france_asks_by_the_month_whoever_chose_so() -> None:
    assert fr((2026, 10), monthly=True) == dt.date(2026, 11, 30)
    assert fr((2026, 12), monthly=True) == dt.date(2027, 2, 1)


def test_a_first_return_in_france_covers_more() -> None:
    start = {"started_on": dt.date(2026, 1, 12)}
    assert fr((2026, 2), **start) == dt.date(2026, 7, 31)
    assert fr((2026, 4), **start) == dt.date(2026, 7, 31)
    assert fr((2026, 7), **start) == dt.date(2026, 11, 2)
    assert fr((2026, 1), monthly=True, **start) == dt.date(2026, 6, 1)  # 31 May is a Sunday
    assert fr((2026, 4), monthly=True, **start) == dt.date(2026, 6, 1)
    assert fr((2026, 5), monthly=True, **start) == dt.date(2026, 6, 30)
    assert fr((2025, 12), monthly=True, **start) == dt.date(2026, 2, 2)


def test_belgium_asks_within_the_quarter() -> None:
    days = [SelfEmployed().payable_on(dt.date(2026, m, 1), started_on=None) for m in (1, 3, 11)]
    assert days == [dt.date(2026, 3, 31), dt.date(2026, 3, 31), dt.date(2026, 12, 31)]
