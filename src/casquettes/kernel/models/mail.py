"""Mail that leaves in her name: where it goes out, its texts, and the outbox."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from casquettes.kernel.models.contacts import Contact
from casquettes.kernel.models.people import Business


class MailSettings(models.Model):
    """Her own mail server; without it, mails wait in the outbox for her to open and send."""

    class Security(models.TextChoices):
        STARTTLS = "starttls", _("STARTTLS")
        TLS = "tls", _("TLS")
        NONE = "none", _("none")

    business = models.OneToOneField(
        Business, on_delete=models.CASCADE, related_name="mail_settings"
    )
    host = models.CharField(_("server"), max_length=200, blank=True)
    port = models.PositiveIntegerField(_("port"), default=587)
    security = models.CharField(
        _("encryption"), max_length=8, choices=Security.choices, default=Security.STARTTLS
    )
    username = models.CharField(_("user name"), max_length=200, blank=True)
    # Encrypted with a key of this installation; useless anywhere else.
    password = models.TextField(blank=True)
    from_address = models.EmailField(_("sender address"), blank=True)
    from_name = models.CharField(_("sender name"), max_length=120, blank=True)
    signature = models.TextField(_("signature"), blank=True)
    # The last time a mail really left through it.
    tested_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "mail settings"

    def __str__(self) -> str:
        return self.host


class MailTemplate(models.Model):
    """Her own words for a kind of mail, in a language; without a row, the starting text."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=40)
    language = models.CharField(max_length=5)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "key", "language"], name="one_template_per_key_and_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.language}"


class MailQuerySet(models.QuerySet["Mail"]):
    def of(self, business: Business) -> MailQuerySet:
        return self.filter(business=business)

    def waiting(self) -> MailQuerySet:
        return self.filter(sent_at__isnull=True, given_up_at__isnull=True, removed_at__isnull=True)


class Mail(models.Model):
    """One mail as it leaves, word for word; in the outbox until it is sent."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="mails")
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="mails"
    )
    template = models.CharField(max_length=40, blank=True)
    # What it is about, as in the journal: "finance.invoice", 12.
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    to = models.CharField(_("to"), max_length=254)
    copy_to = models.CharField(_("copy to"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    message_id = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    # Null: no server is set, it waits for her. Otherwise when to try next.
    due_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # She sent it herself, from her own mail program.
    sent_by_hand = models.BooleanField(default=False)
    given_up_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["business", "subject_kind", "subject_id"], name="mail_by_subject"),
            models.Index(fields=["business", "-created_at"], name="mail_by_day"),
        ]

    def __str__(self) -> str:
        return self.subject


class MailFile(models.Model):
    """A file that goes with a mail."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="+")
    mail = models.ForeignKey(Mail, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=80)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name
