"""Two windows at the same moment: the database keeps one clock and every second once."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection, transaction

from casquettes.engine.hats import Hat
from casquettes.kernel import tenancy
from casquettes.kernel.models import Business, User
from casquettes.timesheet.actions import clock
from casquettes.timesheet.models import RunningClock, TimeEntry

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NOW = dt.datetime(2026, 3, 12, 10, 0, tzinfo=dt.UTC)


def at_once(*acts: object) -> None:
    """Run each act in a connection and transaction of its own, together."""
    barrier = threading.Barrier(len(acts))

    def run(act: object) -> None:
        try:
            barrier.wait(10)
            act()  # type: ignore[operator]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)


def wearing(business: Business, anne: User, hat: Hat, *, at: dt.datetime) -> object:
    def act() -> None:
        with transaction.atomic():
            tenancy.enter(business_id=business.pk, user_id=anne.pk)
            clock.wear(business, anne, hat, at=at)

    return act


def test_two_windows_that_start_at_once_leave_one_clock(anne: User, business: Business) -> None:
    at_once(*(wearing(business, anne, hat, at=NOW) for hat in (Hat.SALES, Hat.QUALITY)))
    with transaction.atomic():
        tenancy.enter(business_id=business.pk, user_id=anne.pk)
        assert RunningClock.objects.filter(business=business).count() == 1
        assert TimeEntry.objects.of(business).count() == 0


def test_two_windows_that_switch_at_once_write_the_time_once(
    anne: User, business: Business
) -> None:
    wearing(business, anne, Hat.PILOT, at=NOW)()  # type: ignore[operator]
    later = NOW + dt.timedelta(hours=1)
    at_once(*(wearing(business, anne, hat, at=later) for hat in (Hat.SALES, Hat.QUALITY)))
    with transaction.atomic():
        tenancy.enter(business_id=business.pk, user_id=anne.pk)
        assert RunningClock.objects.filter(business=business).count() == 1
        worked = TimeEntry.objects.of(business).values_list("hat", "seconds")
        assert list(worked) == [("pilot", 3600)]
