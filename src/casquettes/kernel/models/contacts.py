"""Persons and firms she deals with: clients, payers, suppliers, partners."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from casquettes.kernel.models.people import Business, User


class ContactImport(models.Model):
    """A file of contacts: looked at first, then brought in, and perhaps taken back."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    # Compressed; empty once it was brought in or given up.
    content = models.BinaryField(default=bytes)
    made_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    added = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["business", "-made_at"], name="contact_import_by_day")]

    def __str__(self) -> str:
        return self.file_name


class ContactQuerySet(models.QuerySet["Contact"]):
    def of(self, business: Business) -> ContactQuerySet:
        return self.filter(business=business)

    def shown(self) -> ContactQuerySet:
        """Without the archived ones and those merged into another."""
        return self.filter(archived_on__isnull=True, merged_into__isnull=True)


class Contact(models.Model):
    """A person or a firm; who pays may be another contact."""

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        FIRM = "firm", _("firm")

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(
        _("person or firm"), max_length=8, choices=Kind.choices, default=Kind.PERSON
    )
    title = models.CharField(_("title"), max_length=20, blank=True)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    company = models.CharField(_("firm"), max_length=160, blank=True)
    # Digits only, checked when typed; SIRET begins with the SIREN.
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    # Empty: the language of the business.
    language = models.CharField(_("language"), max_length=5, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    origin = models.CharField(_("how they came"), max_length=60, blank=True)
    payer = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pays_for",
        verbose_name=_("who pays"),
    )
    follow_up_on = models.DateField(_("next follow-up"), null=True, blank=True)
    follow_up_note = models.CharField(_("about"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    # Name, firm, places, numbers in small letters without accents: what a search reads.
    search_text = models.TextField(blank=True, default="")
    # Where it came from, so that the same file adds nobody twice (the UID of a vCard).
    foreign_id = models.CharField(max_length=200, blank=True)
    brought_by = models.ForeignKey(
        ContactImport, on_delete=models.SET_NULL, null=True, blank=True, related_name="contacts"
    )
    created_on = models.DateField()
    archived_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged"
    )
    erased_on = models.DateField(null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["last_name", "company", "first_name", "id"]
        indexes = [
            models.Index(fields=["business", "follow_up_on"], name="contact_by_follow_up"),
            models.Index(fields=["business", "last_name"], name="contact_by_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """How she speaks of them: « Claire Moreau », « Cabinet Roche »."""
        person = " ".join(part for part in (self.first_name, self.last_name) if part)
        return self.company or person if self.is_firm else person or self.company

    @property
    def is_firm(self) -> bool:
        return self.kind == self.Kind.FIRM


class ContactPoint(models.Model):
    """A telephone number (E.164 when understood) or an e-mail address; the first is the main."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("telephone")
        EMAIL = "email", _("e-mail")

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="points")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    value = models.CharField(max_length=254)
    label = models.CharField(_("label"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["business", "value"], name="contact_point_by_value")]

    def __str__(self) -> str:
        return self.value


class Address(models.Model):
    """A postal address of a contact; the first is the one on documents."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="addresses")
    label = models.CharField(_("label"), max_length=40, blank=True)
    street = models.CharField(_("street"), max_length=160, blank=True)
    street2 = models.CharField(_("more"), max_length=160, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, default="FR")
    access_note = models.CharField(_("how to get in"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "addresses"

    def __str__(self) -> str:
        place = " ".join(part for part in (self.postcode, self.city) if part)
        return ", ".join(part for part in (self.street, place) if part)


class ContactTag(models.Model):
    """A word she sorts contacts by."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=40)

    class Meta:
        ordering = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["business", "contact", "name"], name="one_tag_each")
        ]

    def __str__(self) -> str:
        return self.name
