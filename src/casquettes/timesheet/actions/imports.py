"""Bringing in the time of another tool: all of a file or nothing, and nothing twice."""

from __future__ import annotations

import datetime as dt
import hashlib
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from casquettes.engine.periods import split_at_midnight
from casquettes.engine.share import Kind, kind_of
from casquettes.formats.timesheets.problems import Unread
from casquettes.formats.timesheets.rows import Row
from casquettes.formats.timesheets.summary import Count, Summary, TimeFile
from casquettes.formats.timesheets.words import plain
from casquettes.kernel import journal
from casquettes.kernel.models import Activity, Business, User
from casquettes.timesheet.models import ImportBatch, ImportDraft, ImportRule, TimeEntry
from casquettes.timesheet.queries.imports import Meaning, remembered, rule_key

AT_A_TIME = 1000
DRAFT_LIFE = dt.timedelta(days=2)
USUAL_BILLED_ACTIVITY = "pro_seance"
Nature, Mark = TimeEntry.Nature, TimeEntry.Mark
_Values = dict[str, Any]


class ImportRefused(Exception):
    """A file that cannot be brought in as it stands; the message is ready for her."""


@dataclass(frozen=True)
class FileFacts:
    """Which file it is."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Outcome:
    """What one import did; `batch` is None when every row was here already."""

    summary: Summary
    batch: ImportBatch | None
    added: int
    duplicates: int


@transaction.atomic
def keep_draft(
    business: Business, user: User, *, file_name: str, content: bytes, at: dt.datetime
) -> ImportDraft:
    """A file she is about to import, kept compressed until she decides; old ones are dropped."""
    drafts = ImportDraft.objects.filter(business=business)
    drafts.filter(created_at__lt=at - DRAFT_LIFE).delete()
    return ImportDraft.objects.create(
        business=business,
        user=user,
        file_name=file_name[:200],
        content=zlib.compress(content, 6),
        answers={"sha256": hashlib.sha256(content).hexdigest()},
        created_at=at,
    )


def answer(draft: ImportDraft, answers: Mapping[str, Any]) -> None:
    """Keep what she said about the file; what was worked out without it is forgotten."""
    draft.answers = {"sha256": draft.answers["sha256"], "given": dict(answers)}
    draft.save(update_fields=["answers"])


def remember(business: Business, meanings: Mapping[Meaning, Activity | None]) -> None:
    """What projects and tasks mean from now on; None forgets."""
    for (project, task), activity in meanings.items():
        rule = ImportRule.objects.filter(business=business, project=project, task=task)
        if activity is None:
            rule.delete()
        elif not rule.update(activity=activity):
            ImportRule.objects.create(
                business=business, project=project, task=task, activity=activity
            )


def bring_in(
    business: Business, user: User | None, file: TimeFile, facts: FileFacts, *, at: dt.datetime
) -> Outcome:
    """Every readable row of the file as entries, in one batch; rows already here are left out.

    Raises ImportRefused while the file asks something, or holds no row that can be read.
    """
    if file.questions:
        raise ImportRefused(_("This file leaves a question open: answer it first."))
    try:
        return _bring_in(business, user, file, facts, at=at)
    except IntegrityError:
        # Another window brought the same rows in meanwhile: this time they are seen.
        return _bring_in(business, user, file, facts, at=at)


@transaction.atomic
def _bring_in(
    business: Business, user: User | None, file: TimeFile, facts: FileFacts, *, at: dt.datetime
) -> Outcome:
    batch = ImportBatch.objects.create(
        business=business,
        file_name=facts.name[:200],
        sha256=facts.sha256,
        format=file.tool,
        rows=0,
        imported_at=at,
    )
    writer = _Writer(business, user, batch, business.local_day(at), remembered(business))
    summary = writer.write(file)
    if not summary.entries:
        raise ImportRefused(_("No line of this file can be read as time."))
    added = batch.rows = writer.added
    if added:
        batch.save(update_fields=["rows"])
        _record(batch, "bring_in_time", at=at)
    else:
        batch.delete()
    kept = batch if added else None
    return Outcome(summary, kept, added=added, duplicates=summary.entries - added)


@transaction.atomic
def take_out(batch: ImportBatch, *, at: dt.datetime) -> int:
    """Undo a whole import: how many entries went with it."""
    _record(batch, "take_out_time", at=at)
    gone, _by_table = TimeEntry.objects.filter(business=batch.business, batch=batch).delete()
    batch.delete()
    return gone


def _record(batch: ImportBatch, verb: str, *, at: dt.datetime) -> None:
    facts = {"format": batch.format, "rows": batch.rows, "sha256": batch.sha256}
    journal.record(batch.business, verb, at=at, subject=batch, payload=facts)


@dataclass
class _Writer:
    """Turns rows into entries and writes them a thousand at a time."""

    business: Business
    user: User | None
    batch: ImportBatch
    today: dt.date
    meanings: Mapping[Meaning, Activity]
    waiting: list[_Values] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    repeats: Counter[int] = field(default_factory=Counter)
    digests: bytearray = field(default_factory=bytearray)
    added: int = 0

    def write(self, file: TimeFile) -> Summary:
        self.usual = Activity.objects.of(self.business).filter(key=USUAL_BILLED_ACTIVITY).first()
        count = Count(file.tool, file.above)
        for row in file.rows():
            count.add(row)
            if not isinstance(row, Unread):
                self.waiting += self._entries(row)
                if len(self.waiting) >= AT_A_TIME:
                    self._flush()
        self._flush()
        self._mark_overlaps(count.overlaps.found())
        return count.summary()

    def _flush(self) -> None:
        prints = [values["fingerprint"] for values in self.waiting]
        here = self._imported().filter(fingerprint__in=prints)
        known = set(here.values_list("fingerprint", flat=True))
        new = [values for values in self.waiting if values["fingerprint"] not in known]
        _insert(new)
        self.added += sum("." not in values["fingerprint"] for values in new)
        self.waiting.clear()

    def _imported(self) -> QuerySet[TimeEntry]:
        """Imported rows of hers, said as the unique index says it, so that it is used."""
        return TimeEntry.objects.filter(~Q(fingerprint=""), business=self.business)

    def _mark_overlaps(self, ranks: set[int]) -> None:
        prints = [self.digests[16 * rank : 16 * rank + 16].hex() for rank in sorted(ranks)]
        unmarked = self._imported().filter(batch=self.batch, mark=Mark.NONE)
        for begin in range(0, len(prints), AT_A_TIME // 4):
            some = prints[begin : begin + AT_A_TIME // 4]
            parts = [f"{one}.1" for one in some]
            unmarked.filter(fingerprint__in=[*some, *parts]).update(mark=Mark.OVERLAP)

    def _entries(self, row: Row) -> Iterator[_Values]:
        digest = self._digest(row)
        self.digests += digest
        activity = self._activity(row)
        same: _Values = {
            "business_id": self.business.pk,
            "user_id": self.user.pk if self.user else None,
            "hat": activity.hat if activity else "",
            "activity_id": activity.pk if activity else None,
            "nature": _nature(row),
            "label": (row.client or row.project)[:160],
            "note": (row.description or row.task)[:500],
            "source": str(TimeEntry.Source.IMPORT),
            "mark": _mark(row),
            "batch_id": self.batch.pk,
            "removed_at": None,
        }
        for part, (day, starts_at, seconds) in enumerate(self._days(row)):
            yield same | {
                "on": day,
                "starts_at": starts_at,
                "seconds": seconds,
                "sold_seconds": _sold(row, activity, seconds),
                "noted_on": day if starts_at else self.today,
                "fingerprint": digest.hex() + (f".{part}" if part else ""),
            }

    def _days(self, row: Row) -> list[tuple[dt.date, dt.datetime | None, int]]:
        if row.starts_at is None or not row.seconds:
            return [(row.day, row.starts_at, row.seconds)]
        end = row.starts_at + dt.timedelta(seconds=row.seconds)
        return list(split_at_midnight(row.starts_at, end, self.business.zone))

    def _digest(self, row: Row) -> bytes:
        """What makes a row itself, and its rank among the equal rows of its file."""
        words = [row.project, row.description]
        if row.starts_at is None:
            words += [row.client, row.task]
        told = [row.day.isoformat(), str(row.starts_at or ""), str(row.seconds)]
        same = hashlib.blake2b("\x1f".join([*told, *map(plain, words)]).encode(), digest_size=16)
        digest = same.digest()
        known = int.from_bytes(digest[:8], "big")
        if known not in self.seen:
            self.seen.add(known)
            return digest
        self.repeats[known] += 1
        same.update(b"\x1e%d" % self.repeats[known])
        return same.digest()

    def _activity(self, row: Row) -> Activity | None:
        if row.is_break:
            return None
        known = self.meanings.get(rule_key(row))
        return known or (self.usual if row.billable else None)


def _insert(entries: list[_Values]) -> None:
    """Write entries without building a model of each: half the time of `bulk_create`, measured
    on 100,000 rows. Every constraint of the table holds all the same."""
    if not entries:
        return
    table, names = TimeEntry._meta.db_table, list(entries[0])  # noqa: SLF001 Django's own name for it
    columns = ", ".join(connection.ops.quote_name(name) for name in names)
    places = ", ".join(["%s"] * len(names))
    moment = connection.ops.adapt_datetimefield_value
    for values in entries:
        values["starts_at"] = values["starts_at"] and moment(values["starts_at"])
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({places})",  # noqa: S608 our own names
            [[values[name] for name in names] for values in entries],
        )


def _nature(row: Row) -> str:
    if row.is_break:
        return str(Nature.BREAK)
    return str(Nature.BILLED if row.billable else Nature.UNBILLED)


def _sold(row: Row, activity: Activity | None, seconds: int) -> int:
    """A billed row sells its duration; travel, diagnosis and shopping are paid, never sold."""
    if not row.billable or activity is None:
        return seconds if row.billable else 0
    kind = kind_of(activity.key, hat=activity.hat, usual_nature=activity.nature)
    return 0 if Kind.PAYABLE in kind else seconds


def _mark(row: Row) -> str:
    if row.disagrees:
        return str(Mark.DISAGREE)
    return str(Mark.NONE if row.seconds else Mark.ZERO)
