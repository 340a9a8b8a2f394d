"""A command on a new database makes its tables, and works as the application from then on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
from casquettes.config.commands.business import chosen_business, open_database
open_database()
from django.db import connection
from casquettes.kernel.models import Activity
for _ in range(2):
    with chosen_business(None) as business:
        print(business.slug, Activity.objects.count())
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("select current_user")
                print(cursor.fetchone()[0])
"""


def run_in(home: Path, database_url: str | None, **more: str) -> str:
    environment = {**os.environ, "CASQUETTES_HOME": str(home), **more}
    environment.pop("DATABASE_URL", None)
    if database_url:
        environment["DATABASE_URL"] = database_url
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.own_computer
def test_on_sqlite(tmp_path):
    assert run_in(tmp_path, None) == "entreprise 58\n" * 2


@pytest.fixture
def database(tmp_path):
    """A database of its own on the server, and who runs the server."""
    psycopg = pytest.importorskip("psycopg")
    server = os.environ.get("DATABASE_URL") or pytest.skip("PostgreSQL only")
    name = f"casquettes_open_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as operator:
        operator.execute(f"create database {name}")
        try:
            yield operator, server.rsplit("/", 1)[0] + f"/{name}"
        finally:
            operator.execute(f"drop database {name} with (force)")


def test_on_postgresql_the_owner_makes_the_tables_and_the_application_role_uses_them(
    tmp_path, database
):
    _operator, url = database
    assert run_in(tmp_path, url) == "entreprise 58\ncasquettes_app\n" * 2


def test_on_postgresql_the_one_who_signs_in_may_own_nothing_at_all(tmp_path, database):
    operator, owner = database
    login = f"casquettes_login_{os.getpid()}"
    run_in(tmp_path, owner)
    operator.execute(f"create role {login} login in role casquettes_app")
    try:
        signed_in = owner.replace("//owner@", f"//{login}@")
        assert signed_in != owner
        done = run_in(tmp_path, signed_in, DATABASE_OWNER_URL=owner)
    finally:
        operator.execute(f"drop role {login}")
    assert done == "entreprise 58\ncasquettes_app\n" * 2
