"""What migrations lay under a tenant's table, so that a forgotten filter shows nothing.

PostgreSQL: row level security, forced even on the owner of the table, and foreign keys that carry
the business along. SQLite: triggers that refuse the same crossings, set anew after each `migrate`
(Django rebuilds tables there, and a trigger that names a table being rebuilt would stop it).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.models import ForeignKey, Model

from casquettes.kernel import sealing
from casquettes.kernel.sealing import KEPT, RECEIVING, of_the_example
from casquettes.kernel.tenancy import APPLICATION_ROLE

BUSINESS = "nullif(current_setting('app.business', true), '')::bigint"
USER = "nullif(current_setting('app.user', true), '')::bigint"
OPERATOR = "current_setting('app.operator', true) = 'on'"
GUARDS = ("_same_business", "_fixed_business", "_append_only", "_sealed")


@dataclass(frozen=True)
class Link:
    """A foreign key from one tenant's table to another: both rows belong to one business."""

    table: str
    column: str
    target: str

    @property
    def name(self) -> str:
        return f"{self.table}_{self.column}_same_business"


def tenant_models() -> list[type[Model]]:
    """Every model of the running program whose rows belong to a business."""
    return [model for model in apps.get_models() if _has_business(model)]


def links_of(model: type[Model]) -> Iterator[Link]:
    """The foreign keys of a tenant's model that must not cross businesses."""
    for field in model._meta.local_fields:
        if isinstance(field, ForeignKey) and _has_business(field.related_model):
            yield Link(model._meta.db_table, field.column, field.related_model._meta.db_table)


class _OnPostgres(Operation):
    """An operation that changes nothing in the models, and nothing at all on SQLite."""

    reduces_to_sql = True
    reversible = True
    category = OperationCategory.SQL

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            for statement in self.statements(app_label, to_state):
                schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """The protection stays: taking a migration back must not open a table."""

    def statements(self, app_label: str, state: Any) -> Iterator[str]:
        raise NotImplementedError


class MakeApplicationRole(_OnPostgres):
    """The role the application works as: it owns nothing and row level security binds it."""

    def describe(self) -> str:
        return f"Make the role {APPLICATION_ROLE}"

    def statements(self, app_label: str, state: Any) -> Iterator[str]:
        role = APPLICATION_ROLE
        yield f"""do $$ begin
            if not exists (select from pg_roles where rolname = '{role}') then
                create role {role} nologin nobypassrls;
            end if;
            if not pg_has_role(current_user, '{role}', 'member') then
                grant {role} to current_user;
            end if;
        exception when duplicate_object or unique_violation then null;
        end $$"""
        rows, ranks = "select, insert, update, delete", "usage, select"
        yield f"grant usage on schema public to {role}"
        yield f"grant {rows} on all tables in schema public to {role}"
        yield f"grant {ranks} on all sequences in schema public to {role}"
        yield f"alter default privileges in schema public grant {rows} on tables to {role}"
        yield f"alter default privileges in schema public grant {ranks} on sequences to {role}"
        yield f"revoke insert, update, delete on django_migrations from {role}"


class Protect(_OnPostgres):
    """Close a tenant's table to other businesses; again after adding a foreign key to it."""

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def describe(self) -> str:
        return f"Protect the rows of {self.model_name}"

    def statements(self, app_label: str, state: Any) -> Iterator[str]:
        model = state.apps.get_model(app_label, self.model_name)
        yield from close_table(model._meta.db_table, f"business_id = {BUSINESS}")
        for link in links_of(model):
            yield from _carry_business(link)


class ProtectBusiness(_OnPostgres):
    """The tenants themselves: she sees those she belongs to, and changes the one entered."""

    def describe(self) -> str:
        return "Protect the businesses and who belongs to them"

    def statements(self, app_label: str, state: Any) -> Iterator[str]:
        yield from close_table("kernel_business", f"id = {BUSINESS}")
        yield from _also_see(
            "kernel_business",
            "hers",
            f"id in (select business_id from kernel_membership where user_id = {USER})",
        )
        yield from _also_see("kernel_business", "operator", OPERATOR)
        yield from _also_see("kernel_membership", "hers", f"user_id = {USER}")


class KeepForEver(_OnPostgres):
    """What is written in this table is neither changed nor deleted, the example's rows aside."""

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def describe(self) -> str:
        return f"Keep the rows of {self.model_name} as they are written"

    def statements(self, app_label: str, state: Any) -> Iterator[str]:
        table = state.apps.get_model(app_label, self.model_name)._meta.db_table
        yield f"""create or replace function refuse_to_change() returns trigger
            language plpgsql as $$ begin
            if tg_op = 'DELETE' and {of_the_example()} then return old; end if;
            raise exception '{KEPT}' using errcode = 'restrict_violation';
        end $$"""
        yield f"drop trigger if exists {table}_append_only on {table}"
        yield (
            f"create trigger {table}_append_only before update or delete on {table} "
            "for each row execute function refuse_to_change()"
        )


class Seal(_OnPostgres):
    """What was issued in this table, or hangs on what was, does not change; see `sealing`.

    The model says how: `sealed_once` names the column that seals a row when it is set and
    `free_columns` what may still change; `sealed_by` names the foreign key to what seals it.
    """

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def describe(self) -> str:
        return f"Seal the rows of {self.model_name}"

    def statements(self, app_label: str, state: Any) -> Iterator[str]:
        # The program's own model: what is sealed is said in code, not in the tables' history.
        yield from sealing.on_postgres(apps.get_model(app_label, self.model_name))


def close_table(table: str, rule: str) -> Iterator[str]:
    """The statements that show and take only the rows that satisfy `rule`."""
    yield f"alter table {table} enable row level security"
    yield f"alter table {table} force row level security"
    yield f"drop policy if exists tenant on {table}"
    yield f"create policy tenant on {table} using ({rule}) with check ({rule})"


def _also_see(table: str, name: str, rule: str) -> Iterator[str]:
    yield f"drop policy if exists {name} on {table}"
    yield f"create policy {name} on {table} for select using ({rule})"


def _carry_business(link: Link) -> Iterator[str]:
    """A foreign key over (business, id): referential checks see through row level security."""
    yield (
        f"create unique index if not exists {link.target}_business_and_id "
        f"on {link.target} (business_id, id)"
    )
    yield f"alter table {link.table} drop constraint if exists {link.name}"
    yield (
        f"alter table {link.table} add constraint {link.name} "
        f"foreign key (business_id, {link.column}) references {link.target} (business_id, id) "
        "deferrable initially deferred"
    )


def drop_guards(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers of SQLite away, before tables are rebuilt."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("select name from sqlite_master where type = 'trigger'")
        for (name,) in cursor.fetchall():
            if name.endswith(GUARDS):
                cursor.execute(f'drop trigger "{name}"')


def raise_guards(connection: BaseDatabaseWrapper) -> None:
    """Set the triggers of SQLite: no row changes business, none points into another one."""
    if connection.vendor != "sqlite":
        return
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in tenant_models():
            if model._meta.db_table in existing:
                for statement in _triggers(model):
                    cursor.execute(statement)


@contextmanager
def receiving(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Lines of sealed rows come in for the length of a block, inside a transaction: an export."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("select set_config(%s, 'on', true)", [RECEIVING])
            yield
            cursor.execute("select set_config(%s, '', true)", [RECEIVING])
            return
        cursor.execute(
            "select name, sql from sqlite_master where type = 'trigger' and name like %s",
            [sealing.INSERTS],
        )
        aside = cursor.fetchall()
        for name, _sql in aside:
            cursor.execute(f'drop trigger "{name}"')
        yield
        for _name, sql in aside:
            cursor.execute(sql)


def _triggers(model: type[Model]) -> Iterator[str]:
    table = model._meta.db_table
    refuse = "begin select raise(abort, 'A row belongs to one business.'); end"
    yield (
        f'create trigger "{table}_fixed_business" before update of business_id on "{table}" '
        f"when new.business_id is not old.business_id {refuse}"
    )
    for link in links_of(model):
        crosses = (
            f'when exists (select 1 from "{link.target}" '
            f"where id = new.{link.column} and business_id is not new.business_id) {refuse}"
        )
        for verb in ("insert", f"update of {link.column}"):
            yield (f'create trigger "{verb[:6]}_{link.name}" before {verb} on "{table}" {crosses}')
    if getattr(model, "append_only", False):
        yield from _keepers(model)
    if sealing.is_sealed(model):
        yield from sealing.on_sqlite(model)


def _keepers(model: type[Model]) -> Iterator[str]:
    """Nothing is changed, deleted, or written over (`insert or replace` deletes unseen)."""
    table = model._meta.db_table
    refuse = f"begin select raise(abort, '{KEPT}'); end"
    same = " and ".join(f"{f.column} = new.{f.column}" for f in model._meta.pk_fields)
    there = f'when exists (select 1 from "{table}" where {same})'
    for verb, when in {
        "insert": there,
        "update": "",
        "delete": f"when not {of_the_example()}",
    }.items():
        name = f"{verb}_{table}_append_only"
        yield f'create trigger "{name}" before {verb} on "{table}" {when} {refuse}'


def _has_business(model: Any) -> bool:
    return any(field.column == "business_id" for field in model._meta.local_fields)
