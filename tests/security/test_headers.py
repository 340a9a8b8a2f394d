"""What every page tells the browser to allow, to keep and to forget."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests import cast

PAGES = ["/account/login/", "/settings/", "/nowhere/", "/robots.txt"]


@pytest.fixture(params=PAGES)
def answer(request, client, db):
    return client.get(request.param)


def policy(answer) -> dict[str, str]:
    parts = [part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";")]
    return {part[0]: part[1] for part in parts}


def test_only_our_own_files_are_loaded_and_nothing_written_in_the_page_runs(answer):
    rules = policy(answer)
    assert rules["default-src"] == rules["style-src"] == "'self'"
    assert rules["script-src"].startswith("'self'")
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "*" not in answer["Content-Security-Policy"]
    assert rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert rules["form-action"] == "'self'"
    assert rules["report-uri"] == "/csp-report/"


def test_pages_are_not_framed_guessed_indexed_nor_kept(answer):
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Robots-Tag"].startswith("noindex")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def test_robots_are_sent_away(client, db):
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize("name", ["casquettes_session", "casquettes_csrf"])
def test_cookies_are_kept_from_scripts_and_from_other_sites(client, anne, name):
    client.get("/account/login/")
    client.post("/account/login/", {"login": anne.email, "password": cast.PASSWORD})
    cookie = client.cookies[name]
    assert (cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, "Lax", "")


SETTINGS_WHEN_HOSTED = """
from django.conf import settings
print(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_SECURE,
      settings.CSRF_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS,
      settings.SECURE_HSTS_INCLUDE_SUBDOMAINS, settings.DEBUG, settings.ACCOUNT_EMAIL_VERIFICATION)
"""


def settings_with(tmp_path, code=SETTINGS_WHEN_HOSTED, **environment):
    return subprocess.run(
        [sys.executable, "-c", code],
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "casquettes.config.settings",
            "CASQUETTES_HOME": str(tmp_path),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_hosted_cookies_belong_to_one_host_over_https(tmp_path):
    done = settings_with(tmp_path, CASQUETTES_HOSTED="1")
    assert done.stdout.strip() == (
        "__Host-session __Host-csrf True True True 31536000 True False mandatory"
    )


@pytest.mark.parametrize("key", ["", "secret", "a" * 60, "ab" * 30])
def test_a_weak_secret_key_is_refused_at_the_start(tmp_path, key):
    done = settings_with(tmp_path, CASQUETTES_SECRET_KEY=key)
    assert done.returncode == 1
    assert "CASQUETTES_SECRET_KEY is too weak" in done.stderr


def test_the_key_made_on_a_first_start_is_long_kept_and_hers_alone(tmp_path):
    code = "from django.conf import settings; print(settings.SECRET_KEY)"
    first = settings_with(tmp_path, code).stdout.strip()
    assert settings_with(tmp_path, code).stdout.strip() == first
    assert len(first) >= 60
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_signed_data_are_json(settings):
    assert "serializer" not in settings.SESSION_ENGINE
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    assert settings.MESSAGE_STORAGE.endswith("session.SessionStorage")


def test_an_unknown_host_is_refused(client, db):
    assert client.get("/robots.txt", headers={"host": "evil.example"}).status_code == 400
