"""Alerts and invitations put away, and shown again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casquettes.kernel.access import owner
from casquettes.kernel.http import Request
from casquettes.pilot.actions import alerts as actions
from casquettes.pilot.models import Alert
from casquettes.pilot.queries.moments import invitation


@owner
@require_POST
def see_alert(request: Request, pk: int) -> HttpResponse:
    """She has read it."""
    alert = _hers(request, pk)
    actions.see(alert, at=request.now)
    back = reverse("pilot:show_alert_again", args=[alert.pk])
    messages.success(request, _("Put away. It comes back only if it ends first."), extra_tags=back)
    return redirect("desk:home")


@owner
@require_POST
def show_alert_again(request: Request, pk: int) -> HttpResponse:
    """As if it had not been put away."""
    actions.show_again(_hers(request, pk))
    return redirect("desk:home")


@owner
@require_POST
def decline_bilan(request: Request) -> HttpResponse:
    """No bilan at this moment."""
    offered = invitation(request.business, today=request.today)
    if offered is not None and offered.key and offered.key == request.POST.get("key"):
        row = actions.decline(request.business, offered.key, today=request.today, at=request.now)
        back = reverse("pilot:show_alert_again", args=[row.pk])
        said = _("Put away. You can take stock whenever you like, under “Bilan”.")
        messages.success(request, said, extra_tags=back)
    return redirect("desk:home")


def _hers(request: Request, pk: int) -> Alert:
    return get_object_or_404(Alert.objects.filter(business=request.business), pk=pk)
