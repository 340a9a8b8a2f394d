"""What a file would bring in, what it asks, and what its projects and tasks mean here."""

from __future__ import annotations

import datetime as dt
import io
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from django.db import models

from casquettes.engine.hats import Hat
from casquettes.formats.timefiles import Period, look_through
from casquettes.formats.timesheets.headers import Field
from casquettes.formats.timesheets.problems import LineProblem, Unread
from casquettes.formats.timesheets.reading import Answers, Survey
from casquettes.formats.timesheets.rows import Row
from casquettes.formats.timesheets.summary import Count, Summary, TimeFile, summarise
from casquettes.formats.timesheets.values import DateOrder, DecimalSign, Unit
from casquettes.kernel.models import HAT_NAMES, Activity, Business
from casquettes.timesheet.models import ImportBatch, ImportDraft, ImportRule, TimeEntry
from casquettes.timesheet.queries.meanings import Proposals

Meaning = tuple[str, str]
"""A project and a task of another tool."""

KEY_LENGTH = 200
MOST_GROUPS = 40
COUNTED_GROUPS = 5_000
LISTED_LINES = 300
EXAMPLE_ROWS = 3


@dataclass(frozen=True)
class Group:
    """The rows of one project and task, and what they are taken to mean."""

    project: str
    task: str
    rows: int
    seconds: int
    sold_seconds: int
    activity_id: int | None = None  # remembered, or else proposed
    remembered: bool = False


@dataclass(frozen=True)
class Preview:
    """What a file would bring in; None where an open question could change it."""

    tool: str
    rows: int
    entries: int | None
    seconds: int | None
    sold_seconds: int | None
    first: dt.date | None
    last: dt.date | None
    zero: int | None
    overlapping: int | None
    disagreeing: int | None
    users: list[str]
    unread: list[Unread] = field(default_factory=list)  # the first LISTED_LINES
    unread_count: int = 0
    unread_by_problem: dict[str, int] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)  # the longest MOST_GROUPS
    other_groups: int = 0


def rule_key(row: Row) -> Meaning:
    """What a rule about this row is remembered by."""
    return row.project[:KEY_LENGTH], row.task[:KEY_LENGTH]


def remembered(business: Business) -> dict[Meaning, Activity]:
    """What she once said projects and tasks mean."""
    rules = ImportRule.objects.filter(business=business).select_related("activity")
    return {(rule.project, rule.task): rule.activity for rule in rules}


def answers_of(given: Mapping[str, Any]) -> Answers:
    """Her answers as kept in a draft: order, sign, unit, and a field by column."""
    return Answers(
        order=DateOrder(given["date_order"]) if given.get("date_order") else None,
        sign=DecimalSign(given["decimal"]) if given.get("decimal") else None,
        unit=Unit(given["unit"]) if given.get("unit") else None,
        mapping={name: Field(said) for name, said in given.get("mapping", {}).items()},
    )


def file_of(draft: ImportDraft, *, today: dt.date) -> TimeFile:
    """The kept file under the answers given so far. Raises formats' Unreadable."""
    content = zlib.decompress(draft.content)
    return look_through(
        lambda: io.BytesIO(content),
        zone=draft.business.zone,
        answers=answers_of(draft.answers.get("given", {})),
        period=Period(last=today),
    )


def preview_of(business: Business, file: TimeFile) -> Preview:
    """The figures of a file and, once it asks nothing, its projects and tasks."""
    if file.questions:
        return _preview(summarise(file), [], 0)
    count = Count(file.tool, file.above)
    groups = _Groups()
    for row in file.rows():
        count.add(row)
        if isinstance(row, Row):
            groups.add(row)
    return _preview(count.summary(), *groups.longest(business))


def kept_preview(draft: ImportDraft, *, today: dt.date) -> Preview | None:
    """The preview worked out earlier today under the same answers, if any."""
    kept = draft.answers.get("preview")
    if not kept or kept["today"] != today.isoformat():
        return None
    days = {name: kept[name] and dt.date.fromisoformat(kept[name]) for name in ("first", "last")}
    lines = [Unread(line, LineProblem(problem), text) for line, problem, text in kept["unread"]]
    groups = [Group(**group) for group in kept["groups"]]
    facts = {name: value for name, value in kept.items() if name != "today"}
    return Preview(**{**facts, **days, "unread": lines, "groups": groups})


def keep_preview(draft: ImportDraft, preview: Preview, *, today: dt.date) -> None:
    """Put a preview beside its draft, so that showing it again costs nothing."""
    facts = asdict(preview) | {
        "today": today.isoformat(),
        "first": preview.first and preview.first.isoformat(),
        "last": preview.last and preview.last.isoformat(),
        "unread": [[u.line, str(u.problem), u.detail] for u in preview.unread],
    }
    draft.answers = {**draft.answers, "preview": facts}
    draft.save(update_fields=["answers"])


def examples(file: Survey) -> list[list[str]]:
    """The cells of the first rows, as many in each as there are columns."""
    width = len(file.table.columns.header)
    rows = islice(file.table.records(), EXAMPLE_ROWS)
    return [
        [cell.strip()[:40] for cell in [*cells, *[""] * width][:width]] for _line, cells in rows
    ]


def batches(business: Business) -> list[ImportBatch]:
    """Her last imports, the latest first."""
    return list(ImportBatch.objects.filter(business=business)[:20])


def batch_of_file(business: Business, sha256: str) -> ImportBatch | None:
    """The latest import of the same file."""
    return ImportBatch.objects.filter(business=business, sha256=sha256).first()


def _preview(summary: Summary, groups: list[Group], others: int) -> Preview:
    lines = sorted([*summary.above, *summary.unread], key=lambda unread: unread.line)
    return Preview(
        tool=summary.tool,
        rows=summary.rows,
        entries=summary.entries,
        seconds=summary.seconds,
        sold_seconds=summary.sold_seconds,
        first=summary.first,
        last=summary.last,
        zero=summary.zero,
        overlapping=summary.overlapping,
        disagreeing=summary.disagreeing,
        users=sorted(summary.users),
        unread=lines[:LISTED_LINES],
        unread_count=len(lines),
        unread_by_problem=dict(Counter(str(unread.problem) for unread in lines)),
        groups=groups,
        other_groups=others,
    )


class _Groups:
    """Adds up rows by project and task."""

    def __init__(self) -> None:
        self.totals: dict[Meaning, list[int]] = {}

    def add(self, row: Row) -> None:
        key = rule_key(row)
        if row.is_break or (key not in self.totals and len(self.totals) >= COUNTED_GROUPS):
            return
        total = self.totals.setdefault(key, [0, 0, 0])
        for place, amount in enumerate((1, row.seconds, row.sold_seconds)):
            total[place] += amount

    def longest(self, business: Business) -> tuple[list[Group], int]:
        """The groups with most time, what they mean, and how many more there are."""
        ranked = sorted(self.totals.items(), key=lambda item: (-item[1][1], item[0]))
        shown = list(Activity.objects.of(business).shown())
        rules, proposals = remembered(business), Proposals(shown)
        usual = next((one for one in shown if one.key == "pro_seance"), None)
        groups = []
        for (project, task), (rows, seconds, sold) in ranked[:MOST_GROUPS]:
            known = rules.get((project, task))
            meant = known or proposals.for_words(project, task)
            if meant is None and sold * 2 > seconds:
                meant = usual
            groups.append(
                Group(
                    project=project,
                    task=task,
                    rows=rows,
                    seconds=seconds,
                    sold_seconds=sold,
                    activity_id=meant.pk if meant else None,
                    remembered=known is not None,
                )
            )
        return groups, max(0, len(ranked) - MOST_GROUPS)


@dataclass(frozen=True)
class HatTime:
    """Time under one hat."""

    hat: str
    name: str
    seconds: int


@dataclass(frozen=True)
class Brought:
    """What one import added, as it stands now."""

    entries: int
    seconds: int
    sold_seconds: int
    first: dt.date | None
    last: dt.date | None
    without_hat: int
    by_hat: list[HatTime]


def brought_in(batch: ImportBatch) -> Brought:
    """The entries of a batch added up, by hat as well."""
    entries = TimeEntry.objects.of(batch.business).filter(batch=batch)
    total = entries.aggregate(
        count=models.Count("id"),
        seconds=models.Sum("seconds", default=0),
        sold=models.Sum("sold_seconds", default=0),
        first=models.Min("on"),
        last=models.Max("on"),
    )
    hats = entries.values("hat").annotate(sum=models.Sum("seconds")).order_by("-sum")
    return Brought(
        entries=total["count"],
        seconds=total["seconds"],
        sold_seconds=total["sold"],
        first=total["first"],
        last=total["last"],
        without_hat=entries.filter(hat="").exclude(nature=TimeEntry.Nature.BREAK).count(),
        by_hat=[
            HatTime(row["hat"], str(HAT_NAMES[Hat(row["hat"])]), row["sum"])
            for row in hats
            if row["hat"] and row["sum"]
        ],
    )
