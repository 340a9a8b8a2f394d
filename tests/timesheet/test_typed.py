"""Noting time by typing a line: shown before it is saved, saved once, never lost when refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casquettes.formats.typed_line import Understood
from casquettes.kernel import tenancy
from casquettes.kernel.models import Activity, Business, User
from casquettes.timesheet.actions import typed as actions
from casquettes.timesheet.actions.entries import EntryDraft, EntryRefused, note_time
from casquettes.timesheet.actions.typed import draft_of, note_line
from casquettes.timesheet.models import TimeEntry
from casquettes.timesheet.queries.typed import understand
from tests.cast import NOW

Signed = Callable[[User], Client]
WEDNESDAY = dt.date(2026, 3, 11)


def entries(business: Business) -> list[TimeEntry]:
    return list(TimeEntry.objects.of(business).order_by("on", "starts_at", "id"))


def typed(business: Business, line: str, *, at: dt.datetime = NOW) -> EntryDraft:
    understood, activity = understand(business, line, at=at, language="fr")
    assert understood.problems == ()
    return draft_of(business, understood, activity)


def read(business: Business, line: str) -> Understood:
    return understand(business, line, at=NOW, language="fr")[0]


@pytest.fixture
def browser(client_of: Signed, anne: User, now: dt.datetime) -> Client:
    return client_of(anne)


# --- understood with her own words


def test_her_own_activities_and_clients_are_understood(business: Business, anne: User) -> None:
    Activity.objects.create(
        business=business, key="own_1", hat="quality", name="Thé des voisines", nature="unbilled"
    )
    draft = EntryDraft(on=WEDNESDAY, starts_at=None, seconds=60, label="Dupont, garage")
    note_time(business, anne, draft, at=NOW)
    understood = read(business, "1h thé des voisines Dupont")
    assert understood.activity is not None
    assert (understood.activity.key, understood.label) == ("own_1", "Dupont, garage")


def test_an_activity_she_hid_is_not_understood(business: Business) -> None:
    Activity.objects.of(business).filter(key="com_devis").update(hidden_on=WEDNESDAY)
    assert read(business, "1h devis").activity is None


def test_the_clients_of_another_business_stay_unknown(
    business: Business, other: Business, bruno: User
) -> None:
    with tenancy.entered(business_id=other.pk):
        draft = EntryDraft(on=WEDNESDAY, starts_at=None, seconds=60, label="Dupont, jardin")
        note_time(other, bruno, draft, at=NOW)
    assert read(business, "1h séance Dupont").label == "Dupont"


# --- what is written


def test_a_billed_activity_is_sold_as_long_as_it_lasts(business: Business, anne: User) -> None:
    [entry] = note_line(
        business, anne, typed(business, "2h tri garage Dupont hier"), at=NOW
    ).entries
    assert (entry.on, entry.starts_at, entry.seconds) == (WEDNESDAY, None, 7200)
    assert entry.activity is not None
    assert (entry.hat, entry.activity.key) == ("production", "pro_seance")
    assert (entry.nature, entry.sold_seconds, entry.source) == ("billed", 7200, "typed")
    assert (entry.label, entry.note) == ("Dupont", "tri garage")


def test_a_range_begins_at_her_local_hour(business: Business, anne: User) -> None:
    draft = typed(business, "9h-12h15 séance chez Léa #production hier")
    [entry] = note_line(business, anne, draft, at=NOW).entries
    assert entry.starts_at == dt.datetime(2026, 3, 11, 8, 0, tzinfo=dt.UTC)
    assert (entry.seconds, entry.label) == (3.25 * 3600, "Léa")


def test_a_night_is_one_entry_per_day(business: Business, anne: User) -> None:
    first, second = note_line(business, anne, typed(business, "22h-1h tri"), at=NOW).entries
    assert (first.on, first.seconds, first.sold_seconds) == (WEDNESDAY, 7200, 7200)
    assert (second.on, second.seconds, second.sold_seconds) == (dt.date(2026, 3, 12), 3600, 3600)


def test_a_night_of_summer_time_is_as_long_as_it_really_is(business: Business) -> None:
    spring = dt.datetime(2026, 3, 30, 10, 0, tzinfo=dt.UTC)
    autumn = dt.datetime(2026, 10, 26, 10, 0, tzinfo=dt.UTC)
    assert typed(business, "1h-4h tri 29/3", at=spring).seconds == 2 * 3600
    assert typed(business, "1h-4h tri 25/10", at=autumn).seconds == 4 * 3600
    assert typed(business, "à 1h 3h tri 29/3", at=spring).seconds == 3 * 3600


@pytest.mark.parametrize("line", ["2h30-4h tri 29/3", "1h-2h30 tri 29/3"])
def test_an_hour_that_summer_time_skips_is_refused(business: Business, line: str) -> None:
    spring = dt.datetime(2026, 3, 30, 10, 0, tzinfo=dt.UTC)
    with pytest.raises(EntryRefused) as refusal:
        typed(business, line, at=spring)
    assert refusal.value.field == "starts_at"


@pytest.mark.parametrize("day", ["1/1/0001", "31/12/1999", "31/12/9999"])
def test_the_ends_of_the_calendar_are_refused(browser: Client, day: str) -> None:
    for line in (f"2h tri {day}", f"23h-2h tri {day}", f"à 0h 2h tri {day}"):
        assert browser.post("/time/add/", {"line": line}).status_code == 422


@pytest.mark.parametrize(
    ("line", "nature", "sold"),
    [
        ("1h devis", "unbilled", 0),
        ("1h devis facturé", "billed", 3600),
        ("1h séance offerte", "unbilled", 0),
        ("1h visite facturée", "billed", 0),  # paid, without selling time
        ("1h pause", "break", 0),
        ("1h #qualité", "unbilled", 0),
    ],
)
def test_what_is_sold_follows_the_line_then_the_activity(
    business: Business, anne: User, line: str, nature: str, sold: int
) -> None:
    [entry] = note_line(business, anne, typed(business, line), at=NOW).entries
    assert (entry.nature, entry.sold_seconds) == (nature, sold)


# --- once


def test_the_same_sending_twice_is_noted_once(business: Business, anne: User) -> None:
    draft = typed(business, "2h tri")
    first = note_line(business, anne, draft, at=NOW, once="token")
    again = note_line(business, anne, draft, at=NOW, once="token")
    assert (first.again, again.again) == (False, True)
    assert again.entries == first.entries
    assert (again.seconds, len(entries(business))) == (7200, 1)


def test_the_same_line_sent_from_a_new_page_is_noted_again(business: Business, anne: User) -> None:
    for once in ("one", "two", "", ""):
        note_line(business, anne, typed(business, "2h tri"), at=NOW, once=once)
    assert len(entries(business)) == 4


def test_another_line_from_the_same_page_is_noted_too(business: Business, anne: User) -> None:
    for line in ("2h tri", "1h tri"):
        note_line(business, anne, typed(business, line), at=NOW, once="token")
    assert [entry.seconds for entry in entries(business)] == [7200, 3600]


def test_what_was_taken_back_may_be_noted_again(business: Business, anne: User) -> None:
    draft = typed(business, "2h tri")
    note_line(business, anne, draft, at=NOW, once="token")
    TimeEntry.objects.filter(business=business).update(removed_at=NOW)
    assert not note_line(business, anne, draft, at=NOW, once="token").again
    assert len(entries(business)) == 1


def test_a_double_click_the_other_of_which_was_first_writes_once(
    business: Business, anne: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = typed(business, "2h tri")
    first = note_line(business, anne, draft, at=NOW, once="token")
    looked = iter([None, first])
    monkeypatch.setattr(actions, "_earlier", lambda *_about: next(looked))
    assert note_line(business, anne, draft, at=NOW, once="token") == first
    assert len(entries(business)) == 1


# --- in the browser


def test_the_line_is_shown_before_it_is_saved(browser: Client, business: Business) -> None:
    reply = browser.get("/time/parse/", {"line": "2h tri garage Dupont hier"})
    page = reply.content.decode()
    assert reply.status_code == 200
    for said in ("2\u202fh", "Séances sur place", "Dupont", "mercredi", "Production", "tri garage"):
        assert said in page
    assert 'form="quick-add"' in page
    assert entries(business) == []


def test_an_empty_line_shows_nothing(browser: Client) -> None:
    assert browser.get("/time/parse/", {"line": "  "}).content.strip() == b""


def test_a_line_without_a_length_may_start_the_clock(browser: Client) -> None:
    page = browser.get("/time/parse/", {"line": "séance Dupont"}).content.decode()
    assert 'action="/hats/production/wear/"' in page
    assert 'name="label" value="Dupont"' in page
    assert 'form="quick-add"' not in page
    assert "/wear/" not in browser.get("/time/parse/", {"line": "à 9h tri"}).content.decode()


@pytest.mark.parametrize(
    "line",
    [
        "<script>alert(1)</script> 2h", '2h @"><img src=x onerror=alert(1)>', "2h {{7*7}}",
        "x" * 5000, "\x00", "2h \u202eirt", "9" * 400, "1e999h", "0h", "-2h", "25h61", "31/02 2h",
        "lundi 11 mars 2h", "2h 3h", "#pilote #qualité 2h", "9h-12h 2h", "12h-9h", "depuis 23h",
        "depuis 14h aujourd’hui", "2h demain", "2h 1/1/1999",
    ],
)  # fmt: skip
def test_any_line_is_shown_and_kept_safe(browser: Client, business: Business, line: str) -> None:
    shown = browser.get("/time/parse/", {"line": line})
    kept = browser.post("/time/add/", {"line": line, "next": "/week/"})
    assert shown.status_code == 200
    assert kept.status_code in (302, 422)
    for reply in (shown, kept):
        assert b"<script>alert" not in reply.content
        assert b"<img src=x" not in reply.content


def test_a_line_is_noted_and_she_is_back_where_she_was(browser: Client, business: Business) -> None:
    reply = browser.post("/time/add/", {"line": "2h tri hier", "next": "/week/?day=2026-03-11"})
    assert (reply.status_code, reply.headers["Location"]) == (302, "/week/?day=2026-03-11")
    assert [entry.seconds for entry in entries(business)] == [7200]


def test_the_toast_takes_it_back(browser: Client, business: Business) -> None:
    page = browser.post("/time/add/", {"line": "2h tri hier"}, follow=True)
    [message] = page.context["messages"]
    browser.post(message.extra_tags)
    assert entries(business) == []


def test_with_htmx_the_page_is_loaded_anew(browser: Client) -> None:
    facts = {"line": "2h tri hier", "next": "/week/"}
    reply = browser.post("/time/add/", facts, headers={"HX-Request": "true"})
    assert (reply.status_code, reply.headers["HX-Redirect"]) == (204, "/week/")


@pytest.mark.parametrize(
    "there", ["//evil.example", "https://evil.example/", "\\\\evil", "javascript:alert(1)"]
)
def test_she_is_never_sent_to_a_stranger(browser: Client, there: str) -> None:
    reply = browser.post("/time/add/", {"line": "2h tri hier", "next": there})
    assert reply.headers["Location"] == "/week/"


def test_a_refused_line_is_kept_with_what_to_do(browser: Client, business: Business) -> None:
    reply = browser.post("/time/add/", {"line": "tri chez «Léa»", "next": "/week/"})
    page = reply.content.decode()
    assert reply.status_code == 422
    assert 'value="tri chez «Léa»"' in page
    assert 'name="next" value="/week/"' in page
    assert 'role="alert"' in page
    assert entries(business) == []


def test_with_htmx_only_the_box_comes_back(browser: Client) -> None:
    reply = browser.post("/time/add/", {"line": "tri"}, headers={"HX-Request": "true"})
    assert reply.status_code == 422
    assert b"<html" not in reply.content
    assert b'id="quick-add-box"' in reply.content


def test_time_still_to_come_is_refused_and_kept(browser: Client, business: Business) -> None:
    reply = browser.post("/time/add/", {"line": "2h tri demain"})
    assert reply.status_code == 422
    assert b'value="2h tri demain"' in reply.content
    assert entries(business) == []


@pytest.mark.parametrize(("billable", "sold"), [("0", 0), ("1", 3600), ("", 0), ("yes", 0)])
def test_shift_and_enter_says_whether_it_is_billed(
    browser: Client, business: Business, billable: str, sold: int
) -> None:
    browser.post("/time/add/", {"line": "1h devis hier", "billable": billable})
    [entry] = entries(business)
    assert entry.sold_seconds == sold


def test_a_break_is_never_billed(browser: Client, business: Business) -> None:
    browser.post("/time/add/", {"line": "30 min pause hier", "billable": "1"})
    [entry] = entries(business)
    assert (entry.nature, entry.sold_seconds, entry.hat) == ("break", 0, "")


def test_the_same_page_sent_twice_says_so(browser: Client, business: Business) -> None:
    facts = {"line": "2h tri hier", "once": "token"}
    browser.post("/time/add/", facts)
    page = browser.post("/time/add/", facts, follow=True)
    assert len(entries(business)) == 1
    noted, already = page.context["messages"]
    assert noted.extra_tags.startswith("/time/undo/")
    assert already.extra_tags == ""


def test_another_business_sees_nothing_of_it(
    client_of: Signed, bruno: User, other: Business, browser: Client, now: dt.datetime
) -> None:
    browser.post("/time/add/", {"line": "2h tri Dupont hier"})
    page = client_of(bruno).get("/time/parse/", {"line": "1h séance dupont"}).content.decode()
    assert "Client ou mission" not in page


@pytest.mark.parametrize("path", ["/week/", "/"])
def test_the_box_stands_on_the_week_and_at_home(browser: Client, path: str) -> None:
    page = browser.get(path).content.decode()
    assert 'id="typed-line"' in page
    assert f'name="next" value="{path}"' in page


def test_a_line_typed_costs_the_same_queries_with_many_clients(
    browser: Client, business: Business
) -> None:
    asked = {"line": "2h tri garage Dupont hier"}
    browser.get("/time/parse/", asked)
    with CaptureQueriesContext(connection) as before:
        browser.get("/time/parse/", asked)
    for number in range(30):
        typed_line = f"10 min devis @Client{number} hier"
        note_time(business, None, typed(business, typed_line), at=NOW)
    with CaptureQueriesContext(connection) as after:
        browser.get("/time/parse/", asked)
    assert len(after) == len(before)
