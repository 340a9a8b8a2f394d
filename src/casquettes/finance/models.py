"""Money in and out: invoices and credit notes, payments, reminders, expenses."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casquettes.kernel.models import HAT_CHOICES, Address, Business, Contact, Mail
from casquettes.production.models import Mission, WorkSession
from casquettes.sales.models import PricedLine, Quote
from casquettes.timesheet.models import TimeEntry


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def of(self, business: Business) -> InvoiceQuerySet:
        return self.filter(business=business, removed_at__isnull=True)

    def drafts(self) -> InvoiceQuerySet:
        return self.filter(issued_on__isnull=True)

    def issued(self) -> InvoiceQuerySet:
        return self.filter(issued_on__isnull=False)

    def unpaid(self) -> InvoiceQuerySet:
        """Issued ones that still wait for money; credit notes never do."""
        return self.issued().filter(paid_on__isnull=True, gross__gt=0)

    def overdue(self, *, on: dt.date) -> InvoiceQuerySet:
        return self.unpaid().filter(due_on__lt=on)


class Invoice(models.Model):
    """A bill or a credit note: free while a draft, sealed once issued."""

    # What the database refuses to change from then on, and what it does not; see `row_security`.
    sealed_once: ClassVar[str] = "issued_on"
    free_columns: ClassVar[tuple[str, ...]] = (
        "paid",
        "paid_on",
        "sent_at",
        "reminded_at",
        "disputed_on",
        "dispute_note",
        # Who was billed, and where, stands in `frozen`; two contacts may turn out to be one.
        "client",
        "payer",
        "place",
    )

    class Kind(models.TextChoices):
        SESSION = "session", _("invoice")
        DEPOSIT = "deposit", _("deposit invoice")
        PROGRESS = "progress", _("progress invoice")
        BALANCE = "balance", _("balance invoice")
        CREDIT_NOTE = "credit_note", _("credit note")

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="invoices")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.SESSION)
    client = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="invoices")
    # Who is billed, when it is not the client.
    payer = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Where the work was done, when it is not the address of who is billed.
    place = models.ForeignKey(
        Address, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    mission = models.ForeignKey(
        Mission, on_delete=models.PROTECT, null=True, blank=True, related_name="invoices"
    )
    quote = models.ForeignKey(
        Quote, on_delete=models.PROTECT, null=True, blank=True, related_name="invoices"
    )
    # The invoice a credit note corrects.
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    recurring = models.ForeignKey(
        "RecurringInvoice", on_delete=models.SET_NULL, null=True, blank=True, related_name="made"
    )
    number = models.CharField(max_length=40, null=True, blank=True)  # noqa: DJ001 unique when there
    # Where it stands in its series: what proves that no number is missing.
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    rank = models.PositiveIntegerField(null=True, blank=True)
    title = models.CharField(_("title"), max_length=160, blank=True)
    note = models.TextField(_("words on the invoice"), blank=True)
    order_reference = models.CharField(_("their order number"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=5, default="fr")
    currency = models.CharField(max_length=3, default="EUR")
    gross_entry = models.BooleanField(default=False)
    discount_rate = models.DecimalField(
        _("discount, in percent"), max_digits=5, decimal_places=2, default=0
    )
    served_from = models.DateField(_("work from"), null=True, blank=True)
    served_to = models.DateField(_("work to"), null=True, blank=True)
    # Null: the usual days to pay, counted from the day it is issued.
    payment_days = models.PositiveSmallIntegerField(_("days to pay"), null=True, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    # The whole `Document` as plain JSON, and the SHA-256 of its canonical text.
    frozen = models.JSONField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    # Of the lines; negative on a credit note. What the document adds to turnover.
    net = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    vat = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    gross = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    # The sum of its payments and of the credit notes set against it, and the day it covered all.
    paid = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    paid_on = models.DateField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    # Nothing is chased while she and the client disagree.
    disputed_on = models.DateField(_("disputed"), null=True, blank=True)
    dispute_note = models.CharField(_("about"), max_length=300, blank=True)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "-rank", "-id"]
        indexes = [
            models.Index(fields=["business", "-issued_on", "-rank"], name="invoice_by_day"),
            models.Index(
                fields=["business", "due_on"],
                condition=Q(paid_on__isnull=True, issued_on__isnull=False),
                name="invoice_unpaid",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["business", "number"], name="one_invoice_per_number"),
            models.CheckConstraint(
                condition=Q(
                    issued_on__isnull=True,
                    number__isnull=True,
                    rank__isnull=True,
                    frozen__isnull=True,
                )
                | Q(issued_on__isnull=False, number__isnull=False, rank__isnull=False),
                name="invoice_issued_if_numbered",
            ),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True) | Q(removed_at__isnull=True),
                name="invoice_issued_stays",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.kind} {self.pk}"

    @property
    def due(self) -> Decimal:
        """What is still to be paid; negative when too much was."""
        return self.gross - self.paid


class InvoiceLine(PricedLine):
    """A line of an invoice; a negative one may deduct what a deposit billed."""

    sealed_by: ClassVar[str] = "invoice"

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    session = models.ForeignKey(
        WorkSession, on_delete=models.PROTECT, null=True, blank=True, related_name="billed_on"
    )
    deducts = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, null=True, blank=True, related_name="deducted_on"
    )

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.description


class BilledTime(models.Model):
    """A time entry that stands on a line: it is not billed twice."""

    sealed_by: ClassVar[str] = "line"

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="+")
    line = models.ForeignKey(InvoiceLine, on_delete=models.CASCADE, related_name="entries")
    entry = models.ForeignKey(TimeEntry, on_delete=models.PROTECT, related_name="billed_on")

    class Meta:
        verbose_name_plural = "billed time"

    def __str__(self) -> str:
        return f"{self.line_id} {self.entry_id}"


class InvoiceFile(models.Model):
    """A file made from an issued invoice, kept as it first was."""

    append_only: ClassVar[bool] = True

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        CII = "cii", "CII"
        UBL = "ubl", "UBL"

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="+")
    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=3, choices=Kind.choices)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["business", "invoice", "kind"], name="one_file_each")
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.kind}"


class Payment(models.Model):
    """Money received, or given back; never changed: a mistake is undone by a counter-entry."""

    append_only: ClassVar[bool] = True

    class Method(models.TextChoices):
        TRANSFER = "transfer", _("transfer")
        CARD = "card", _("card")
        CHEQUE = "cheque", _("cheque")
        CASH = "cash", _("cash")
        DIRECT = "direct", _("direct debit")
        OTHER = "other", _("other")

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="payments")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="payments")
    # The day it reached her: that of the receipts book.
    on = models.DateField(_("received"))
    # Negative: a refund, or the counter-entry of a mistake.
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    method = models.CharField(
        _("by"), max_length=8, choices=Method.choices, default=Method.TRANSFER
    )
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["on", "id"]
        indexes = [models.Index(fields=["business", "on"], name="payment_by_day")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(amount=0), name="payment_of_something")
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.amount}"


class ReminderPlan(models.Model):
    """When a late payer is written to, in days after the due day; by itself only if she says so."""

    business = models.OneToOneField(
        Business, on_delete=models.CASCADE, related_name="reminder_plan"
    )
    first_days = models.PositiveSmallIntegerField(_("first, after days"), default=5)
    second_days = models.PositiveSmallIntegerField(_("second, after days"), default=15)
    third_days = models.PositiveSmallIntegerField(_("last, after days"), default=30)
    automatic = models.BooleanField(_("sent by themselves"), default=False)

    def __str__(self) -> str:
        return f"{self.first_days}, {self.second_days}, {self.third_days}"


class Reminder(models.Model):
    """A late payer was written to."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="+")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="reminders")
    level = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    mail = models.ForeignKey(
        Mail, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.level}"


class RecurringInvoice(models.Model):
    """An invoice made again every so many months, as a draft."""

    business = models.ForeignKey(
        Business, on_delete=models.CASCADE, related_name="recurring_invoices"
    )
    client = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    mission = models.ForeignKey(
        Mission, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField(_("title"), max_length=160, blank=True)
    # The lines of each draft, as columns of `InvoiceLine`; amounts as text.
    lines = models.JSONField(default=list)
    every_months = models.PositiveSmallIntegerField(_("every, in months"), default=1)
    next_on = models.DateField(_("next"))
    last_on = models.DateField(_("until"), null=True, blank=True)
    stopped_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(every_months__gte=1), name="recurring_invoice_moves_on"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.next_on}"


class Transmission(models.Model):
    """An invoice handed to a platform, and what the platform said."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="+")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="transmissions")
    connector = models.CharField(max_length=30)
    reference = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    said = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.connector}"


class RecurringExpense(models.Model):
    """Money that goes out every so many months; each time makes an expense."""

    business = models.ForeignKey(
        Business, on_delete=models.CASCADE, related_name="recurring_expenses"
    )
    label = models.CharField(_("for"), max_length=160)
    category = models.CharField(_("category"), max_length=40, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)
    hat = models.CharField(_("hat"), max_length=12, choices=HAT_CHOICES, blank=True)
    every_months = models.PositiveSmallIntegerField(_("every, in months"), default=1)
    next_on = models.DateField(_("next"))
    last_on = models.DateField(_("until"), null=True, blank=True)
    stopped_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label


class ExpenseQuerySet(models.QuerySet["Expense"]):
    def of(self, business: Business) -> ExpenseQuerySet:
        return self.filter(business=business, removed_at__isnull=True)


class Expense(models.Model):
    """Money that went out for the business."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="expenses")
    on = models.DateField(_("day"))
    label = models.CharField(_("for"), max_length=160)
    category = models.CharField(_("category"), max_length=40, blank=True)
    # With its VAT; negative when money came back.
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)
    hat = models.CharField(_("hat"), max_length=12, choices=HAT_CHOICES, blank=True)
    mission = models.ForeignKey(
        Mission, on_delete=models.PROTECT, null=True, blank=True, related_name="expenses"
    )
    supplier = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recurring = models.ForeignKey(
        RecurringExpense, on_delete=models.SET_NULL, null=True, blank=True, related_name="made"
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ExpenseQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["business", "on"], name="expense_by_day")]

    def __str__(self) -> str:
        return self.label
