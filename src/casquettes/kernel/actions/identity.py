"""What her documents say of her: said in one go before a first invoice, or changed later."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from casquettes.formats import identifiers
from casquettes.formats.pictures import Picture
from casquettes.kernel import journal
from casquettes.kernel.models import Business, Identity

CHANGE_IBAN, CHANGE_VAT = "change_iban", "change_vat"
# All she says of herself; her logo comes and goes by itself.
SAID = [
    field.name
    for field in Identity._meta.local_concrete_fields  # noqa: SLF001 Django’s name
    if field.name not in ("id", "business", "logo", "logo_type")
]


@dataclass(frozen=True, slots=True)
class FirstPaper:
    """What a first invoice needs of her, checked."""

    legal_name: str
    siren: str
    siret: str
    street: str
    postcode: str
    city: str
    iban: str = ""


@transaction.atomic
def complete(business: Business, told: FirstPaper, *, at: dt.datetime) -> Identity:
    """Keep what a first invoice needs; an account she gave before stays the one to pay into."""
    identity = _held(business)
    for name in ("legal_name", "siren", "siret", "street", "postcode", "city"):
        setattr(identity, name, getattr(told, name) or getattr(identity, name))
    if told.iban and not identity.iban:
        identity.iban, identity.bic = told.iban, identifiers.bic_of(told.iban)
    return change_identity(identity, at=at)


@transaction.atomic
def change_identity(identity: Identity, *, at: dt.datetime) -> Identity:
    """Save what she says of herself; a new account or VAT regime is written in the journal."""
    business = identity.business
    before = _held(business)
    identity.pk, identity.country = before.pk, business.country
    identity.save(update_fields=SAID)
    _record(business, identity, CHANGE_IBAN, at, _accounts(before, identity))
    _record(business, identity, CHANGE_VAT, at, _vat(before, identity))
    return identity


@transaction.atomic
def change_logo(business: Business, picture: Picture | None) -> None:
    """Put a picture at the head of her documents, or none."""
    identity = _held(business)
    identity.logo = picture.content if picture else None
    identity.logo_type = picture.media_type if picture else ""
    identity.save(update_fields=["logo", "logo_type"])


def _held(business: Business) -> Identity:
    """Her identity, made when she has none, locked until the end of the transaction."""
    Identity.objects.get_or_create(business=business, defaults={"country": business.country})
    return Identity.objects.select_for_update(no_key=True).get(business=business)


def _record(
    business: Business, identity: Identity, verb: str, at: dt.datetime, changed: list[Any]
) -> None:
    if changed[0] != changed[1]:
        payload = {"before": changed[0], "after": changed[1]}
        journal.record(business, verb, at=at, subject=identity, payload=payload)


def _accounts(before: Identity, after: Identity) -> list[Any]:
    """An account is personal: only its digest is written down."""
    return [each.iban and journal.digest_of(each.iban) for each in (before, after)]


def _vat(before: Identity, after: Identity) -> list[Any]:
    return [
        {
            "since": each.vat_since.isoformat() if each.vat_since else None,
            "on_debits": each.vat_on_debits,
        }
        for each in (before, after)
    ]
