"""Back to where she was, and the toast that says what was done."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from casquettes.kernel.http import Request
from casquettes.timesheet.actions.undo import Step


def back(request: Request, otherwise: str) -> HttpResponseRedirect:
    """To the page named by `next` or left just before, when it is one of ours."""
    left = _ours(request, request.headers.get("referer", ""))
    return HttpResponseRedirect(_ours(request, request.POST.get("next", "")) or left or otherwise)


def page_asked(request: Request) -> str:
    """The page of ours that `next` names, or nothing: no door to elsewhere, no script."""
    return _ours(request, request.POST.get("next") or request.GET.get("next", ""))


def _ours(request: Request, page: str) -> str:
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(page, hosts, require_https=request.is_secure())
    return page if safe else ""


def tell(request: Request, text: str, step: Step) -> None:
    """Say what was done, with the way to take it back."""
    seal = step.sealed(request.business)
    messages.success(request, text, extra_tags=reverse("timesheet:undo_time", args=[seal]))


def in_words(form: forms.Form) -> str:
    """Everything a form has to object, as one text: for acts that have no page of their own."""
    return " ".join(str(error) for errors in form.errors.values() for error in errors)
