"""The clock worn under every hat: running clock, time entries, days away, imports."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from casquettes.engine.hats import Hat
from casquettes.kernel.models import HAT_CHOICES, Activity, Business, User
from casquettes.production.models import Mission

HATS = [str(hat) for hat in Hat]


class TimeEntryQuerySet(models.QuerySet["TimeEntry"]):
    def of(self, business: Business) -> TimeEntryQuerySet:
        """Her entries, without the removed ones."""
        return self.filter(business=business, removed_at__isnull=True)

    def between(self, first: dt.date, last: dt.date) -> TimeEntryQuerySet:
        """Entries worked from `first` to `last`, both included."""
        return self.filter(on__gte=first, on__lte=last)


class TimeEntry(models.Model):
    """Time spent on one local day under one hat; its sold time is held apart from its duration."""

    class Nature(models.TextChoices):
        BILLED = "billed", _("billed")
        UNBILLED = "unbilled", _("not billed")
        BREAK = "break", _("break")

    class Source(models.TextChoices):
        CLOCK = "clock", _("clock")
        TYPED = "typed", _("typed")
        PATTERN = "pattern", _("copied week")
        IMPORT = "import", _("imported")
        DEMO = "demo", _("example")

    class Mark(models.TextChoices):
        """What an importer noticed about a row it read all the same."""

        NONE = "", ""
        ZERO = "zero", _("no duration")
        OVERLAP = "overlap", _("overlaps another")
        DISAGREE = "disagree", _("columns disagree")

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="time_entries")
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True)
    on = models.DateField(_("day"))
    # Null when she only knows how long it took. An entry never crosses midnight, local time.
    starts_at = models.DateTimeField(_("start"), null=True, blank=True)
    seconds = models.PositiveIntegerField(_("duration"))
    # Both empty: time without a hat, waiting for her to say.
    hat = models.CharField(_("hat"), max_length=12, choices=HAT_CHOICES, blank=True)
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="time_entries"
    )
    nature = models.CharField(_("kind"), max_length=8, choices=Nature.choices)
    # What the client pays for, whole seconds; never derived from the duration (MEASURES: S, not D).
    sold_seconds = models.PositiveIntegerField(_("sold"), default=0)
    label = models.CharField(_("client or mission"), max_length=160, blank=True)
    mission = models.ForeignKey(
        Mission, on_delete=models.PROTECT, null=True, blank=True, related_name="time_entries"
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    source = models.CharField(max_length=8, choices=Source.choices)
    # The day it was written down: more than two days later, it was reconstructed.
    noted_on = models.DateField()
    mark = models.CharField(max_length=8, choices=Mark.choices, blank=True, default="")
    batch = models.ForeignKey(
        "ImportBatch", on_delete=models.CASCADE, null=True, blank=True, related_name="entries"
    )
    # Identity of an imported row, so that the same file adds nothing twice.
    fingerprint = models.CharField(max_length=64, blank=True, default="")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = TimeEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "time entries"
        ordering = ["on", "starts_at", "id"]
        indexes = [
            models.Index(
                fields=["business", "on"],
                include=["hat", "activity", "nature", "seconds", "sold_seconds"],
                condition=models.Q(removed_at__isnull=True),
                name="entry_by_day",
            ),
            models.Index(fields=["business", "label"], name="entry_by_label"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(hat__in=["", *HATS]), name="entry_known_hat"),
            models.CheckConstraint(
                condition=models.Q(seconds__lte=25 * 3600), name="entry_fits_in_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(nature="break", sold_seconds=0) | ~models.Q(nature="break"),
                name="entry_break_is_not_sold",
            ),
            models.UniqueConstraint(
                fields=["business", "fingerprint"],
                condition=~models.Q(fingerprint=""),
                name="entry_imported_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.hat} {self.seconds} s"

    @property
    def ends_at(self) -> dt.datetime | None:
        return self.starts_at and self.starts_at + dt.timedelta(seconds=self.seconds)


class RunningClock(models.Model):
    """The hat worn now: at most one per person and business, wherever she looks from."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="clocks")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="clocks")
    hat = models.CharField(_("hat"), max_length=12, choices=HAT_CHOICES)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, blank=True)
    label = models.CharField(_("client or mission"), max_length=160, blank=True)
    mission = models.ForeignKey(
        Mission, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    started_at = models.DateTimeField(_("since"))
    # Null while working; the start of the break otherwise (the hat stays at hand).
    paused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "user"], name="one_clock_each"),
            models.CheckConstraint(condition=models.Q(hat__in=HATS), name="clock_known_hat"),
        ]

    def __str__(self) -> str:
        return f"{self.hat} since {self.started_at}"


class Absence(models.Model):
    """Days away, entered in one act; they are not expected to hold time."""

    class Kind(models.TextChoices):
        LEAVE = "leave", _("leave")
        ILLNESS = "illness", _("illness")
        HOLIDAY = "holiday", _("public holiday")

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="absences")
    kind = models.CharField(_("reason"), max_length=8, choices=Kind.choices)
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-first_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")), name="absence_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_on} – {self.last_on}"


class ImportBatch(models.Model):
    """One file that came in, whole; undone as one."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="import_batches")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=30)
    rows = models.PositiveIntegerField()
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["-imported_at"]
        verbose_name_plural = "import batches"

    def __str__(self) -> str:
        return self.file_name


class ImportRule(models.Model):
    """What a project and task of another tool mean here, confirmed once, remembered."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="import_rules")
    project = models.CharField(max_length=200, blank=True)
    task = models.CharField(max_length=200, blank=True)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "project", "task"], name="one_rule_per_project_and_task"
            )
        ]

    def __str__(self) -> str:
        return f"{self.project} / {self.task} → {self.activity_id}"


class ImportDraft(models.Model):
    """A file she is about to import: kept between preview and commit, then deleted."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="import_drafts")
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()  # compressed
    answers = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.file_name
