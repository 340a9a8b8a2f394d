"""Expenses through their pages: noted in one line, found, summed, taken back, expected again."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import secrets
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casquettes.finance.actions import expenses as actions
from casquettes.finance.models import Expense, RecurringExpense
from casquettes.kernel.models import Business, User
from tests import cast

TODAY = dt.date(2026, 3, 12)
PAGE = "/finance/expenses/"


@pytest.fixture
def page(anne: User, now: dt.datetime, client_of: Callable[[User], Client]) -> Client:
    anne.language = "en"
    anne.save()
    return client_of(anne)


def spent(business: Business, amount: str = "48.90", **facts: Any) -> Expense:
    given = {"on": TODAY, "label": "Storage boxes", "category": "supplies", "hat": "logistics"}
    return Expense.objects.create(business=business, amount=Decimal(amount), **given | facts)


def told(**typed: str) -> dict[str, str]:
    given = {"form_key": secrets.token_urlsafe(16), "on": "2026-03-12", "label": "Storage boxes"}
    return given | {"amount": "48,90"} | typed


def test_three_answers_note_an_expense(page: Client, business: Business) -> None:
    answer = page.post(f"{PAGE}new/", told(), follow=True)
    [noted] = Expense.objects.of(business)
    assert (noted.on, noted.label, noted.amount) == (TODAY, "Storage boxes", Decimal("48.90"))
    assert "“Storage boxes” noted, €48.90." in answer.content.decode()


def test_a_label_she_used_before_brings_its_category_and_hat(
    page: Client, business: Business
) -> None:
    spent(business, label="Phone", category="phone", hat="manager")
    page.post(f"{PAGE}new/", told(label="phone", amount="19,99"))
    newest = Expense.objects.of(business).latest("pk")
    assert (newest.category, newest.hat) == ("phone", "manager")


def test_a_category_typed_by_name_is_the_usual_one_and_brings_its_hat(
    page: Client, business: Business
) -> None:
    page.post(f"{PAGE}new/", told(category="insurance"))
    page.post(f"{PAGE}new/", told(category="Chocolate"))
    noted = list(Expense.objects.of(business).order_by("pk").values_list("category", "hat"))
    assert noted == [("insurance", "manager"), ("Chocolate", "")]


def test_the_same_form_sent_twice_notes_it_once(page: Client, business: Business) -> None:
    form = told()
    first, second = page.post(f"{PAGE}new/", form), page.post(f"{PAGE}new/", form)
    assert first["Location"] == second["Location"] == PAGE
    assert Expense.objects.of(business).count() == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"amount": "much"}, "Write a sum, for example 48.90."),
        ({"amount": "1e999999"}, "Write a sum, for example 48.90."),
        ({"amount": "NaN"}, "Write a sum, for example 48.90."),
        ({"amount": "0"}, "Write a sum, for example 48.90."),
        ({"amount": "999999999"}, "This sum is too big."),
        ({"on": "2026-02-30"}, "Write a day of the calendar"),
        ({"on": "2026-03-13"}, "has not come yet: note the expense once it is paid."),
        ({"on": "1999-12-31"}, "Give a day from 2000 on."),
        ({"label": "  "}, "Say what it was for"),
        ({"category": "x" * 41}, "Shorten it to 40 characters."),
        ({"mission": "999999"}, "Choose in the list."),
        ({"hat": "bowler"}, "Choose in the list."),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_typed_is_lost(
    page: Client, typed: dict[str, str], words: str
) -> None:
    answer = page.post(f"{PAGE}new/", told(note="typed with care", **typed))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "typed with care" in answer.content.decode()
    assert not Expense.objects.exists()


def test_money_that_came_back_is_negative(page: Client, business: Business) -> None:
    page.post(f"{PAGE}new/", told(amount="−12,50"))
    assert Expense.objects.of(business).get().amount == Decimal("-12.50")
    assert "−€12.50" in page.get(PAGE).content.decode()


def test_an_expense_is_changed_removed_and_brought_back(page: Client, business: Business) -> None:
    noted = spent(business)
    page.post(f"{PAGE}{noted.pk}/", told(label="Bigger boxes", amount="52"))
    noted.refresh_from_db()
    assert (noted.label, noted.amount) == ("Bigger boxes", Decimal(52))
    page.post(f"{PAGE}{noted.pk}/remove/")
    assert not Expense.objects.of(business).exists()
    page.post(f"{PAGE}{noted.pk}/restore/")
    assert Expense.objects.of(business).get() == noted


def test_the_address_filters_and_the_sums_follow(page: Client, business: Business) -> None:
    spent(business, "10")
    spent(business, "20", category="phone", hat="manager", label="Phone")
    spent(business, "40", on=dt.date(2025, 11, 3))
    spent(business, "80", category="")
    assert shown(page, "") == ["80.00", "20.00", "10.00", "40.00"]
    assert shown(page, "period=2026") == ["80.00", "20.00", "10.00"]
    assert shown(page, "period=2025-T4") == ["40.00"]
    assert shown(page, "category=none") == ["80.00"]
    assert shown(page, "hat=manager") == ["20.00"]
    assert shown(page, "q=boxes 40") == ["40.00"]
    assert shown(page, "period=2026&category=supplies") == ["10.00"]
    assert page.get(f"{PAGE}?period=2026").context["sums"].amount == Decimal(110)
    assert page.get(f"{PAGE}?period=1e9&hat=x&mission=zero").status_code == 200


def shown(page: Client, query: str) -> list[str]:
    return [str(row.expense.amount) for row in page.get(f"{PAGE}?{query}").context["rows"]]


def test_one_expense_and_fifty_ask_as_much_of_the_database(
    page: Client, business: Business
) -> None:
    spent(business)
    page.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        page.get(PAGE)
    for _each in range(49):
        spent(business)
    with CaptureQueriesContext(connection) as fifty:
        page.get(PAGE)
    assert len(fifty) == len(one)


def test_what_she_types_prints_as_typed(page: Client, business: Business) -> None:
    spent(business, label="{{ 7*7 }}<script>alert(1)</script>")
    html = page.get(PAGE).content.decode()
    assert "{{ 7*7 }}&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_subscription_is_proposed_on_its_day_and_noted_by_one_tap(
    page: Client, business: Business
) -> None:
    noted = spent(business, "19.99", label="Phone", on=dt.date(2026, 1, 31))
    page.post(f"{PAGE}{noted.pk}/", told(label="Phone", amount="19,99", on="2026-01-31", every="1"))
    [recurring] = RecurringExpense.objects.filter(business=business)
    assert recurring.next_on == dt.date(2026, 2, 28)
    assert "Expected by now" in page.get(PAGE).content.decode()
    assert Expense.objects.of(business).count() == 1, "looking notes nothing"
    page.post(f"{PAGE}recurring/{recurring.pk}/due/", {"act": "note"})
    recurring.refresh_from_db()
    assert recurring.next_on == dt.date(2026, 3, 31)
    assert Expense.objects.of(business).latest("pk").on == dt.date(2026, 2, 28)
    again = page.post(f"{PAGE}recurring/{recurring.pk}/due/", {"act": "note"}, follow=True)
    assert "already noted" in again.content.decode()


def test_one_that_did_not_come_is_passed_over_and_a_stop_is_taken_back(
    page: Client, business: Business
) -> None:
    recurring = actions.repeat_expense(spent(business, on=dt.date(2026, 2, 5)), every_months=1)
    page.post(f"{PAGE}recurring/{recurring.pk}/due/", {"act": "skip"})
    recurring.refresh_from_db()
    assert (recurring.next_on, Expense.objects.of(business).count()) == (dt.date(2026, 4, 5), 1)
    page.post(f"{PAGE}recurring/{recurring.pk}/stop/")
    assert RecurringExpense.objects.get(pk=recurring.pk).stopped_on == TODAY
    page.post(f"{PAGE}recurring/{recurring.pk}/stop/")
    assert RecurringExpense.objects.get(pk=recurring.pk).stopped_on is None


def test_the_files_hold_numbers_and_no_formula(page: Client, business: Business) -> None:
    spent(business, "-48.90", label="=HYPERLINK(0)")
    plain = page.get(f"{PAGE}export/?as=plain")
    assert plain["Content-Disposition"] == (
        'attachment; filename="casquettes-expenses-2026-03-12.csv"'
    )
    [row] = csv.DictReader(io.StringIO(plain.content.decode()))
    assert (row["For"], row["Amount"]) == ("'=HYPERLINK(0)", "-48.90")
    book = openpyxl.load_workbook(io.BytesIO(page.get(f"{PAGE}export/?as=xlsx").content))
    cells = {cell.value for cell in book.active[2]}
    assert {"=HYPERLINK(0)", -48.9} <= cells
    assert {cell.data_type for cell in book.active[2]} <= {"s", "n", "d"}


def test_a_french_spreadsheet_gets_its_commas(
    anne: User, business: Business, now: dt.datetime, client_of: Callable[[User], Client]
) -> None:
    spent(business, "1240.50")
    text = client_of(anne).get(f"{PAGE}export/").content.decode()
    assert text.startswith("\ufeff")
    assert text.splitlines()[1].startswith("12/03/2026;")
    assert text.splitlines()[1].endswith(";1240,50")


def test_the_accountant_reads_and_does_not_write(
    business: Business, now: dt.datetime, client_of: Callable[[User], Client]
) -> None:
    reader = client_of(cast.member(business, "accountant"))
    noted = spent(business)
    page = reader.get(PAGE)
    assert page.status_code == 200
    assert not re.search(r'<form class="one-line"', page.content.decode())
    assert reader.post(f"{PAGE}new/", told()).status_code == 403
    assert reader.post(f"{PAGE}{noted.pk}/", told()).status_code == 403


def test_an_expense_of_another_business_is_not_found(page: Client, other: Business) -> None:
    from casquettes.kernel import tenancy

    with tenancy.entered(business_id=other.pk):
        his = spent(other)
    for address in ("", "remove/", "restore/"):
        assert page.post(f"{PAGE}{his.pk}/{address}", told()).status_code == 404
