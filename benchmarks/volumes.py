"""A business of ten years: 2,000 clients, 20,000 time entries, the same each time it is made.

It lives in a data folder of its own, removed at the end, at a fixed date of its own.
"""

from __future__ import annotations

import atexit
import datetime as dt
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casquettes.kernel.models import Business, User
    from casquettes.timesheet.models import TimeEntry

LABELS = 2_000
ENTRIES = 20_000
YEARS = 10
TODAY = dt.date(2026, 8, 27)  # a Thursday
SEED = 20_000
HOUR = 3600


def settle() -> Path:
    """A new data folder with its tables, Django started on it as `casquettes serve` would."""
    home = Path(tempfile.mkdtemp(prefix="casquettes-bench-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ.pop("DATABASE_URL", None)
    os.environ["CASQUETTES_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "casquettes.config.settings"
    from casquettes.config.commands import business, serve

    business.open_database()
    serve.publish_static_files()
    return home


def years_of_work(
    *, labels: int = LABELS, entries: int = ENTRIES, name: str = "Ten years"
) -> Business:
    """A business of `YEARS` years with `entries` entries spread over its working days."""
    from casquettes.kernel import actions, http
    from casquettes.timesheet.models import Absence, TimeEntry

    real = http.real_now()
    business = actions.found_business(
        actions.local_owner(),
        at=real,
        name=name,
        person_name="Anne Martin",
        onboarded_at=real,
        started_on=TODAY.replace(year=TODAY.year - YEARS),
        clock_shift_days=(TODAY - real.date()).days,
    )
    rows = list(_entries(business, actions.local_owner(), labels, entries))
    TimeEntry.objects.bulk_create(rows, batch_size=500)
    Absence.objects.bulk_create(
        Absence(
            business=business,
            kind=Absence.Kind.LEAVE,
            first_on=dt.date(year, 8, 1),
            last_on=dt.date(year, 8, 15),
        )
        for year in range(TODAY.year - YEARS, TODAY.year + 1)
    )
    return business


def working_days() -> list[dt.date]:
    """Monday to Friday for ten years, without the first half of each August."""
    first = TODAY.replace(year=TODAY.year - YEARS)
    days = [first + dt.timedelta(days=rank) for rank in range((TODAY - first).days + 1)]
    return [day for day in days if day.weekday() < 5 and (day.month != 8 or day.day > 15)]


def _entries(business: Business, owner: User, labels: int, entries: int) -> Iterator[TimeEntry]:
    from casquettes.engine import starting
    from casquettes.kernel.models import Activity
    from casquettes.timesheet.models import TimeEntry

    chance = random.Random(SEED)
    activities = {row.key: row for row in Activity.objects.of(business)}
    keys = [start.key for start in starting.activities()]
    weights = [6 if start.nature == "billed" else 1 for start in starting.activities()]
    clients = cycle(f"Client {rank:04d}" for rank in range(labels))
    days = working_days()
    ends: dict[int, int] = {}
    for rank in _days_of_entries(chance, len(days), entries):
        activity = activities[chance.choices(keys, weights)[0]]
        seconds = chance.randrange(600, 3600, 60)
        start = ends.get(rank, 7 * HOUR)
        ends[rank] = start + seconds
        midnight = dt.datetime.combine(days[rank], dt.time(), business.zone)
        billed = activity.nature == "billed"
        yield TimeEntry(
            business=business,
            user=owner,
            on=days[rank],
            starts_at=(midnight + dt.timedelta(seconds=start)).astimezone(dt.UTC),
            seconds=seconds,
            hat=activity.hat,
            activity=activity,
            nature="billed" if billed else "unbilled",
            sold_seconds=seconds if billed else 0,
            label=next(clients) if activity.hat in {"production", "sales", "quality"} else "",
            source=TimeEntry.Source.CLOCK,
            noted_on=days[rank],
        )


def _days_of_entries(chance: random.Random, days: int, entries: int) -> list[int]:
    """The day of each entry; the last five hold eight each, so that today has something to show."""
    last_days = [days - 1 - rank % 5 for rank in range(min(40, entries))]
    return sorted(chance.choices(range(days - 5), k=entries - len(last_days)) + last_days)
