"""What she sells: offers, their prices over time, travel and late cancellation."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casquettes.kernel.models import Business


class OfferQuerySet(models.QuerySet["Offer"]):
    def of(self, business: Business) -> OfferQuerySet:
        return self.filter(business=business)

    def shown(self) -> OfferQuerySet:
        return self.filter(archived_on__isnull=True)


class Offer(models.Model):
    """Something she sells, in the unit she sells it by."""

    class Unit(models.TextChoices):
        HOUR = "hour", _("per hour")
        SESSION = "session", _("per session")
        HALF_DAY = "half_day", _("per half-day")
        DAY = "day", _("per day")
        PACKAGE = "package", _("package of hours")
        FIXED = "fixed", _("fixed price for a result")
        PERSON = "person", _("per person")
        ITEM = "item", _("per item")

    class Diagnosis(models.TextChoices):
        """Is it the first visit, and who pays for it?"""

        NO = "", _("not a diagnosis")
        FREE = "free", _("free")
        PAID = "paid", pgettext_lazy("who pays for it", "paid")
        DEDUCTIBLE = "deductible", _("paid, deducted when they sign")

    class Nature(models.TextChoices):
        """What the law calls it: contributions and VAT differ."""

        SERVICE = "service", _("service")
        GOODS = "goods", _("goods")

    class Travel(models.TextChoices):
        NONE = "", _("included")
        BAND = "band", _("by distance band")
        KM = "km", _("per kilometre")
        TIME = "time", _("per hour of travel")

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="offers")
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("what it includes"), blank=True)
    unit = models.CharField(_("sold"), max_length=8, choices=Unit.choices, default=Unit.HOUR)
    # Hours of one unit: 3.5 for a session, 12 for a package, the reference hours of a result.
    hours = models.DecimalField(
        _("hours it holds"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    sessions = models.PositiveSmallIntegerField(_("sessions"), null=True, blank=True)
    # How long a package may be used, from its signature.
    valid_months = models.PositiveSmallIntegerField(_("valid for months"), null=True, blank=True)
    diagnosis = models.CharField(
        _("diagnosis"), max_length=10, choices=Diagnosis.choices, blank=True, default=""
    )
    minimum_hours = models.DecimalField(
        _("at least, in hours"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    rounding_minutes = models.PositiveSmallIntegerField(_("rounded up to, in minutes"), default=0)
    nature = models.CharField(
        _("service or goods"), max_length=8, choices=Nature.choices, default=Nature.SERVICE
    )
    sap = models.BooleanField(_("listed personal service"), default=False)
    # Percent; used once she owes VAT.
    vat_rate = models.DecimalField(_("VAT rate"), max_digits=4, decimal_places=2, default=20)
    travel = models.CharField(
        _("travel"), max_length=5, choices=Travel.choices, blank=True, default=""
    )
    free_km = models.PositiveSmallIntegerField(_("kilometres included"), default=0)
    # Per kilometre or per hour, as `travel` says.
    travel_price = models.DecimalField(
        _("price of travel"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    position = models.PositiveSmallIntegerField(default=0)
    created_on = models.DateField()
    archived_on = models.DateField(null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    def price_on(self, day: dt.date, *, firm: bool = False) -> Decimal | None:
        """The price of one unit without VAT on a day; None before the first price."""
        known = [price for price in self.prices.all() if price.from_on <= day]
        if not known:
            return None
        last = max(known, key=lambda price: price.from_on)
        return last.firm_price if firm and last.firm_price is not None else last.price


class OfferPrice(models.Model):
    """The price of an offer from a day on; past ones stay."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="prices")
    from_on = models.DateField(_("from"))
    price = models.DecimalField(_("price"), max_digits=10, decimal_places=2)
    # For firms, when it differs.
    firm_price = models.DecimalField(
        _("price for firms"), max_digits=10, decimal_places=2, null=True, blank=True
    )

    class Meta:
        ordering = ["-from_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["business", "offer", "from_on"], name="one_price_a_day"
            ),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="price_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.from_on}: {self.price}"


class TravelBand(models.Model):
    """Travel charged by distance: up to so many kilometres, so much."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="travel_bands")
    up_to_km = models.PositiveSmallIntegerField(_("up to, in km"))
    price = models.DecimalField(_("price"), max_digits=8, decimal_places=2)

    class Meta:
        ordering = ["up_to_km"]

    def __str__(self) -> str:
        return f"{self.up_to_km} km: {self.price}"


class CancellationTier(models.Model):
    """What a late cancellation costs: less than so many hours before, so many percent."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="cancellation_tiers")
    hours_before = models.PositiveSmallIntegerField(_("less than, in hours"))
    percent = models.PositiveSmallIntegerField(_("percent of the price"))

    class Meta:
        ordering = ["hours_before"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(percent__lte=100), name="tier_at_most_all")
        ]

    def __str__(self) -> str:
        return f"{self.hours_before} h: {self.percent} %"
