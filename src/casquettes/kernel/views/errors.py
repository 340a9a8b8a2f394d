"""When a page cannot answer: a sentence, a way on, and never a trace."""

from __future__ import annotations

import errno
import logging
import secrets
import sys

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from casquettes.kernel.http import as_whole_page

log = logging.getLogger("casquettes.pages")
NO_ROOM = "53100"  # PostgreSQL’s code for a full disk


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
    full = _disk_is_full(sys.exc_info()[1])
    template, status = ("disk_full.html", 507) if full else ("500.html", 500)
    text = render_to_string(template, {"reference": reference})
    return as_whole_page(request, HttpResponse(text, status=status))


def _disk_is_full(error: BaseException | None) -> bool:
    """Did the database or a file find no more room? Whatever was begun was taken back then."""
    while error is not None:
        full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
        if full or getattr(error, "sqlstate", "") == NO_ROOM or "disk is full" in str(error):
            return True
        error = error.__cause__
    return False


def _page(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
    return as_whole_page(request, render(request, template, status=status))
