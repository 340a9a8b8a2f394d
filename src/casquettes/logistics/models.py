"""Where she goes: trips."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from casquettes.kernel.models import Business
from casquettes.production.models import Mission


class TripQuerySet(models.QuerySet["Trip"]):
    def of(self, business: Business) -> TripQuerySet:
        return self.filter(business=business, removed_at__isnull=True)


class Trip(models.Model):
    """A way there, or there and back, on one day; its time is in the time entries too."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="trips")
    mission = models.ForeignKey(
        Mission, on_delete=models.PROTECT, null=True, blank=True, related_name="trips"
    )
    on = models.DateField(_("day"))
    km = models.DecimalField(_("kilometres"), max_digits=7, decimal_places=1)
    minutes = models.PositiveIntegerField(_("minutes"), default=0)
    purpose = models.CharField(_("purpose"), max_length=120, blank=True)
    start = models.CharField(_("from"), max_length=120, blank=True)
    destination = models.CharField(_("to"), max_length=120, blank=True)
    # Does the client pay for it?
    paid = models.BooleanField(_("paid for"), default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = TripQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["business", "on"], name="trip_by_day")]
        constraints = [
            models.CheckConstraint(condition=models.Q(km__gte=0), name="trip_not_backwards")
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.km} km"
