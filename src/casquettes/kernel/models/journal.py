"""The journal: acts that must never change."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from casquettes.kernel.models.people import Business


class JournalEntry(models.Model):
    """One act that must never change, signed over the one before (see docs/method/journal.md)."""

    # What the database refuses to change or delete, see `row_security`.
    append_only: ClassVar[bool] = True

    pk = models.CompositePrimaryKey("business_id", "rank")
    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="journal")
    rank = models.PositiveBigIntegerField()
    format = models.PositiveSmallIntegerField()
    # The same in every entry of a journal; another one begins when an entry vouches for entries
    # that were signed elsewhere.
    chain = models.CharField(max_length=32)
    # The text that is signed, ISO 8601 in UTC: no conversion stands between it and its proof.
    at = models.CharField(max_length=32)
    verb = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    payload = models.TextField()
    amount = models.BigIntegerField(null=True, blank=True)  # cents
    perpetual_total = models.BigIntegerField()  # cents
    previous = models.CharField(max_length=64, blank=True)
    signature = models.CharField(max_length=64)

    class Meta:
        ordering = ["rank"]
        verbose_name_plural = "journal entries"

    def __str__(self) -> str:
        return f"{self.rank} {self.verb}"
