"""Numbers of documents: one after the other, whoever asks and whatever fails."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, transaction

from casquettes.kernel import numbering
from casquettes.kernel.models import Business, NumberSeries

DAY = dt.date(2026, 3, 12)
REPOSITORY = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("taking_numbers.py")


def series(business: Business, kind: str, pattern: str, first: int = 1) -> NumberSeries:
    return NumberSeries.objects.create(
        business=business, kind=kind, pattern=pattern, first_rank=first
    )


def test_numbers_follow_one_another(business: Business) -> None:
    taken = [numbering.next_number(business, "invoice", on=DAY) for _ in range(3)]
    assert [each.number for each in taken] == ["F2026-001", "F2026-002", "F2026-003"]
    assert (taken[2].year, taken[2].rank) == (2026, 3)


def test_quotes_have_their_own_count(business: Business) -> None:
    numbering.next_number(business, "invoice", on=DAY)
    assert numbering.next_number(business, "quote", on=DAY).number == "D2026-001"


def test_credit_notes_follow_invoices(business: Business) -> None:
    numbering.next_number(business, "invoice", on=DAY)
    assert numbering.next_number(business, "credit_note", on=DAY).number == "F2026-002"
    assert numbering.next_number(business, "invoice", on=DAY).number == "F2026-003"


def test_credit_notes_set_apart_have_their_own_count(business: Business) -> None:
    series(business, "credit_note", "AV{year}-{rank:03}")
    numbering.next_number(business, "invoice", on=DAY)
    assert numbering.next_number(business, "credit_note", on=DAY).number == "AV2026-001"


def test_a_new_year_begins_at_one(business: Business) -> None:
    series(business, "invoice", "F{year}-{rank:03}", first=49)
    new_year = dt.date(2027, 1, 1)
    assert numbering.next_number(business, "invoice", on=DAY).number == "F2026-049"
    assert numbering.next_number(business, "invoice", on=new_year).number == "F2027-001"
    last_day = dt.date(2026, 12, 31)
    assert numbering.next_number(business, "invoice", on=last_day).number == "F2026-050"


def test_without_a_year_the_count_never_starts_anew(business: Business) -> None:
    series(business, "invoice", "{rank:05}", first=120)
    assert numbering.next_number(business, "invoice", on=DAY).number == "00120"
    taken = numbering.next_number(business, "invoice", on=dt.date(2027, 1, 1))
    assert taken == numbering.Numbered("00121", 0, 121)


def test_looking_at_the_next_number_does_not_take_it(business: Business) -> None:
    assert numbering.upcoming(business, "invoice", on=DAY).number == "F2026-001"
    assert not NumberSeries.objects.exists()
    assert numbering.next_number(business, "invoice", on=DAY).number == "F2026-001"
    assert numbering.upcoming(business, "invoice", on=DAY).number == "F2026-002"


def test_numbers_taken_elsewhere_are_not_taken_again(business: Business) -> None:
    numbering.count_up_to(business, "invoice", year=2026, rank=12)
    numbering.count_up_to(business, "invoice", year=2026, rank=5)
    assert numbering.next_number(business, "invoice", on=DAY).number == "F2026-013"


def test_an_act_that_fails_gives_its_number_back(business: Business) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        numbering.next_number(business, "invoice", on=DAY)
        raise ZeroDivisionError
    assert numbering.next_number(business, "invoice", on=DAY).number == "F2026-001"


@pytest.mark.django_db(transaction=True)
def test_a_number_is_only_taken_in_a_transaction(business: Business) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        numbering.next_number(business, "invoice", on=DAY)


def environment_of_postgres() -> dict[str, str]:
    """This test's own database, as the application role works in it."""
    told = connection.settings_dict
    address = (
        f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST'] or 'localhost'}"
        f":{told['PORT'] or 5432}/{told['NAME']}"
    )
    return {"DATABASE_URL": address}


def in_processes(
    environment: dict[str, str], business: int, *, processes: int, each: int
) -> list[str]:
    """What `processes` programs kept that ran together."""
    command = [sys.executable, str(PROGRAM), str(business), str(each)]
    running = [
        subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(processes)
    ]
    return [number for one in running for number in (one.communicate(timeout=120)[0] or "").split()]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_eight_processes_on_postgresql_leave_no_gap(business: Business) -> None:
    kept = in_processes(environment_of_postgres(), business.pk, processes=8, each=25)
    assert sorted(kept) == [f"F2026-{rank:03}" for rank in range(1, 201)]


FOUND = """
import django; django.setup()
import datetime as dt
from casquettes.kernel import actions
print(actions.found_local_business(at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)).pk)
"""


@pytest.mark.own_computer
def test_eight_processes_on_sqlite_leave_no_gap(
    tmp_path: Path, settled: Callable[[Path], Path]
) -> None:
    environment = {"CASQUETTES_HOME": str(settled(tmp_path))}
    founded = subprocess.run(
        [sys.executable, "-c", FOUND],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    kept = in_processes(environment, int(founded.stdout), processes=8, each=25)
    assert sorted(kept) == [f"F2026-{rank:03}" for rank in range(1, 201)]
