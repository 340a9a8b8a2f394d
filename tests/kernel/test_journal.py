"""The journal: acts are written with the act, kept for ever, and whoever alters one is seen."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.utils import timezone, translation
from hypothesis import HealthCheck, given
from hypothesis import settings as pace
from hypothesis import strategies as st

from casquettes.engine.journal import COLUMNS, Fault, Why
from casquettes.kernel import actions, journal, seals, tenancy
from casquettes.kernel.models import JournalEntry
from tests import cast
from tests.kernel.tampering import alter, another_hand, delete

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
FOUNDED = cast.NOW - DAY * 70


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def told(business, django_capture_on_commit_callbacks):
    """Founded, and five acts the same day, two with money; the head is kept."""
    with django_capture_on_commit_callbacks(execute=True):
        for cents in (None, None, 1250, None, -250):
            amount = None if cents is None else Decimal(cents) / 100
            journal.record(business, "act", at=FOUNDED, payload={"of": "test"}, amount=amount)
    return business


def verbs(business) -> list[str]:
    entries = JournalEntry.objects.filter(business=business).order_by("rank")
    return list(entries.values_list("verb", flat=True))


def bad(business) -> Fault | None:
    return journal.verify(business).first_bad


def last(business) -> JournalEntry:
    return JournalEntry.objects.filter(business=business).order_by("rank").last()


# --- what enters ----------------------------------------------------------------------------


def test_founding_a_business_opens_its_journal(business):
    entry = JournalEntry.objects.get(business=business)
    assert (entry.rank, entry.verb, entry.previous) == (1, "found", "")
    assert json.loads(entry.payload) == {"country": "FR", "currency": "EUR"}
    assert (entry.subject_kind, entry.subject_id) == ("kernel.business", business.pk)


def test_letting_someone_in_and_out_is_written_without_her_name(business):
    cast.person("lea@example.org", name="Léa")
    member = actions.add_member(business, email="lea@example.org", role="accountant", at=FOUNDED)
    actions.remove_member(member, at=FOUNDED)
    entries = list(JournalEntry.objects.filter(business=business).order_by("rank"))[1:]
    assert [(e.verb, json.loads(e.payload)) for e in entries] == [
        ("let_in", {"role": "accountant"}),
        ("shut_out", {"role": "accountant"}),
    ]


def test_changing_the_country_is_written_and_changing_the_name_is_not(business, client_of, anne):
    business.name = "Autre nom"
    actions.change_facts(business, at=cast.NOW)
    assert verbs(business) == ["found"]
    business.country = "BE"
    actions.change_facts(business, at=cast.NOW)
    assert json.loads(last(business).payload) == {"country": ["FR", "BE"]}


def test_an_act_that_is_taken_back_leaves_no_entry(business):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        journal.record(business, "act", at=cast.NOW)
        raise ZeroDivisionError
    assert verbs(business) == ["found"]


def test_a_digest_stands_for_a_name_and_tells_nothing_without_the_key(home):
    before = journal.digest_of("Anne Martin")
    assert before == journal.digest_of("Anne Martin") != journal.digest_of("Anne Martine")
    (home / "journal-key").write_text("another key, as long as it needs to be to be one")
    assert journal.digest_of("Anne Martin") != before


def test_a_part_of_a_cent_is_refused(business):
    with pytest.raises(ValueError):
        journal.record(business, "act", at=cast.NOW, amount=Decimal("0.001"))


# --- closings -------------------------------------------------------------------------------


def test_a_new_day_closes_the_last_one_and_a_new_year_its_month_and_year_too(business):
    paris = dt.timezone(dt.timedelta(hours=1))
    for moment, amount in (
        (dt.datetime(2026, 12, 30, 9, tzinfo=paris), "10.00"),
        (dt.datetime(2026, 12, 31, 23, 59, tzinfo=paris), "5.50"),
        (dt.datetime(2027, 1, 1, 0, 1, tzinfo=paris), "1.00"),
    ):
        journal.record(business, "act", at=moment, amount=Decimal(amount))
    closings = JournalEntry.objects.filter(business=business, verb__startswith="close_")
    told = [(e.verb, json.loads(e.payload)) for e in closings.order_by("rank")]
    short = [(v, p["period"], p["total"], p["perpetual_total"]) for v, p in told]
    assert short == [
        ("close_day", "2026-01-01", 0, 0),
        ("close_month", "2026-01", 0, 0),
        ("close_day", "2026-12-30", 1000, 1000),
        ("close_day", "2026-12-31", 550, 1550),
        ("close_month", "2026-12", 1550, 1550),
        ("close_year", "2026", 1550, 1550),
    ]
    assert last(business).perpetual_total == 1650


def test_a_clock_put_back_closes_nothing(told):
    journal.record(told, "act", at=FOUNDED - DAY * 3)
    assert verbs(told)[-1] == "act"
    assert [verb for verb in verbs(told) if verb.startswith("close_")] == []


# --- kept for ever --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "act",
    [
        lambda rows: rows.update(verb="other"),
        lambda rows: rows.delete(),
        lambda rows: rows.filter(rank=1)._raw_delete(rows.db),
    ],
)
def test_the_database_refuses_to_change_or_delete_an_entry(told, act):
    with pytest.raises(DatabaseError), transaction.atomic():
        act(JournalEntry.objects.filter(business=told))
    assert bad(told) is None


def test_the_database_refuses_two_entries_of_one_rank(told):
    with pytest.raises(DatabaseError), transaction.atomic():
        JournalEntry.objects.create(
            business=told,
            rank=2,
            format=1,
            chain="",
            at="",
            verb="x",
            payload="",
            perpetual_total=0,
        )


@pytest.mark.skipif("__import__('os').environ.get('DATABASE_URL')", reason="SQLite's own verb")
def test_an_entry_is_not_written_over_either(told):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "insert or replace into kernel_journalentry "
            "select business_id, rank, format, chain, at, 'other', subject_kind, subject_id, "
            "payload, amount, perpetual_total, previous, signature "
            "from kernel_journalentry where rank = 2"
        )


def test_a_real_business_cannot_be_deleted_with_its_journal_and_the_example_can(business):
    with pytest.raises(DatabaseError), transaction.atomic():
        business.delete()
    owner = cast.person("demo@example.org")
    with tenancy.entered(business_id=None):
        example = actions.found_business(owner, at=cast.NOW, slug="demo", is_demo=True)
        assert example.delete()[0] > 1


# --- whoever alters it is seen --------------------------------------------------------------


def test_a_journal_left_alone_is_whole_in_every_language_and_time_zone(told):
    for zone, language in (("Asia/Kathmandu", "en"), ("America/St_Johns", "fr")):
        with timezone.override(zone), translation.override(language):
            assert bad(told) is None
    assert journal.verify(told).last.perpetual_total == 1000


OTHER = {
    "rank": st.integers(100, 2**40),
    "format": st.integers(2, 30000),
    "subject_id": st.integers(-(2**40), 2**40),
    "amount": st.integers(-(2**40), 2**40),
    "perpetual_total": st.integers(-(2**40), 2**40),
}
SIZES = {"chain": 32, "at": 32, "verb": 40, "subject_kind": 60, "previous": 64, "signature": 64}
LETTERS = st.characters(codec="utf-8", exclude_characters="\0")


@pace(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(data=st.data())
def test_any_column_of_any_row_altered_is_named(told, data):
    rank = data.draw(st.integers(1, 6))
    column = data.draw(st.sampled_from(COLUMNS))
    entry = JournalEntry.objects.get(business=told, rank=rank)
    values = OTHER.get(column, st.text(LETTERS, max_size=SIZES.get(column, 80)))
    value = data.draw(values.filter(lambda new: new != getattr(entry, column)))
    with transaction.atomic():
        alter(told, rank, column, value)
        named = bad(told)
        transaction.set_rollback(True)
    assert named is not None
    assert named.rank == rank
    assert bad(told) is None


@pytest.mark.parametrize("ranks", [(1,), (3,), (6,), (5, 6), (1, 2, 3, 4, 5, 6)])
def test_a_missing_first_middle_or_last_entry_is_named(told, ranks):
    delete(told, *ranks)
    cut = 6 in ranks
    assert bad(told) == Fault(min(ranks), Why.CUT if cut else Why.MISSING)


def test_two_entries_swapped_are_named(told):
    with another_hand() as cursor:
        for old, new in ((3, 99), (4, 3), (99, 4)):
            cursor.execute(
                "update kernel_journalentry set rank = %s where business_id = %s and rank = %s",
                [new, told.pk, old],
            )
    assert bad(told) == Fault(3, Why.ALTERED)


def test_an_old_state_put_back_is_named_and_stays_named_when_work_goes_on(
    told, django_capture_on_commit_callbacks
):
    delete(told, 5, 6)
    assert bad(told) == Fault(5, Why.CUT)
    with django_capture_on_commit_callbacks(execute=True):
        for _act in range(4):
            journal.record(told, "act", at=FOUNDED)
    assert bad(told) == Fault(6, Why.REPLACED)


def test_without_its_head_the_journal_is_not_said_to_be_whole(told):
    [file] = seals.heads_folder().glob("*.json")
    file.write_text("")
    assert bad(told) == Fault(7, Why.HEADLESS)
    file.unlink()
    assert bad(told) == Fault(7, Why.HEADLESS)


@pytest.mark.parametrize("text", ["{", "{}", "[]", '{"mac": 3}', "\x00"])
def test_a_head_made_by_another_hand_is_named(told, text):
    [file] = seals.heads_folder().glob("*.json")
    file.write_text(text)
    assert bad(told) == Fault(7, Why.FORGED_HEAD)


def test_a_head_with_one_figure_changed_is_named(told):
    [file] = seals.heads_folder().glob("*.json")
    file.write_text(file.read_text().replace('"rank":6', '"rank":5'))
    assert bad(told) == Fault(7, Why.FORGED_HEAD)


def test_with_another_key_nothing_is_right(told, home):
    (home / "journal-key").write_text("another key, as long as it needs to be to be one")
    assert bad(told) is not None


def test_a_weak_key_from_the_environment_is_refused(monkeypatch):
    monkeypatch.setenv("CASQUETTES_JOURNAL_KEY", "secret")
    with pytest.raises(ImproperlyConfigured):
        seals.master_key()


def test_the_key_is_made_once_for_her_eyes_only(home):
    first = seals.master_key()
    assert seals.master_key() == first
    assert len(first) > 60
    assert (home / "journal-key").stat().st_mode & 0o777 == 0o600


def test_another_business_keeps_a_journal_of_its_own(told, other):
    mine = last(told).chain
    with tenancy.entered(business_id=other.pk):
        assert verbs(other) == ["found"]
        assert JournalEntry.objects.get(business=other).chain != mine
