"""Loading the example business beside the real one, and taking it away again."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import connection, transaction
from django.db.models import Max, Min, Sum

from casquettes.desk.demo import beliefs, bilans, ledger, story, works
from casquettes.desk.demo.layout import lay_out
from casquettes.desk.demo.spread import spread
from casquettes.engine import starting
from casquettes.kernel import actions, queries, tenancy
from casquettes.kernel.exports import exported_models
from casquettes.kernel.models import Activity, Business, User
from casquettes.timesheet.models import Absence, TimeEntry

SLUG = "demo"
BATCH = 400
# Of the loading bar: hours first, then the papers, one by one.
SHARE_OF_HOURS = 0.1
FACTS: dict[str, object] = {
    "slug": SLUG,
    "name": "L’Armoire Légère",
    "person_name": "Inès Delorme",
    "trade": "Professionnelle de l’organisation",
    "activity_type": Business.Trade.SERVICES_LIBERAL,
    "started_on": story.FIRST_DAY,
    "week_cap_hours": 38,
    "working_days": "1111100",
    "guessed_share": 50,
    "target_share": 35,
    "is_demo": True,
}

# Told the share done, from 0 to 1.
Progress = Callable[[float], None]


class SlugTaken(Exception):
    """A real business already has the name kept for the example."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What the example business holds."""

    entries: int
    seconds: int
    sold_seconds: int
    first: dt.date
    last: dt.date


def example_business() -> Business | None:
    """The example business of this machine. Raises SlugTaken."""
    found = [b for b in queries.businesses_of_this_machine() if b.slug == SLUG]
    if found and not found[0].is_demo:
        raise SlugTaken
    return found[0] if found else None


@transaction.atomic
def load(owner: User, *, at: dt.datetime, progress: Progress) -> Business:
    """The example business with its two years; `at` is the moment on the machine's own clock."""
    business, cast = load_hours(
        owner, at=at, progress=lambda share: progress(share * SHARE_OF_HOURS)
    )
    for share in ledger.keep(business, cast):
        progress(SHARE_OF_HOURS + share * (1 - SHARE_OF_HOURS))
    beliefs.keep(business)
    bilans.keep(business)
    return business


@transaction.atomic
def load_hours(owner: User, *, at: dt.datetime, progress: Progress) -> tuple[Business, works.Cast]:
    """The example business with its people, work and hours; no paper was written yet."""
    business = found(owner, at=at)
    cast = works.lay_down(business)
    lived_at = at + dt.timedelta(days=business.clock_shift_days)
    entries = _entries(business, owner, cast, until=lived_at)
    done = 0
    while batch := list(islice(entries, BATCH)):
        TimeEntry.objects.bulk_create(batch)
        done += len(batch)
        progress(done / len(story.hours()))
    Absence.objects.bulk_create(
        Absence(
            business=business,
            kind=away.kind,
            first_on=away.first_on,
            last_on=away.last_on,
            note=away.note,
        )
        for away in story.absences()
    )
    return business, cast


def found(owner: User, *, at: dt.datetime) -> Business:
    """The example business without any of its facts, on its first day; it is the one entered."""
    first = dt.datetime.combine(story.FIRST_DAY, dt.time(8), dt.UTC)
    business = actions.found_business(owner, at=first, onboarded_at=first, **FACTS)
    business.clock_shift_days = _shift(business, at)
    business.save(update_fields=["clock_shift_days"])
    return business


@transaction.atomic
def remove(business: Business) -> None:
    """Take the example business away, with whatever was added to it since."""
    tenancy.enter(business_id=business.pk)
    with connection.cursor() as cursor:
        for model in reversed(exported_models()[1:]):
            # Rows that are kept for ever elsewhere: only the example lets them go.
            table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 Django's name
            cursor.execute(f"delete from {table} where business_id = %s", [business.pk])  # noqa: S608
    business.delete()


@transaction.atomic
def summary(business: Business) -> Summary:
    """How much the example business holds now."""
    tenancy.enter(business_id=business.pk)
    entries = TimeEntry.objects.of(business)
    facts = entries.aggregate(
        seconds=Sum("seconds"), sold_seconds=Sum("sold_seconds"), first=Min("on"), last=Max("on")
    )
    return Summary(entries=entries.count(), **facts)


def _shift(business: Business, at: dt.datetime) -> int:
    """Whole days that make the local day of `at` the day of loading, whatever summer time says."""
    days = (story.LOAD_DAY - business.local_day(at)).days
    lived = business.local_day(at + dt.timedelta(days=days))
    return days + (story.LOAD_DAY - lived).days


def _entries(
    business: Business, owner: User, cast: works.Cast, *, until: dt.datetime
) -> Iterator[TimeEntry]:
    """One entry per line of the story; what is not over yet keeps only its duration."""
    activities = {row.key: row for row in Activity.objects.of(business)}
    hats = {start.key: str(start.hat) for start in starting.activities()}
    for day, hours in sorted(_by_day().items()):
        midnight = dt.datetime.combine(day, dt.time(), business.zone)
        for entry, start in sorted(
            zip(hours, lay_out(day, hours), strict=True), key=lambda placed: placed[1]
        ):
            starts_at = (midnight + dt.timedelta(seconds=start)).astimezone(dt.UTC)
            over = starts_at + dt.timedelta(seconds=entry.seconds) <= until
            yield TimeEntry(
                business=business,
                user=owner,
                on=day,
                starts_at=starts_at if over else None,
                seconds=entry.seconds,
                hat=hats[entry.activity],
                activity=activities[entry.activity],
                nature=entry.nature,
                sold_seconds=entry.sold_seconds,
                label=entry.label,
                mission=cast.missions.get(entry.client),
                note=entry.note,
                source=TimeEntry.Source.DEMO,
                noted_on=day,
            )


def _by_day() -> dict[dt.date, list[story.Hours]]:
    days: dict[dt.date, list[story.Hours]] = defaultdict(list)
    for entry in spread(story.hours()):
        days[entry.on].append(entry)
    return days
