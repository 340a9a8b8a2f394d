"""What the database refuses of rows that were issued: triggers for SQLite and for PostgreSQL.

A model says `sealed_once = "issued_on"` (from then on only `free_columns` change) or
`sealed_by = "invoice"` (nothing changes once that row is sealed). A foreign key that is set to null
when its target goes may still be. The rows of the example can be deleted, and lines added to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import SET_NULL, Field, ForeignKey, Model, UniqueConstraint

KEPT = "What is written here stays as it is."
# Said by whoever brings a business back from its export, for the length of a transaction.
RECEIVING = "app.receiving"
INSERTS = "insert_%_sealed"


def is_sealed(model: type[Model]) -> bool:
    """Is anything of this table sealed one day?"""
    return hasattr(model, "sealed_once") or hasattr(model, "sealed_by")


def of_the_example(row: str = "old") -> str:
    """Does the row belong to an example?"""
    return f"exists (select 1 from kernel_business where id = {row}.business_id and is_demo)"


def on_sqlite(model: type[Model]) -> Iterator[str]:
    """The triggers of one table."""
    table = model._meta.db_table
    refuse = f"begin select raise(abort, '{KEPT}'); end"
    sealed = " or ".join(_sealed(model, row) for row in _rows(model))
    changes = " or ".join(_changes(model))
    conditions = {
        "update": f"(({sealed}) and ({changes})) or {_written_over(model, by_id=False)}",
        "delete": f"{_sealed(model, 'old')} and not {of_the_example()}",
        "insert": f"{_written_over(model, by_id=True)} or {_is_added(model)}",
    }
    for verb, when in conditions.items():
        name = f"{verb}_{table}_sealed"
        yield f'create trigger "{name}" before {verb} on "{table}" when {when} {refuse}'


def on_postgres(model: type[Model]) -> Iterator[str]:
    """The function and the trigger of one table; columns added later are sealed too."""
    table = model._meta.db_table
    free = ", ".join(f"'{column}'" for column in _free(model))
    sealed = " or ".join(_sealed(model, row) for row in _rows(model))
    forgotten = "\n".join(
        f"if new.\"{column}\" is null then kept := kept - '{column}'; given := given - '{column}'; "
        "end if;"
        for column in _forgettable(model)
    )
    receiving = f"current_setting('{RECEIVING}', true) = 'on'"
    yield f"""create or replace function {table}_sealed() returns trigger
        language plpgsql as $$
        declare kept jsonb; given jsonb;
        begin
        if tg_op = 'DELETE' then
            if not ({_sealed(model, "old")}) or {of_the_example()} then return old; end if;
        elsif tg_op = 'INSERT' then
            if not ({_is_added(model)}) or {receiving} then return new; end if;
        else
            if not ({sealed}) then return new; end if;
            kept := to_jsonb(old) - array[{free}]::text[];
            given := to_jsonb(new) - array[{free}]::text[];
            {forgotten}
            if kept = given then return new; end if;
        end if;
        raise exception '{KEPT}' using errcode = 'restrict_violation';
        end $$"""
    yield f"drop trigger if exists {table}_sealed on {table}"
    yield (
        f"create trigger {table}_sealed before insert or update or delete on {table} "
        f"for each row execute function {table}_sealed()"
    )


def _rows(model: type[Model]) -> tuple[str, ...]:
    """Which rows of an update count: a line is not moved onto what is sealed either."""
    return ("old",) if hasattr(model, "sealed_once") else ("old", "new")


def _sealed(model: type[Model], row: str, depth: int = 0) -> str:
    """Is this row sealed, by itself or by the row it hangs on?"""
    if hasattr(model, "sealed_once"):
        return f"{row}.{_column(model, model.sealed_once)} is not null"
    field: Any = model._meta.get_field(model.sealed_by)  # type: ignore[attr-defined]
    target, alias = field.related_model, f"sealing{depth}"
    return (
        f'exists (select 1 from "{target._meta.db_table}" {alias} '
        f"where {alias}.id = {row}.{field.column} and {_sealed(target, alias, depth + 1)})"
    )


def _is_added(model: type[Model]) -> str:
    """Is a new row put under one that is sealed?"""
    if hasattr(model, "sealed_once"):
        return "false"
    return f"({_sealed(model, 'new')} and not {of_the_example('new')})"


def _changes(model: type[Model]) -> Iterator[str]:
    """What makes an update one that is refused, column by column."""
    free, forgettable = _free(model), _forgettable(model)
    for field in _fields(model):
        column = field.column
        if column in free:
            continue
        if column in forgettable:
            yield f'(new."{column}" is not old."{column}" and new."{column}" is not null)'
        else:
            yield f'new."{column}" is not old."{column}"'


def _written_over(model: type[Model], *, by_id: bool) -> str:
    """Would the row take the place of a sealed one? `or replace` deletes it without a trigger."""
    keys = ["kept.id = new.id"] if by_id else []
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.condition is None:
            columns = [_column(model, name) for name in constraint.fields]
            same = " and ".join(f"kept.{column} = new.{column}" for column in columns)
            keys.append(f"kept.id is not new.id and {same}")
    if not keys:
        return "false"
    either = " or ".join(f"({key})" for key in keys)
    table = model._meta.db_table
    return f'exists (select 1 from "{table}" kept where {_sealed(model, "kept")} and ({either}))'


def _free(model: type[Model]) -> list[str]:
    return [_column(model, name) for name in getattr(model, "free_columns", ())]


def _forgettable(model: type[Model]) -> list[str]:
    """Foreign keys that the database sets to null when what they name goes."""
    return [
        field.column
        for field in _fields(model)
        if isinstance(field, ForeignKey) and field.remote_field.on_delete is SET_NULL
    ]


def _fields(model: type[Model]) -> list[Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if field.column]


def _column(model: type[Model], name: str) -> str:
    return str(model._meta.get_field(name).column)  # type: ignore[union-attr]
