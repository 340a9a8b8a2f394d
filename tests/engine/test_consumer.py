"""What a consumer may undo, and when anything may be paid."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from casquettes.engine.countries.packs import consumers_of
from casquettes.engine.countries.paper import Sale

FRENCH = consumers_of("FR")
HOME = Sale(off_premises=True)
ONLINE = Sale(online=True)
SHOP = Sale()


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_nothing_is_paid_for_seven_days_after_a_signature_at_home() -> None:
    assert FRENCH.payable_from(day("2026-03-02"), HOME) == day("2026-03-09")
    assert FRENCH.payable_from(day("2026-12-28"), HOME) == day("2027-01-04")


@pytest.mark.parametrize("sale", [SHOP, ONLINE])
def test_elsewhere_it_may_be_paid_at_once(sale: Sale) -> None:
    assert FRENCH.payable_from(day("2026-03-02"), sale) == day("2026-03-02")


@pytest.mark.parametrize(
    ("concluded", "until"),
    [
        ("2026-03-02", "2026-03-16"),  # a Monday
        ("2026-03-07", "2026-03-23"),  # ends on Saturday 21: Monday
        ("2026-03-08", "2026-03-23"),  # ends on Sunday 22: Monday
        ("2026-03-23", "2026-04-07"),  # ends on Easter Monday 6 April: Tuesday
        ("2026-04-17", "2026-05-04"),  # ends on Friday 1 May, a holiday: Monday
        ("2026-12-18", "2027-01-04"),  # ends on 1 January, a Friday: Monday
        ("2026-02-15", "2026-03-02"),  # ends on Sunday 1 March
    ],
)
@pytest.mark.parametrize("sale", [HOME, ONLINE])
def test_fourteen_days_to_withdraw_that_end_on_a_working_day(
    concluded: str, until: str, sale: Sale
) -> None:
    assert FRENCH.withdrawal_until(day(concluded), sale) == day(until)


@pytest.mark.parametrize(
    ("concluded", "until"),
    [
        ("2026-03-02", "2027-03-16"),
        ("2026-03-07", "2027-03-23"),
        ("2026-05-01", "2027-05-18"),  # 15 May 2027 is a Saturday, the 17th is Whit Monday
        ("2024-02-15", "2025-02-28"),  # ends on 29 February 2024
    ],
)
def test_without_notice_there_are_twelve_months_more(concluded: str, until: str) -> None:
    assert FRENCH.withdrawal_until(day(concluded), HOME, notice_given=False) == day(until)


def test_what_is_signed_in_her_office_cannot_be_undone() -> None:
    assert FRENCH.withdrawal_until(day("2026-03-02"), SHOP) is None


@pytest.mark.parametrize(
    ("concluded", "sale", "needs"),
    [
        ("2026-06-18", ONLINE, False),
        ("2026-06-19", ONLINE, True),
        ("2026-06-19", HOME, False),
        ("2026-06-19", Sale(off_premises=True, online=True), True),
    ],
)
def test_since_19_june_2026_a_page_that_concludes_also_undoes(
    concluded: str, sale: Sale, needs: bool
) -> None:
    assert FRENCH.needs_online_withdrawal(day(concluded), sale) is needs


@pytest.mark.parametrize(
    ("early", "done", "whole", "due"),
    [
        (True, "3", "10", "150.00"),
        (True, "1", "3", "166.67"),
        (True, "12", "10", "500.00"),
        (True, "-1", "10", "0.00"),
        (True, "1", "0", "0"),
        (False, "3", "10", "0"),
    ],
)
def test_work_begun_on_request_is_owed_in_proportion(
    early: bool, done: str, whole: str, due: str
) -> None:
    sale = Sale(off_premises=True, early_start=early)
    found = FRENCH.due_on_withdrawal(
        Decimal(500), done=Decimal(done), whole=Decimal(whole), sale=sale
    )
    assert found == Decimal(due)


def test_a_country_without_a_pack_claims_no_law() -> None:
    swiss = consumers_of("CH")
    signed = day("2026-07-01")
    assert swiss.payable_from(signed, HOME) == signed
    assert swiss.withdrawal_until(signed, HOME) is None
    assert swiss.needs_online_withdrawal(signed, ONLINE) is False
    due = swiss.due_on_withdrawal(Decimal(5), done=Decimal(1), whole=Decimal(1), sale=HOME)
    assert due == 0
