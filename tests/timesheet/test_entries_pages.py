"""The list of entries and the form of one: searched, changed, refused in words, taken back."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casquettes.kernel import http
from casquettes.kernel.models import Activity, Business, User
from casquettes.timesheet.models import TimeEntry

PARIS = ZoneInfo("Europe/Paris")
MONDAY = dt.date(2026, 3, 9)


@pytest.fixture
def page(anne: User, now: dt.datetime, client_of: Callable[[User], Client]) -> Client:
    anne.language = "en"
    anne.save()
    return client_of(anne)


def paris(*parts: int, fold: int = 0) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=PARIS, fold=fold).astimezone(dt.UTC)  # type: ignore[arg-type,misc]


def entry(business: Business, on: dt.date = MONDAY, *start: int, **facts: Any) -> TimeEntry:
    starts_at = paris(on.year, on.month, on.day, *start) if start else None
    given = {"seconds": 3600, "nature": "unbilled", "hat": "sales", "source": "typed"}
    return TimeEntry.objects.create(
        business=business, on=on, starts_at=starts_at, noted_on=on, **given | facts
    )


def beside(answer: Any, field: str) -> str:
    """The objection shown beside a field."""
    shown = re.search(rf'id="id_{field}-error">.*?<span>(.*?)</span>', answer.content.decode())
    return html.unescape(shown[1]) if shown else ""


def found(page: Client, address: str) -> list[str]:
    return [line.title for line in page.get(address).context["lines"]]


# --- one entry ------------------------------------------------------------------------------------


def test_time_is_noted_with_a_form(page: Client, business: Business) -> None:
    session = Activity.objects.of(business).get(key="pro_seance")
    page.post(
        "/time/new/",
        {"on": "2026-03-09", "starts": "9:15", "ends": "12:45", "doing": session.pk, "sold": "3"},
    )
    [noted] = TimeEntry.objects.of(business)
    assert (noted.on, noted.starts_at) == (MONDAY, paris(2026, 3, 9, 9, 15))
    assert (noted.seconds, noted.sold_seconds, noted.hat) == (12600, 10800, "production")


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("1:30", 5400), ("1 h 30", 5400), ("90 min", 5400), ("1,5", 5400), ("1.5", 5400), ("2", 7200)],
)
def test_a_duration_is_read_as_she_writes_it(
    page: Client, business: Business, written: str, seconds: int
) -> None:
    page.post("/time/new/", {"on": "2026-03-09", "duration": written, "doing": "hat-sales"})
    assert TimeEntry.objects.of(business).get().seconds == seconds


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"duration": ""}, "duration", "Write a duration, for example 1:30 or 45 min."),
        ({"duration": "1e999"}, "duration", "Write a duration, for example 1:30 or 45 min."),
        ({"duration": "NaN"}, "duration", "Write a duration, for example 1:30 or 45 min."),
        ({"duration": "9" * 500}, "duration", "Write a duration, for example 1:30 or 45 min."),
        ({"duration": "0"}, "duration", "zero notes nothing"),
        ({"duration": "-2"}, "duration", "cannot be negative"),
        ({"duration": "90"}, "duration", "Say the unit"),
        ({"duration": "25 h"}, "duration", "at most 24 hours"),
        ({"duration": "999 h"}, "duration", "at most 24 hours"),
        ({"on": "2026-02-29", "duration": "1"}, "on", "Write a day of the calendar"),
        ({"on": "2025-13-45", "duration": "1"}, "on", "Write a day of the calendar"),
        ({"on": "2026-03-13", "duration": "1"}, "on", "has not come yet"),
        ({"on": "0001-01-01", "duration": "1"}, "on", "from 2000 on"),
        ({"starts": "25:00", "duration": "1"}, "starts", "Write a time, for example 9:05."),
        ({"starts": "9:00"}, "ends", "Write the end, or a duration."),
        ({"ends": "9:00"}, "starts", "Write the start too"),
        ({"starts": "14:00", "ends": "13:00"}, "ends", "The end comes before the start"),
        ({"starts": "9:00", "ends": "10:00", "duration": "2"}, "duration", "keep one of them"),
        ({"duration": "1", "sold": "much"}, "sold", "Write a duration"),
        ({"duration": "1", "sold": "1", "nature": "unbilled"}, "nature", "Time that is sold"),
        ({"duration": "1", "doing": "hat-bowler"}, "doing", "Choose in the list."),
        ({"duration": "1", "doing": "999999"}, "doing", "Choose in the list."),
        ({"duration": "1", "label": "x" * 161}, "label", "Shorten the name"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_typed_is_lost(
    page: Client, typed: dict[str, str], field: str, words: str
) -> None:
    told = {"on": "2026-03-09", "note": "typed with care"} | typed
    answer = page.post("/time/new/", told)
    assert answer.status_code == 422
    assert words in beside(answer, field)
    assert "typed with care" in answer.content.decode()
    assert not TimeEntry.objects.exists()


def test_a_night_is_two_days(page: Client, business: Business) -> None:
    told = {"on": "2026-03-09", "starts": "22:00", "ends": "1:30", "doing": "hat-pilot"}
    page.post("/time/new/", told)
    rows = TimeEntry.objects.of(business).values_list("on", "seconds")
    assert list(rows) == [(MONDAY, 7200), (dt.date(2026, 3, 10), 5400)]


def test_the_hour_that_never_comes_is_refused_and_named(
    page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "real_now", lambda: paris(2026, 4, 1, 12))
    told = {"on": "2026-03-29", "starts": "2:30", "ends": "4:00"}
    assert "does not exist that day" in beside(page.post("/time/new/", told), "starts")
    told = {"on": "2026-03-29", "starts": "1:30", "ends": "2:30"}
    assert "does not exist that day" in beside(page.post("/time/new/", told), "ends")


def test_the_hour_that_comes_twice_is_asked(
    page: Client, business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "real_now", lambda: paris(2026, 10, 26, 12))
    told = {"on": "2026-10-25", "starts": "2:30", "ends": "4:00", "doing": "hat-pilot"}
    answer = page.post("/time/new/", told)
    assert "Say which of the two" in beside(answer, "again")
    assert 'name="again"' in answer.content.decode()
    for again, seconds in (("first", 9000), ("second", 5400)):
        page.post("/time/new/", told | {"again": again})
        assert TimeEntry.objects.latest("id").seconds == seconds


def typed_again(page: Client, entry: TimeEntry) -> dict[str, Any]:
    form = page.get(f"/time/{entry.pk}/").context["form"]
    told = {name: form[name].value() for name in form.fields}
    told |= {name: told[name].strftime("%H:%M") for name in ("starts", "ends") if told[name]}
    return {name: value for name, value in told.items() if value not in (None, "")}


def test_saving_a_form_as_it_is_changes_nothing(page: Client, business: Business) -> None:
    kept = entry(business, MONDAY, 9, 12, seconds=3175, nature="billed", sold_seconds=60)
    TimeEntry.objects.filter(pk=kept.pk).update(starts_at=paris(2026, 3, 9, 9, 12, 34))
    before = TimeEntry.objects.values().get(pk=kept.pk)
    assert page.post(f"/time/{kept.pk}/", typed_again(page, kept)).status_code == 302
    assert TimeEntry.objects.values().get(pk=kept.pk) == before


def test_an_entry_is_changed_and_the_change_taken_back(page: Client, business: Business) -> None:
    changed = entry(business, MONDAY, 9, label="Post")
    told = typed_again(page, changed) | {"ends": "11:00", "label": "Bank"}
    answer = page.post(f"/time/{changed.pk}/", told, follow=True)
    changed.refresh_from_db()
    assert (changed.seconds, changed.label) == (7200, "Bank")
    [message] = answer.context["messages"]
    page.post(message.extra_tags)
    changed.refresh_from_db()
    assert (changed.seconds, changed.label) == (3600, "Post")


def test_an_entry_is_removed_and_brought_back(page: Client, business: Business) -> None:
    removed = entry(business)
    answer = page.post(f"/time/{removed.pk}/remove/", follow=True)
    assert not TimeEntry.objects.of(business).exists()
    assert page.get(f"/time/{removed.pk}/").status_code == 404
    [message] = answer.context["messages"]
    page.post(message.extra_tags)
    assert TimeEntry.objects.of(business).get() == removed
    page.post(f"/time/{removed.pk}/remove/")
    page.post(f"/time/{removed.pk}/restore/")
    assert TimeEntry.objects.of(business).get() == removed


def test_an_altered_way_back_leads_nowhere(page: Client, business: Business) -> None:
    kept = entry(business)
    answer = page.post(f"/time/{kept.pk}/remove/", follow=True)
    [message] = answer.context["messages"]
    assert page.post(message.extra_tags.rstrip("/") + "x/").status_code == 404
    assert page.post("/time/undo/made-up/").status_code == 404
    assert not TimeEntry.objects.of(business).exists()


def test_the_way_back_of_another_business_leads_nowhere(
    page: Client, business: Business, bruno: User, client_of: Callable[[User], Client]
) -> None:
    removed = entry(business)
    answer = page.post(f"/time/{removed.pk}/remove/", follow=True)
    [message] = answer.context["messages"]
    assert client_of(bruno).post(message.extra_tags).status_code == 404


def test_moving_keeps_the_seconds_of_a_length_that_is_not_changed(
    page: Client, business: Business
) -> None:
    moved = entry(business, MONDAY, 9, seconds=3175)
    told = {"on": "2026-03-10", "starts": "10:00", "minutes": "53"}
    page.post(f"/time/{moved.pk}/move/", told)
    moved.refresh_from_db()
    assert (moved.starts_at, moved.seconds) == (paris(2026, 3, 10, 10), 3175)


@pytest.mark.parametrize(
    "told",
    [
        {"on": "2026-03-20", "starts": "10:00", "minutes": "60"},
        {"on": "soon", "starts": "10:00", "minutes": "60"},
        {"on": "2026-03-10", "starts": "10:00", "minutes": "-5"},
        {"on": "2026-03-10", "starts": "10:00", "minutes": "99999999"},
        {"on": "2026-03-10", "starts": "10:00", "minutes": "1e999"},
    ],
)
def test_a_move_that_cannot_be_leaves_the_entry_in_its_place(
    page: Client, business: Business, told: dict[str, str]
) -> None:
    kept = entry(business, MONDAY, 9)
    answer = page.post(f"/time/{kept.pk}/move/", told, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    kept.refresh_from_db()
    assert (kept.starts_at, kept.seconds) == (paris(2026, 3, 9, 9), 3600)


def test_an_entry_without_a_hat_gets_one(page: Client, business: Business) -> None:
    trip = Activity.objects.of(business).get(key="log_trajet")
    waiting = entry(business, hat="")
    for told, hat, nature in (
        ({"hat": "quality"}, "quality", "unbilled"),
        ({"activity": trip.pk}, "logistics", "unbilled"),
        ({"rest": "1"}, "", "break"),
    ):
        page.post(f"/time/{waiting.pk}/hat/", told)
        waiting.refresh_from_db()
        assert (waiting.hat, waiting.nature) == (hat, nature)


def test_an_entry_of_another_business_is_not_found(
    page: Client, business: Business, bruno: User, client_of: Callable[[User], Client]
) -> None:
    hers = entry(business)
    his = client_of(bruno)
    assert his.get(f"/time/{hers.pk}/").status_code == 404
    for act in ("", "move/", "remove/", "restore/", "hat/"):
        assert his.post(f"/time/{hers.pk}/{act}", {"hat": "sales"}).status_code == 404
    hers.refresh_from_db()
    assert hers.removed_at is None


# --- the list -------------------------------------------------------------------------------------


@pytest.fixture
def rows(business: Business) -> None:
    session = Activity.objects.of(business).get(key="pro_seance")
    sold: dict[str, Any] = {"activity": session, "hat": "production", "nature": "billed"}
    entry(business, MONDAY, 9, label="Haddad", note="cuisine", sold_seconds=1800, **sold)
    entry(business, dt.date(2026, 3, 10), label="Dupont", source="import")
    entry(business, dt.date(2026, 3, 11), hat="", note="unknown")
    entry(business, dt.date(2026, 3, 12), hat="", nature="break", seconds=600)


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("", ["Break", "unknown", "Dupont", "Haddad"]),
        ("from=2026-03-10&to=2026-03-11", ["unknown", "Dupont"]),
        ("from=10/03/2026", ["Break", "unknown", "Dupont"]),
        ("hat=production", ["Haddad"]),
        ("hat=none", ["unknown"]),
        ("without=hat", ["unknown"]),
        ("label=Dupont", ["Dupont"]),
        ("nature=break", ["Break"]),
        ("source=import", ["Dupont"]),
        ("sold=1", ["Haddad"]),
        ("q=CUISINE", ["Haddad"]),
        ("q=séances+haddad", ["Haddad"]),
        ("q=%25", []),
        ("page=999", ["Break", "unknown", "Dupont", "Haddad"]),
    ],
)
def test_the_address_says_what_is_looked_for(
    page: Client, search: str, expected: list[str]
) -> None:
    assert found(page, f"/time/?{search}") == expected


@pytest.mark.usefixtures("rows")
def test_an_activity_may_be_looked_for(page: Client, business: Business) -> None:
    session = Activity.objects.of(business).get(key="pro_seance")
    assert found(page, f"/time/?activity={session.pk}") == ["Haddad"]


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("search", ["from=2026-02-30", "hat=bowler", "activity=x", "nature=odd"])
def test_a_search_that_cannot_be_read_is_said_and_left_out(page: Client, search: str) -> None:
    answer = page.get(f"/time/?{search}")
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert len(answer.context["lines"]) == 4


@pytest.mark.usefixtures("rows")
def test_the_sums_are_those_of_all_that_was_found(page: Client) -> None:
    sums = page.get("/time/").context["sums"]
    assert (sums.entries, sums.worked, sums.sold, sums.rest) == (4, 3 * 3600, 1800, 600)


def test_the_list_costs_as_many_queries_with_fifty_rows_as_with_one(
    page: Client, business: Business
) -> None:
    session = Activity.objects.of(business).get(key="pro_seance")
    entry(business, activity=session)
    with CaptureQueriesContext(connection) as one:
        page.get("/time/")
    for rank in range(60):
        entry(business, MONDAY, 8, rank % 60, activity=session, label=f"Client {rank}")
    with CaptureQueriesContext(connection) as many:
        answer = page.get("/time/")
    assert len(many) == len(one)
    assert (len(answer.context["lines"]), answer.context["sums"].entries) == (50, 61)
    assert len(page.get("/time/?page=2").context["lines"]) == 11


def test_what_she_typed_is_shown_as_text(page: Client, business: Business) -> None:
    entry(business, label="<script>alert(1)</script>{{ 7|add:7 }}")
    for address in ("/time/", "/week/2026-W11/"):
        text = page.get(address).content.decode()
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"act": "doing", "doing": "hat-quality"}, ("quality", "unbilled", "")),
        ({"act": "label", "label": "Nguyen"}, ("sales", "unbilled", "Nguyen")),
        ({"act": "billed"}, ("sales", "billed", "")),
        ({"act": "break"}, ("", "break", "")),
    ],
)
def test_one_act_changes_the_ticked_rows_and_is_taken_back(
    page: Client, business: Business, told: dict[str, str], expected: tuple[str, ...]
) -> None:
    ticked = [entry(business).pk, entry(business).pk]
    entry(business)
    answer = page.post("/time/several/", told | {"ids": ticked}, follow=True)
    rows = TimeEntry.objects.of(business).values_list("hat", "nature", "label")
    assert list(rows.filter(pk__in=ticked)) == [expected] * 2
    assert rows.exclude(pk__in=ticked).get() == ("sales", "unbilled", "")
    [message] = answer.context["messages"]
    assert str(message) == "2 entries changed."
    page.post(message.extra_tags)
    assert set(rows) == {("sales", "unbilled", "")}


def test_ticked_rows_are_removed_and_brought_back(page: Client, business: Business) -> None:
    ids = [entry(business).pk, entry(business).pk]
    answer = page.post("/time/several/", {"act": "remove", "ids": ids}, follow=True)
    assert not TimeEntry.objects.of(business).exists()
    [message] = answer.context["messages"]
    page.post(message.extra_tags)
    assert TimeEntry.objects.of(business).count() == 2


@pytest.mark.parametrize(
    "told", [{}, {"act": "billed"}, {"act": "sell", "ids": "1"}, {"act": "doing", "ids": "1"}]
)
def test_an_act_that_says_too_little_changes_nothing(page: Client, told: dict[str, str]) -> None:
    answer = page.post("/time/several/", told, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]


def test_rows_of_another_business_cannot_be_ticked(
    page: Client, business: Business, bruno: User, client_of: Callable[[User], Client]
) -> None:
    hers = entry(business)
    client_of(bruno).post("/time/several/", {"act": "remove", "ids": hers.pk})
    hers.refresh_from_db()
    assert hers.removed_at is None
