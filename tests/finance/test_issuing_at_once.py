"""Many hands issue at once, some fail, one is killed: numbers follow each other, none is lost."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction

from benchmarks.issuers import client_of
from casquettes.finance.actions.issuing import issue_invoice
from casquettes.finance.models import Invoice
from casquettes.finance.queries.proof import first_flaw
from casquettes.kernel import tenancy
from casquettes.kernel.models import Counter, JournalEntry
from tests.cast import NOW
from tests.finance import dealings
from tests.finance.dealings import buyer, drafted, issued, line

REPOSITORY = Path(__file__).parents[2]


def issuer(environment: dict[str, str], *words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.issuers", *map(str, words)],
        cwd=REPOSITORY,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "casquettes.config.settings", **environment},
        stdout=subprocess.PIPE,
        text=True,
    )


def answer(process: subprocess.Popen[str]) -> list[str]:
    return (process.communicate(timeout=120)[0] or "").split()


def numbered(count: int) -> list[str]:
    return [f"F2026-{rank:03}" for rank in range(1, count + 1)]


@pytest.mark.own_computer
def test_processes_in_one_file_leave_no_gap_and_a_killed_one_no_half(tmp_path, settled):
    home = {"CASQUETTES_HOME": str(settled(tmp_path))}
    prepared = answer(issuer(home, "prepare"))
    running = [issuer(home, *prepared, 10) for _ in range(3)]
    killed = issuer(home, *prepared, 1000)
    assert killed.stdout is not None
    acknowledged = [killed.stdout.readline().strip() for _ in range(5)]
    killed.send_signal(signal.SIGKILL)
    rest = answer(killed)
    kept = [number for one in running for number in answer(one)] + acknowledged + rest
    with closing(sqlite3.connect(tmp_path / "casquettes.sqlite3")) as opened:
        rows = opened.execute(
            "select number, sha256 <> '', frozen is not null from finance_invoice"
            " where issued_on is not null order by rank"
        ).fetchall()
        drafts = opened.execute(
            "select count(*) from finance_invoice where issued_on is null"
        ).fetchone()
        told = opened.execute(
            "select count(*) from kernel_journalentry where verb = 'issue_invoice'"
        ).fetchone()
    assert rows == [(number, 1, 1) for number in numbered(len(rows))]
    # What was acknowledged is there; the one killed may have kept one more without saying so.
    assert set(kept) <= {row[0] for row in rows}
    assert len(rows) - len(kept) in (0, 1)
    assert drafts == (0,)
    assert told == (len(rows),)
    done = subprocess.run(
        [sys.executable, "-m", "casquettes.config.command", "verify"],
        env={**os.environ, **home},
        check=False,
        timeout=60,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_processes_on_a_server_leave_no_gap(business):
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL")
    client = client_of(business)
    told = connection.settings_dict
    host = f"{told['HOST'] or 'localhost'}:{told['PORT'] or 5432}"
    address = f"postgres://{told['USER']}:{told['PASSWORD']}@{host}/{told['NAME']}"
    running = [issuer({"DATABASE_URL": address}, business.pk, client.pk, 8) for _ in range(4)]
    kept = [number for one in running for number in answer(one)]
    assert sorted(kept) == numbered(32)
    assert first_flaw(business) is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_double_click_issues_one_document(business):
    dealings.identity(business)
    draft = drafted(buyer(business))
    barrier, numbers = threading.Barrier(2), []

    def click() -> None:
        try:
            barrier.wait(10)
            with transaction.atomic():
                tenancy.enter(business_id=business.pk)
                numbers.append(issue_invoice(Invoice.objects.get(pk=draft.pk), at=NOW).number)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert numbers == ["F2026-001"] * 2
    assert Counter.objects.get(business=business).last_rank == 1
    assert JournalEntry.objects.filter(verb="issue_invoice").count() == 1


@pytest.mark.own_computer
@pytest.mark.django_db(transaction=True)
def test_a_full_disk_issues_nothing_by_half(business):
    dealings.identity(business)
    claire = buyer(business)
    issued(claire)
    draft = drafted(claire, *[line(detail="x" * 5000) for _ in range(10)])
    with connection.cursor() as cursor:
        cursor.execute("pragma page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"pragma max_page_count = {pages}")
        try:
            with pytest.raises(OperationalError, match="disk is full"):
                issue_invoice(draft, at=NOW)
        finally:
            cursor.execute("pragma max_page_count = 1073741823")
    assert Invoice.objects.get(pk=draft.pk).number is None
    assert first_flaw(business) is None
    assert issue_invoice(draft, at=NOW).number == "F2026-002"
