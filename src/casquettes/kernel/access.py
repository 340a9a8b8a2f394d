"""Who may pass a door: the guards every view of hers carries.

`inside`      owner and collaborator
`owner`       the same, said where something is written
`figures`     also the accountant, who reads and never writes
`owner_only`  the owner alone: members, danger
`signed_in`   anyone who signed in, even without a business (first run, her own account)
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from casquettes.kernel.http import Request, as_whole_page
from casquettes.kernel.models import Membership

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
