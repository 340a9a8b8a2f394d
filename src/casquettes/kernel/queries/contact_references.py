"""What points to contacts, in whatever room: found from the tables themselves, not from a list."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import ManyToOneRel, Model

from casquettes.kernel.models import Address, Contact, ContactPoint, ContactTag, Mail

# Tables that only tell of a contact: they do not keep it.
PARTS = (ContactPoint, Address, ContactTag)
OWN = (*PARTS, Contact, Mail)
AT_A_TIME = 500


def referring(model: type[Model]) -> list[tuple[type[Model], str]]:
    """Every column of every table that points to `model`, hidden ones included."""
    relations: list[Any] = [
        each
        for each in model._meta.get_fields(include_hidden=True)  # noqa: SLF001 Django's name for it
        if isinstance(each, ManyToOneRel)
    ]
    return [(each.related_model, each.field.attname) for each in relations]


def on_papers(ids: Collection[int]) -> set[int]:
    """Those of these contacts that a quote, an invoice, a mission… of any room points to."""
    found: set[int] = set()
    for some in _chunks(sorted(ids)):
        for model, column in referring(Contact):
            if model not in OWN:
                found.update(_pointed_to(model, column, some))
        of = dict(Address.objects.filter(contact__in=some).values_list("pk", "contact_id"))
        for model, column in referring(Address):
            for part in _chunks(sorted(of)):
                found.update(of[place] for place in _pointed_to(model, column, part))
    return found


def _pointed_to(model: type[Model], column: str, ids: list[int]) -> list[int]:
    rows = model._base_manager.filter(**{f"{column}__in": ids})  # noqa: SLF001 Django's name for it
    return list(rows.order_by().values_list(column, flat=True).distinct())


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), AT_A_TIME):
        yield ids[start : start + AT_A_TIME]
