"""Whose rows may be seen: row level security on PostgreSQL, nothing to do on SQLite."""

from __future__ import annotations

from django.db import connection


def enter(*, business_id: int | None, user_id: int | None = None) -> None:
    """Show this transaction the rows of one business only (PostgreSQL; needs a transaction)."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('app.business', %s, true), set_config('app.user', %s, true)",
            [str(business_id or ""), str(user_id or "")],
        )
