"""Writing an offer, changing its price from a day on, putting it aside."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from casquettes.creation.models import CancellationTier, Offer, OfferPrice, TravelBand
from casquettes.creation.queries.offers import COLUMNS, OfferDraft, draft_of, price_at
from casquettes.kernel.models import Business

Unit, Diagnosis, Travel = Offer.Unit, Offer.Diagnosis, Offer.Travel


@dataclass
class OfferRefused(Exception):
    """What an offer cannot be: the sentence for her, and the field it is about."""

    message: str
    field: str = ""

    def __str__(self) -> str:
        return self.message


@transaction.atomic
def add_offer(business: Business, draft: OfferDraft, *, at: dt.datetime) -> Offer:
    """A new offer, last of the catalogue, and its first price."""
    _check(draft)
    on = business.local_day(at)
    offer = Offer.objects.create(
        business=business,
        unit=draft.unit,
        created_on=on,
        position=_last_position(business) + 1,
        **_columns(draft),
    )
    _write_scales(offer, draft)
    OfferPrice.objects.create(
        business=business,
        offer=offer,
        from_on=draft.price_from or on,
        price=draft.price,
        firm_price=draft.firm_price,
    )
    return offer


@transaction.atomic
def change_offer(offer: Offer, draft: OfferDraft, *, at: dt.datetime) -> Offer:
    """The offer as she now tells it; another price counts from its day on, past ones stay."""
    offer = _locked(offer)
    _check(draft)
    if draft.unit != offer.unit:
        text = _("The unit of an offer does not change: duplicate it and choose another unit.")
        raise OfferRefused(text, "unit")
    for name, value in _columns(draft).items():
        setattr(offer, name, value)
    offer.save()
    offer.travel_bands.all().delete()
    offer.cancellation_tiers.all().delete()
    _write_scales(offer, draft)
    on = offer.business.local_day(at)
    now = price_at(offer, draft.price_from or on)
    if now is None or (now.price, now.firm_price) != (draft.price, draft.firm_price):
        set_price(offer, draft, on=on)
    return offer


@transaction.atomic
def set_price(offer: Offer, draft: OfferDraft, *, on: dt.date) -> OfferPrice:
    """The price of the draft from its day on; refused before a price that already stands."""
    from_on = draft.price_from or on
    last = offer.prices.filter(from_on__lte=on).order_by("-from_on").first()
    if last is not None and from_on < last.from_on:
        text = _("Another price stands since then: give a day from %(day)s on.")
        raise OfferRefused(text % {"day": last.from_on.strftime("%d/%m/%Y")}, "price_from")
    price, _made = OfferPrice.objects.update_or_create(
        business=offer.business,
        offer=offer,
        from_on=from_on,
        defaults={"price": draft.price, "firm_price": draft.firm_price},
    )
    return price


def remove_price(price: OfferPrice, *, on: dt.date) -> None:
    """Take back a price that has not begun yet; those that stood are kept."""
    if price.from_on <= on:
        raise OfferRefused(_("This price already stands: change it from a day to come."))
    price.delete()


def archive(offer: Offer, *, on: dt.date) -> None:
    """Out of the catalogue; quotes and past prices stay."""
    offer.archived_on = on
    offer.save(update_fields=["archived_on"])


def restore(offer: Offer) -> None:
    """Back into the catalogue."""
    offer.archived_on = None
    offer.save(update_fields=["archived_on"])


@transaction.atomic
def duplicate(offer: Offer, *, name: str, at: dt.datetime) -> Offer:
    """Another offer that starts as this one is today."""
    draft = draft_of(offer, on=offer.business.local_day(at))
    return add_offer(offer.business, _renamed(draft, name), at=at)


@transaction.atomic
def shift(offer: Offer, *, places: int) -> None:
    """Some places up (negative) or down in the catalogue."""
    shown = Offer.objects.of(offer.business).shown().select_for_update()
    rows = list(shown.order_by("position", "id"))
    rank = rows.index(offer)
    rows.insert(max(0, min(len(rows) - 1, rank + places)), rows.pop(rank))
    for position, row in enumerate(rows):
        row.position = position
    Offer.objects.bulk_update(rows, ["position"])


def _renamed(draft: OfferDraft, name: str) -> OfferDraft:
    return OfferDraft(**{**vars(draft), "name": name[:120]})


def _columns(draft: OfferDraft) -> dict[str, Any]:
    told = {name: getattr(draft, name) for name in COLUMNS}
    return told | {"name": draft.name.strip(), "description": draft.description.strip()}


def _write_scales(offer: Offer, draft: OfferDraft) -> None:
    business = offer.business
    TravelBand.objects.bulk_create(
        TravelBand(business=business, offer=offer, up_to_km=km, price=price)
        for km, price in draft.bands
    )
    CancellationTier.objects.bulk_create(
        CancellationTier(business=business, offer=offer, hours_before=hours, percent=percent)
        for hours, percent in draft.tiers
    )


def _check(draft: OfferDraft) -> None:
    """Raises OfferRefused for what no offer can be."""
    if not draft.name.strip():
        raise OfferRefused(_("Give the offer a name: your clients read it."), "name")
    if draft.price < 0 or (draft.firm_price or 0) < 0:
        raise OfferRefused(_("A price is not below zero."), "price")
    if draft.price and draft.diagnosis == Diagnosis.FREE:
        text = _("A free first visit has no price: write 0, or say that it is paid.")
        raise OfferRefused(text, "price")
    if draft.unit == Unit.PACKAGE and not draft.hours:
        raise OfferRefused(_("Say how many hours the package holds, for example 12."), "hours")
    if draft.hours is not None and draft.hours <= 0:
        raise OfferRefused(_("Write a number of hours, for example 3.5."), "hours")
    _check_travel(draft)
    if len({hours for hours, _percent in draft.tiers}) < len(draft.tiers):
        raise OfferRefused(_("Each delay is said once."), "tiers")


def _check_travel(draft: OfferDraft) -> None:
    if draft.travel in (Travel.KM, Travel.TIME) and not draft.travel_price:
        raise OfferRefused(_("Write the price of travel, for example 0.55."), "travel_price")
    if draft.travel != Travel.BAND:
        return
    if not draft.bands:
        raise OfferRefused(_("Write at least one band: up to how many km, how much."), "bands")
    if len({km for km, _price in draft.bands}) < len(draft.bands):
        raise OfferRefused(_("Each distance is said once."), "bands")


def _locked(offer: Offer) -> Offer:
    found = (
        Offer.objects.of(offer.business)
        .filter(pk=offer.pk)
        .select_related("business")
        .select_for_update(of=("self",))
        .first()
    )
    if found is None:
        raise OfferRefused(_("This offer has been removed in the meantime."))
    return found


def _last_position(business: Business) -> int:
    return Offer.objects.of(business).aggregate(last=Max("position"))["last"] or 0
