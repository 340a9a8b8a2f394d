"""The page of her copy, and a business made again beside itself, on either database."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.db import connection

from casquettes.formats.parcel import Parcel, Problem, Unusable
from casquettes.kernel import exports, journal, receiving, tenancy
from casquettes.kernel.models import Activity, Business, JournalEntry, Membership, User
from casquettes.timesheet.models import ImportDraft, TimeEntry
from tests import cast

ROOM = 2**30
SQLITE = "__import__('os').environ.get('DATABASE_URL')"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


def exported(business) -> Parcel:
    out = io.BytesIO()
    exports.write_export(business, out, at=cast.NOW)
    parcel = Parcel(out, room=ROOM)
    parcel.check()
    return parcel


def worked(business, anne) -> None:
    activity = Activity.objects.of(business).last()
    for rank in range(3):
        TimeEntry.objects.create(
            business=business,
            user=anne,
            on=cast.NOW.date(),
            starts_at=cast.NOW,
            seconds=60 * rank,
            hat=activity.hat,
            activity=activity,
            nature="billed",
            label="=2+3 ; « Léa »",
            source="typed",
            noted_on=cast.NOW.date(),
        )
    ImportDraft.objects.create(
        business=business,
        user=anne,
        file_name="a.csv",
        content=b"\x00\xff",
        answers={"given": [1, None]},
        created_at=cast.NOW,
    )


def facts(business) -> list[list[tuple]]:
    """Every row of a business, without the numbers given to rows."""
    activities = Activity.objects.filter(business=business).order_by("pk")
    entries = TimeEntry.objects.filter(business=business).order_by("pk")
    drafts = ImportDraft.objects.filter(business=business)
    people = Membership.objects.filter(business=business)
    written = JournalEntry.objects.filter(business=business).order_by("rank")
    return [
        list(activities.values_list("key", "hat", "name_fr", "nature", "position", "hidden_on")),
        list(entries.values_list("user", "activity__key", "on", "starts_at", "seconds", "label")),
        [(d.user_id, bytes(d.content), d.answers, d.created_at) for d in drafts],
        list(people.values_list("user", "role", "created_at")),
        list(written.values_list("rank", "verb", "payload", "previous", "signature")),
    ]


@pytest.mark.django_db
def test_an_export_makes_the_business_again_row_by_row_under_another_name(business, anne):
    worked(business, anne)
    parcel = exported(business)
    before = facts(business)
    again, rows = receiving.receive(parcel, slug="again", sha256="0" * 64, at=cast.NOW)
    assert rows == 1 + 1 + 58 + 3 + 1 + JournalEntry.objects.filter(business=again).count() - 1
    after = facts(again)
    assert after[:4] == before[:4]
    assert after[4][:-1] == before[4]
    assert after[4][-1][1] == "restore"
    assert (again.name, again.slug) == (business.name, "again")
    with tenancy.entered(business_id=again.pk):
        first_bad = journal.verify(again).first_bad
    assert first_bad is None or first_bad.why == "headless"  # the head is kept on commit


@pytest.mark.django_db
def test_a_name_already_taken_is_refused_and_nothing_comes_in(business, anne):
    parcel = exported(business)
    with pytest.raises(receiving.SlugHere):
        receiving.receive(parcel, slug=None, sha256="", at=cast.NOW)
    assert Business.objects.count() == 1


@pytest.mark.django_db
def test_an_export_whose_rows_do_not_hold_together_is_refused_whole(business, anne):
    worked(business, anne)
    parcel = exported(business)
    rows = json.loads(parcel.text("tables/timesheet_timeentry.json"))
    rows[1]["hat"] = "no such hat"
    real, text = parcel.text, json.dumps(rows)
    parcel.text = lambda name: text if "timeentry" in name else real(name)
    with pytest.raises(Unusable) as refused:
        receiving.receive(parcel, slug="again", sha256="", at=cast.NOW)
    assert refused.value.problem is Problem.DAMAGED
    tenancy.enter(business_id=business.pk)
    assert not Business.objects.filter(slug="again").exists()


@pytest.mark.django_db
def test_a_table_of_a_later_version_is_refused(business):
    parcel = exported(business)
    parcel.files["tables/federation_member.json"] = {}
    with pytest.raises(receiving.OtherShape):
        receiving.receive(parcel, slug="again", sha256="", at=cast.NOW)


@pytest.mark.django_db
def test_an_export_holds_nothing_of_another_business_and_no_password(business, other, bruno, anne):
    worked(business, anne)
    parcel = exported(business)
    everything = "".join(parcel.text(name) for name in parcel.files)
    assert "Bruno" not in everything
    assert "argon2" not in everything
    assert "md5$" not in everything


@pytest.mark.django_db
def test_a_table_is_also_a_csv_that_no_spreadsheet_computes(business, anne):
    worked(business, anne)
    text = exported(business).text("tables/timesheet_timeentry.csv")
    assert text.count("\r\n") == 4
    assert "'=2+3 ; « Léa »" in text


# --- the page -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_tells_the_head_of_the_journal(client_of, anne, business, now):
    page = client_of(anne).get("/settings/copy/").content.decode()
    head = JournalEntry.objects.get(business=business)
    assert head.signature[:4] in page
    assert "/settings/copy/export/" in page
    assert "/settings/copy/backup/" not in page


@pytest.mark.django_db
def test_she_downloads_an_export_and_the_page_remembers_when(client_of, anne, business, now):
    browser = client_of(anne)
    answer = browser.post("/settings/copy/export/")
    assert answer["Content-Disposition"] == (
        f'attachment; filename="{business.slug}-2026-03-12.zip"'
    )
    parcel = Parcel(io.BytesIO(b"".join(answer)), room=ROOM)
    parcel.check()
    assert parcel.manifest["format"] == "casquettes-export"
    assert browser.get("/settings/copy/").context["copies"].export_at == cast.NOW


@pytest.mark.django_db
def test_hosted_she_proves_it_is_her_before_an_export(client_of, anne, settings, now):
    settings.HOSTED = True
    answer = client_of(anne).post("/settings/copy/export/", secure=True)
    assert answer["Location"] == "/account/reauthenticate/?next=/settings/copy/"


@pytest.mark.django_db
def test_a_button_checks_the_journal_and_names_what_is_wrong(client_of, anne, business, now):
    answer = client_of(anne).post("/settings/copy/")
    assert answer.status_code == 200
    assert answer.context["bad"].why == "headless"


@pytest.mark.skipif(SQLITE, reason="the whole computer is backed up at home only")
def test_the_owner_of_the_computer_downloads_a_backup_of_it_all(
    transactional_db, client_of, now, home
):
    from casquettes.kernel import actions

    business = actions.found_local_business(at=cast.NOW)
    browser = client_of(User.objects.get(is_local_owner=True))
    assert "/settings/copy/backup/" in browser.get("/settings/copy/").content.decode()
    answer = browser.post("/settings/copy/backup/")
    content = b"".join(answer)
    with zipfile.ZipFile(io.BytesIO(content)) as parcel:
        assert parcel.read("casquettes.sqlite3")[:15] == b"SQLite format 3"
        assert parcel.read("keys/journal-key").decode() == (home / "journal-key").read_text()
    assert browser.get("/settings/copy/").context["copies"].backup_at == cast.NOW
    assert browser.post("/settings/copy/").context["bad"] is None
    assert JournalEntry.objects.filter(business=business).count() == 2
    assert connection.in_atomic_block is False
