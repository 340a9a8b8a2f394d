"""What browsers report when a page tries to load what the policy forbids."""

from __future__ import annotations

import json
import logging
from collections import deque
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

log = logging.getLogger("casquettes.csp")
LARGEST = 16 * 1024
KEPT = 50


@dataclass(frozen=True)
class Violation:
    """Which rule was broken, on which page, by what; without query nor fragment."""

    directive: str
    page: str
    blocked: str


# The last ones of this process, each logged once: a broken page must not fill the disk.
recent: deque[Violation] = deque(maxlen=KEPT)


@csrf_exempt
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """Take a report; anyone may send one, so nothing of it is trusted or kept for long."""
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        return HttpResponse(status=413)
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return HttpResponse(status=400)
    violation = _violation(told)
    if violation is None:
        return HttpResponse(status=400)
    if violation not in recent:
        recent.append(violation)
        log.warning(
            "Content policy: %s on %s by %s",
            violation.directive,
            violation.page,
            violation.blocked,
        )
    return HttpResponse(status=204)


def _violation(told: object) -> Violation | None:
    facts = told.get("csp-report") if isinstance(told, dict) else None
    if not isinstance(facts, dict):
        return None
    directive = facts.get("effective-directive") or facts.get("violated-directive")
    return Violation(
        directive=_plain(directive),
        page=_address(facts.get("document-uri")),
        blocked=_address(facts.get("blocked-uri")),
    )


def _address(value: object) -> str:
    """Scheme, host and path: the rest may name someone."""
    try:
        parts = urlsplit(str(value or ""))
    except ValueError:
        return "?"
    return _plain(f"{parts.scheme}://{parts.netloc}{parts.path}" if parts.netloc else parts.path)


def _plain(value: object) -> str:
    """One short line of printable characters: a report cannot write into the log as it likes."""
    return "".join(c for c in str(value or "?") if c.isprintable())[:120]
