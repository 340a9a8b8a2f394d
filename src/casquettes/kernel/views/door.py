"""Coming in by the one-time link of her own machine."""

from __future__ import annotations

import logging

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casquettes.kernel import actions, http, tenancy
from casquettes.kernel.http import Request
from casquettes.kernel.models import Membership, User

log = logging.getLogger("casquettes.door")


@never_cache
@require_safe
def open_once(request: Request, token: str) -> HttpResponse:
    """Sign in whoever holds an unspent link, and go on to the page she wanted."""
    try:
        user = actions.spend_link(token, at=http.real_now())
    except actions.LinkSpent:
        log.warning("A link that opens nothing was tried")
        if request.user.is_authenticated:
            return HttpResponseRedirect("/")
        return render(request, "kernel/closed_door.html", status=403)
    log.info("Signed in by the one-time link: person %s", user.pk)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, user, method="link", reauthenticated=True)
    UserSession.objects.create_from_request(request)
    _choose_business(request, user)
    return HttpResponseRedirect(_wanted(request))


@require_safe
def robots(request: Request) -> HttpResponse:
    """Nothing here is for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


def _choose_business(request: Request, user: User) -> None:
    """The business the link names (the example or hers), when she is in it."""
    with tenancy.entered(business_id=None, user_id=user.pk):
        membership = Membership.objects.filter(
            user=user, business__slug=request.GET.get("business", "")
        ).first()
    if membership is not None:
        request.session["business"] = membership.business_id


def _wanted(request: Request) -> str:
    """Where `next` leads when it stays on this site, else home."""
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and wanted.startswith("/") else "/"
