"""What was asked for ahead of work that came to less: how much to give back, and on what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from casquettes.engine.documents import CENT, HUNDRED
from casquettes.finance.models import Invoice
from casquettes.finance.queries.billing import Billed
from casquettes.finance.queries.parts import NOTHING, Part, share_of, total_of


@dataclass(frozen=True, slots=True)
class Back:
    """What one invoice gives back, as prices were entered, and its sum with VAT."""

    invoice: Invoice
    parts: list[Part]
    gross: Decimal


@dataclass(frozen=True, slots=True)
class Above:
    """What the work comes to and what was asked for ahead, with VAT; and what goes back."""

    work: Decimal
    ahead: Decimal
    backs: tuple[Back, ...]
    # Are the parts told with VAT?
    gross_entry: bool

    @property
    def gross(self) -> Decimal:
        """All that is given back, VAT included."""
        return sum((back.gross for back in self.backs), NOTHING)


def above(work: Sequence[Part], ahead: Sequence[Billed], *, gross_entry: bool) -> Above | None:
    """How far what was billed ahead is above the work; None where the work covers it.

    Each rate of VAT gives back its own, the latest invoice first: what is left of each rate is
    never below nothing, and the balance bills the rest.
    """
    taken = [part for one in ahead for part in one.parts]
    worked, asked = (_gross(parts, gross_entry=gross_entry) for parts in (work, taken))
    if worked >= asked:
        return None
    left = _by_rate(taken)
    for rate, amount in _by_rate(work).items():
        left[rate] = left.get(rate, NOTHING) - amount
    backs = []
    for one in reversed(ahead):
        parts = list(_back_of(one, left))
        if parts:
            backs.append(Back(one.invoice, parts, _gross(parts, gross_entry=gross_entry)))
    return Above(worked, asked, tuple(backs), gross_entry)


def _back_of(one: Billed, left: dict[Decimal, Decimal]) -> Iterable[Part]:
    """What this invoice gives back of each rate; `left` goes down by it."""
    for rate, most in _by_rate(one.parts).items():
        amount = min(left[rate], most)
        if amount > 0:
            left[rate] -= amount
            yield from share_of([part for part in one.parts if part.vat_rate == rate], amount)


def _by_rate(parts: Iterable[Part]) -> dict[Decimal, Decimal]:
    sums: dict[Decimal, Decimal] = defaultdict(Decimal)
    for part in parts:
        sums[part.vat_rate] += part.amount
    return dict(sums)


def _gross(parts: Sequence[Part], *, gross_entry: bool) -> Decimal:
    """What parts come to with VAT, rounded once a rate as documents do it."""
    if gross_entry:
        return total_of(parts)
    return sum(
        (
            amount + (amount * rate / HUNDRED).quantize(CENT, ROUND_HALF_UP)
            for rate, amount in _by_rate(parts).items()
        ),
        NOTHING,
    )
