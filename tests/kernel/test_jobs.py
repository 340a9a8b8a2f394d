"""Jobs: kept with the act, done once, tried again, forgotten when old; regular ones on time."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import DatabaseError, connection, transaction
from django_tasks import TaskResultStatus as Status
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from casquettes.kernel import http, jobs, tenancy
from casquettes.kernel.models import Activity, Business
from tests.cast import NOW

done: list[tuple[object, ...]] = []
PERSONAL = "Claire Moreau, 12 rue des Lilas"


@task()
def note(*ids):
    done.append(ids)


@task()
def fail(*ids):
    done.append(ids)
    raise ValueError(PERSONAL)


def rename(business, *, at):
    """A regular job: its rows are those of the business alone."""
    done.append((business.pk, Activity.objects.of(business).count(), at))
    business.trade = "régulier"
    business.save(update_fields=["trade"])


def stumble(business, *, at):
    rename(business, at=at)
    raise ValueError("no")


@pytest.fixture(autouse=True)
def nothing_done(settings):
    done.clear()
    settings.REGULAR_JOBS = []


def pass_time(monkeypatch, **length):
    later = http.real_now() + dt.timedelta(**length)
    monkeypatch.setattr(http, "real_now", lambda: later)


def test_jobs_are_done_in_their_order_and_not_before_their_time(business, now, monkeypatch):
    jobs.queue(note, 3, at=now + dt.timedelta(hours=1))
    jobs.queue(note, 1, at=now - dt.timedelta(minutes=2))
    jobs.queue(note, 2, at=now - dt.timedelta(minutes=1))
    assert jobs.run_ready() == 2
    assert done == [(1,), (2,)]
    pass_time(monkeypatch, hours=1)
    assert jobs.run_ready() == 1
    assert done[-1] == (3,)


def test_a_job_that_fails_is_tried_again_then_left_with_no_word_of_the_data(
    business, now, monkeypatch
):
    jobs.queue(fail, 1, at=now)
    for minutes in (1, 5, 30, 120, 360, 1440, 0):
        assert jobs.run_ready() == 1
        pass_time(monkeypatch, minutes=minutes)
    assert jobs.run_ready() == 0
    assert len(done) == 7
    row = DBTaskResult.objects.get()
    assert (row.status, row.exception_class_path) == (Status.FAILED, "builtins.ValueError")
    assert "test_jobs.py" in row.traceback
    assert "Claire" not in row.traceback


def test_a_job_that_fails_stops_no_other(business, now):
    jobs.queue(fail, 1, at=now - dt.timedelta(minutes=1))
    jobs.queue(note, 2, at=now)
    assert jobs.run_ready() == 2
    assert done == [(1,), (2,)]


def test_a_job_cut_by_a_crash_is_done_after_a_while(business, now, monkeypatch):
    jobs.queue(note, 1, at=now)
    DBTaskResult.objects.update(status=Status.RUNNING, started_at=now, worker_ids=["1"])
    pass_time(monkeypatch, minutes=15)
    assert jobs.run_ready() == 0
    pass_time(monkeypatch, seconds=1)
    assert jobs.run_ready() == 1
    assert done == [(1,)]


def test_done_jobs_are_forgotten_after_a_week_failed_ones_after_two_months(
    business, now, monkeypatch
):
    jobs.queue(note, 1, at=now)
    jobs.queue(fail, 2, at=now)
    jobs.run_ready()
    DBTaskResult.objects.filter(status=Status.READY).update(status=Status.FAILED, finished_at=now)
    pass_time(monkeypatch, days=7, seconds=1)
    jobs.run_ready()
    assert [row.status for row in DBTaskResult.objects.all()] == [Status.FAILED]
    pass_time(monkeypatch, days=54)
    jobs.run_ready()
    assert DBTaskResult.objects.count() == 0


def test_a_regular_job_is_done_once_in_its_hours_for_each_business(
    business, other, now, settings, monkeypatch
):
    settings.REGULAR_JOBS = [("tests.kernel.test_jobs.rename", 24)]
    example = Business.objects.get(pk=business.pk)
    assert jobs.run_ready() == 3  # the regular one, then one for each business
    assert jobs.run_ready() == 0
    assert sorted(done) == sorted([(business.pk, 58, now), (other.pk, 58, now)])
    pass_time(monkeypatch, hours=13)  # the same day
    assert jobs.run_ready() == 0
    pass_time(monkeypatch, hours=1)  # midnight, UTC
    assert jobs.run_ready() == 3
    example.refresh_from_db()
    assert example.trade == "régulier"


def test_a_regular_job_leaves_the_example_alone(business, other, now, settings):
    settings.REGULAR_JOBS = [("tests.kernel.test_jobs.rename", 1)]
    business.is_demo = True
    business.save()
    jobs.run_ready()
    assert [each[0] for each in done] == [other.pk]


def test_a_regular_job_that_fails_takes_back_what_it_did(business, now, settings):
    settings.REGULAR_JOBS = [("tests.kernel.test_jobs.stumble", 24)]
    jobs.run_ready()
    business.refresh_from_db()
    assert (len(done), business.trade) == (1, "")


@pytest.mark.django_db(transaction=True)
def test_a_job_of_an_act_taken_back_is_never_done(now):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.queue(note, 1, at=now)
        raise ZeroDivisionError
    assert jobs.run_ready() == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_several_workers_at_once_do_each_job_once(now):
    for rank in range(40):
        jobs.queue(note, rank, at=now)

    def work():
        try:
            while jobs.run_next(at=NOW):
                pass
        finally:
            connection.close()

    hands = [threading.Thread(target=work) for _hand in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(done) == [(rank,) for rank in range(40)]


@pytest.mark.django_db(transaction=True)
def test_the_worker_starts_at_once_on_a_job_queued_here_and_stops_when_told(now, monkeypatch):
    began = threading.Event()
    monkeypatch.setattr(jobs, "POLL_SECONDS", 600)
    worker = jobs.Worker()
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        jobs.queue(note, 7, at=now)
        for _moment in range(100):
            if done:
                break
            began.wait(0.1)
    finally:
        worker.stop()
        thread.join(5)
    assert not thread.is_alive()
    assert done == [(7,)]


def test_a_database_that_does_not_answer_stops_nothing(now, monkeypatch, db):
    worker = jobs.Worker()
    looked = []

    def broken(*, at):
        looked.append(at)
        raise DatabaseError("gone")

    monkeypatch.setattr(jobs, "look_after", broken)
    monkeypatch.setattr(jobs, "connection", type("Nothing", (), {"close": lambda self: None})())
    assert worker._one() is False
    assert worker._one() is False
    assert len(looked) == 2


def test_no_row_of_jobs_tells_a_business_apart(business, now):
    """The table of jobs has no rows of hers: ids and paths only, so it needs no row security."""
    from casquettes.kernel.row_security import tenant_models

    assert DBTaskResult not in tenant_models()
    with tenancy.entered(business_id=None):
        jobs.queue(note, business.pk, at=now)
        assert jobs.run_ready() == 1
