"""A page that cannot answer says so in a sentence, and shows nothing of the inside."""

from __future__ import annotations

import logging
import re
import sqlite3

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from casquettes.config import urls
from casquettes.config.logs import Discreet
from casquettes.kernel.views import errors

SECRET = "Mme Dupont, 12 rue des Lilas"


def broken(request: HttpRequest) -> HttpResponse:
    try:
        raise ValueError(SECRET)
    except ValueError as cause:
        raise IntegrityError(SECRET) from cause


def on_a_full_disk(request: HttpRequest) -> HttpResponse:
    try:
        raise sqlite3.OperationalError("database or disk is full")
    except sqlite3.OperationalError as cause:
        raise OperationalError("database or disk is full") from cause


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied(SECRET)


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation(SECRET)


def reads_body(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.POST.get("note", ""))


urlpatterns = [
    path("broken/", broken),
    path("full/", on_a_full_disk),
    path("forbidden/", forbidden),
    path("suspicious/", suspicious),
    path("body/", reads_body),
    path("", include(urls)),
]
handler400, handler403 = errors.bad_request, errors.not_allowed
handler404, handler500 = errors.not_found, errors.failed
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture
def browser(client):
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/broken/", 500),
        ("/full/", 507),
        ("/forbidden/", 403),
        ("/suspicious/", 400),
        ("/nowhere/", 404),
    ],
)
def test_an_error_page_keeps_the_inside_inside(browser, url, status):
    answer = browser.get(url)
    assert answer.status_code == status
    page = answer.content.decode()
    assert SECRET not in page
    assert "Traceback" not in page
    assert "<h1>" in page
    assert answer["HX-Reswap"] == "none"
    sent = browser.post(url)
    assert (sent["HX-Retarget"], sent["HX-Reswap"]) == ("body", "outerHTML")


def test_the_reference_on_the_page_is_the_one_in_the_log(browser, caplog):
    page = browser.get("/broken/").content.decode()
    reference = re.search(r"<strong>([0-9a-f]{8})</strong>", page)
    assert reference
    [record] = [r for r in caplog.records if r.name == "casquettes.pages"]
    assert reference[1] in record.getMessage()
    assert record.exc_info


def test_the_log_holds_the_stack_and_not_what_was_typed(browser, caplog):
    browser.get("/broken/")
    [record] = [r for r in caplog.records if r.name == "casquettes.pages"]
    record.exc_text = None
    line = Discreet().format(record)
    assert "IntegrityError" in line
    assert "ValueError" in line
    assert "in broken" in line
    assert SECRET not in line.replace("raise IntegrityError(SECRET)", "")


def test_the_log_holds_no_link_that_opens():
    record = logging.makeLogRecord({"name": "x", "levelname": "INFO", "msg": "GET /open/1.2.ab/ 1"})
    assert "1.2.ab" not in Discreet().format(record)
    record.msg = "GET /account/password/reset/key/1-abc/"
    assert "1-abc" not in Discreet().format(record)


def test_the_log_tells_the_time_without_a_zone_to_guess():
    record = logging.makeLogRecord({"levelname": "INFO", "name": "x", "msg": "y"})
    record.created = 1_773_309_600.5
    assert Discreet().format(record) == "2026-03-12T10:00:00Z INFO x: y"


def test_too_much_at_once_is_said_plainly(browser, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = browser.post("/body/", {"note": "x" * 2000})
    assert answer.status_code == 413
    assert "413.html" in [t.name for t in answer.templates]


def test_an_error_of_a_signed_in_person_is_a_page_too(client_of, anne):
    browser = client_of(anne)
    browser.raise_request_exception = False
    assert browser.get("/broken/").status_code == 500
    assert browser.get("/nowhere/").status_code == 404


def test_an_error_page_is_in_the_language_of_the_visitor(browser):
    assert browser.get("/nowhere/", headers={"accept-language": "en"})["Content-Language"] == "en"
