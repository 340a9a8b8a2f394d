"""Whose rows may be seen: row level security on PostgreSQL, nothing to do on SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


def enter(*, business_id: int | None, user_id: int | None = None) -> None:
    """Show this transaction the rows of one business only (PostgreSQL; needs a transaction)."""
    if connection.vendor == "postgresql":
        _set(str(business_id or ""), str(user_id or ""))


@contextmanager
def entered(*, business_id: int | None, user_id: int | None = None) -> Iterator[None]:
    """Enter a business for the length of a block, then come back to the one before."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_setting('app.business', true), current_setting('app.user', true)"
        )
        before = cursor.fetchone()
    enter(business_id=business_id, user_id=user_id)
    try:
        yield
    finally:
        if not connection.needs_rollback:
            _set(before[0] or "", before[1] or "")


def _set(business: str, user: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('app.business', %s, true), set_config('app.user', %s, true)",
            [business, user],
        )
