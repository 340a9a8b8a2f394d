"""A business made again from its export, in this database, under new numbers where needed."""

from __future__ import annotations

import base64
import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import Error, connection, transaction
from django.db.models import BinaryField, Field, ForeignKey, JSONField, Max, Model

from casquettes.engine import journal as chain
from casquettes.formats.parcel import Parcel, Problem, Unusable
from casquettes.kernel import journal, queries, row_security, seals, tenancy
from casquettes.kernel.actions import local_owner
from casquettes.kernel.exports import PEOPLE, columns_of, exported_models
from casquettes.kernel.models import Business, JournalEntry, User

AT_A_TIME = 500
# What a column without a key of the database points to, where no column beside it says so.
SUBJECTS = {"quote": "sales.quote"}
Row = dict[str, Any]


class SlugHere(Exception):
    """A business of this name is here already."""


class OtherShape(Exception):
    """A table or a column that this version of the program does not know."""


@transaction.atomic
def receive(
    parcel: Parcel, *, slug: str | None, sha256: str, at: dt.datetime
) -> tuple[Business, int]:
    """The business of an export already checked, and how many rows came with it.

    Raises SlugHere, OtherShape, Unusable; nothing is kept then.
    """
    try:
        return _Receiver(parcel).receive(slug, sha256, at)
    except (Error, ValidationError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise Unusable(Problem.DAMAGED, str(error)[:120]) from error


@dataclass
class _Receiver:
    parcel: Parcel
    people: dict[int, int] = field(default_factory=dict)
    numbers: dict[type[Model], dict[Any, Any]] = field(default_factory=dict)

    def receive(self, slug: str | None, sha256: str, at: dt.datetime) -> tuple[Business, int]:
        self._refuse_unknown_tables()
        [told] = self._rows(Business)
        told["slug"] = slug or told["slug"]
        here = queries.businesses_of_this_machine()
        if told["slug"] in {each.slug for each in here}:
            raise SlugHere(told["slug"])
        number = told["id"] if connection.vendor == "sqlite" else tenancy.next_business_id()
        if number in {each.pk for each in here}:
            number = None
        old, told["id"] = told["id"], number
        business = Business(**self._values(Business, told))
        tenancy.enter(business_id=business.pk)
        business.save(force_insert=True)
        self.numbers[Business] = {old: business.pk}
        self._meet_people()
        with row_security.receiving(connection):
            rows = 1 + sum(self._bring_in(model) for model in exported_models()[1:])
        self._tell(business, sha256, at)
        return business, rows

    def _refuse_unknown_tables(self) -> None:
        known = {f"tables/{m._meta.db_table}.json" for m in exported_models()}  # noqa: SLF001
        brought = {name for name in self.parcel.files if name.endswith(".json")}
        if not brought <= {*known, PEOPLE} or "tables/kernel_business.json" not in brought:
            raise OtherShape

    def _rows(self, model: type[Model]) -> list[Row]:
        name = f"tables/{model._meta.db_table}.json"  # noqa: SLF001
        rows: list[Row] = json.loads(self.parcel.text(name)) if name in self.parcel.files else []
        columns = {each.attname for each in columns_of(model)}
        if any(not row.keys() <= columns for row in rows):
            raise OtherShape
        return rows

    def _meet_people(self) -> None:
        """The people of the export: those who are known here by their address, or new ones."""
        for told in json.loads(self.parcel.text(PEOPLE)):
            if told["is_local_owner"]:
                person = local_owner()
            else:
                person, _made = User.objects.get_or_create(
                    email=told["email"],
                    defaults={
                        "name": told["name"],
                        "language": told["language"],
                        "password": make_password(None),
                    },
                )
            self.people[told["id"]] = person.pk

    def _bring_in(self, model: type[Model]) -> int:
        rows = self._rows(model)
        self._numbers_of(model)
        made = (model(**self._values(model, row)) for row in rows)
        model._base_manager.bulk_create(made, batch_size=AT_A_TIME)  # noqa: SLF001
        return len(rows)

    def _numbers_of(self, model: type[Model]) -> dict[Any, Any]:
        """The numbers the rows of a table get here, by those they had."""
        if model not in self.numbers:
            ids = [row["id"] for row in self._rows(model) if "id" in row]
            self.numbers[model] = _numbers(model, ids)
        return self.numbers[model]

    def _values(self, model: type[Model], row: Row) -> Row:
        # What the journal says was signed as it is.
        if row.get("subject_id") is not None and model is not JournalEntry:
            row = row | {"subject_id": self._subject_of(row)}
        return {
            each.attname: self._value(model, each, row[each.attname])
            for each in columns_of(model)
            if each.attname in row
        }

    def _subject_of(self, row: Row) -> Any:
        """The number here of what a mail or a link is about; 0, no row's, where it is no more."""
        label = row.get("subject_kind") or SUBJECTS[row["purpose"]]
        return self._numbers_of(apps.get_model(label)).get(row["subject_id"], 0)

    def _value(self, model: type[Model], column: Field[Any, Any], told: Any) -> Any:
        if told is None or isinstance(column, JSONField):
            return told
        if isinstance(column, ForeignKey):
            target = column.related_model
            return self.people[told] if target is User else self.numbers[target][told]
        if column.primary_key:
            return self.numbers[model][told] if model in self.numbers else told
        if isinstance(column, BinaryField):
            return base64.b64decode(told)
        return column.to_python(told)

    def _tell(self, business: Business, sha256: str, at: dt.datetime) -> None:
        """Go on with the journal when it was signed here; else vouch for it as it came."""
        facts = {"sha256": sha256}
        first = JournalEntry.objects.filter(business=business).order_by("rank").first()
        if first is None or _signed_here(first):
            journal.record(business, journal.RESTORE, at=at, subject=business, payload=facts)
        else:
            journal.receive(business, at=at, payload=facts)


def _signed_here(entry: JournalEntry) -> bool:
    line = chain.Line(*(getattr(entry, name) for name in chain.COLUMNS))
    key = chain.chain_key(seals.master_key(), line.chain)
    return chain.same(chain.sign(key, "entry", line.text()), line.signature)


def _numbers(model: type[Model], old: list[int]) -> dict[Any, Any]:
    """The number each row gets: its own where none is taken, else the next free ones."""
    if not old:
        return {}
    table = model._meta.db_table  # noqa: SLF001
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)",
                [table, len(old)],
            )
            return dict(zip(old, (row[0] for row in cursor.fetchall()), strict=True))
    last = model._base_manager.aggregate(last=Max("pk"))["last"]  # noqa: SLF001
    return dict(zip(old, range(last + 1, last + 1 + len(old)) if last else old, strict=True))
