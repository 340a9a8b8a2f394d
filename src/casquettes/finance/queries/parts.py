"""Lines summed by what the law and the measures tell apart, and shares of them, to the cent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Protocol

from casquettes.engine.documents import CENT, HUNDRED

NOTHING = Decimal(0)
Key = tuple[Decimal, str, str, bool]


class Priced(Protocol):
    """A line with a price, kept or only told yet."""

    @property
    def quantity(self) -> Decimal: ...
    @property
    def unit_price(self) -> Decimal: ...
    @property
    def discount_rate(self) -> Decimal: ...
    @property
    def vat_rate(self) -> Decimal: ...
    @property
    def nature(self) -> str: ...
    @property
    def covers(self) -> str: ...
    @property
    def sap(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Part:
    """What lines of one rate and one nature come to, as prices were entered."""

    vat_rate: Decimal
    nature: str
    covers: str
    sap: bool
    amount: Decimal

    @property
    def key(self) -> Key:
        return (self.vat_rate, self.nature, self.covers, self.sap)


def amount_of(row: Priced) -> Decimal:
    """Quantity × price, less the line's discount, rounded once, half up."""
    full = row.quantity * row.unit_price * (HUNDRED - row.discount_rate) / HUNDRED
    return full.quantize(CENT, ROUND_HALF_UP)


def parts_of(rows: Iterable[Priced], *, discount_rate: Decimal, owes_vat: bool) -> list[Part]:
    """The parts of a document, its own discount taken off; they add up to what it comes to."""
    sums: dict[Key, Decimal] = defaultdict(Decimal)
    deducted: dict[Key, Decimal] = defaultdict(Decimal)
    for row in rows:
        key = (row.vat_rate if owes_vat else NOTHING, row.nature, row.covers, row.sap)
        # What is taken off was billed less the discount already.
        (deducted if getattr(row, "deducts_id", None) else sums)[key] += amount_of(row)
    for rate in {key[0] for key in sums}:
        keys = [key for key in sums if key[0] == rate]
        whole = sum((sums[key] for key in keys), NOTHING)
        # As the engine does it: one rounding per rate.
        taken = (whole * discount_rate / HUNDRED).quantize(CENT, ROUND_HALF_UP)
        sums |= zip(keys, shared_out(whole - taken, [sums[key] for key in keys]), strict=True)
    for key, amount in deducted.items():
        sums[key] += amount
    return [Part(*key, amount) for key, amount in sorted(sums.items()) if amount]


def total_of(parts: Iterable[Part]) -> Decimal:
    """What parts come to."""
    return sum((part.amount for part in parts), NOTHING)


def shared_out(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """An amount split in proportion, in whole cents that add up to it."""
    whole = sum(weights, NOTHING)
    if not whole:
        return [amount, *(NOTHING for _ in weights[1:])] if weights else []
    exact = [amount * weight / whole for weight in weights]
    floors = [part.quantize(CENT, ROUND_FLOOR) for part in exact]
    cents = int((amount - sum(floors, NOTHING)) / CENT)
    rests = sorted(range(len(exact)), key=lambda rank: floors[rank] - exact[rank])
    for rank in rests[:cents]:
        floors[rank] += CENT
    return floors


def share_of(parts: Sequence[Part], amount: Decimal) -> list[Part]:
    """`amount`, as prices were entered, split over the parts in proportion."""
    amounts = shared_out(amount, [part.amount for part in parts])
    split = [replace(part, amount=one) for part, one in zip(parts, amounts, strict=True)]
    return [part for part in split if part.amount]


def spread(parts: Sequence[Part], amount: Decimal, *, of: Decimal, gross_entry: bool) -> list[Part]:
    """`amount` VAT included, out of `of`, split over the parts, as prices were entered.

    Where prices are without VAT the tax is taken out part by part: the sum may miss the amount
    by a cent per rate, and never goes above it.
    """
    if gross_entry or all(not part.vat_rate for part in parts):
        return share_of(parts, amount)
    taxed = [
        replace(part, amount=part.amount * (HUNDRED + part.vat_rate) / HUNDRED) for part in parts
    ]
    return [
        replace(part, amount=without)
        for part in share_of(taxed, min(amount, of))
        if (without := _without_vat(part))
    ]


def _without_vat(part: Part) -> Decimal:
    """The largest base that, with its VAT, does not go above the part."""
    base = (part.amount * HUNDRED / (HUNDRED + part.vat_rate)).quantize(CENT, ROUND_HALF_UP)
    vat = (base * part.vat_rate / HUNDRED).quantize(CENT, ROUND_HALF_UP)
    return base - CENT if base + vat > part.amount else base
