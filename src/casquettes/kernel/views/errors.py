"""When a page cannot answer: a sentence, a way on, and never a trace."""

from __future__ import annotations

import logging
import secrets
import sys

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from casquettes.kernel.http import as_whole_page

log = logging.getLogger("casquettes.pages")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent cannot be read, or is larger than this page takes."""
    if isinstance(exception, RequestDataTooBig):
        return _page(request, "413.html", status=413)
    return _page(request, "400.html", status=400)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """She is signed in, and this is not hers to see."""
    return _page(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing here, or nothing of hers."""
    return _page(request, "404.html", status=404)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose proof of origin is missing: reload and send again."""
    log.warning("Form refused without its proof of origin: %s", request.path)
    return _page(request, "form_too_old.html", status=403)


def failed(request: HttpRequest) -> HttpResponse:
    """Something broke: the log holds the trace under the reference the page shows."""
    reference = secrets.token_hex(4)
    log.error(
        "Page failed, reference %s: %s %s",
        reference,
        request.method,
        request.path,
        exc_info=sys.exc_info(),
    )
    # Drawn without the request: what feeds other pages may be what broke.
    text = render_to_string("500.html", {"reference": reference})
    return as_whole_page(request, HttpResponse(text, status=500))


def _page(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
    return as_whole_page(request, render(request, template, status=status))
