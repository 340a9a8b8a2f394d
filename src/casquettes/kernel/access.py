"""Who may pass a door: the guards every view of hers carries.

`inside`      owner and collaborator
`owner`       the same, said where something is written
`figures`     also the accountant, who reads and never writes
`owner_only`  the owner alone: members, danger
`signed_in`   anyone who signed in, even without a business (first run, her own account)
`by_link`     whoever holds the address of a link made for this purpose, without account
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial, wraps

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from casquettes.kernel import http, links
from casquettes.kernel.http import Request, as_whole_page
from casquettes.kernel.models import Membership, SignedLink

log = logging.getLogger("casquettes.door")
View = Callable[..., HttpResponseBase]
Role = Membership.Role

WORKERS = frozenset({Role.OWNER, Role.COLLABORATOR})
READERS = WORKERS | {Role.ACCOUNTANT}
FIRST_RUN = "/welcome/"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def inside(view: View) -> View:
    """Only for those who work in the business: its owner and her collaborators."""
    return _guarded(view, WORKERS)


def owner(view: View) -> View:
    """Only for those who may write: the owner and her collaborators."""
    return _guarded(view, WORKERS)


def owner_only(view: View) -> View:
    """Only for the owner herself."""
    return _guarded(view, frozenset({Role.OWNER}))


def figures(view: View) -> View:
    """For those who work in the business, and for the accountant as long as she only reads."""

    @wraps(view)
    def guarded(request: Request, *args: object, **kwargs: object) -> HttpResponseBase:
        allowed = READERS if request.method in SAFE_METHODS else WORKERS
        return _guarded(view, allowed)(request, *args, **kwargs)

    return guarded


def signed_in(view: View) -> View:
    """For anyone who signed in, with or without a business."""

    @wraps(view)
    def guarded(request: Request, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _ask_to_sign_in(request)
        return view(request, *args, **kwargs)

    return guarded


class Guest(Request):
    """A request of someone who holds a link: what every page without account may rely on."""

    link: SignedLink


def by_link(purpose: str) -> Callable[[View], View]:
    """For whoever holds an address made for this purpose; the view gets no token.

    The secret in the address is the proof a form of ours would carry, so none is asked: nobody can
    send a form there for someone else without knowing it. No cookie is set either.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: Guest, token: str, **kwargs: object) -> HttpResponseBase:
            response = _open(view, request, purpose, token, kwargs)
            response.headers["Referrer-Policy"] = "no-referrer"
            return response

        guarded.csrf_exempt = True  # type: ignore[attr-defined]  # read by Django's middleware
        return guarded

    return guard


def _open(
    view: View, request: Guest, purpose: str, token: str, kwargs: dict[str, object]
) -> HttpResponseBase:
    # Whoever may be signed in beside is nobody here: the page is the guest's.
    for name in ("business", "membership"):
        request.__dict__.pop(name, None)
    wrong = partial(
        ratelimit.consume, request, app="allauth.account", action="wrong_link", limit_get=True
    )
    if not wrong(dry_run=True):
        return render(request, "429.html", {"csrf_token": ""}, status=429)
    try:
        link = links.open_link(token, at=http.real_now())
        if link.purpose != purpose:
            raise links.LinkClosed
    except links.LinkClosed:
        wrong()
        return render(request, "kernel/link_closed.html", {"csrf_token": ""}, status=404)
    request.link = link
    request.now = http.now_for(link.business)
    request.today = link.business.local_day(request.now)
    with timezone.override(link.business.zone):
        return view(request, **kwargs)


def _guarded(view: View, allowed: frozenset[Role]) -> View:
    @wraps(view)
    def guarded(request: Request, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _ask_to_sign_in(request)
        membership: Membership | None = request.membership
        if membership is None:
            return HttpResponseRedirect(FIRST_RUN)
        role = Role(membership.role)
        if role not in allowed:
            return _refuse(request, role)
        return view(request, *args, **kwargs)

    return guarded


def _ask_to_sign_in(request: Request) -> HttpResponse:
    """The sign-in page; on her own machine, where nobody has a password, how to come in."""
    if settings.HOSTED:
        return redirect_to_login(request.get_full_path())
    return as_whole_page(request, render(request, "kernel/closed_door.html", status=403))


def _refuse(request: Request, role: Role) -> HttpResponse:
    log.warning("Refused: person %s, %s, at %s", request.user.pk, role, request.path)
    if role is Role.ACCOUNTANT and request.method == "GET" and request.path == "/":
        return HttpResponseRedirect(reverse("pilot:measures"))
    return as_whole_page(request, render(request, "403.html", {"role": role.label}, status=403))
