"""The same by the browser: upload, answer, look, confirm, undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from casquettes.kernel.models import Activity, Business, User
from casquettes.timesheet.models import ImportBatch, ImportDraft, ImportRule, TimeEntry

CLOCKIFY = (
    "Project,Client,Description,Task,User,Group,Email,Tags,Billable,Start Date,Start Time,End Date,"
    "End Time,Duration (h),Duration (decimal),Billable Rate (EUR),Billable Amount (EUR)\n"
    "Garage,Zoé,Étagères,Tri,Anne,,a@example.org,,Yes,02/16/2026,09:00:00 AM,02/16/2026,"
    "12:30:00 PM,03:30:00,3.50,45.00,157.50\n"
    "Bureau,,Factures,Facturation,Anne,,a@example.org,,No,02/17/2026,02:00:00 PM,02/17/2026,"
    "03:10:00 PM,01:10:00,1.17,0.00,0.00\n"
    "Garage,Zoé,,Tri,Anne,,a@example.org,,Yes,02/31/2026,09:00:00 AM,02/31/2026,"
    "10:00:00 AM,01:00:00,1.00,45.00,45.00\n"
)


@pytest.fixture
def browser(
    anne: User, business: Business, client_of: Callable[[User], Client], now: dt.datetime
) -> Client:
    return client_of(anne)


def upload(browser: Client, content: str | bytes, name: str = "temps.csv") -> Any:
    raw = content.encode() if isinstance(content, str) else content
    return browser.post("/import/time/", {"file": SimpleUploadedFile(name, raw)})


def chosen(page: Any, **keys: str) -> dict[str, str]:
    """The form of a preview as shown, with other activities for some projects."""
    form = page.context["form"]
    posted = {name: str(form[name].value()) for name in form.fields}
    for rank, group in enumerate(form.groups):
        if group.project in keys:
            posted[f"meaning-{rank}"] = keys[group.project]
    return {**posted, "sha256": page.context["sha256"]}


def test_a_file_is_shown_before_anything_is_written(browser: Client, business: Business) -> None:
    answer = upload(browser, CLOCKIFY)
    draft = ImportDraft.objects.get()
    assert answer["Location"] == f"/import/time/{draft.pk}/"
    page = browser.get(answer["Location"])
    preview = page.context["preview"]
    assert (preview.rows, preview.entries, preview.seconds, preview.sold_seconds) == (
        3, 2, 16800, 12600,
    )  # fmt: skip
    assert [(line.number, line.text) for line in page.context["lines"]] == [(4, "02/31/2026")]
    assert TimeEntry.objects.of(business).count() == 0


def test_confirming_writes_all_remembers_the_rules_and_can_be_undone(
    browser: Client, business: Business
) -> None:
    where = upload(browser, CLOCKIFY)["Location"]
    admin = Activity.objects.of(business).get(key="ges_admin")
    posted = chosen(browser.get(where), Bureau=str(admin.pk))
    answer = browser.post(f"{where}commit/", posted)
    batch = ImportBatch.objects.get()
    assert answer["Location"] == f"/import/time/done/{batch.pk}/"
    told = TimeEntry.objects.of(business).values_list("hat", "seconds", "sold_seconds")
    assert list(told) == [("production", 12600, 12600), ("manager", 4200, 0)]
    assert ImportRule.objects.get(project="Bureau").activity == admin
    assert not ImportDraft.objects.exists()
    done = browser.get(answer["Location"])
    assert done.context["brought"].entries == 2
    undone = browser.post(f"{answer['Location']}undo/", follow=True)
    assert undone.status_code == 200
    assert TimeEntry.objects.of(business).count() == 0


def test_a_second_click_shows_what_the_first_did(browser: Client, business: Business) -> None:
    where = upload(browser, CLOCKIFY)["Location"]
    posted = chosen(browser.get(where))
    first, second = (browser.post(f"{where}commit/", posted) for _click in range(2))
    assert first["Location"] == second["Location"]
    assert (ImportBatch.objects.count(), TimeEntry.objects.of(business).count()) == (1, 2)


def test_the_same_file_in_two_tabs_comes_in_once(browser: Client, business: Business) -> None:
    tabs = [upload(browser, CLOCKIFY)["Location"] for _tab in range(2)]
    pages = [chosen(browser.get(tab)) for tab in tabs]
    for tab, posted in zip(tabs, pages, strict=True):
        answer = browser.post(f"{tab}commit/", posted)
    assert answer["Location"] == "/import/time/"
    assert (ImportBatch.objects.count(), TimeEntry.objects.of(business).count()) == (1, 2)


def test_part_of_a_file_known_already_is_said(browser: Client, business: Business) -> None:
    rows = "Date,Hours,Client\n2026-01-05,1,Zoé\n"
    for text in (rows, f"{rows}2026-01-06,1,Zoé\n"):
        where = upload(browser, text)["Location"]
        page = browser.post(f"{where}commit/", chosen(browser.get(where)), follow=True)
    assert [str(message) for message in page.context["messages"]] != []
    assert TimeEntry.objects.of(business).count() == 2


def test_what_the_file_does_not_say_is_asked(browser: Client) -> None:
    where = upload(browser, "Date,Hours\n03/04/2025,1\n05/06/2025,2\n")["Location"]
    page = browser.get(where)
    assert list(page.context["form"].fields) == ["date_order"]
    assert browser.post(where, {}).status_code == 422
    assert browser.post(where, {"date_order": "dmy"})["Location"] == where
    preview = browser.get(where).context["preview"]
    assert (preview.first, preview.seconds) == (dt.date(2025, 4, 3), 10800)


def test_decimal_sign_and_unit_are_asked_as_well(browser: Client) -> None:
    where = upload(browser, 'Date,Hours\n2026-01-05,"1,500"\n')["Location"]
    assert list(browser.get(where).context["form"].fields) == ["decimal"]
    browser.post(where, {"decimal": "comma"})
    assert browser.get(where).context["preview"].seconds == 5400
    where = upload(browser, "Date,Duration\n2026-01-05,90\n")["Location"]
    assert list(browser.get(where).context["form"].fields) == ["unit"]
    browser.post(where, {"unit": "minutes"})
    assert browser.get(where).context["preview"].seconds == 5400


def test_unknown_columns_are_mapped_with_what_they_say_in_sight(browser: Client) -> None:
    where = upload(browser, "Quand;Combien;Pour qui\n2026-01-05;1,5;Zoé\n")["Location"]
    page = browser.get(where)
    assert [said for _field, said in page.context["rows"]] == [["2026-01-05"], ["1,5"], ["Zoé"]]
    for wrong in (
        {},
        {"column-0": "day"},
        {"column-1": "duration"},
        {"column-0": "day", "column-1": "day"},
    ):
        assert browser.post(where, wrong).status_code == 422
    roles = {"column-0": "day", "column-1": "duration", "column-2": "client"}
    assert browser.post(where, roles)["Location"] == where
    assert browser.get(where).context["preview"].seconds == 5400


def test_a_mapping_can_be_said_again(browser: Client) -> None:
    where = upload(browser, "Date;Heures;Projet\n2026-01-05;1,5;Zoé\n")["Location"]
    page = browser.get(f"{where}?columns")
    known = {name: field.initial for name, field in page.context["form"].fields.items()}
    assert known == {"column-0": "day", "column-1": "duration", "column-2": "project"}
    browser.post(f"{where}?columns", {**known, "column-2": "client"})
    browser.post(f"{where}?columns", {**known, "column-2": ""})
    [group] = browser.get(where).context["preview"].groups
    assert (group.project, group.seconds) == ("", 5400)
    assert browser.post(where)["Location"] == where


def test_two_columns_that_claim_the_same_are_settled_on_the_page(browser: Client) -> None:
    where = upload(browser, "Date,Hours,Heures\n2026-01-05,1,2\n")["Location"]
    roles = {"column-0": "day", "column-1": "", "column-2": "duration"}
    assert browser.post(where, roles)["Location"] == where
    assert browser.get(where).context["preview"].seconds == 7200


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "empty"), (b"%PDF-1.4", "text file"), (b'Date,Hours,N\n2026-01-05,1,"x\n', "Line 2.")],
)
def test_a_file_that_cannot_be_read_says_why(
    browser: Client, anne: User, content: bytes, words: str
) -> None:
    User.objects.filter(pk=anne.pk).update(language="en")
    page = upload(browser, content)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not ImportDraft.objects.exists()


def test_a_file_too_big_is_refused(browser: Client, settings: Any) -> None:
    settings.MAX_IMPORT_BYTES = 10
    assert upload(browser, CLOCKIFY).status_code == 422
    assert browser.post("/import/time/").status_code == 422


def test_a_file_with_nothing_to_read_cannot_be_confirmed(
    browser: Client, business: Business
) -> None:
    where = upload(browser, "Date,Hours\n2026-01-05,1e999\n")["Location"]
    page = browser.get(where)
    assert page.context["preview"].entries == 0
    answer = browser.post(f"{where}commit/", {"sha256": page.context["sha256"]})
    assert answer["Location"] == where
    assert ImportBatch.objects.count() == 0


def test_an_activity_that_is_none_is_refused_and_nothing_lost(browser: Client) -> None:
    where = upload(browser, CLOCKIFY)["Location"]
    page = browser.post(f"{where}commit/", {"meaning-0": "999999"})
    assert page.status_code == 422
    assert ImportDraft.objects.count() == 1


def test_a_calendar_comes_in_too(browser: Client, business: Business) -> None:
    text = (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20260105T090000Z\nDURATION:PT2H\n"
        "SUMMARY:Atelier\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    where = upload(browser, text, "agenda.ics")["Location"]
    browser.post(f"{where}commit/", chosen(browser.get(where)))
    assert TimeEntry.objects.of(business).get().note == "Atelier"


def test_giving_up_deletes_the_kept_file(browser: Client) -> None:
    where = upload(browser, CLOCKIFY)["Location"]
    assert browser.post(f"{where}drop/")["Location"] == "/import/time/"
    assert not ImportDraft.objects.exists()
    assert browser.get(where).status_code == 404
    assert browser.post(f"{where}commit/", {}).status_code == 404


def test_a_kept_file_damaged_meanwhile_is_said_and_dropped(browser: Client) -> None:
    import zlib

    where = upload(browser, CLOCKIFY)["Location"]
    ImportDraft.objects.update(content=zlib.compress(b"%PDF"), answers={"sha256": "x"})
    assert browser.post(f"{where}commit/", {})["Location"] == where
    assert browser.get(where)["Location"] == "/import/time/"
    assert not ImportDraft.objects.exists()


def test_the_page_costs_the_same_for_one_project_or_forty(
    browser: Client, django_assert_max_num_queries: Any
) -> None:
    rows = "".join(f"2026-01-{day:02},1,Projet {day}\n" for day in range(1, 29))
    where = upload(browser, f"Date,Hours,Project\n{rows}")["Location"]
    browser.get(where)
    with django_assert_max_num_queries(30):
        browser.get(where)
