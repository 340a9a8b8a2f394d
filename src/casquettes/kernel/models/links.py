"""Doors without an account, and forms that must count once."""

from __future__ import annotations

from django.db import models

from casquettes.kernel.models.people import Business


class SignedLink(models.Model):
    """An address that opens one thing to whoever holds it, until it ends or is taken back."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="+")
    # SHA-256 of the secret in the address; the secret itself is kept nowhere.
    digest = models.CharField(max_length=64)
    purpose = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    first_opened_at = models.DateTimeField(null=True, blank=True)
    last_opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "digest"], name="one_link_per_secret")
        ]
        indexes = [
            models.Index(fields=["business", "purpose", "subject_id"], name="link_by_subject")
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject_id}"


class SentForm(models.Model):
    """A form that was answered: the same one sent again gets the same answer."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="+")
    # Drawn when the form was shown.
    key = models.CharField(max_length=40)
    # SHA-256 of what was sent with it.
    body = models.CharField(max_length=64)
    # Where it led.
    answer = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "key"], name="one_answer_per_form")
        ]

    def __str__(self) -> str:
        return self.answer
