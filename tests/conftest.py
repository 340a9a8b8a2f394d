"""Fixtures every test may ask for: anne and her business, bruno and his, clients, the moment.

On PostgreSQL the suite runs as the application role, so rows of a business are seen only once it
is entered: `business` is entered for the whole test; for rows of `other`, say
`with tenancy.entered(business_id=other.pk): ...`. Use `client` and `client_of(anne)` rather than a
client of Django's own: they come back to the business of the test after each request.
"""

from __future__ import annotations

import atexit
import datetime as dt
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import pytest_django
    from django.test import Client

    from casquettes.kernel.models import Business, User

# Before Django reads its settings: tests never touch the data of the person who runs them.
_HOME = tempfile.mkdtemp(prefix="casquettes-test-")
_TABLES = Path(_HOME, "tables.sqlite3")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ["CASQUETTES_HOME"] = _HOME
os.environ["DJANGO_SETTINGS_MODULE"] = "casquettes.config.settings"
# Playwright's loop lives in the thread that also prepares the rows.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_configure(config: pytest.Config) -> None:
    """Plain static files and a quick password hash: nothing a test is about."""
    from django.conf import settings

    in_browser = config.getoption("markexpr") in ("browser", "both_databases")
    if in_browser and not settings.DATABASE_URL:
        # As at home, a file: a page and a form that meet wait for each other, which they do not
        # in the memory that threads of one process share.
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"{_HOME}/browser.sqlite3"

    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True
    settings.WHITENOISE_USE_FINDERS = True
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Files with long tests begin, so that no lane waits for one at the end.

    A program started on her own computer works on SQLite, whatever the database of the others: on
    PostgreSQL it would only be the same again.
    """
    alone = [item for item in items if item.get_closest_marker("own_computer")]
    if "DATABASE_URL" in os.environ and alone:
        config.hook.pytest_deselected(items=alone)
        items[:] = [item for item in items if not item.get_closest_marker("own_computer")]
    marked = ("own_computer", "long")
    first = {item.path for item in items if any(map(item.get_closest_marker, marked))}
    items.sort(key=lambda item: item.path not in first)


@pytest.fixture(autouse=True)
def _nobody_was_here_before() -> None:
    """What the house remembers of visitors (how often they came) begins anew with each test."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """On PostgreSQL the test database is made by its owner, before the application role exists."""
    from django.db import connection

    options = connection.settings_dict["OPTIONS"]
    connection.settings_dict["OPTIONS"] = {
        name: value for name, value in options.items() if name not in ("options", "pool")
    }


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[None]:
    """On PostgreSQL every test then works as the application role, which owns nothing."""
    from django.db import connection

    if connection.vendor != "postgresql":
        with django_db_blocker.unblock():
            _keep_tables()
        yield
        return
    from casquettes.kernel.tenancy import APPLICATION_ROLE

    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            # Only tests empty tables.
            cursor.execute(f"grant truncate on all tables in schema public to {APPLICATION_ROLE}")
        connection.close()
        connection.settings_dict["OPTIONS"]["options"] = f"-c role={APPLICATION_ROLE}"
    yield
    with django_db_blocker.unblock():
        connection.close()
        del connection.settings_dict["OPTIONS"]["options"]


def _keep_tables() -> None:
    """Put the tables of this run's database aside, as long as they are empty."""
    from django.db import connection

    if connection.is_in_memory_db():  # type: ignore[attr-defined]  # SQLite's has it
        connection.ensure_connection()
        with closing(sqlite3.connect(_TABLES)) as aside:
            connection.connection.backup(aside)


@pytest.fixture(scope="session")
def settled(django_db_setup: None) -> Callable[[Path], Path]:
    """`settled(home)`: a data folder with tables made on an earlier day, for they take seconds."""
    if not _TABLES.exists():
        script = "from casquettes.config.commands.business import open_database; open_database()"
        environment = {**os.environ, "CASQUETTES_HOME": f"{_HOME}/earlier"}
        environment.pop("DATABASE_URL", None)
        subprocess.run([sys.executable, "-c", script], env=environment, check=True)
        Path(_HOME, "earlier", "casquettes.sqlite3").rename(_TABLES)

    def prepared(home: Path) -> Path:
        home.mkdir(exist_ok=True, parents=True)
        shutil.copyfile(_TABLES, home / "casquettes.sqlite3")
        return home

    return prepared


@pytest.fixture(scope="module")
def kept_rows(
    django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[None]:
    """What a module's own fixtures write is there for all its tests, and taken back after them.

    Each test then works in a savepoint: `pytestmark = pytest.mark.django_db`, none transactional.
    """
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def forgotten() -> None:
    """What a test asked too often, or the server kept in mind, is no matter of the next."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> dt.datetime:
    """Thursday 12 March 2026, 10:00 UTC, for actions and for the requests of this test."""
    from casquettes.kernel import http
    from tests.cast import NOW

    monkeypatch.setattr(http, "real_now", lambda: NOW)
    return NOW


@pytest.fixture
def anne(db: None) -> Iterator[User]:
    """Anne, a professional organiser; her business is entered for the whole test."""
    from tests import cast

    yield cast.anne()[0]
    cast.leave()


@pytest.fixture
def business(anne: User) -> Business:
    """Anne's business."""
    from casquettes.kernel.models import Business

    return Business.objects.get(memberships__user=anne)


@pytest.fixture
def atelier(business: Business) -> Business:
    """Another name of `business`, for tests where two businesses meet."""
    return business


@pytest.fixture
def bruno(db: None) -> User:
    """Bruno, a gardener with a business of his own; he knows nothing of Anne."""
    from tests import cast

    return cast.bruno()[0]


@pytest.fixture
def other(bruno: User) -> Business:
    """Bruno's business; it is not the one entered."""
    from casquettes.kernel import tenancy
    from casquettes.kernel.models import Membership

    with tenancy.entered(business_id=None, user_id=bruno.pk):
        return Membership.objects.select_related("business").get(user=bruno).business


@pytest.fixture
def client() -> Client:
    """A browser in which nobody is signed in."""
    from tests.cast import Browser

    return Browser()


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """`client_of(anne)`: a browser in which she is signed in."""
    from tests.cast import Browser

    def signed_in(user: User) -> Client:
        browser = Browser()
        browser.force_login(user)
        return browser

    return signed_in


@pytest.fixture
def in_english() -> Iterator[None]:
    """Sentences in the words of the source, whatever the catalogue says."""
    from django.utils import translation

    with translation.override("en"):
        yield
