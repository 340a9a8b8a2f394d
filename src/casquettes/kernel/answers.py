"""Answers that views of every room give: back to where she was, files to take away."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme

from casquettes.formats.tables import (
    CSV_TYPE,
    XLSX_TYPE,
    Table,
    english_csv,
    french_csv,
    plain_csv,
    xlsx,
)
from casquettes.kernel.actions.forms_sent import FIELD, FormReused, once
from casquettes.kernel.http import Request


def back(request: Request, otherwise: str) -> HttpResponseRedirect:
    """To the page `next` names, when it is one of ours, else to `otherwise`."""
    return HttpResponseRedirect(page_asked(request) or otherwise)


def answer_once(
    request: Request, act: Callable[[], str], *, otherwise: str = ""
) -> HttpResponseRedirect:
    """To where `act` leads, done the first time this form is sent and never again.

    A form already sent with something else in it leads to `otherwise`, or back here, with the
    reason.
    """
    key = request.POST.get(FIELD, "")
    try:
        led = once(request.business, key=key, body=request.POST, at=request.now, act=act)
    except FormReused as reused:
        messages.error(request, str(reused))
        led = otherwise or request.path
    return HttpResponseRedirect(led)


def page_asked(request: Request) -> str:
    """The page of ours that `next` names, or nothing: no door to elsewhere, no script."""
    page = request.POST.get("next") or request.GET.get("next", "")
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(page, hosts, require_https=request.is_secure())
    return page if safe else ""


def in_words(form: forms.Form) -> str:
    """Everything a form has to object, as one text: for acts that have no page of their own."""
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def as_file(request: Request, table: Table) -> HttpResponse:
    """The table as `?as=` asks for it: `csv` for a spreadsheet, `plain` for programs, `xlsx`."""
    kind = request.GET.get("as", "csv")
    name = f"casquettes-{table.title}-{request.today.isoformat()}"
    if kind == "xlsx":
        return attachment(xlsx(table), name=f"{name}.xlsx", content_type=XLSX_TYPE)
    english = str(request.LANGUAGE_CODE).startswith("en")
    write = plain_csv if kind == "plain" else english_csv if english else french_csv
    return attachment(write(table), name=f"{name}.csv", content_type=CSV_TYPE)


def attachment(content: bytes, *, name: str, content_type: str) -> HttpResponse:
    """A file to keep, never opened inside the browser."""
    answer = HttpResponse(content, content_type=content_type)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name)
    return answer
