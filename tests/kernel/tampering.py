"""The hand that goes past the program: writes into the journal where the database refuses."""

from __future__ import annotations

from contextlib import contextmanager

from django.db import connection

from casquettes.kernel import row_security


@contextmanager
def another_hand():
    """A cursor that the keepers of the journal do not stop."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("set role none")
            cursor.execute("set session_replication_role = replica")
            yield cursor
            cursor.execute("set session_replication_role = origin")
            cursor.execute("set role casquettes_app")
        else:
            row_security.drop_guards(connection)
            yield cursor
            row_security.raise_guards(connection)


def alter(business, rank: int, column: str, value: object) -> None:
    with another_hand() as cursor:
        cursor.execute(
            f"update kernel_journalentry set {column} = %s where business_id = %s and rank = %s",
            [value, business.pk, rank],
        )


def delete(business, *ranks: int) -> None:
    with another_hand() as cursor:
        for rank in ranks:
            cursor.execute(
                "delete from kernel_journalentry where business_id = %s and rank = %s",
                [business.pk, rank],
            )
