"""Work done beside the pages: jobs kept in her database, tried again when they fail.

A job is queued in the transaction of the act that asks for it: it exists if and only if the act is
kept. Its arguments are ids, nothing else. The worker is a thread of `casquettes serve`, and as many
`casquettes work` as wished on PostgreSQL. See docs/develop/jobs.md.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import threading
import traceback
import uuid
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus as Status
from django_tasks import task
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult, get_date_max

from casquettes.kernel import http, queries, tenancy
from casquettes.kernel.models import Business

log = logging.getLogger("casquettes.jobs")

# What is waited after the first failure, the second…; after the last one nobody tries again.
DELAYS = tuple(dt.timedelta(minutes=m) for m in (1, 5, 30, 2 * 60, 6 * 60, 24 * 60))
# A job that began longer ago than this was cut by a crash. Longer than any job may last.
CUT_AFTER = dt.timedelta(minutes=15)
POLL_SECONDS = 5.0
LOOK_AFTER = dt.timedelta(minutes=1)
KEPT_DONE, KEPT_FAILED = dt.timedelta(days=7), dt.timedelta(days=60)
SLOTS = uuid.UUID("5b0a2a0a-9f6c-4f0c-8f53-2f6a7c1b9d11")

_wanted = threading.Event()


def delay_after(tries: int) -> dt.timedelta | None:
    """How long to wait after so many tries; None: give up."""
    return DELAYS[tries - 1] if tries <= len(DELAYS) else None


def queue(job: Task[..., Any], *ids: int, at: dt.datetime) -> None:
    """Have a job done, not before `at`, once the transaction around is kept."""
    job.using(run_after=at).enqueue(*ids)
    transaction.on_commit(_wanted.set)


class Worker:
    """Does jobs as they come, one after the other, until told to stop."""

    def __init__(self) -> None:
        self._stopping = False
        self._looked_at: dt.datetime | None = None

    def run(self) -> None:
        """Work until `stop`: a job at once when one is queued here, else within a few seconds."""
        while not self._stopping:
            _wanted.clear()
            if not self._one() and not self._stopping:
                _wanted.wait(POLL_SECONDS)
        connection.close()

    def stop(self) -> None:
        """End after the job in hand."""
        self._stopping = True
        _wanted.set()

    def _one(self) -> bool:
        """Do one job, if there is one. Whatever breaks, the thread lives and asks again later."""
        try:
            self._look_after(http.real_now())
            return run_next(at=http.real_now())
        except Exception:
            log.exception("Jobs wait: the database does not answer, or worse")
            connection.close()
            return False
        finally:
            close_old_connections()

    def _look_after(self, at: dt.datetime) -> None:
        if self._looked_at is None or not self._looked_at <= at < self._looked_at + LOOK_AFTER:
            look_after(at=at)
            self._looked_at = at


def run_ready() -> int:
    """Do every job that may be done now, then come back; how many were done."""
    look_after(at=http.real_now())
    done = 0
    while run_next(at=http.real_now()):
        done += 1
    return done


def run_next(*, at: dt.datetime) -> bool:
    """Do the next job that may be done now; False when there is none."""
    row = _claimed(at)
    if row is None:
        return False
    try:
        row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    except Exception as failure:  # whatever a job does, the next ones are done
        log.exception("Job %s failed, try %s", row.task_path, len(row.worker_ids))
        _failed(row, failure, at=http.real_now())
    else:
        _finished(row, Status.SUCCESSFUL, at=http.real_now())
    return True


def look_after(*, at: dt.datetime) -> None:
    """Give back the jobs cut by a crash, queue the regular ones, forget those long done."""
    jobs = DBTaskResult.objects
    cut = jobs.filter(status=Status.RUNNING, started_at__lt=at - CUT_AFTER)
    if cut.exists():
        cut.update(status=Status.READY, run_after=at)
    old = Q(status=Status.SUCCESSFUL, finished_at__lt=at - KEPT_DONE)
    old |= Q(status=Status.FAILED, finished_at__lt=at - KEPT_FAILED)
    if jobs.filter(old).exists():
        jobs.filter(old).delete()
    _queue_regular(at)


@task()
def regular(path: str, slot: int) -> None:
    """Queue a regular job for every business; the example does not change by itself."""
    for business in queries.businesses_of_this_machine():
        if not business.is_demo:
            _queue_once(regular_for, path, slot, business.pk, at=http.real_now())


@task()
def regular_for(path: str, slot: int, business_id: int) -> None:  # noqa: ARG001 the slot names the run
    """Do a regular job for one business, all of it or nothing."""
    with transaction.atomic(), tenancy.entered(business_id=business_id):
        business = Business.objects.filter(pk=business_id).first()
        if business is not None:
            import_string(path)(business, at=http.now_for(business))


def _queue_regular(at: dt.datetime) -> None:
    """Each regular job once in its stretch of hours, however many workers look."""
    for path, hours in settings.REGULAR_JOBS:
        _queue_once(regular, path, int(at.timestamp()) // (hours * 3600), at=at)


def _queue_once(job: Task[..., Any], *args: str | int, at: dt.datetime) -> None:
    name = uuid.uuid5(SLOTS, " ".join([job.module_path, *map(str, args)]))
    if DBTaskResult.objects.filter(pk=name).exists():
        return
    row: DBTaskResult[..., Any] = DBTaskResult(
        id=name,
        args_kwargs={"args": list(args), "kwargs": {}},
        task_path=job.module_path,
        backend_name=job.backend,
        run_after=at,
    )
    DBTaskResult.objects.bulk_create([row], ignore_conflicts=True)


def _claimed(at: dt.datetime) -> DBTaskResult[..., Any] | None:
    """The next job, marked as begun; no other worker gets it."""
    ready = DBTaskResult.objects.filter(status=Status.READY).filter(
        Q(run_after__lte=at) | Q(run_after=get_date_max())
    )
    if not ready.exists():  # asked without taking the write lock of SQLite
        return None
    with transaction.atomic():
        row = ready.select_for_update(skip_locked=True).first()
        if row is not None:
            row.status, row.started_at = Status.RUNNING, at
            row.worker_ids = [*row.worker_ids, str(os.getpid())]
            row.save(update_fields=["status", "started_at", "worker_ids"])
    return row


def _failed(row: DBTaskResult[..., Any], failure: Exception, *, at: dt.datetime) -> None:
    """Try again later; after the last try keep where it failed, without a word of the data."""
    wait = delay_after(len(row.worker_ids))
    if wait is not None:
        row.status, row.run_after = Status.READY, at + wait
        row.save(update_fields=["status", "run_after"])
        return
    kind = type(failure)
    row.exception_class_path = f"{kind.__module__}.{kind.__qualname__}"
    row.traceback = "".join(traceback.format_tb(failure.__traceback__))
    _finished(row, Status.FAILED, at=at)


def _finished(row: DBTaskResult[..., Any], status: Status, *, at: dt.datetime) -> None:
    row.status, row.finished_at = status, at
    row.save(update_fields=["status", "finished_at", "exception_class_path", "traceback"])
