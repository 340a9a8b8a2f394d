"""A document taken apart as EN 16931 counts: without VAT, line by line, so that all adds up.

Prices typed with VAT have no exact price without it: the base of each rate is known to the cent,
and is shared among its lines by largest remainder. Told in docs/method/documents.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from casquettes.engine.documents.totals import rounded, shown, total_of, without_vat
from casquettes.engine.documents.values import CENT, Document, Line, Totals, VatShare

PRICE_STEP = Decimal("0.000001")  # BT-146 has at most six decimals
QUANTITY_STEP = Decimal("0.0001")  # BT-129 at most four


class DoesNotAddUp(ValueError):
    """The totals of a document are not those of its lines."""


@dataclass(frozen=True, slots=True)
class LinePart:
    """A line without VAT: `full` − `discount` = `net`; the price is never negative (BR-27)."""

    line: Line
    quantity: Decimal
    price: Decimal
    full: Decimal
    discount: Decimal
    net: Decimal


@dataclass(frozen=True, slots=True)
class RatePart:
    """What the discount of the whole document takes off one rate (BG-20), without VAT."""

    rate: Decimal | None
    base: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Parts:
    """`lines` add up to `whole`, less `discounts` to `totals.net`, plus VAT to `totals.gross`."""

    lines: tuple[LinePart, ...]
    discounts: tuple[RatePart, ...]
    whole: Decimal
    totals: Totals

    @property
    def discount(self) -> Decimal:
        return sum((part.amount for part in self.discounts), Decimal(0))


def parts(document: Document) -> Parts:
    """The parts of a document, options left out; those of a credit note are positive.

    Raises DoesNotAddUp when its totals are not those of its lines.
    """
    if total_of(document) != document.totals:
        raise DoesNotAddUp(document.number)
    read = shown(document)
    lines = [line for line in read.lines if not line.is_option]
    found: dict[int, LinePart] = {}
    discounts = []
    for share in read.totals.shares:
        ranks = [rank for rank, line in enumerate(lines) if line.vat_rate == share.rate]
        nets = _nets([lines[rank] for rank in ranks], share, gross_entry=read.gross_entry)
        for rank, net in zip(ranks, nets, strict=True):
            found[rank] = _part(lines[rank], net, gross_entry=read.gross_entry)
        taken = sum(nets, Decimal(0)) - share.base
        if taken:
            discountable = (found[rank] for rank in ranks if not lines[rank].deducts)
            base = sum((part.net for part in discountable), Decimal(0))
            discounts.append(RatePart(share.rate, base, taken))
    ordered = tuple(found[rank] for rank in range(len(lines)))
    whole = sum((part.net for part in ordered), Decimal(0))
    return Parts(ordered, tuple(discounts), whole, read.totals)


def spread(whole: Decimal, exact: Sequence[Decimal]) -> list[Decimal]:
    """Cents that add up to `whole`, each as near as can be to its exact amount.

    `whole` is the sum of the exact amounts, rounded; the cents left over go to the largest
    remainders, first come first served.
    """
    floors = [amount.quantize(CENT, ROUND_FLOOR) for amount in exact]
    missing = int((whole - sum(floors, Decimal(0))) / CENT)
    by_remainder = sorted(range(len(exact)), key=lambda rank: floors[rank] - exact[rank])
    for rank in by_remainder[:missing]:
        floors[rank] += CENT
    return floors


def _nets(lines: Sequence[Line], share: VatShare, *, gross_entry: bool) -> list[Decimal]:
    """The net amounts of the lines of one rate, before the document's discount.

    What each deposit takes off is shared out apart, as its own invoice was.
    """
    if not gross_entry:
        return [line.amount for line in lines]
    nets: dict[int, Decimal] = {}
    for deducted in {line.deducts for line in lines}:
        ranks = [rank for rank, line in enumerate(lines) if line.deducts == deducted]
        exact = [without_vat(lines[rank].amount, share.rate) for rank in ranks]
        nets |= zip(ranks, spread(rounded(_sum(exact)), exact), strict=True)
    return [nets[rank] for rank in range(len(lines))]


def _part(line: Line, net: Decimal, *, gross_entry: bool) -> LinePart:
    rate = line.vat_rate if gross_entry else None
    turn = -1 if line.unit_price < 0 else 1
    price = without_vat(abs(line.unit_price), rate).quantize(PRICE_STEP, ROUND_HALF_UP)
    quantity = (line.quantity * turn).quantize(QUANTITY_STEP, ROUND_HALF_UP)
    discount = Decimal(0)
    if line.discount_rate:
        full = rounded(without_vat(rounded(line.quantity * line.unit_price), rate))
        discount = full - net
    return LinePart(line, quantity, price, net + discount, discount, net)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
