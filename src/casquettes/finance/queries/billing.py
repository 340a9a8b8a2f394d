"""What was billed already: of a quote, of a mission's sessions, of time entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from casquettes.engine.documents import CENT, HUNDRED
from casquettes.finance.models import BilledTime, Invoice, InvoiceLine, InvoiceQuerySet
from casquettes.finance.queries.parts import Part, amount_of, parts_of, total_of
from casquettes.finance.queries.settling import still_standing
from casquettes.kernel.models import Business
from casquettes.production.models import Mission, WorkSession
from casquettes.sales.models import Covers, Quote, QuoteLine
from casquettes.timesheet.models import TimeEntry

Kind = Invoice.Kind
FEW_CENTS = Decimal("0.05")
# What a set price does not hold.
ON_TOP = (Covers.TRAVEL, Covers.TRAVEL_TIME, Covers.FEE)


@dataclass(frozen=True, slots=True)
class Billed:
    """An issued invoice of a quote, and what it still bills once its credit notes are taken off."""

    invoice: Invoice
    parts: list[Part]

    @property
    def amount(self) -> Decimal:
        return total_of(self.parts)


@dataclass(frozen=True, slots=True)
class ToBill:
    """What a quote comes to, what of it was billed and what is left, as prices are typed."""

    whole: Decimal
    billed: Decimal
    closed: bool

    @property
    def left(self) -> Decimal:
        return Decimal(0) if self.closed else max(self.whole - self.billed, Decimal(0))


def agreed_lines(quote: Quote) -> list[QuoteLine]:
    """The lines the client took: options that were not chosen left out."""
    return [row for row in quote.lines.all() if row.chosen or not row.is_option]


def parts_of_quote(quote: Quote, *, owes_vat: bool) -> list[Part]:
    """What the quote comes to, by rate and nature."""
    rows = agreed_lines(quote)
    return parts_of(rows, discount_rate=quote.discount_rate, owes_vat=owes_vat)


def to_bill(quote: Quote, *, owes_vat: bool) -> ToBill:
    """What of a quote was billed, and what is left."""
    billed = billed_of(quote, owes_vat=owes_vat)
    return ToBill(
        whole=total_of(parts_of_quote(quote, owes_vat=owes_vat)),
        billed=sum((one.amount for one in billed), Decimal(0)),
        closed=_is_closed(billed),
    )


def billed_of(quote: Quote, *, owes_vat: bool) -> list[Billed]:
    """The invoices issued for a quote that still bill something of it, oldest first."""
    covered = {row.covers for row in agreed_lines(quote)}
    found = []
    for invoice in _issued_for(quote):
        rows = [*invoice.lines.all()]
        for note in invoice.corrected_by.all():
            if note.issued_on is not None:
                rows += note.lines.all()
        if invoice.kind == Kind.SESSION:
            rows = [row for row in rows if row.covers in covered]
        parts = _as_entered(quote, invoice, rows, owes_vat=owes_vat)
        if parts or invoice.kind == Kind.BALANCE:
            found.append(Billed(invoice, parts))
    return found


def _is_closed(billed: list[Billed]) -> bool:
    """Does a balance stand, with all it took off? A deposit given back since opens it again."""
    amounts = {one.invoice.pk: one.amount for one in billed}
    for one in billed:
        if one.invoice.kind == Kind.BALANCE:
            taken: dict[int, Decimal] = defaultdict(Decimal)
            for row in one.invoice.lines.all():
                if row.deducts_id is not None:
                    taken[row.deducts_id] -= amount_of(row)
            if all(amounts.get(pk, Decimal(0)) == amount for pk, amount in taken.items()):
                return True
    return False


def _issued_for(quote: Quote) -> list[Invoice]:
    invoices = still_standing(Invoice.objects.of(quote.business).issued()).filter(quote=quote)
    return list(
        invoices.order_by("issued_on", "rank", "pk").prefetch_related(
            "lines", "corrected_by__lines"
        )
    )


def _as_entered(
    quote: Quote, invoice: Invoice, rows: list[InvoiceLine], *, owes_vat: bool
) -> list[Part]:
    """The parts in the prices of the quote: with VAT or without."""
    parts = parts_of(rows, discount_rate=invoice.discount_rate, owes_vat=owes_vat)
    wanted = quote.gross_entry and owes_vat
    if wanted == (invoice.gross_entry and owes_vat):
        return parts
    return [replace(part, amount=_converted(part, with_vat=wanted)) for part in parts]


def _converted(part: Part, *, with_vat: bool) -> Decimal:
    ratio = (HUNDRED + part.vat_rate) / HUNDRED
    amount = part.amount * ratio if with_vat else part.amount / ratio
    return amount.quantize(CENT, ROUND_HALF_UP)


def whole_balances(business: Business, standing: InvoiceQuerySet | None = None) -> InvoiceQuerySet:
    """Balances issued that bill a quote line by line, whatever the sessions it was worked in."""
    by_session = InvoiceLine.objects.filter(invoice=OuterRef("pk"), session__isnull=False)
    bills = still_standing(Invoice.objects.of(business)) if standing is None else standing
    balances = bills.issued().filter(kind=Kind.BALANCE)
    return balances.exclude(Exists(by_session)).order_by()


def unbilled_sessions(mission: Mission) -> list[WorkSession]:
    """Sessions done, or owed a fee, that stand on no invoice or draft, oldest first.

    Once the balance of the quote billed all that was agreed, only the fees are left.
    """
    due = mission.sessions.filter(Q(done_on__isnull=False) | Q(fee__gt=0))
    if mission.quote_id and whole_balances(mission.business).filter(quote=mission.quote).exists():
        due = due.filter(done_on__isnull=True)
    billed = _standing_lines(mission).filter(session__isnull=False).values("session")
    return list(due.exclude(pk__in=billed).order_by("on", "starts_at", "pk"))


def billed_sessions(sessions: Iterable[WorkSession]) -> set[int]:
    """The numbers of those that stand on an invoice or a draft."""
    told = list(sessions)
    if not told:
        return set()
    lines = InvoiceLine.objects.filter(
        session__in=told, invoice__in=_standing(told[0].mission).values("pk")
    )
    return set(lines.values_list("session", flat=True))


def billed_besides_hours(quote: Quote) -> set[tuple[str, str]]:
    """What was billed of a quote beside its deposits: what each line is for, in its words."""
    standing = still_standing(Invoice.objects.of(quote.business))
    lines = InvoiceLine.objects.filter(
        invoice__quote=quote, deducts=None, invoice__in=standing.values("pk")
    )
    return set(lines.exclude(invoice__kind=Kind.DEPOSIT).values_list("covers", "description"))


def left_of_prices(business: Business, missions: Sequence[Mission]) -> dict[int, Decimal]:
    """What is left to bill of each set price, by mission; in one query for all.

    Drafts count. What comes on top of a price, travel or a cancellation fee, does not; nor what
    was given back since, unless the whole invoice was.
    """
    standing = still_standing(Invoice.objects.of(business)).order_by()
    lines = (
        InvoiceLine.objects.filter(invoice__mission__in=missions, invoice__quote=None, session=None)
        .filter(invoice__in=standing.values("pk"))
        .exclude(covers__in=ON_TOP)
        .select_related("invoice")
        .only(
            *("quantity", "unit_price", "discount_rate", "vat_rate", "deducts"),
            *(f"invoice__{name}" for name in ("mission", "gross_entry", "discount_rate")),
        )
    )
    left = {mission.pk: mission.price or Decimal(0) for mission in missions}
    for line in lines:
        left[line.invoice.mission_id or 0] -= _without_vat(line)
    # A price read with VAT and back may miss a cent or two.
    return {pk: amount if amount > FEW_CENTS else Decimal(0) for pk, amount in left.items()}


def _without_vat(line: InvoiceLine) -> Decimal:
    amount = amount_of(line)
    if line.deducts_id is None:
        amount = amount * (HUNDRED - line.invoice.discount_rate) / HUNDRED
    if line.invoice.gross_entry:
        amount = amount * HUNDRED / (HUNDRED + line.vat_rate)
    return amount.quantize(CENT, ROUND_HALF_UP)


def billed_entries(entries: Iterable[TimeEntry]) -> set[int]:
    """The numbers of the time entries that stand on an invoice, or whose session does."""
    told = list(entries)
    if not told:
        return set()
    standing = still_standing(Invoice.objects.of(told[0].business)).values("pk")
    rows = BilledTime.objects.filter(entry__in=told, line__invoice__in=standing)
    found = set(rows.values_list("entry", flat=True))
    days = InvoiceLine.objects.filter(
        invoice__in=standing, session__mission__in={one.mission_id for one in told} - {None}
    ).values_list("session__mission", "session__on")
    with_session = set(days)
    return found | {one.pk for one in told if (one.mission_id, one.on) in with_session}


def _standing(mission: Mission) -> InvoiceQuerySet:
    return still_standing(Invoice.objects.of(mission.business))


def _standing_lines(mission: Mission) -> QuerySet[InvoiceLine]:
    return InvoiceLine.objects.filter(
        invoice__mission=mission, invoice__in=_standing(mission).values("pk")
    )
