"""The example's papers, made one after the other by the acts she would do herself.

Quotes are issued and answered, invoices issued and paid, each at its own hour: numbers, frozen
documents and the journal are those of a real business.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from casquettes.desk.demo import books, people, works
from casquettes.desk.demo.books import Agreed, Bill
from casquettes.desk.demo.story import LOAD_DAY
from casquettes.finance.actions import credit_notes, drafts, following, issuing, payments
from casquettes.finance.models import Invoice, Payment
from casquettes.kernel.models import Business, Contact
from casquettes.production.models import WorkSession
from casquettes.sales.actions import quotes
from casquettes.sales.actions.drafts import LineDraft as QuoteLine
from casquettes.sales.actions.drafts import QuoteDraft
from casquettes.sales.models import Covers, Quote

Act = tuple[dt.datetime, Callable[[dt.datetime], object]]
HOUR_OF = {"quote": 9, "answer": 18, "invoice": 19, "payment": 21}
KINDS = {"acompte": Invoice.Kind.DEPOSIT, "solde": Invoice.Kind.BALANCE}
CENT = Decimal("0.01")
BEFORE_SIGNING = dt.timedelta(days=4)
# Who asked, was visited and said no: what she had offered, in hours.
OFFERED_HOURS = Decimal("10.5")


@dataclass
class Ledger:
    """What was made so far, by the keys of the story."""

    business: Business
    cast: works.Cast
    quotes: dict[str, Quote] = field(default_factory=dict)
    invoices: dict[str, Invoice] = field(default_factory=dict)
    deposits: dict[str, list[Invoice]] = field(default_factory=lambda: defaultdict(list))
    unbilled: dict[str, list[WorkSession]] = field(default_factory=lambda: defaultdict(list))

    def at(self, day: dt.date, kind: str, rank: int = 0) -> dt.datetime:
        """The moment of an act on a day: quotes in the morning, payments at night."""
        noon = dt.datetime.combine(day, dt.time(HOUR_OF[kind]), self.business.zone)
        return noon.astimezone(dt.UTC) + dt.timedelta(seconds=rank)


def keep(business: Business, cast: works.Cast) -> Iterator[float]:
    """Do every act of the two years in its order; tells the share done."""
    ledger = Ledger(business, cast)
    done = WorkSession.objects.of(business).filter(done_on__isnull=False).order_by("on", "id")
    keys = {mission.pk: key for key, mission in cast.missions.items()}
    for session in done:
        ledger.unbilled[keys[session.mission_id]].append(session)
    acts = sorted([*_quotes(ledger), *_refused(ledger), *_bills(ledger)], key=lambda act: act[0])
    for rank, (at, act) in enumerate(acts, start=1):
        act(at)
        if rank % 40 == 0:
            yield rank / len(acts)
    yield 1.0


def _quotes(ledger: Ledger) -> Iterator[Act]:
    for rank, agreed in enumerate(books.missions()):
        sent_on = agreed.signed_on - BEFORE_SIGNING
        yield ledger.at(sent_on, "quote", rank), partial(_send_quote, ledger, agreed)
        yield ledger.at(agreed.signed_on, "answer", rank), partial(_sign, ledger, agreed)


def _send_quote(ledger: Ledger, agreed: Agreed, at: dt.datetime) -> None:
    client = ledger.cast.clients[agreed.client]
    price = works.price_on(ledger.business.local_day(at), firm=agreed.firm)
    hours = Decimal(agreed.minutes) / 60
    deposit = any(b.mission == agreed.key and b.kind == "acompte" for b in books.bills())
    ledger.quotes[agreed.key] = _issued_quote(
        ledger, client, hours, price, total=agreed.quoted, deposit=deposit, at=at
    )


def _issued_quote(
    ledger: Ledger,
    client: Contact,
    hours: Decimal,
    price: Decimal,
    *,
    total: Decimal,
    deposit: bool,
    at: dt.datetime,
) -> Quote:
    offer = ledger.cast.offers[works.SESSION]
    lines = [
        QuoteLine(
            description=works.SESSION, unit_price=price, quantity=hours, unit="hour", offer=offer
        ),
        *(
            QuoteLine(description=words, unit_price=amount, covers=Covers.DISCOUNT)
            for words, amount in _difference(total - (hours * price).quantize(CENT, ROUND_HALF_UP))
        ),
    ]
    draft = QuoteDraft(
        client=client,
        title=f"Accompagnement {client.name}",
        lines=lines,
        place=ledger.cast.places[client.name],
        deposit=Quote.Deposit.RATE if deposit else Quote.Deposit.NONE,
        deposit_value=Decimal(30) if deposit else None,
    )
    quote = quotes.issue_quote(quotes.draft_quote(ledger.business, draft, at=at), at=at)
    return quotes.mark_sent(quote, at=at)


def _sign(ledger: Ledger, agreed: Agreed, at: dt.datetime) -> None:
    quote = ledger.quotes[agreed.key]
    quotes.accept(quote, quotes.Reply(name=agreed.client, by_hand=True), at=at)
    mission = ledger.cast.missions[agreed.key]
    mission.quote = quote
    mission.save(update_fields=["quote"])


def _refused(ledger: Ledger) -> Iterator[Act]:
    """Those who were visited and did not sign had a quote too, and said why."""
    for rank, lead in enumerate(each for each in books.leads() if each.visited and not each.won):
        sent_on, answered_on = lead.on + dt.timedelta(days=6), lead.on + dt.timedelta(days=16)
        yield ledger.at(sent_on, "quote", 500 + rank), partial(_offer_in_vain, ledger, lead)
        yield ledger.at(answered_on, "answer", 500 + rank), partial(_turn_down, ledger, lead)


def _offer_in_vain(ledger: Ledger, lead: books.Lead, at: dt.datetime) -> None:
    price = works.price_on(ledger.business.local_day(at), firm=lead.firm)
    ledger.quotes[lead.key] = _issued_quote(
        ledger,
        ledger.cast.clients[lead.name],
        OFFERED_HOURS,
        price,
        total=OFFERED_HOURS * price,
        deposit=False,
        at=at,
    )


def _turn_down(ledger: Ledger, lead: books.Lead, at: dt.datetime) -> None:
    reply = quotes.Reply(name=lead.name, by_hand=True, reason=lead.lost)
    quotes.refuse(ledger.quotes[lead.key], reply, at=at)


def _bills(ledger: Ledger) -> Iterator[Act]:
    for rank, bill in enumerate(books.bills()):
        yield ledger.at(bill.on, "invoice", rank), partial(_issue, ledger, bill)
        if bill.paid_on <= LOAD_DAY:
            at = ledger.at(max(bill.paid_on, bill.on), "payment", rank)
            yield at, partial(_pay, ledger, bill)


def _issue(ledger: Ledger, bill: Bill, at: dt.datetime) -> None:
    if bill.amount < 0:
        deposit = ledger.deposits[bill.mission][-1]
        draft = credit_notes.credit_amount(deposit, -bill.amount, at=at)
        invoice = issuing.issue_invoice(draft, at=at)
    else:
        invoice = issuing.issue_invoice(
            drafts.draft_invoice(ledger.business, _draft(ledger, bill), at=at), at=at
        )
    assert invoice.number == bill.number, (invoice.number, bill)
    invoice = following.mark_sent(invoice, at=at)
    ledger.invoices[bill.number] = invoice
    if bill.kind == "acompte":
        ledger.deposits[bill.mission].append(invoice)


def _pay(ledger: Ledger, bill: Bill, at: dt.datetime) -> None:
    invoice = ledger.invoices[bill.number]
    rank = int(bill.number.rpartition("-")[2])
    method = Payment.Method.CHEQUE if rank % 5 == 0 else Payment.Method.TRANSFER
    received = payments.Received(on=bill.paid_on, amount=bill.amount, method=method)
    payments.note_payment(invoice.corrects or invoice, received, at=at)


def _draft(ledger: Ledger, bill: Bill) -> drafts.InvoiceDraft:
    mission = ledger.cast.missions.get(bill.mission)
    client = mission.client if mission else _without_mission(ledger, bill)
    lines = _lines(ledger, bill)
    sessions = [line.session for line in lines if line.session]
    return drafts.InvoiceDraft(
        client=client,
        lines=lines,
        kind=KINDS.get(bill.kind, Invoice.Kind.SESSION),
        mission=mission,
        quote=ledger.quotes.get(bill.mission),
        title=mission.title if mission else "",
        language="fr",
        served_from=sessions[0].on if sessions else None,
        served_to=sessions[-1].on if sessions else bill.on if not mission else None,
        payment_days=(bill.due_on - bill.on).days,
    )


def _without_mission(ledger: Ledger, bill: Bill) -> Contact:
    """Workshops are booked by the same association; the paid visit by who was visited."""
    if bill.kind == "atelier":
        return ledger.cast.clients[people.HOST]
    visited = max(
        (lead for lead in books.leads() if lead.visited and lead.on <= bill.on),
        key=lambda lead: lead.on,
    )
    return ledger.cast.clients[visited.name]


def _lines(ledger: Ledger, bill: Bill) -> list[drafts.LineDraft]:
    """What the bill asks for, line by line, to the cent."""
    line = drafts.LineDraft
    offers = ledger.cast.offers
    if bill.kind == "acompte":
        words = f"Acompte de 30 % sur le devis {ledger.quotes[bill.mission].number}"
        return [line(words, bill.amount, covers=Covers.DEPOSIT)]
    if bill.kind == "atelier":
        price = Decimal(35)
        persons = bill.amount / price
        return [line(works.WORKSHOP, price, persons, "person", offer=offers[works.WORKSHOP])]
    if bill.kind == "diagnostic":
        offer = offers[works.DIAGNOSIS]
        return [line(works.DIAGNOSIS, bill.amount, covers=Covers.DIAGNOSIS, offer=offer)]
    return _for_sessions(ledger, bill)


def _for_sessions(ledger: Ledger, bill: Bill) -> list[drafts.LineDraft]:
    agreed = next(each for each in books.missions() if each.key == bill.mission)
    waiting = ledger.unbilled[bill.mission]
    taken = [waiting.pop(0)] if bill.kind == "seance" else [waiting.pop(0) for _ in waiting[:]]
    price = works.price_on(agreed.signed_on - BEFORE_SIGNING, firm=agreed.firm)
    offer = ledger.cast.offers[works.SESSION]
    lines = [
        drafts.LineDraft(
            f"Séance du {session.on:%d/%m/%Y}" + (f", {session.zone}" if session.zone else ""),
            price,
            Decimal(session.sold_minutes) / 60,
            "hour",
            offer=offer,
            session=session,
        )
        for session in taken
    ]
    if agreed.travel and bill.kind == "solde":
        words = f"Déplacements au-delà de {books.BAND_KM} km"
        lines.append(drafts.LineDraft(words, agreed.travel, covers=Covers.TRAVEL))
    deducted = [
        drafts.LineDraft(
            f"Acompte déjà facturé ({deposit.number})",
            -deposit.gross,
            covers=Covers.DEPOSIT,
            deducts=deposit,
        )
        for deposit in ledger.deposits[bill.mission]
    ]
    total = sum((_amount(each) for each in [*lines, *deducted]), Decimal(0))
    lines += [
        drafts.LineDraft(words, amount, covers=Covers.DISCOUNT)
        for words, amount in _difference(bill.amount - total)
    ]
    return lines + deducted


def _amount(line: drafts.LineDraft) -> Decimal:
    return (line.unit_price * line.quantity).quantize(CENT, ROUND_HALF_UP)


def _difference(amount: Decimal) -> list[tuple[str, Decimal]]:
    """What stands between the list price and the price agreed, when anything does."""
    rounded = amount.quantize(CENT)
    if not rounded:
        return []
    return [("Arrondi" if abs(rounded) < 2 else "Remise forfait", rounded)]
