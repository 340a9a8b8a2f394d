"""Her copy: a backup of this computer, an export of the business, and what proves the journal."""

from __future__ import annotations

import io
import sqlite3
import tempfile
from collections.abc import Callable
from typing import BinaryIO

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.conf import settings
from django.contrib import messages
from django.db import OperationalError, connection
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from casquettes.engine.journal import Why
from casquettes.kernel import backups, exports, http, journal, queries
from casquettes.kernel.access import owner_only
from casquettes.kernel.http import Request

IN_MEMORY = 8 * 2**20
WORDS = {
    Why.MISSING: gettext_lazy("this entry is missing."),
    Why.ALTERED: gettext_lazy(
        "this entry is no longer the one that was signed, or the key of the journal has changed."
    ),
    Why.DETACHED: gettext_lazy("this entry does not follow the one before."),
    Why.FOREIGN: gettext_lazy("this entry comes from another journal."),
    Why.MISCOUNTED: gettext_lazy("the perpetual total is not the sum of the entries."),
    Why.CUT: gettext_lazy(
        "the journal went further: its end was cut, or an old backup was put back."
    ),
    Why.REPLACED: gettext_lazy(
        "the head kept beside the key tells another past: an old backup was put back."
    ),
    Why.HEADLESS: gettext_lazy(
        "the head kept beside the key is missing: a cut end could not be seen."
    ),
    Why.FORGED_HEAD: gettext_lazy("the head kept beside the key was not signed here."),
}


@owner_only
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: Request) -> HttpResponse:
    """What can be taken away, and how far the journal goes; a POST checks it whole."""
    verdict = journal.verify(request.business) if request.method == "POST" else None
    bad = verdict.first_bad if verdict else None
    facts = {
        "copies": queries.copies_of(request.business),
        "whole_machine": _has_the_machine(request),
        "verdict": verdict,
        "bad": bad,
        "why": WORDS[bad.why] if bad else "",
    }
    return render(request, "kernel/copy.html", facts)


@owner_only
@require_POST
def backup(request: Request) -> HttpResponseBase:
    """The whole computer, keys included: only for who owns it."""
    if not _has_the_machine(request):
        raise Http404
    return _given(
        request,
        f"casquettes-{request.today}.zip",
        lambda f: backups.write_backup(f, at=http.real_now()),
    )


@owner_only
@require_POST
def export(request: Request) -> HttpResponseBase:
    """Everything of the business, in open formats."""
    if settings.HOSTED and not did_recently_reauthenticate(request):
        return redirect(f"{reverse('account_reauthenticate')}?next={reverse('kernel:copy')}")
    business, at = request.business, request.now
    name = f"{business.slug}-{request.today}.zip"
    return _given(request, name, lambda file: exports.write_export(business, file, at=at))


def _has_the_machine(request: Request) -> bool:
    local = request.user.is_local_owner and not settings.HOSTED
    return local and connection.vendor == "sqlite" and not connection.in_atomic_block


def _given(request: Request, name: str, write: Callable[[BinaryIO], int]) -> HttpResponseBase:
    """A file made for this answer, gone once it was sent."""
    file = tempfile.TemporaryFile(dir=settings.HOME)  # noqa: SIM115
    try:
        write(file)
    except (OSError, backups.DatabaseBusy, OperationalError, sqlite3.OperationalError):
        file.close()
        messages.error(request, _("The copy could not be made: is the disk full? Try again."))
        return redirect("kernel:copy")
    small = file.tell() <= IN_MEMORY
    file.seek(0)
    given: BinaryIO = file
    if small:
        with file:
            given = io.BytesIO(file.read())
    return FileResponse(given, as_attachment=True, filename=name, content_type="application/zip")
