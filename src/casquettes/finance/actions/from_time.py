"""From time entries to a draft: the hours sold, line by line, each entry billed once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from casquettes.creation.models import Offer
from casquettes.finance.actions.drafts import (
    InvoiceRefused,
    LineDraft,
    draft_invoice,
    usual_draft,
)
from casquettes.finance.actions.from_quotes import BilledAlready
from casquettes.finance.actions.from_work import THOUSANDTH, NothingToBill
from casquettes.finance.models import Invoice
from casquettes.finance.queries import billing
from casquettes.kernel import journal
from casquettes.kernel.models import Business, Contact
from casquettes.production.models import Mission
from casquettes.sales.actions.from_offers import with_vat
from casquettes.timesheet.models import TimeEntry

HOUR = Decimal(3600)
Group = tuple[int | None, int | None]


@transaction.atomic
def draft_from_time(
    business: Business,
    entries: Iterable[TimeEntry],
    *,
    at: dt.datetime,
    client: Contact | None = None,
    price: Decimal | None = None,
) -> Invoice:
    """The draft that bills the sold hours of these entries, one line per mission and activity.

    The client is that of their mission, the price of an hour the mission's, unless they are said.
    Raises NothingToBill, BilledAlready, InvoiceRefused naming `client` or `price`.
    """
    journal.hold(business)
    numbers = [entry.pk for entry in entries]
    told = list(
        TimeEntry.objects.of(business)
        .filter(pk__in=numbers, sold_seconds__gt=0)
        .select_related("mission__client", "mission__offer", "mission__place", "activity")
        .order_by("on", "starts_at", "pk")
    )
    if not told:
        raise NothingToBill(_("None of this time is sold: there is nothing to bill."))
    if billing.billed_entries(told):
        raise BilledAlready(_("Part of this time stands on an invoice already."), "entries")
    buyer = client or _client_of(told)
    missions = {entry.mission for entry in told}
    [mission] = missions if len(missions) == 1 else [None]
    usual = usual_draft(business, buyer, on=business.local_day(at))
    with override(usual.language):
        lines = [_line(group, price) for group in _groups(told)]
    if usual.gross_entry:
        lines = [replace(one, unit_price=with_vat(one.unit_price, one.vat_rate)) for one in lines]
    days = [entry.on for entry in told]
    draft = replace(
        usual,
        lines=lines,
        mission=mission if mission and mission.client_id == buyer.pk else None,
        title=mission.title if mission else "",
        served_from=min(days),
        served_to=max(days),
    )
    return draft_invoice(business, draft, at=at)


def _client_of(entries: Sequence[TimeEntry]) -> Contact:
    clients = {entry.mission.client for entry in entries if entry.mission}
    if len(clients) != 1 or any(entry.mission is None for entry in entries):
        text = _("This time is not all of one client: say who is billed.")
        raise InvoiceRefused(text, "client")
    return clients.pop()


def _groups(entries: Sequence[TimeEntry]) -> list[list[TimeEntry]]:
    groups: dict[Group, list[TimeEntry]] = {}
    for entry in entries:
        groups.setdefault((entry.mission_id, entry.activity_id), []).append(entry)
    return list(groups.values())


def _line(entries: Sequence[TimeEntry], price: Decimal | None) -> LineDraft:
    first = entries[0]
    mission, activity = first.mission, first.activity
    offer = mission.offer if mission else None
    default = Offer._meta.get_field("vat_rate").default  # noqa: SLF001 Django's own name
    seconds = sum(entry.sold_seconds for entry in entries)
    days = sorted({entry.on for entry in entries})
    return LineDraft(
        description=activity.label if activity else mission.title if mission else _("Work"),
        unit_price=_price(mission, price),
        quantity=(Decimal(seconds) / HOUR).quantize(THOUSANDTH, ROUND_HALF_UP),
        unit=Offer.Unit.HOUR,
        detail=", ".join(date_format(day, "j F Y") for day in days),
        vat_rate=offer.vat_rate if offer else Decimal(default),
        nature=offer.nature if offer else Offer.Nature.SERVICE,
        sap=offer.sap if offer else False,
        offer=offer,
        entries=entries,
    )


def _price(mission: Mission | None, price: Decimal | None) -> Decimal:
    if price is not None:
        return price
    if mission and mission.terms == Mission.Terms.HOURLY and mission.price is not None:
        return mission.price
    raise InvoiceRefused(_("Write the price of an hour, for example 48."), "price")
