"""Whose rows may be seen: row level security on PostgreSQL, nothing to do on SQLite.

The database compares each row's business with the setting `app.business` of the transaction.
Nothing entered: no row. The rules themselves are laid by migrations, see `row_security`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import dj_database_url
from django.conf import settings
from django.db import connection, transaction

APPLICATION_ROLE = "casquettes_app"


def enter(*, business_id: int | None, user_id: int | None = None) -> None:
    """Show the rest of this transaction the rows of one business only."""
    if connection.vendor == "postgresql":
        if not connection.in_atomic_block:
            raise transaction.TransactionManagementError("A business is entered in a transaction.")
        _set({"app.business": business_id, "app.user": user_id})


@contextmanager
def entered(*, business_id: int | None, user_id: int | None = None) -> Iterator[None]:
    """Enter a business for the length of a block, then come back to the one before."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        before = {name: _get(name) for name in ("app.business", "app.user")}
        enter(business_id=business_id, user_id=user_id)
        yield
        _set(before)


@contextmanager
def operating() -> Iterator[None]:
    """For whoever runs commands on the server: which businesses exist, and none of their rows."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        _set({"app.operator": "on"})
        yield
        _set({"app.operator": None})


def next_business_id() -> int | None:
    """The id of a business about to be founded: it must be entered before its row exists."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence('kernel_business', 'id'))")
        return int(cursor.fetchone()[0])


@contextmanager
def as_table_owner() -> Iterator[None]:
    """Connect as the owner of the tables, for migrations; nothing to do on SQLite."""
    if connection.vendor != "postgresql":
        yield
        return
    usual = connection.settings_dict
    owner_url = settings.DATABASE_OWNER_URL
    owner = {**usual, **(dj_database_url.parse(owner_url) if owner_url else {})}
    owner["NAME"] = usual["NAME"]
    owner["OPTIONS"] = {
        name: value for name, value in usual["OPTIONS"].items() if name not in ("options", "pool")
    }
    _reconnect(owner)
    try:
        yield
    finally:
        _reconnect(usual)


def _reconnect(chosen: dict[str, object]) -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL’s has one
    connection.settings_dict = chosen


def _get(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_setting(%s, true)", [name])
        return cursor.fetchone()[0] or ""


def _set(values: Mapping[str, object]) -> None:
    calls = ", ".join("set_config(%s, %s, true)" for _ in values)
    texts = [str(part or "") for pair in values.items() for part in pair]
    with connection.cursor() as cursor:
        cursor.execute(f"select {calls}", texts)
