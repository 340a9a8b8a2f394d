"""Back to where she was, and files to take away."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme

from casquettes.finance.queries.export import TYPES, Table, as_csv, as_plain_csv, as_xlsx
from casquettes.kernel.http import Request


def back(request: Request, otherwise: str) -> HttpResponseRedirect:
    """To the page `next` names, when it is one of ours, else to `otherwise`."""
    return HttpResponseRedirect(page_asked(request) or otherwise)


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
    """The table as the address asks for it: CSV for a spreadsheet, `plain`, or `xlsx`."""
    kind = request.GET.get("as", "csv")
    kind = kind if kind in TYPES else "csv"
    if kind == "xlsx":
        content = as_xlsx(table)
    elif kind == "plain":
        content = as_plain_csv(table)
    else:
        content = as_csv(table, french=not str(request.LANGUAGE_CODE).startswith("en"))
    ending = "xlsx" if kind == "xlsx" else "csv"
    name = f"casquettes-{table.title}-{request.today.isoformat()}.{ending}"
    return attachment(content, name=name, content_type=TYPES[kind])


def attachment(content: bytes, *, name: str, content_type: str) -> HttpResponse:
    """A file to keep, never opened inside the browser."""
    answer = HttpResponse(content, content_type=content_type)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name)
    return answer
