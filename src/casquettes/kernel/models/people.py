"""People, the business, who may do what, and the activities."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casquettes.engine.hats import Hat

HAT_NAMES = {
    Hat.PILOT: _("Direction"),
    Hat.MANAGER: _("Back office"),
    Hat.SALES: _("Sales"),
    Hat.CREATION: _("Creation"),
    Hat.LOGISTICS: _("Logistics"),
    Hat.PRODUCTION: _("Production"),
    Hat.QUALITY: _("Quality"),
}
HAT_CHOICES = [(str(hat), name) for hat, name in HAT_NAMES.items()]


class UserManager(BaseUserManager["User"]):
    """Creates people; an e-mail address is the only name they sign in with."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> User:
        return self.create_user(email, password, is_superuser=True, is_staff=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in; on her own machine the first one is made for her."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    # The owner made on a first local start: signs in with a printed one-time link, no password.
    is_local_owner = models.BooleanField(default=False)
    shortcuts = models.BooleanField(_("keyboard shortcuts"), default=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_local_owner"],
                condition=models.Q(is_local_owner=True),
                name="one_local_owner",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email


class Business(models.Model):
    """Her company: the tenant that owns every other row."""

    class Trade(models.TextChoices):
        SERVICES = "services", _("Services")
        SERVICES_LIBERAL = "liberal", _("Liberal profession")
        GOODS = "goods", _("Sale of goods")

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name of the business"), max_length=120, blank=True)
    person_name = models.CharField(_("your name"), max_length=120, blank=True)
    trade = models.CharField(_("trade"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, default="FR")
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    locale = models.CharField(_("language"), max_length=5, default="fr")
    timezone = models.CharField(_("time zone"), max_length=60, default="Europe/Paris")
    activity_type = models.CharField(
        _("type of activity"), max_length=12, choices=Trade.choices, default=Trade.SERVICES
    )
    started_on = models.DateField(_("start of the business"), null=True, blank=True)
    week_cap_hours = models.DecimalField(
        _("hours a week, everything included"), max_digits=4, decimal_places=1, default=38
    )
    # Which weekdays she normally works, Monday first: "1111100".
    working_days = models.CharField(_("working days"), max_length=7, default="1111100")
    guessed_share = models.PositiveSmallIntegerField(
        _("share you think you bill"), null=True, blank=True
    )
    target_share = models.PositiveSmallIntegerField(_("target share"), null=True, blank=True)
    # Whole days added to the clock: the demo business lives at its own date.
    clock_shift_days = models.IntegerField(default=0)
    is_demo = models.BooleanField(default=False)
    onboarded_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "businesses"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(week_cap_hours__gt=0, week_cap_hours__lte=168),
                name="business_week_cap_in_a_week",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.slug

    @property
    def first_name(self) -> str:
        """How she is greeted."""
        return self.person_name.partition(" ")[0]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def works_on(self, day: dt.date) -> bool:
        """Is this weekday one of hers?"""
        return self.working_days[day.weekday()] == "1"

    def local_day(self, moment: dt.datetime) -> dt.date:
        return moment.astimezone(self.zone).date()


class Membership(models.Model):
    """Who may enter a business, and as what."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        COLLABORATOR = "collaborator", _("Collaborator")
        ACCOUNTANT = "accountant", _("Accountant")
        SPECIALIST = "specialist", _("Specialist")

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.OWNER)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "user"], name="one_membership_each")
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"


class ActivityQuerySet(models.QuerySet["Activity"]):
    def of(self, business: Business) -> ActivityQuerySet:
        return self.filter(business=business)

    def shown(self) -> ActivityQuerySet:
        return self.filter(hidden_on__isnull=True)


class Activity(models.Model):
    """A recurring task under a hat: the unit of measure and of choice."""

    class Nature(models.TextChoices):
        BILLED = "billed", _("billed")
        UNBILLED = "unbilled", _("not billed")
        MIXED = "mixed", _("sometimes billed")

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="activities")
    # Stable key of a starting activity ("pro_seance"); her own get "own_<n>".
    key = models.CharField(max_length=40)
    hat = models.CharField(_("hat"), max_length=12, choices=HAT_CHOICES)
    # Empty while she has not renamed it: the starting name is shown in her language.
    name = models.CharField(_("name"), max_length=120, blank=True)
    name_fr = models.CharField(max_length=120, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    nature = models.CharField(_("usually"), max_length=8, choices=Nature.choices)
    position = models.PositiveSmallIntegerField(default=0)
    hidden_on = models.DateField(null=True, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "activities"
        constraints = [
            models.UniqueConstraint(fields=["business", "key"], name="one_activity_per_key"),
            models.CheckConstraint(
                condition=models.Q(hat__in=[str(hat) for hat in Hat]), name="activity_known_hat"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name she gave, or the starting one in the language of the moment."""
        if self.name:
            return self.name
        own = self.name_en if (get_language() or "fr").startswith("en") else self.name_fr
        return own or self.name_fr or self.name_en
