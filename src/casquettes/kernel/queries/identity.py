"""Who she is on her documents, how she is paid, and what the law still misses."""

from __future__ import annotations

import datetime as dt

from casquettes.engine.documents import Means, Party
from casquettes.kernel.models import Business, Identity


def identity_of(business: Business) -> Identity:
    """What her documents say of her; an unsaved one while she said nothing."""
    found = Identity.objects.filter(business=business).first()
    return found or Identity(business=business, country=business.country)


def seller_of(business: Business, *, on: dt.date) -> Party:
    """Her, as a document of `on` prints her."""
    return party_of(identity_of(business), on=on)


def party_of(identity: Identity, *, on: dt.date) -> Party:
    """The seller an identity makes on a day; her VAT number is printed once she owes VAT."""
    return Party(
        name=identity.legal_name or usual_name(identity.business),
        is_firm=True,
        street=identity.street,
        street2=identity.street2,
        postcode=identity.postcode,
        city=identity.city,
        country=identity.country,
        siren=identity.siren,
        siret=identity.siret,
        vat_number=identity.vat_number if identity.owes_vat(on) else "",
        register=identity.register,
        email=identity.email,
        phone=identity.phone,
        website=identity.website,
    )


def means_of(business: Business) -> Means:
    """How she is paid."""
    identity = identity_of(business)
    return Means(
        iban=identity.iban,
        bic=identity.bic,
        holder=identity.account_holder or business.person_name or identity.legal_name,
        link=identity.payment_link,
    )


def usual_name(business: Business) -> str:
    """The name the law expects of someone in business under her own name: « Inès Delorme EI »."""
    name = business.person_name or business.name
    return f"{name} EI" if name and business.country == "FR" else name
