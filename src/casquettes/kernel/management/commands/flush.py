"""Django's `flush`, which empties even what is kept for ever: only tests and their tools do."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import flush
from django.db import connection

from casquettes.kernel import row_security


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        row_security.drop_guards(connection)
        super().handle(**options)
        row_security.raise_guards(connection)
