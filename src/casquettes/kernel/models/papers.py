"""What her documents say of her, and how they are numbered."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from casquettes.kernel.models.people import Business


class Identity(models.Model):
    """What the law and her clients want to read on a document; frozen on each issued one."""

    business = models.OneToOneField(Business, on_delete=models.CASCADE, related_name="identity")
    # « Inès Delorme EI »: the name as it must be printed.
    legal_name = models.CharField(_("name on documents"), max_length=160, blank=True)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    register = models.CharField(_("register"), max_length=120, blank=True)
    street = models.CharField(_("street"), max_length=160, blank=True)
    street2 = models.CharField(_("more"), max_length=160, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, default="FR")
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    website = models.URLField(_("web site"), blank=True)
    # Under the VAT franchise until this day; null: still under it.
    vat_since = models.DateField(_("liable to VAT since"), null=True, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    vat_on_debits = models.BooleanField(_("VAT paid on debits"), default=False)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    account_holder = models.CharField(_("account holder"), max_length=70, blank=True)
    payment_link = models.URLField(_("payment link"), blank=True)
    payment_days = models.PositiveSmallIntegerField(_("days to pay"), default=30)
    # Yearly, in percent; null: the rate of the law.
    late_rate = models.DecimalField(
        _("late fee rate"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    early_discount = models.CharField(_("early payment discount"), max_length=160, blank=True)
    quote_days = models.PositiveSmallIntegerField(_("days a quote stands"), default=30)
    deposit_rate = models.DecimalField(
        _("usual deposit, in percent"), max_digits=5, decimal_places=2, default=30
    )
    mediator = models.CharField(_("consumer mediator"), max_length=240, blank=True)
    insurance = models.CharField(_("insurance"), max_length=240, blank=True)
    sap_number = models.CharField(_("personal services number"), max_length=40, blank=True)
    footer = models.CharField(_("last line of documents"), max_length=240, blank=True)
    # Six hexadecimal digits after #; empty: ink.
    colour = models.CharField(_("colour"), max_length=7, blank=True)
    logo = models.BinaryField(null=True, blank=True)
    logo_type = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name_plural = "identities"

    def __str__(self) -> str:
        return self.legal_name

    def owes_vat(self, on: dt.date) -> bool:
        """Does she charge VAT on this day?"""
        return self.vat_since is not None and on >= self.vat_since


class NumberSeries(models.Model):
    """How the documents of a kind are numbered; credit notes follow invoices unless set apart."""

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("invoices")
        CREDIT_NOTE = "credit_note", _("credit notes")
        QUOTE = "quote", _("quotes")

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="series")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    # "F{year}-{rank:03}"; without {year} the count never starts anew.
    pattern = models.CharField(_("format"), max_length=40)
    first_rank = models.PositiveIntegerField(_("first number"), default=1)

    class Meta:
        verbose_name_plural = "number series"
        constraints = [
            models.UniqueConstraint(fields=["business", "kind"], name="one_series_per_kind")
        ]

    def __str__(self) -> str:
        return self.pattern


class Counter(models.Model):
    """The last rank taken in a series and year (0 where the count never starts anew)."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="+")
    series = models.ForeignKey(NumberSeries, on_delete=models.CASCADE, related_name="counters")
    year = models.PositiveSmallIntegerField()
    last_rank = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "series", "year"], name="one_counter_each")
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.last_rank}"
