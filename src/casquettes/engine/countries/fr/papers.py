"""France: the sentences the law wants on quotes, invoices and credit notes, and rates of VAT.

The words are in words.toml, the dated figures in law.toml; see docs/method/countries.md.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from casquettes.engine.countries.dated import Figure, NotKnown, in_force, known_until, law
from casquettes.engine.countries.fr import consumer
from casquettes.engine.countries.paper import IN_PERSON, Sale, Terms
from casquettes.engine.documents import Document, Mention, Party

THIN = "\u202f"
SOLE_TRADER = re.compile(
    r"\b(EI|E\.I\.|entrepreneu(?:r|re|se) individuel(?:le)?)(?!\w)", re.IGNORECASE
)
REQUIRED = ("name", "siren", "street", "postcode", "city")
INVOICES = ("session", "deposit", "progress", "balance")


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence of law on a day; status "open" says that its lasting form is not settled."""

    text: str
    status: str


class FrenchPapers:
    """What papers of a French sole trader carry."""

    country = "FR"

    def legal_name(self, person: str) -> str:
        """« Inès Delorme EI »; the name alone when it says so already."""
        if not person or SOLE_TRADER.search(person):
            return person
        return f"{person} EI"

    def lacks(self, seller: Party, *, owes_vat: bool) -> tuple[str, ...]:
        """The fields of the seller an invoice cannot do without, and she left empty."""
        required = (*REQUIRED, "vat_number") if owes_vat else REQUIRED
        return tuple(name for name in required if not getattr(seller, name))

    def mentions(
        self, document: Document, terms: Terms, sale: Sale = IN_PERSON
    ) -> tuple[Mention, ...]:
        """The sentences of this paper, in its language: about her, VAT, paying, the consumer."""
        return tuple(
            Mention(key, _text(path, document.language, **filled))
            for key, path, filled in (
                *_about_her(document, terms),
                *_about_vat(document, terms),
                *_about_paying(document, terms),
                *_about_the_consumer(document, terms, sale),
            )
        )

    def vat_rates(self, region: str, *, on: dt.date) -> tuple[Figure, ...]:
        """The rates of a region on a day, highest first; none where VAT is not applied."""
        series = law("fr")["vat_rates"][region].values()
        figures = [in_force(each, on, known_until=known_until(law("fr"))) for each in series]
        return tuple(sorted(figures, key=lambda figure: -figure.value))

    def region_of(self, postcode: str) -> str:
        """The region of VAT of a postcode: its longest known beginning, or the mainland."""
        regions = law("fr")["vat_regions"]
        known = [begin for begin in regions if postcode.startswith(begin)]
        return str(regions[max(known, key=len)]) if known else "mainland"

    def late_rate(self, on: dt.date, *, hers: Decimal | None = None) -> Figure:
        """Yearly percentage of the half-year of `on`: hers, at least the floor, or the law's.

        Raises `NotKnown` for a half-year whose rates were not published: it is never assumed.
        """
        series = law("fr")["late_payment"]
        if hers is None:
            return _of_half_year(series["default_penalty_pct"], on)
        legal = _of_half_year(series["legal_interest_professional_pct"], on)
        return Figure(
            value=max(hers, 3 * legal.value),
            since=legal.since,
            sources=legal.sources,
            status=legal.status,
            assumed=False,
        )

    def recovery_fee(self, on: dt.date) -> Decimal:  # noqa: ARG002 the same since it exists
        """40 € for each invoice a professional pays late."""
        return Decimal(law("fr")["late_payment"]["fixed_fee_b2b_eur"]["value"])


def vat_franchise_wording(on: dt.date) -> Wording:
    """The sentence of the VAT franchise on a day; open once its acceptance has ended."""
    series = law("fr")["invoice"]["vat_franchise_mention"]
    settled = [entry for entry in series if entry["from"] <= on and "value" in entry]
    if not settled:
        raise NotKnown(f"no sentence of the VAT franchise on {on.isoformat()}")
    last = settled[-1]
    status = last["status"] if on <= last["accepted_until"] else "open"
    return Wording(last["value"], status)


# A mention to be written: its key, where its words are, and what fills them.
Planned = tuple[str, str, dict[str, str]]


def _about_her(document: Document, terms: Terms) -> Iterator[Planned]:
    since = law("fr")["invoice"]["ei_mention"]["from"]
    if document.issued_on >= since and not SOLE_TRADER.search(document.seller.name):
        yield "ei", "ei", {}
    if terms.insurance:
        yield "insurance", "insurance", {"insurance": terms.insurance}
    if terms.sap_number and any(line.sap for line in document.lines):
        yield "sap", "sap", {"number": terms.sap_number}


def _about_vat(document: Document, terms: Terms) -> Iterator[Planned]:
    if document.vat_franchise:
        sentence = vat_franchise_wording(document.issued_on).text
        yield "vat_franchise", "vat_franchise", {"sentence": sentence}
    elif not _applies_vat(document.seller, on=document.issued_on):
        yield "vat_elsewhere", "vat_elsewhere", {}
    elif terms.vat_on_debits and document.kind != "quote":
        yield "vat_debits", "vat_debits", {}
    natures = {line.nature for line in document.lines if not line.is_option}
    if natures and document.kind != "quote":
        nature = natures.pop() if len(natures) == 1 else "both"
        yield "nature", f"nature.{nature}", {}


def _applies_vat(seller: Party, *, on: dt.date) -> bool:
    papers = FrenchPapers()
    return bool(papers.vat_rates(papers.region_of(seller.postcode), on=on))


def _about_paying(document: Document, terms: Terms) -> Iterator[Planned]:
    language = document.language
    if document.kind == "quote" and document.deposit:
        amount = _money(document.deposit, document.currency, language)
        yield "deposit", "deposit.quote", {"amount": amount}
    if document.kind == "deposit":
        yield "deposit", "deposit.invoice", {}
    if not document.buyer.is_firm or document.kind == "credit_note":
        return
    yield _late_fees(document, terms)
    fee = FrenchPapers().recovery_fee(document.issued_on)
    yield "recovery_fee", "recovery_fee", {"amount": _money(fee, "EUR", language)}
    path = "early_discount.hers" if terms.early_discount else "early_discount.none"
    yield "early_discount", path, {"terms": terms.early_discount}


def _late_fees(document: Document, terms: Terms) -> Planned:
    try:
        rate = FrenchPapers().late_rate(document.issued_on, hers=terms.late_rate).value
    except NotKnown:
        # Her own rate stands; that of the law is told by its formula until it is published.
        if terms.late_rate is None:
            return "late_fees", "late_fees.formula", {}
        rate = terms.late_rate
    path = "late_fees.known" if terms.late_rate is None else "late_fees.hers"
    return "late_fees", path, {"rate": _percent(rate, document.language)}


def _about_the_consumer(document: Document, terms: Terms, sale: Sale) -> Iterator[Planned]:
    if document.buyer.is_firm or document.kind == "credit_note":
        return
    if document.kind in INVOICES and _needs_two_copies(document):
        yield "double_copy", "double_copy", {}
    if document.kind == "quote" and sale.at_a_distance:
        yield from _withdrawal(document, sale)
    if terms.mediator:
        yield "mediator", "mediator", {"mediator": terms.mediator}


def _withdrawal(document: Document, sale: Sale) -> Iterator[Planned]:
    figures = law("fr")["consumer"]
    if sale.off_premises:
        days = str(figures["no_payment_days_off_premises"]["value"])
        yield "payable_from", "payable_from", {"days": days}
    yield "early_start", "early_start", {}
    online = consumer.FrenchConsumers().needs_online_withdrawal(document.issued_on, sale)
    seller = _who_to_write_to(document.seller)
    words = _text("withdrawal_online", document.language) if online else ""
    days = str(figures["withdrawal_days"]["value"])
    yield "withdrawal", "withdrawal", {"days": days, "seller": seller, "online": words}
    yield "withdrawal_form", "withdrawal_form", {"seller": seller, "number": document.number}


def _needs_two_copies(document: Document) -> bool:
    threshold = law("fr")["consumer"]["note_in_two_copies"]["from_eur"]
    services = any(line.nature == "service" for line in document.lines)
    return services and document.totals.gross >= threshold


def _of_half_year(series: list[dict[str, Any]], on: dt.date) -> Figure:
    """The value published for the very half-year of a day."""
    starts = dt.date(on.year, 1 if on.month <= 6 else 7, 1)
    if not any(entry["from"] == starts for entry in series):
        raise NotKnown(f"the rate of the half-year from {starts.isoformat()} is not known")
    told = law("fr")["late_payment"]
    dressed = [{**entry, "src": told["src"], "status": told["status"]} for entry in series]
    return in_force(dressed, on, known_until=dt.date.max)


def _who_to_write_to(seller: Party) -> str:
    place = " ".join(part for part in (seller.postcode, seller.city) if part)
    told = (seller.name, seller.street, place, seller.phone, seller.email)
    return ", ".join(part for part in told if part)


@cache
def _words() -> dict[str, Any]:
    source = resources.files("casquettes.engine.countries") / "fr" / "words.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


def _text(path: str, language: str, **filled: str) -> str:
    found = _words()
    for key in path.split("."):
        found = found[key]
    return str(found["en" if language.startswith("en") else "fr"]).format(**filled)


def _percent(rate: Decimal, language: str) -> str:
    text = f"{rate:f}"
    whole = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{whole}%" if language.startswith("en") else f"{whole.replace('.', ',')}{THIN}%"


def _money(amount: Decimal, currency: str, language: str) -> str:
    text = f"{amount:,.2f}"
    if language.startswith("en"):
        return f"€{text}" if currency == "EUR" else f"{text} {currency}"
    sign = "€" if currency == "EUR" else currency
    return f"{text.replace(',', THIN).replace('.', ',')}{THIN}{sign}"
