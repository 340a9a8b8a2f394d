"""Work agreed with clients: missions and their sessions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from casquettes.creation.models import Offer
from casquettes.kernel.models import Address, Business, Contact
from casquettes.sales.models import Quote


class MissionQuerySet(models.QuerySet["Mission"]):
    def of(self, business: Business) -> MissionQuerySet:
        return self.filter(business=business)

    def open(self) -> MissionQuerySet:
        return self.filter(ended_on__isnull=True, cancelled_on__isnull=True)


class Mission(models.Model):
    """Work agreed with one client, by the hour, as a package of hours or for a result."""

    class Terms(models.TextChoices):
        HOURLY = "hourly", _("by the hour")
        PACKAGE = "package", _("package of hours")
        FIXED = "fixed", _("fixed price for a result")

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="missions")
    client = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="missions")
    payer = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    place = models.ForeignKey(
        Address, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    quote = models.OneToOneField(
        Quote, on_delete=models.SET_NULL, null=True, blank=True, related_name="mission"
    )
    offer = models.ForeignKey(
        Offer, on_delete=models.SET_NULL, null=True, blank=True, related_name="missions"
    )
    title = models.CharField(_("title"), max_length=160)
    terms = models.CharField(_("sold"), max_length=8, choices=Terms.choices, default=Terms.HOURLY)
    # Hours of the quote: expected by the hour, held by a package, of reference for a result.
    sold_minutes = models.PositiveIntegerField(_("hours sold"), default=0)
    planned_sessions = models.PositiveSmallIntegerField(_("sessions planned"), default=0)
    # Without VAT: of an hour by the hour, of the whole otherwise.
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2, null=True, blank=True)
    # The whole quote, without VAT; null when it was made by hand.
    quoted = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    travel_paid = models.BooleanField(_("travel is paid for"), default=False)
    # The price of travel for one session, where it is a flat one.
    travel_fee = models.DecimalField(
        _("travel, per session"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    channel = models.CharField(_("how they came"), max_length=60, blank=True)
    signed_on = models.DateField(_("signed"), null=True, blank=True)
    # No payment before this day (withdrawal from a contract signed at home).
    payable_from = models.DateField(null=True, blank=True)
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    expires_on = models.DateField(_("package ends"), null=True, blank=True)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    cancelled_on = models.DateField(_("cancelled"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField()

    objects = MissionQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_on", "-id"]
        indexes = [models.Index(fields=["business", "client"], name="mission_by_client")]

    def __str__(self) -> str:
        return self.title


class WorkSessionQuerySet(models.QuerySet["WorkSession"]):
    def of(self, business: Business) -> WorkSessionQuerySet:
        return self.filter(business=business)

    def planned(self) -> WorkSessionQuerySet:
        """Neither done, moved, missed nor cancelled."""
        return self.filter(
            done_on__isnull=True,
            moved_on__isnull=True,
            missed_on__isnull=True,
            cancelled_on__isnull=True,
        )


class WorkSession(models.Model):
    """One dated period of work of a mission; it is planned until one of its days is set."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="work_sessions")
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="sessions")
    on = models.DateField(_("day"))
    starts_at = models.TimeField(_("from"), null=True, blank=True)
    planned_minutes = models.PositiveIntegerField(_("planned"), default=0)
    done_on = models.DateField(_("done"), null=True, blank=True)
    moved_on = models.DateField(_("moved"), null=True, blank=True)
    moved_late = models.BooleanField(_("too late to fill the day"), default=False)
    missed_on = models.DateField(_("nobody there"), null=True, blank=True)
    cancelled_on = models.DateField(_("cancelled"), null=True, blank=True)
    # What the client pays for, and how long it really took.
    sold_minutes = models.PositiveIntegerField(_("sold"), default=0)
    real_minutes = models.PositiveIntegerField(_("real"), default=0)
    # More than one person sold: hours of all of them count as sold.
    persons = models.PositiveSmallIntegerField(_("persons"), default=1)
    remote = models.BooleanField(_("at a distance"), default=False)
    zone = models.CharField(_("zone"), max_length=120, blank=True)
    kept_litres = models.PositiveIntegerField(_("kept"), default=0)
    given_litres = models.PositiveIntegerField(_("given"), default=0)
    sold_litres = models.PositiveIntegerField(_("sold on"), default=0)
    recycled_litres = models.PositiveIntegerField(_("recycled"), default=0)
    waste_litres = models.PositiveIntegerField(_("thrown away"), default=0)
    photos = models.PositiveSmallIntegerField(_("photos taken"), default=0)
    # Due for a late cancellation or nobody there; without VAT.
    fee = models.DecimalField(
        _("cancellation fee"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    note = models.TextField(_("note"), blank=True)

    objects = WorkSessionQuerySet.as_manager()

    class Meta:
        ordering = ["on", "starts_at", "id"]
        indexes = [models.Index(fields=["business", "on"], name="session_by_day")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(done_on__isnull=True)
                | models.Q(
                    moved_on__isnull=True, missed_on__isnull=True, cancelled_on__isnull=True
                ),
                name="session_done_or_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.mission_id}"
