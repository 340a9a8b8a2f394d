"""Two contacts that are the same one become one, wherever any room points to them."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from casquettes.formats.names import folded
from casquettes.kernel.actions.contacts import ContactRefused, refresh_search
from casquettes.kernel.models import Address, Contact, ContactPoint
from casquettes.kernel.queries.contact_references import PARTS, referring

# What the one that stays takes from the other where it says nothing itself.
BLANKS = (
    "title", "first_name", "last_name", "company", "siren", "siret", "vat_number", "iban",
    "language", "currency", "origin", "follow_up_note",
)  # fmt: skip


@transaction.atomic
def merge_contacts(kept: Contact, other: Contact, *, on: dt.date) -> Contact:
    """`other` is put aside inside `kept`, which takes all that pointed to it and all it knew."""
    if kept.pk == other.pk or kept.business_id != other.business_id:
        raise ContactRefused(_("Choose another contact of yours."), "other")
    rows = Contact.objects.of(kept.business).filter(pk__in=[kept.pk, other.pk])
    locked = {row.pk: row for row in rows.order_by("pk").select_for_update()}
    kept, other = locked[kept.pk], locked[other.pk]
    if kept.merged_into_id or other.merged_into_id:
        raise ContactRefused(_("One of the two was already merged."), "other")
    _fill_blanks(kept, other)
    _join_parts(kept, other)
    # Its parts were put together with care; all else simply moves.
    move_references(other, to=kept, apart=PARTS)
    if kept.payer_id in {kept.pk, other.pk}:
        kept.payer = None
    kept.archived_on = None
    kept.save()
    other.payer = None
    other.archived_on, other.merged_into = on, kept
    other.follow_up_on, other.follow_up_note = None, ""
    other.save()
    refresh_search(kept)
    return kept


def move_references(
    row: models.Model, *, to: models.Model, apart: tuple[type[models.Model], ...] = ()
) -> None:
    """Whatever any room points to `row` with now points to `to`; the rooms are not named here."""
    for model, field in referring(type(row)):
        if model in apart:
            continue
        rows = model._base_manager.filter(**{field: row.pk})  # noqa: SLF001 Django's name for it
        try:
            with transaction.atomic():
                rows.exclude(pk=to.pk if model is type(to) else None).update(**{field: to.pk})
        except IntegrityError as error:
            name = model._meta.verbose_name_plural  # noqa: SLF001
            said = _("These two cannot be merged: both have %(what)s of which only one may be.")
            raise ContactRefused(said % {"what": name}) from error


def _fill_blanks(kept: Contact, other: Contact) -> None:
    for name in BLANKS:
        if not getattr(kept, name):
            setattr(kept, name, getattr(other, name))
    if kept.siren and kept.siret and not kept.siret.startswith(kept.siren):
        kept.siret = ""
    kept.payer = kept.payer or other.payer
    days = [day for day in (kept.follow_up_on, other.follow_up_on) if day]
    kept.follow_up_on = min(days, default=None)
    kept.created_on = min(kept.created_on, other.created_on)
    if other.note and other.note not in kept.note:
        kept.note = "\n".join(filter(None, [kept.note, other.note]))


def _join_parts(kept: Contact, other: Contact) -> None:
    """Numbers, places and tags of both, each once; those of the one that stays come first."""
    numbers = {(point.kind, point.value.casefold()) for point in kept.points.all()}
    for point in other.points.all():
        if (point.kind, point.value.casefold()) in numbers:
            point.delete()
        else:
            _take(point, kept, position=point.position + 1000)
    places = {_place(address): address for address in kept.addresses.all()}
    for address in other.addresses.all():
        same = places.get(_place(address))
        if same is None:
            _take(address, kept, position=address.position + 1000)
        else:
            move_references(address, to=same)
            address.delete()
    words = {tag.name for tag in kept.tags.all()}
    other.tags.filter(name__in=words).delete()
    other.tags.update(contact=kept)


def _take(part: ContactPoint | Address, kept: Contact, *, position: int) -> None:
    part.contact, part.position = kept, position
    part.save(update_fields=["contact", "position"])


def _place(address: Address) -> str:
    return folded(f"{address.street} {address.street2} {address.postcode} {address.city}")
