"""Noting who does an activity for her, at what price, from when to when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from casquettes.kernel.actions.contacts import find_or_add
from casquettes.kernel.models import Activity, Business, Contact
from casquettes.office.models import Partner


@dataclass
class PartnerRefused(Exception):
    """A partner that cannot be kept so: the sentence for her, and the field it is about."""

    message: str
    field: str = ""

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class PartnerDraft:
    """A partner as she tells it; `contact` chosen, or the name of one to add."""

    contact: Contact | str
    hat: str
    activity: Activity | None = None
    brief: str = ""
    hourly_price: Decimal | None = None
    month_hours: Decimal | None = None
    briefed_on: dt.date | None = None
    from_on: dt.date | None = None
    until_on: dt.date | None = None
    note: str = ""


@transaction.atomic
def add_partner(business: Business, draft: PartnerDraft, *, today: dt.date) -> Partner:
    """Someone who does something for her."""
    return Partner.objects.create(business=business, **_columns(business, draft, today))


@transaction.atomic
def change_partner(partner: Partner, draft: PartnerDraft, *, today: dt.date) -> Partner:
    """The partner as she now tells it."""
    partner = Partner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    columns = _columns(partner.business, draft, today)
    for name, value in columns.items():
        setattr(partner, name, value)
    partner.save(update_fields=list(columns))
    return partner


def end_partner(partner: Partner, *, on: dt.date) -> None:
    """The last day of the work together."""
    partner.until_on = on
    partner.save(update_fields=["until_on"])


def go_on_with(partner: Partner) -> None:
    """The work together goes on."""
    partner.until_on = None
    partner.save(update_fields=["until_on"])


def _columns(business: Business, draft: PartnerDraft, today: dt.date) -> dict[str, Any]:
    if draft.activity is not None and draft.activity.business_id != business.pk:
        raise PartnerRefused(_("Choose one of your activities."), "activity")
    if draft.from_on and draft.until_on and draft.until_on < draft.from_on:
        raise PartnerRefused(_("It cannot end before it begins."), "until_on")
    told = {name: getattr(draft, name) for name in draft.__dataclass_fields__}
    return {**told, "contact": find_or_add(business, draft.contact, on=today)}
