"""An invented invoice that shows what her documents look like."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import override

from casquettes.engine.countries.dated import NotKnown
from casquettes.engine.countries.packs import papers_of
from casquettes.engine.documents import Document, Line, Party, total
from casquettes.kernel.models import Identity
from casquettes.kernel.queries.identity import means_in, party_of, terms_in

CLIENT = Party("Claire Moreau", street="3 place Graslin", postcode="44000", city="Nantes")
FIRM = Party(
    "Cabinet Roche",
    is_firm=True,
    street="8 quai de la Fosse",
    postcode="44000",
    city="Nantes",
    siren="732829320",
)


def sample_invoice(
    identity: Identity, *, on: dt.date, number: str, to_a_firm: bool = False
) -> Document:
    """An invoice of `on` to an invented client, as this identity would print it."""
    language = identity.business.locale
    owes_vat = identity.owes_vat(on)
    with override(language):
        words = _("Work session"), _("At the client’s home")
    lines = (
        Line(
            words[0],
            Decimal(3),
            "hour",
            Decimal(55),
            vat_rate=_usual_rate(identity, on) if owes_vat else None,
        ),
    )
    document = Document(
        kind="session",
        number=number,
        issued_on=on,
        seller=party_of(identity, on=on),
        buyer=FIRM if to_a_firm else CLIENT,
        lines=lines,
        totals=total(lines),
        due_on=on + dt.timedelta(days=identity.payment_days),
        served_from=on,
        language=language,
        currency=identity.business.currency,
        vat_franchise=not owes_vat,
        title=words[1],
        means=means_in(identity),
        colour=identity.colour,
        footer=identity.footer,
    )
    papers = papers_of(identity.business.country)
    return replace(document, mentions=papers.mentions(document, terms_in(identity)))


def _usual_rate(identity: Identity, on: dt.date) -> Decimal | None:
    """The highest rate of her region; None where VAT is not applied or not known."""
    papers = papers_of(identity.business.country)
    try:
        rates = papers.vat_rates(papers.region_of(identity.postcode), on=on)
    except NotKnown:
        return None
    return rates[0].value if rates else None
