"""What lines add up to: the discount rate by rate, VAT once per rate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from casquettes.engine.documents.values import CENT, HUNDRED, Document, Line, Totals, VatShare


def total(
    lines: Iterable[Line], *, discount_rate: Decimal = Decimal(0), gross_entry: bool = False
) -> Totals:
    """The totals of lines, options left out; VAT is rounded once per rate, on the sum.

    The discount is spread over the rates in proportion, each share rounded, so that it adds up;
    a deposit that is deducted was billed less the discount already, and gets none. What each
    deposit takes off is rounded as its own invoice was: together they make the whole to the cent.
    """
    sums: dict[Decimal | None, dict[str, Decimal]] = defaultdict(lambda: {"": Decimal(0)})
    for line in lines:
        if not line.is_option:
            before = sums[line.vat_rate].get(line.deducts, Decimal(0))
            sums[line.vat_rate][line.deducts] = before + line.amount
    taken = {rate: rounded(own[""] * discount_rate / HUNDRED) for rate, own in sums.items()}
    shares = tuple(
        _share(rate, sums[rate] | {"": sums[rate][""] - taken[rate]}, gross_entry=gross_entry)
        for rate in sorted(sums, key=lambda rate: -1 if rate is None else rate)
    )
    net = sum((share.base for share in shares), Decimal(0))
    vat = sum((share.vat for share in shares), Decimal(0))
    return Totals(
        lines=sum((sum(own.values(), Decimal(0)) for own in sums.values()), Decimal(0)),
        discount=sum(taken.values(), Decimal(0)),
        shares=shares,
        net=net,
        vat=vat,
        gross=net + vat,
    )


def total_of(document: Document) -> Totals:
    """What the lines of this document add up to."""
    return total(
        document.lines, discount_rate=document.discount_rate, gross_entry=document.gross_entry
    )


def turned(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The same lines with the other sign: what a credit note takes back."""
    return tuple(replace(line, quantity=-line.quantity) for line in lines)


def shown(document: Document) -> Document:
    """The document as it is read: a credit note, negative in the books, in positive amounts."""
    if document.kind != "credit_note" or document.totals.gross > 0:
        return document
    in_euros = document.vat_in_euros
    there = replace(
        document,
        lines=turned(document.lines),
        vat_in_euros=None if in_euros is None else -in_euros,
    )
    return replace(there, totals=total_of(there))


def rounded(amount: Decimal) -> Decimal:
    """To the cent, half up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def without_vat(amount: Decimal, rate: Decimal | None) -> Decimal:
    """The part of an amount that is not VAT, not rounded."""
    return amount if rate is None else amount * HUNDRED / (HUNDRED + rate)


def _share(rate: Decimal | None, sums: Mapping[str, Decimal], *, gross_entry: bool) -> VatShare:
    """The base and VAT of one rate, from its sums without VAT, or with it in gross entry.

    The first sum is that of the document's own lines, each other that of a deposit it deducts.
    """
    whole = sum(sums.values(), Decimal(0))
    if rate is None:
        return VatShare(None, whole, Decimal(0))
    if gross_entry:
        base = sum((rounded(without_vat(amount, rate)) for amount in sums.values()), Decimal(0))
        return VatShare(rate, base, whole - base)
    vat = sum((rounded(amount * rate / HUNDRED) for amount in sums.values()), Decimal(0))
    return VatShare(rate, whole, vat)
