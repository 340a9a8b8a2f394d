"""A bilan shown to a peer: choosing what, the links given out, and the page they open."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casquettes.kernel import links
from casquettes.kernel.access import Guest, by_link, owner_only
from casquettes.kernel.http import Request
from casquettes.kernel.models import SignedLink
from casquettes.pilot.actions.bilan_share import share, unshare
from casquettes.pilot.forms.bilan.share import ShareForm
from casquettes.pilot.queries.bilan import progress
from casquettes.pilot.queries.bilan.result import Result
from casquettes.pilot.queries.bilan.shared import (
    PURPOSE,
    choices_of,
    given,
    shared_of,
    shown_by,
)
from casquettes.pilot.views.bilan_drawn import fall_rows, months_said, points_of
from casquettes.pilot.views.bilan_result import hers

FORM = ["GET", "HEAD", "POST"]
LOOPBACKS = ("localhost", "127.0.0.1", "[::1]")


@owner_only
@require_http_methods(FORM)
def bilan_share(request: Request, pk: int) -> HttpResponse:
    """Choose what a peer may read; the address is shown only now."""
    bilan = hers(request, pk)
    if bilan.finished_at is None:
        return redirect("pilot:bilan", bilan.pk)
    result = Result(bilan, today=request.today)
    groups = choices_of(result)
    form = ShareForm(request.POST or None, groups=groups)
    address = ""
    if request.method == "POST" and form.is_valid():
        shows = form.cleaned_data["shows"]
        path = share(bilan, shows, at=request.now, life=form.life)
        address = request.build_absolute_uri(f"{path}bilan/")
        form = ShareForm(groups=groups)
    context = {
        "bilan": bilan,
        "result": result,
        "form": form,
        "address": address,
        "is_far": settings.HOSTED or not request.get_host().startswith(LOOPBACKS),
        "given": given(result, at=request.now),
    }
    return render(request, "pilot/bilan_share.html", context, status=422 if form.errors else 200)


@owner_only
@require_POST
def unshare_bilan(request: Request, pk: int) -> HttpResponse:
    """Take one link back."""
    rows = SignedLink.objects.filter(business=request.business, purpose=PURPOSE)
    link = get_object_or_404(rows, pk=pk)
    bilan = hers(request, link.subject_id)
    unshare(bilan, link, at=request.now)
    messages.success(request, _("This link opens nothing any more."))
    return redirect("pilot:bilan_share", bilan.pk)


@require_safe
@by_link(PURPOSE)
def shared_bilan(request: Guest) -> HttpResponse:
    """What was chosen of a bilan, for whoever holds its address."""
    business = request.link.business
    bilan = (
        progress.bilans(business)
        .filter(pk=request.link.subject_id, finished_at__isnull=False)
        .select_related("business")
        .first()
    )
    if bilan is None:
        return render(request, "kernel/link_closed.html", {"csrf_token": ""}, status=404)
    if request.method == "GET" and not request.user.is_authenticated:
        links.note_visit(request.link, at=request.now)
    with override(business.locale):
        shared = shared_of(Result(bilan, today=request.today), shown_by(bilan, request.link))
        context = {
            "shared": shared,
            "falls": fall_rows(shared.falls),
            "points": points_of(shared.months),
            "months_said": months_said(shared.months),
            "until": business.local_day(request.link.expires_at),
            "csrf_token": "",
        }
        answer = render(request, "pilot/bilan_shared.html", context)
    answer.headers["Content-Language"] = business.locale
    return answer
