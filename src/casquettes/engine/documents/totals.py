"""What lines add up to: the discount rate by rate, VAT once per rate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from casquettes.engine.documents.values import CENT, HUNDRED, Line, Totals, VatShare


def total(
    lines: Iterable[Line], *, discount_rate: Decimal = Decimal(0), gross_entry: bool = False
) -> Totals:
    """The totals of lines, options left out; VAT is rounded once per rate, on the sum.

    The discount is spread over the rates in proportion, each share rounded, so that it adds up.
    """
    by_rate: dict[Decimal | None, Decimal] = defaultdict(Decimal)
    for line in lines:
        if not line.is_option:
            by_rate[line.vat_rate] += line.amount
    whole = sum(by_rate.values(), Decimal(0))
    taken = {
        rate: (amount * discount_rate / HUNDRED).quantize(CENT, ROUND_HALF_UP)
        for rate, amount in by_rate.items()
    }
    shares = tuple(
        _share(rate, by_rate[rate] - taken[rate], gross_entry=gross_entry)
        for rate in sorted(by_rate, key=lambda rate: -1 if rate is None else rate)
    )
    net = sum((share.base for share in shares), Decimal(0))
    vat = sum((share.vat for share in shares), Decimal(0))
    return Totals(
        lines=whole,
        discount=sum(taken.values(), Decimal(0)),
        shares=shares,
        net=net,
        vat=vat,
        gross=net + vat,
    )


def _share(rate: Decimal | None, amount: Decimal, *, gross_entry: bool) -> VatShare:
    """The base and VAT of one rate, from its sum without VAT, or with it in gross entry."""
    if rate is None:
        return VatShare(None, amount, Decimal(0))
    if gross_entry:
        base = (amount * HUNDRED / (HUNDRED + rate)).quantize(CENT, ROUND_HALF_UP)
        return VatShare(rate, base, amount - base)
    return VatShare(rate, amount, (amount * rate / HUNDRED).quantize(CENT, ROUND_HALF_UP))
