"""Bringing time in: all or nothing, nothing twice, nothing invented."""

from __future__ import annotations

import datetime as dt
import hashlib
import io

import pytest

from casquettes.formats.timefiles import Period, look_through
from casquettes.formats.timesheets.summary import TimeFile
from casquettes.kernel.models import Activity, Business, User
from casquettes.timesheet.actions import imports
from casquettes.timesheet.models import ImportBatch, ImportDraft, ImportRule, TimeEntry
from casquettes.timesheet.queries import imports as queries

NOW = dt.datetime(2026, 3, 12, 10, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 3, 12)
HEADER = (
    "Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration\n"
)
SESSION = "Zoé,Garage,Tri,Étagères,Yes,2026-01-05,09:00:00,2026-01-05,10:30:00,01:30:00\n"
OFFICE = ",Bureau,Facturation,,No,2026-01-05,14:00:00,2026-01-05,15:00:00,01:00:00\n"


def file_of(text: str, business: Business) -> TimeFile:
    raw = text.encode()
    period = Period(last=TODAY)
    return look_through(lambda: io.BytesIO(raw), zone=business.zone, period=period)


def bring(business: Business, text: str, user: User | None = None) -> imports.Outcome:
    facts = imports.FileFacts("temps.csv", hashlib.sha256(text.encode()).hexdigest())
    return imports.bring_in(business, user, file_of(text, business), facts, at=NOW)


def entries(business: Business) -> list[TimeEntry]:
    return list(TimeEntry.objects.of(business).order_by("on", "starts_at", "id"))


def activity(business: Business, key: str) -> Activity:
    return Activity.objects.of(business).get(key=key)


def test_a_billable_row_becomes_a_sold_session(anne: User, business: Business) -> None:
    outcome = bring(business, HEADER + SESSION, anne)
    [entry] = entries(business)
    assert (outcome.added, outcome.duplicates) == (1, 0)
    assert (entry.on, entry.starts_at, entry.seconds) == (
        dt.date(2026, 1, 5),
        dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC),
        5400,
    )
    assert (entry.hat, entry.activity) == ("production", activity(business, "pro_seance"))
    assert (entry.nature, entry.sold_seconds) == ("billed", 5400)
    assert (entry.label, entry.note, entry.source, entry.user) == (
        "Zoé",
        "Étagères",
        "import",
        anne,
    )
    assert (entry.noted_on, entry.mark) == (dt.date(2026, 1, 5), "")
    assert outcome.batch is not None
    assert (outcome.batch.rows, outcome.batch.format, outcome.batch.file_name) == (
        1,
        "toggl",
        "temps.csv",
    )


def test_time_nobody_said_the_hat_of_has_none(business: Business) -> None:
    bring(business, HEADER + OFFICE)
    [entry] = entries(business)
    assert (entry.hat, entry.activity, entry.nature, entry.sold_seconds) == (
        "",
        None,
        "unbilled",
        0,
    )
    assert (entry.label, entry.note) == ("Bureau", "Facturation")


def test_a_rule_says_what_a_project_and_task_are_here(business: Business) -> None:
    invoicing = activity(business, "ges_facture")
    imports.remember(business, {("Bureau", "Facturation"): invoicing})
    bring(business, HEADER + OFFICE)
    [entry] = entries(business)
    assert (entry.hat, entry.activity) == ("manager", invoicing)


def test_a_rule_can_be_changed_and_forgotten(business: Business) -> None:
    key = ("Bureau", "")
    for chosen in ("ges_facture", "ges_admin"):
        imports.remember(business, {key: activity(business, chosen)})
    [rule] = ImportRule.objects.filter(business=business)
    assert rule.activity == activity(business, "ges_admin")
    imports.remember(business, {key: None})
    assert queries.remembered(business) == {}


@pytest.mark.parametrize("key", ["log_trajet", "com_diag", "log_courses"])
def test_paid_travel_diagnosis_and_shopping_are_billed_but_not_sold(
    business: Business, key: str
) -> None:
    imports.remember(business, {("Garage", "Tri"): activity(business, key)})
    bring(business, HEADER + SESSION)
    [entry] = entries(business)
    assert (entry.nature, entry.sold_seconds) == ("billed", 0)


def test_the_same_file_adds_nothing_twice(business: Business) -> None:
    bring(business, HEADER + SESSION + OFFICE)
    again = bring(business, HEADER + SESSION + OFFICE)
    assert (again.added, again.duplicates, again.batch) == (0, 2, None)
    assert len(entries(business)) == 2
    assert ImportBatch.objects.count() == 1


def test_a_longer_export_of_the_same_tool_adds_only_what_is_new(business: Business) -> None:
    bring(business, HEADER + SESSION)
    again = bring(business, HEADER + OFFICE + SESSION)
    assert (again.added, again.duplicates) == (1, 1)


def test_two_equal_rows_of_one_file_both_come_in_once(business: Business) -> None:
    twice = "Date,Hours,Client\n2026-01-05,1,Zoé\n2026-01-05,1,Zoé\n"
    assert bring(business, twice).added == 2
    assert bring(business, twice).added == 0
    assert bring(business, twice + "2026-01-05,1,Zoé\n").added == 1
    assert sum(entry.seconds for entry in entries(business)) == 3 * 3600


def test_a_row_she_removed_does_not_come_back(business: Business) -> None:
    bring(business, HEADER + SESSION)
    TimeEntry.objects.update(removed_at=NOW)
    assert bring(business, HEADER + SESSION).duplicates == 1
    assert entries(business) == []


def test_a_night_is_cut_at_her_midnight(business: Business) -> None:
    night = "Zoé,Garage,,,Yes,2026-01-05,22:30:00,2026-01-06,00:15:00,01:45:00\n"
    outcome = bring(business, HEADER + night)
    first, second = entries(business)
    assert (outcome.summary.entries, outcome.added) == (1, 1)
    assert [(e.on.day, e.seconds, e.sold_seconds) for e in (first, second)] == [
        (5, 5400, 5400),
        (6, 900, 900),
    ]
    assert bring(business, HEADER + night).added == 0


def test_rows_of_no_length_and_rows_that_overlap_or_disagree_are_marked(
    business: Business,
) -> None:
    rows = (
        ",P,,a,No,2026-01-05,09:00:00,2026-01-05,10:00:00,01:00:00\n"
        ",P,,b,No,2026-01-05,09:30:00,2026-01-05,09:45:00,00:15:00\n"
        ",P,,c,No,2026-01-05,11:00:00,2026-01-05,11:00:00,00:00:00\n"
        ",P,,d,No,2026-01-05,12:00:00,2026-01-05,13:00:00,02:00:00\n"
        ",P,,e,No,2026-01-05,22:00:00,2026-01-06,02:00:00,04:00:00\n"
        ",P,,f,No,2026-01-06,01:00:00,2026-01-06,01:30:00,00:30:00\n"
    )
    summary = bring(business, HEADER + rows).summary
    marks = [(entry.note, entry.mark) for entry in entries(business)]
    assert marks == [
        ("a", "overlap"), ("b", "overlap"), ("c", "zero"), ("d", "disagree"), ("e", "overlap"),
        ("e", "overlap"), ("f", "overlap"),
    ]  # fmt: skip
    assert (summary.overlapping, summary.zero, summary.disagreeing) == (4, 1, 1)


def test_a_break_is_no_work_and_has_no_hat(business: Business) -> None:
    text = (
        "Project,Type,Billable,Start Date,Start Time,End Date,End Time,Duration (h)\n"
        "P,Break,Yes,01/15/2026,12:00,01/15/2026,12:30,00:30:00\n"
    )
    bring(business, text)
    [entry] = entries(business)
    assert (entry.nature, entry.sold_seconds, entry.hat) == ("break", 0, "")


def test_a_length_without_times_was_noted_on_the_day_of_the_import(business: Business) -> None:
    bring(business, "Date,Hours,Client\n2026-01-05,1.5,Zoé\n")
    [entry] = entries(business)
    assert (entry.starts_at, entry.noted_on) == (None, TODAY)


def test_tomorrow_is_left_out(business: Business) -> None:
    outcome = bring(business, "Date,Hours,Client\n2026-03-12,1,Zoé\n2026-03-13,1,Zoé\n")
    assert outcome.added == 1
    assert [(one.line, str(one.problem)) for one in outcome.summary.unread] == [(3, "future")]


def test_an_open_question_or_nothing_readable_writes_nothing(business: Business) -> None:
    for text in ("Date,Hours\n03/04/2025,1\n05/06/2025,1\n", "Date,Hours\n2026-01-05,1e999\n"):
        with pytest.raises(imports.ImportRefused):
            bring(business, text)
    assert (entries(business), ImportBatch.objects.count()) == ([], 0)


def test_a_failure_half_way_writes_nothing(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(self: object, ranks: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(imports._Writer, "_mark_overlaps", full_disk)
    with pytest.raises(OSError, match="disk full"):
        bring(business, HEADER + SESSION)
    assert (entries(business), ImportBatch.objects.count()) == ([], 0)


def test_another_window_that_was_faster_is_seen_on_the_second_try(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(business, HEADER + SESSION)
    looks = []
    usual = imports._Writer._imported

    def blind_at_first(self: imports._Writer) -> object:
        looks.append(1)
        found = usual(self)
        return found.none() if len(looks) == 1 else found

    monkeypatch.setattr(imports._Writer, "_imported", blind_at_first)
    outcome = bring(business, HEADER + SESSION)
    assert (outcome.added, outcome.duplicates) == (0, 1)
    assert len(entries(business)) == 1


def test_a_whole_import_is_undone_and_may_come_again(business: Business) -> None:
    first = bring(business, HEADER + OFFICE)
    outcome = bring(business, HEADER + SESSION)
    assert outcome.batch is not None
    assert imports.take_out(outcome.batch, at=NOW) == 1
    assert [entry.label for entry in entries(business)] == ["Bureau"]
    assert list(ImportBatch.objects.all()) == [first.batch]
    assert bring(business, HEADER + SESSION).added == 1


def test_a_draft_keeps_the_file_small_and_old_ones_go(anne: User, business: Business) -> None:
    old = imports.keep_draft(
        business, anne, file_name="x" * 300, content=b"a,b\n" * 9000, at=NOW - dt.timedelta(days=3)
    )
    assert len(old.content) < 1000
    assert len(old.file_name) == 200
    new = imports.keep_draft(business, anne, file_name="b.csv", content=b"Date,Hours\n", at=NOW)
    assert list(ImportDraft.objects.values_list("pk", flat=True)) == [new.pk]


def test_names_of_activities_and_their_usual_words_are_proposed(business: Business) -> None:
    proposals = queries.Proposals(Activity.objects.of(business).shown())

    def proposed(project: str, task: str) -> str:
        found = proposals.for_words(project, task)
        return found.key if found else ""

    assert proposed("Bureau", "Facturation") == "ges_facture"
    assert proposed("", "Trajet aller") == "log_trajet"
    assert proposed("Marketing", "Instagram") == "com_social"
    assert proposed("Atelier", "Newsletter") == "com_fidel"
    assert proposed("Interne", "Relances devis") == ""
    assert proposed("Dupont", "") == ""
    assert proposed("", "Invoicing") == "ges_facture"


def test_groups_carry_what_is_remembered_or_proposed(business: Business) -> None:
    imports.remember(business, {("Bureau", "Facturation"): activity(business, "ges_admin")})
    other = "Zoé,Cuisine,,,Yes,2026-01-06,09:00:00,2026-01-06,12:00:00,03:00:00\n"
    unknown = ",Divers,,,No,2026-01-07,09:00:00,2026-01-07,09:30:00,00:30:00\n"
    preview = queries.preview_of(
        business, file_of(HEADER + SESSION + OFFICE + other + unknown, business)
    )
    told = [
        (group.project, group.seconds, group.activity_id, group.remembered)
        for group in preview.groups
    ]
    session = activity(business, "pro_seance").pk
    assert told == [
        ("Cuisine", 10800, session, False),
        ("Garage", 5400, session, False),
        ("Bureau", 3600, activity(business, "ges_admin").pk, True),
        ("Divers", 1800, None, False),
    ]
