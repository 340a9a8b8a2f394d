"""The seven hats and their activities: rename, move, order, hide, add."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casquettes.engine.hats import Hat
from casquettes.kernel import actions as kernel
from casquettes.kernel.access import inside, owner
from casquettes.kernel.http import Request
from casquettes.kernel.models import HAT_NAMES, Activity
from casquettes.timesheet.actions import activities as actions
from casquettes.timesheet.forms.activities import ActivityForm
from casquettes.timesheet.queries import activities as queries

DIRECTIONS = {"up": -1, "down": 1}


@inside
@require_GET
def activities(request: Request) -> HttpResponse:
    """Every activity under its hat."""
    return render(request, "timesheet/activities.html", {"pegs": queries.pegs(request.business)})


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request) -> HttpResponse:
    """A new activity of hers."""
    form = ActivityForm(request.POST or None, initial={"hat": request.GET.get("hat", "")})
    if request.method == "POST" and form.is_valid():
        facts = {**form.cleaned_data, "hat": Hat(form.cleaned_data["hat"])}
        try:
            activity = kernel.add_activity(request.business, **facts)
        except kernel.ActivityRefused as refusal:
            form.add_error("name", str(refusal))
        else:
            text = _("“%(activity)s” added.") % {"activity": activity.label}
            return _told(request, text, actions.Before.of(activity, added=True))
    return _form_page(request, form, None)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def activity(request: Request, pk: int) -> HttpResponse:
    """Rename it, move it under another hat with its time, say how it is usually billed."""
    changed = _hers(request, pk)
    present = {"name": changed.label, "hat": changed.hat, "nature": changed.nature}
    form = ActivityForm(request.POST or None, initial=present)
    if request.method == "POST" and form.is_valid():
        before = actions.Before.of(changed)
        facts = {**form.cleaned_data, "hat": Hat(form.cleaned_data["hat"])}
        try:
            moved = actions.change_activity(changed, **facts)
        except kernel.ActivityRefused as refusal:
            form.add_error("name", str(refusal))
        else:
            return _told(request, _what_changed(changed, before, moved), before)
    return _form_page(request, form, _hers(request, pk))


@owner
@require_POST
def hide(request: Request, pk: int) -> HttpResponse:
    """Take it out of the lists, without touching its past time."""
    hidden = _hers(request, pk)
    before = actions.Before.of(hidden)
    kernel.hide_activity(hidden, on=request.today)
    return _told(request, _("“%(activity)s” hidden.") % {"activity": hidden.label}, before)


@owner
@require_POST
def show(request: Request, pk: int) -> HttpResponse:
    """Put it back into the lists."""
    shown = _hers(request, pk)
    before = actions.Before.of(shown)
    kernel.show_activity(shown)
    return _told(request, _("“%(activity)s” shown again.") % {"activity": shown.label}, before)


@owner
@require_POST
def shift(request: Request, pk: int, direction: str) -> HttpResponse:
    """One place up or down under its hat."""
    if direction not in DIRECTIONS:
        raise Http404
    moved = get_object_or_404(Activity.objects.of(request.business).shown(), pk=pk)
    kernel.shift_activity(moved, places=DIRECTIONS[direction])
    if request.headers.get("HX-Request"):
        peg = next(p for p in queries.pegs(request.business) if p.hat == moved.hat)
        return render(request, "timesheet/_peg.html", {"peg": peg})
    return _at_the_peg(moved.hat)


@owner
@require_POST
def undo(request: Request, pk: int, seal: str) -> HttpResponse:
    """Take the last change of an activity back."""
    before = actions.Before.opened(seal)
    if before is None or before.pk != pk:
        raise Http404
    restored = actions.restore_activity(request.business, before)
    if restored is None and not before.added:
        raise Http404
    if restored is not None and before.added:
        messages.error(request, _("Time was noted on it meanwhile: hide it instead."))
    return _at_the_peg(before.hat)


def _hers(request: Request, pk: int) -> Activity:
    return get_object_or_404(Activity.objects.of(request.business), pk=pk)


def _form_page(request: Request, form: ActivityForm, changed: Activity | None) -> HttpResponse:
    status = 422 if form.errors else 200
    facts = {"form": form, "activity": changed}
    return render(request, "timesheet/activity.html", facts, status=status)


def _told(request: Request, text: str, before: actions.Before) -> HttpResponse:
    undo_at = reverse("timesheet:undo_activity", args=[before.pk, before.sealed()])
    messages.success(request, text, extra_tags=undo_at)
    return _at_the_peg(before.hat)


def _at_the_peg(hat: str) -> HttpResponse:
    """Back to the list, where she was."""
    return redirect(f"{reverse('timesheet:activities')}#{hat}")


def _what_changed(activity: Activity, before: actions.Before, moved: int) -> str:
    if activity.hat == before.hat:
        return _("“%(activity)s” changed.") % {"activity": activity.label}
    return ngettext(
        "“%(activity)s” moved to %(hat)s, with %(count)d entry.",
        "“%(activity)s” moved to %(hat)s, with %(count)d entries.",
        moved,
    ) % {"activity": activity.label, "hat": HAT_NAMES[Hat(activity.hat)], "count": moved}
