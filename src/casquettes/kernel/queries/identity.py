"""Who she is on her documents, how she is paid, and what the law still misses."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from casquettes.engine.countries.dated import NotKnown
from casquettes.engine.countries.packs import papers_of
from casquettes.engine.countries.paper import IN_PERSON, Sale, Terms
from casquettes.engine.documents import Document, Means, Mention, Party
from casquettes.formats.identifiers import phone_shown
from casquettes.kernel.models import Business, Identity

# How the fields of a seller are called where they are not called the same.
NAMED = {"name": "legal_name"}


class IdentityIncomplete(Exception):
    """No lawful invoice yet; the message says what is missing."""

    def __init__(self, missing: list[Missing]) -> None:
        names = ", ".join(each.label for each in missing)
        super().__init__(_("To issue a lawful invoice, add: %(fields)s.") % {"fields": names})
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Missing:
    """A field of her identity that an invoice needs; `label` is ready for a sentence."""

    field: str
    label: str


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
        phone=phone_shown(identity.phone, country=identity.country),
        website=identity.website,
    )


def means_of(business: Business) -> Means:
    """How she is paid."""
    return means_in(identity_of(business))


def means_in(identity: Identity) -> Means:
    """How an identity says she is paid."""
    business = identity.business
    return Means(
        iban=identity.iban,
        bic=identity.bic,
        holder=identity.account_holder or business.person_name or identity.legal_name,
        link=identity.payment_link,
    )


def terms_in(identity: Identity) -> Terms:
    """What papers must repeat of what she chose."""
    return Terms(
        late_rate=identity.late_rate,
        early_discount=identity.early_discount,
        vat_on_debits=identity.vat_on_debits,
        mediator=identity.mediator,
        insurance=identity.insurance,
        sap_number=identity.sap_number,
    )


def mentions_of(
    business: Business, document: Document, sale: Sale = IN_PERSON
) -> tuple[Mention, ...]:
    """The sentences a paper of hers must carry by the law of her country."""
    terms = terms_in(identity_of(business))
    return papers_of(business.country).mentions(document, terms, sale)


def allowed_rates(identity: Identity, *, on: dt.date) -> frozenset[Decimal] | None:
    """The rates of VAT of where she is on that day; None where the law is not known here."""
    papers = papers_of(identity.business.country)
    try:
        found = papers.vat_rates(papers.region_of(identity.postcode), on=on)
    except NotKnown:
        return None
    return frozenset(figure.value for figure in found)


def usual_name(business: Business) -> str:
    """The name the law expects of someone in business under her own: « Inès Delorme EI »."""
    return papers_of(business.country).legal_name(business.person_name)


def missing(business: Business, *, on: dt.date) -> list[Missing]:
    """What an invoice of `on` could not do without, and she has not said."""
    return missing_in(identity_of(business), on=on)


def missing_in(identity: Identity, *, on: dt.date) -> list[Missing]:
    """What an identity lacks for an invoice of `on`."""
    seller = party_of(identity, on=on)
    lacking = papers_of(identity.business.country).lacks(seller, owes_vat=identity.owes_vat(on))
    fields = [NAMED.get(name, name) for name in lacking]
    labels = {"siren": _("SIREN"), "vat_number": _("VAT number"), "city": _("city")}
    labels |= {"legal_name": _("name on documents"), "street": _("street")}
    labels["postcode"] = _("postcode")
    return [Missing(field, labels[field]) for field in fields]


def demand_complete(business: Business, *, on: dt.date) -> Identity:
    """Her identity, when a lawful invoice can be issued on `on`. Raises IdentityIncomplete."""
    identity = identity_of(business)
    lacking = missing_in(identity, on=on)
    if lacking:
        raise IdentityIncomplete(lacking)
    return identity
