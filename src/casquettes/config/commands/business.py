"""Opening the database and finding the business a command is about."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from casquettes.config.commands.answer import Refused

if TYPE_CHECKING:
    from casquettes.kernel.models import Business


def add_business_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--business", metavar="SLUG", help="l'entreprise (par défaut : la seule)")


def open_database() -> None:
    """Start Django and bring the tables up to date (on PostgreSQL: as the one who owns them)."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from casquettes.kernel import tenancy

    with tenancy.as_table_owner():
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if behind:
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def chosen_business(slug: str | None) -> Iterator[Business]:
    """The business named, or the only one (made on a first start), in its own transaction."""
    open_database()
    from django.db import transaction
    from django.utils import timezone, translation

    from casquettes.kernel import actions, http, queries, tenancy

    with transaction.atomic():
        businesses = queries.businesses_of_this_machine()
        if slug is None and not businesses:
            businesses = [actions.found_local_business(at=http.real_now())]
        found = [b for b in businesses if slug in (None, b.slug)]
        if not found:
            raise Refused(f"Aucune entreprise « {slug} » ici.", field="business")
        if len(found) > 1:
            names = ", ".join(b.slug for b in found)
            raise Refused(
                f"Plusieurs entreprises ici : choisissez avec --business ({names}).",
                field="business",
            )
        tenancy.enter(business_id=found[0].pk)
        with timezone.override(found[0].zone), translation.override(found[0].locale):
            yield found[0]
