"""Someone who is signed in and asks for pages, through the whole of Django, without a network."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casquettes.kernel.models import Business, User

CSRF = "a" * 32


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes

    @property
    def gzipped_kilobytes(self) -> float:
        return len(gzip.compress(self.body, 6)) / 1000


class Visitor:
    """Her browser, as far as the server sees it."""

    def __init__(self, user: User, business: Business) -> None:
        from django.conf import settings
        from django.contrib.sessions.backends.db import SessionStore
        from django.test import Client

        from casquettes.config.wsgi import application

        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        session = SessionStore(session_key=key)
        session["business"] = business.pk
        session.save()
        self.session = key
        self.application = application
        cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: key, settings.CSRF_COOKIE_NAME: CSRF})
        self.cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in cookies.items())

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str] | None = None) -> Answer:
        return self._ask("POST", path, fields)

    def queries(self, act: Callable[[], object]) -> int:
        """How many SQL queries `act` runs."""
        from django.db import connection

        counted = []

        def count(execute: Any, *statement: Any) -> Any:
            counted.append(statement[0])
            return execute(*statement)

        with connection.execute_wrapper(count):
            act()
        return len(counted)

    def _ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> Answer:
        from django.test import RequestFactory

        factory = RequestFactory(
            HTTP_HOST="localhost",
            HTTP_COOKIE=self.cookies,
            HTTP_X_CSRFTOKEN=CSRF,
            HTTP_ACCEPT_LANGUAGE="fr",
        )
        request = factory.get(path) if method == "GET" else factory.post(path, fields or {})
        told: list[str] = []

        def start(status: str, _headers: Any, _error: Any = None) -> Callable[[bytes], object]:
            told.append(status)
            return lambda _written: None

        response = self.application(request.environ, start)
        body = b"".join(response)
        response.close()
        return Answer(int(told[0].split()[0]), body)
