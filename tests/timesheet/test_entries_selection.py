"""Several entries at once: a hat, an activity, a name, billed or not, removed; all taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from casquettes.kernel.models import Activity, Business, User
from casquettes.timesheet.actions import selection, undo
from casquettes.timesheet.models import TimeEntry
from tests.cast import NOW

DAY = dt.date(2026, 3, 10)


def activity(business: Business, key: str) -> Activity:
    return Activity.objects.of(business).get(key=key)


def entry(business: Business, **facts: Any) -> TimeEntry:
    given = {"on": DAY, "seconds": 3600, "nature": "unbilled", "source": "typed", "noted_on": DAY}
    return TimeEntry.objects.create(business=business, **given | facts)


def facts(business: Business) -> list[tuple[Any, ...]]:
    rows = TimeEntry.objects.of(business).order_by("id")
    return list(rows.values_list("hat", "activity__key", "nature", "sold_seconds", "label"))


def test_an_activity_gives_its_hat_and_what_usually_follows(business: Business) -> None:
    one, two = entry(business), entry(business, hat="sales", label="Dupont")
    selection.give_activity(business, [one.pk, two.pk], activity(business, "pro_seance"))
    assert facts(business) == [
        ("production", "pro_seance", "billed", 3600, ""),
        ("production", "pro_seance", "billed", 3600, "Dupont"),
    ]


def test_what_a_file_said_of_billing_stays(business: Business) -> None:
    row = entry(business, source="import")
    selection.give_activity(business, [row.pk], activity(business, "pro_seance"))
    assert facts(business) == [("production", "pro_seance", "unbilled", 0, "")]


def test_sold_time_she_set_stays(business: Business) -> None:
    row = entry(business, nature="billed", sold_seconds=1800)
    selection.give_activity(business, [row.pk], activity(business, "com_devis"))
    assert facts(business) == [("sales", "com_devis", "billed", 1800, "")]


def test_a_hat_leaves_an_activity_of_another_hat_behind(business: Business) -> None:
    quote = activity(business, "com_devis")
    row = entry(business, hat="sales", activity=quote)
    selection.give_hat(business, [row.pk], "sales")
    assert facts(business) == [("sales", "com_devis", "unbilled", 0, "")]
    selection.give_hat(business, [row.pk], "quality")
    assert facts(business) == [("quality", None, "unbilled", 0, "")]


def test_a_break_given_a_hat_is_work(business: Business) -> None:
    row = entry(business, nature="break")
    selection.give_hat(business, [row.pk], "pilot")
    assert facts(business) == [("pilot", None, "unbilled", 0, "")]


def test_time_becomes_a_break_under_no_hat(business: Business) -> None:
    session = activity(business, "pro_seance")
    row = entry(business, hat="production", activity=session, nature="billed", sold_seconds=3600)
    selection.make_break(business, [row.pk])
    assert facts(business) == [("", None, "break", 0, "")]


def test_billing_sells_the_duration_and_keeps_what_was_billed(business: Business) -> None:
    plain = entry(business)
    trip = entry(business, hat="logistics", activity=activity(business, "log_trajet"))
    set_by_her = entry(business, nature="billed", sold_seconds=600)
    selection.mark_billed(business, [plain.pk, trip.pk, set_by_her.pk])
    assert [(row[2], row[3]) for row in facts(business)] == [
        ("billed", 3600),
        ("billed", 0),
        ("billed", 600),
    ]
    selection.mark_unbilled(business, [plain.pk, trip.pk, set_by_her.pk])
    assert {(row[2], row[3]) for row in facts(business)} == {("unbilled", 0)}


@pytest.mark.parametrize("act", ["give", "hat", "name", "bill", "unbill", "rest", "remove"])
def test_every_act_on_several_can_be_taken_back(business: Business, act: str) -> None:
    start = dt.datetime(2026, 3, 10, 8, tzinfo=dt.UTC)
    session = activity(business, "pro_seance")
    rows = [
        entry(business, hat="sales", label="Haddad", starts_at=start),
        entry(business, hat="production", activity=session, nature="billed", sold_seconds=900),
    ]
    ids, before = [row.pk for row in rows], facts(business)
    step = {
        "give": lambda: selection.give_activity(business, ids, activity(business, "qua_bilan")),
        "hat": lambda: selection.give_hat(business, ids, "pilot"),
        "name": lambda: selection.rename(business, ids, " Nguyen "),
        "bill": lambda: selection.mark_billed(business, ids),
        "unbill": lambda: selection.mark_unbilled(business, ids),
        "rest": lambda: selection.make_break(business, ids),
        "remove": lambda: selection.remove(business, ids, at=NOW),
    }[act]()
    assert step.count == 2
    assert facts(business) != before
    undo.take_back(business, step, at=NOW)
    assert facts(business) == before
    rows[0].refresh_from_db()
    assert rows[0].starts_at == start


def test_rows_of_another_business_are_left_alone(
    anne: User, business: Business, other: Business
) -> None:
    row = entry(business)
    assert selection.rename(other, [row.pk], "mine").count == 0
    assert selection.remove(other, [row.pk], at=NOW).count == 0
    assert facts(business) == [("", None, "unbilled", 0, "")]
