"""Priced promises: quotes, their lines, and the proof of what a client answered."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from casquettes.creation.models import Offer
from casquettes.kernel.models import Address, Business, Contact


class Covers(models.TextChoices):
    """What a line of a quote or an invoice is paid for: the measures need to know."""

    SERVICE = "service", _("work")
    TRAVEL = "travel", _("travel")
    TRAVEL_TIME = "travel_time", _("travel time")
    DIAGNOSIS = "diagnosis", _("diagnosis")
    SHOPPING = "shopping", _("shopping")
    GOODS = "goods", _("goods")
    FEE = "fee", _("cancellation fee")
    DISCOUNT = "discount", _("discount")
    DEPOSIT = "deposit", _("deposit")
    OTHER = "other", _("other")


class PricedLine(models.Model):
    """A line as quotes and invoices both have it; prices are without VAT unless the paper says."""

    class Nature(models.TextChoices):
        SERVICE = "service", _("service")
        GOODS = "goods", _("goods")

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    # Lines of the same group stand under its title.
    group = models.CharField(_("group"), max_length=120, blank=True)
    description = models.CharField(_("description"), max_length=500)
    detail = models.TextField(_("detail"), blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3, default=1)
    unit = models.CharField(_("unit"), max_length=12, blank=True)  # as Offer.Unit, or "km"
    unit_price = models.DecimalField(_("unit price"), max_digits=12, decimal_places=4)
    discount_rate = models.DecimalField(
        _("discount, in percent"), max_digits=5, decimal_places=2, default=0
    )
    vat_rate = models.DecimalField(_("VAT rate"), max_digits=4, decimal_places=2, default=0)
    covers = models.CharField(
        _("for"), max_length=12, choices=Covers.choices, default=Covers.SERVICE
    )
    nature = models.CharField(
        _("service or goods"), max_length=8, choices=Nature.choices, default=Nature.SERVICE
    )
    sap = models.BooleanField(_("listed personal service"), default=False)
    offer = models.ForeignKey(
        Offer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Hours sold by this line, where its unit does not say (a package, a result).
    hours = models.DecimalField(
        _("hours it holds"), max_digits=7, decimal_places=2, null=True, blank=True
    )

    class Meta:
        abstract = True


class QuoteQuerySet(models.QuerySet["Quote"]):
    def of(self, business: Business) -> QuoteQuerySet:
        return self.filter(business=business, removed_at__isnull=True)


class Quote(models.Model):
    """A priced promise; another version replaces it, an accepted one is a contract."""

    class Deposit(models.TextChoices):
        NONE = "", _("none")
        RATE = "rate", _("percent of the total")
        AMOUNT = "amount", _("amount")

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="quotes")
    client = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="quotes")
    payer = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    place = models.ForeignKey(
        Address, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Null while nothing was sent; a new version keeps the number of the first.
    number = models.CharField(max_length=40, null=True, blank=True)  # noqa: DJ001 unique when there
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaced_by"
    )
    title = models.CharField(_("title"), max_length=160)
    intro = models.TextField(_("first words"), blank=True)
    limits = models.TextField(_("what is not included"), blank=True)
    disposal = models.TextField(_("who takes things away"), blank=True)
    conditions = models.TextField(_("conditions"), blank=True)
    note = models.TextField(_("note for you"), blank=True)
    language = models.CharField(_("language"), max_length=5, default="fr")
    currency = models.CharField(max_length=3, default="EUR")
    # Prices typed with VAT, for consumers; only once she owes VAT.
    gross_entry = models.BooleanField(default=False)
    discount_rate = models.DecimalField(
        _("discount, in percent"), max_digits=5, decimal_places=2, default=0
    )
    deposit = models.CharField(
        _("deposit"), max_length=6, choices=Deposit.choices, blank=True, default=""
    )
    deposit_value = models.DecimalField(
        _("how much"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    # Signed at the client's home or another place that is not hers: 14 days, nothing paid for 7.
    off_premises = models.BooleanField(_("signed at the client’s home"), default=False)
    valid_until = models.DateField(_("stands until"), null=True, blank=True)
    # What the client reads, once it was sent: a `Document` as plain JSON, and its SHA-256.
    frozen = models.JSONField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    net = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    vat = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    gross = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    created_at = models.DateTimeField()
    issued_on = models.DateField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    accepted_on = models.DateField(null=True, blank=True)
    refused_on = models.DateField(null=True, blank=True)
    refusal_reason = models.CharField(_("why"), max_length=300, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    follow_up_on = models.DateField(_("next follow-up"), null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = QuoteQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["business", "-created_at"], name="quote_by_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["business", "number", "version"], name="one_quote_per_number_and_version"
            ),
            models.CheckConstraint(
                condition=models.Q(issued_on__isnull=True, number__isnull=True)
                | models.Q(issued_on__isnull=False, number__isnull=False),
                name="quote_issued_if_numbered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or '…'} {self.title}"


class QuoteLine(PricedLine):
    """A line of a quote; an option counts once the client chose it."""

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="lines")
    is_option = models.BooleanField(_("option"), default=False)
    chosen = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.description


class QuoteAnswer(models.Model):
    """The proof of what a client answered; never changed."""

    append_only: ClassVar[bool] = True

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")
        # A withdrawal she noted by mistake: the contract never ended.
        KEPT = "kept", _("kept: the withdrawal was noted by mistake")

    class Means(models.TextChoices):
        """By what means a client told her."""

        LETTER = "letter", _("by letter")
        MAIL = "mail", _("by e-mail")
        VOICE = "voice", _("by word of mouth")
        OTHER = "other", _("otherwise")

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="+")
    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="answers")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    # As typed by whoever answered.
    name = models.CharField(max_length=160, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    # The network it came from, not the machine: "192.0.2.0/24".
    network = models.CharField(max_length=50, blank=True)
    # Noted by her (a signed paper, a mail), rather than by the client on the page.
    by_hand = models.BooleanField(default=False)
    document_sha256 = models.CharField(max_length=64)
    # Options taken, words ticked, in the language they were read in.
    facts = models.JSONField(default=dict)
    early_start = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class QuoteMessage(models.Model):
    """A question asked on the client's page, or the answer to it."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="+")
    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="messages")
    at = models.DateTimeField()
    from_client = models.BooleanField()
    text = models.TextField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:60]
