"""Changing how documents are numbered: by an example, and never so that a number comes twice."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from casquettes.engine import journal as chain
from casquettes.kernel import numbering
from casquettes.kernel.actions.numbers import NumbersRefused, change_numbers
from casquettes.kernel.models import Business, JournalEntry, NumberSeries
from casquettes.kernel.queries.numbers import next_numbers, outlook

pytestmark = pytest.mark.usefixtures("in_english")

DAY = dt.date(2026, 3, 12)
AT = dt.datetime(2026, 3, 12, 10, tzinfo=dt.UTC)
SHOWN = {"invoice": "F2026-001", "quote": "D2026-001", "credit_note": ""}


def change(business: Business, *, on: dt.date = DAY, **told: str) -> None:
    change_numbers(business, {**next_numbers(business, on=on), **told}, on=on, at=AT)


def take(business: Business, kind: str = "invoice", *, times: int = 1, on: dt.date = DAY) -> str:
    with transaction.atomic():
        return [numbering.next_number(business, kind, on=on).number for _ in range(times)][-1]


def refusal(business: Business, **told: str) -> tuple[str, str]:
    before = next_numbers(business, on=DAY)
    with pytest.raises(NumbersRefused) as refused:
        change(business, **told)
    assert next_numbers(business, on=DAY) == before
    return refused.value.field, refused.value.message


def test_an_example_gives_the_format_and_where_to_begin(business: Business) -> None:
    assert next_numbers(business, on=DAY) == SHOWN
    change(business, invoice="FA-2026-049")
    assert take(business, times=2) == "FA-2026-050"
    assert take(business, on=dt.date(2027, 1, 1)) == "FA-2027-001"
    assert take(business, "quote") == "D2026-001"


def test_saving_what_is_shown_changes_nothing(business: Business) -> None:
    change(business)
    assert not JournalEntry.objects.filter(business=business, verb="change_numbers").exists()


def test_a_change_is_written_in_the_journal(business: Business) -> None:
    take(business, times=3)
    change(business, invoice="FA-2026-004")
    entry = JournalEntry.objects.get(business=business, verb="change_numbers")
    assert chain.read(entry.payload) == {
        "kind": "invoice",
        "before": "F{year}-{rank:03}",
        "after": "FA-{year}-{rank:03}",
        "first": 1,
        "reached": {"2026": 3},
    }


def test_once_begun_numbers_follow_one_another(business: Business) -> None:
    take(business, times=3)
    assert refusal(business, invoice="F2026-010") == (
        "invoice",
        "Numbers follow one another: the next one must be F2026-004.",
    )
    assert refusal(business, invoice="FA2026-002")[1].endswith("must be FA2026-004.")
    change(business, invoice="FA{year}-{rank:04}")
    assert take(business) == "FA2026-0004"


def test_a_format_left_and_taken_again_goes_on(business: Business) -> None:
    take(business, times=3)
    change(business, invoice="G2026-004")
    take(business, times=2)
    change(business, invoice="F2026-006")
    assert take(business) == "F2026-006"


def test_a_used_number_is_never_written_again(business: Business) -> None:
    take(business, times=3)
    # Without a slot for the year a new count begins, and would write F2026-001 again.
    field, message = refusal(business, invoice="F2026-{rank:03}")
    assert field == "invoice"
    assert message == "Number F2026-001 is used already, and this format would write it again."


def test_a_number_used_under_an_older_format_counts_too(business: Business) -> None:
    take(business, times=3)
    change(business, invoice="{rank:05}")
    take(business)
    field, message = refusal(business, quote="F2026-{rank:03}")
    assert (field, "F2026-001" in message) == ("quote", True)


def test_two_kinds_cannot_have_one_number(business: Business) -> None:
    field, message = refusal(business, quote="F2026-001")
    assert field == "quote"
    assert message == "This format could give a number that invoices have too: change a letter."


def test_credit_notes_can_be_set_apart_and_put_back(business: Business) -> None:
    take(business)
    change(business, credit_note="AV2026-001")
    assert take(business, "credit_note") == "AV2026-001"
    change(business, credit_note="")
    assert take(business, "credit_note") == "F2026-002"
    assert not NumberSeries.objects.filter(business=business, kind="credit_note").exists()
    assert "AV2026-001" in refusal(business, credit_note="AV2026-001")[1]
    change(business, credit_note="AV2026-002")
    assert take(business, "credit_note") == "AV2026-002"


def test_credit_notes_apart_cannot_be_written_as_invoices(business: Business) -> None:
    assert refusal(business, credit_note="F2026-001")[0] == "credit_note"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("FA", "for example F2026-001"),
        ("", "for example F2026-001"),
        ("F 2026-1", "letters without accents"),
        ("{rank}-{rank}", "once"),
        ("F" * 34 + "1", "35 characters"),
        ("F2026-000", "begins at 1"),
        ("{{7*7}}", "letters without accents"),
        ("{x.__class__}{rank}", "letters without accents"),
    ],
)
def test_what_is_no_number_is_refused(business: Business, typed: str, said: str) -> None:
    field, message = refusal(business, invoice=typed)
    assert field == "invoice"
    assert said in message


def test_another_business_may_write_the_same_numbers(business: Business, other: Business) -> None:
    from casquettes.kernel import tenancy

    with tenancy.entered(business_id=other.pk):
        take(other, times=2)
    change(business, invoice="F2026-{rank:03}")
    assert take(business) == "F2026-001"


def test_what_comes_next_is_shown() -> None:
    coming = outlook("F{year}-{rank:03}", 49, on=DAY)
    assert coming.next == ("F2026-049", "F2026-050", "F2026-051")
    assert coming.new_year == "F2027-001"
    assert outlook("{rank:04}", 9, on=DAY).new_year == ""
