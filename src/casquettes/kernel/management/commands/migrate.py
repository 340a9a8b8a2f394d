"""Django's `migrate`, as the owner of the tables, with the guards of SQLite set anew."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connection

from casquettes.kernel import row_security, tenancy


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with tenancy.as_table_owner():
            row_security.drop_guards(connection)
            super().handle(*args, **options)
            row_security.raise_guards(connection)
