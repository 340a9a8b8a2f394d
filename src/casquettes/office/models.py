"""Persons and papers: what she learns, and who does things for her."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from casquettes.kernel.models import HAT_CHOICES, Activity, Business, Contact


class Training(models.Model):
    """Something she learns to do an activity better; planned until its first day."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="trainings")
    title = models.CharField(_("what"), max_length=160)
    hat = models.CharField(_("hat"), max_length=12, choices=HAT_CHOICES)
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="trainings"
    )
    provider = models.CharField(_("with"), max_length=120, blank=True)
    hours = models.DecimalField(_("hours"), max_digits=6, decimal_places=1, default=Decimal(0))
    price = models.DecimalField(_("price"), max_digits=8, decimal_places=2, default=Decimal(0))
    planned_on = models.DateField(_("planned"), null=True, blank=True)
    started_on = models.DateField(_("begun"), null=True, blank=True)
    done_on = models.DateField(_("done"), null=True, blank=True)
    given_up_on = models.DateField(null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ["-planned_on", "-id"]

    def __str__(self) -> str:
        return self.title


class Partner(models.Model):
    """A specialist who does an activity for her."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="partners")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    hat = models.CharField(_("hat"), max_length=12, choices=HAT_CHOICES)
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="partners"
    )
    brief = models.TextField(_("what they do for you"), blank=True)
    # Of one hour, without VAT; and the hours agreed for a month.
    hourly_price = models.DecimalField(
        _("price of an hour"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    month_hours = models.DecimalField(
        _("hours a month"), max_digits=6, decimal_places=1, null=True, blank=True
    )
    briefed_on = models.DateField(_("briefed"), null=True, blank=True)
    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ["-from_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(hourly_price__isnull=True) | models.Q(hourly_price__gte=0),
                name="partner_price_not_negative",
            )
        ]

    def __str__(self) -> str:
        return str(self.contact)
