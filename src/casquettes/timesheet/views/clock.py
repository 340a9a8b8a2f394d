"""Wearing a hat from the browser."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from casquettes.engine.hats import Hat
from casquettes.kernel.access import inside, owner
from casquettes.kernel.http import Request
from casquettes.kernel.models import HAT_NAMES
from casquettes.timesheet import context
from casquettes.timesheet.actions import clock as actions
from casquettes.timesheet.forms.clock import DescribeForm, EndForm, StartForm, WearForm
from casquettes.timesheet.queries import clock as clocks
from casquettes.timesheet.queries import hat as hats
from casquettes.timesheet.views.back import back, in_words
from casquettes.ui.wording import hours


@inside
@require_GET
def hat(request: Request, hat: str) -> HttpResponse:
    """The page of a hat: its activities, what is being done, its last time."""
    shown = _hat_or_404(hat)
    return render(
        request,
        "timesheet/hat.html",
        {
            "hat": shown,
            "hat_name": HAT_NAMES[shown],
            "view": hats.hat_view(request.business, shown, today=request.today),
            "start_form": StartForm(),
        },
    )


@owner
@require_POST
def wear(request: Request, hat: str) -> HttpResponse:
    """Put the hat on, and open its page."""
    wanted = _hat_or_404(hat)
    clock = clocks.worn(request.business, request.user)
    if clocks.is_too_long(clock, at=request.now):
        return redirect(f"{reverse('timesheet:long')}?then={wanted}")
    form = WearForm(request.POST, business=request.business)
    details = form.cleaned_data if form.is_valid() else {}
    change = actions.wear(request.business, request.user, wanted, at=request.now, **details)
    _tell(request, change)
    return redirect("timesheet:hat", hat=wanted)


@owner
@require_POST
def stop(request: Request) -> HttpResponse:
    """Take the hat off; a clock open for more than ten hours asks first."""
    if clocks.is_too_long(clocks.worn(request.business, request.user), at=request.now):
        return redirect("timesheet:long")
    _tell(request, actions.stop(request.business, request.user, at=request.now))
    return back(request, reverse("desk:home"))


@owner
@require_POST
def pause(request: Request) -> HttpResponse:
    if clocks.is_too_long(clocks.worn(request.business, request.user), at=request.now):
        return redirect("timesheet:long")
    _tell(request, actions.pause(request.business, request.user, at=request.now))
    return back(request, reverse("desk:home"))


@owner
@require_POST
def resume(request: Request) -> HttpResponse:
    change = actions.resume(request.business, request.user, at=request.now)
    if change.written:
        messages.success(request, _("Break noted: %(time)s.") % {"time": hours(change.seconds)})
    return back(request, reverse("desk:home"))


@owner
@require_POST
def continue_last(request: Request) -> HttpResponse:
    try:
        change = actions.continue_last(request.business, request.user, at=request.now)
    except actions.ClockRefused as refusal:
        messages.error(request, str(refusal))
        return back(request, reverse("desk:home"))
    _tell(request, change)
    return (
        redirect("timesheet:hat", hat=change.clock.hat)
        if change.clock
        else back(request, reverse("desk:home"))
    )


@owner
@require_POST
def describe(request: Request) -> HttpResponse:
    """Say which activity, which client and what, while it runs."""
    form = DescribeForm(request.POST, business=request.business)
    if form.is_valid():
        actions.describe(request.business, request.user, **form.cleaned_data)
    else:
        messages.error(request, in_words(form))
    return back(request, reverse("desk:home"))


@owner
@require_POST
def adjust(request: Request, minutes: int, sign: str) -> HttpResponse:
    """−15, −5, +5 or +15 minutes on the running time."""
    change = -minutes if sign == "less" else minutes
    try:
        actions.adjust(request.business, request.user, minutes=change, at=request.now)
    except actions.ClockRefused as refusal:
        messages.error(request, str(refusal))
    return back(request, reverse("desk:home"))


@owner
@require_POST
def start_at(request: Request) -> HttpResponse:
    """Correct the time at which the hat was put on."""
    form = StartForm(request.POST)
    try:
        if not form.is_valid():
            raise actions.ClockRefused(" ".join(map(str, form.errors["started"])))
        local = request.now.astimezone(request.business.zone)
        moment = form.moment(now=local)
        actions.start_at(request.business, request.user, started_at=moment, at=request.now)
    except actions.ClockRefused as refusal:
        messages.error(request, str(refusal))
    return back(request, reverse("desk:home"))


@owner
@require_POST
def take_back(request: Request) -> HttpResponse:
    """Undo the last switch or stop."""
    ids = [int(word) for word in request.GET.get("ids", "").split(",") if word.isdecimal()][:9]
    if actions.take_back(request.business, request.user, ids=ids, at=request.now):
        messages.info(request, _("Undone: the hat is on as before."))
    return back(request, reverse("desk:home"))


@owner
def long(request: Request) -> HttpResponse:
    """A clock open for more than ten hours: she says when it really ended."""
    clock = clocks.worn(request.business, request.user)
    if clock is None:
        return redirect("desk:home")
    answer = request.POST.get("answer") if request.method == "POST" else None
    form = EndForm(request.POST if answer == "ended" else None)
    try:
        if answer == "keep":
            return _after_long(request, actions.stop(clock.business, request.user, at=request.now))
        if answer == "discard":
            actions.discard(clock.business, request.user)
            return _after_long(request, actions.Change(None))
        if answer == "ended" and form.is_valid():
            ended_at = form.cleaned_data["ended_at"]
            change = actions.stop_forgotten(
                clock.business, request.user, ended_at=ended_at, at=request.now
            )
            return _after_long(request, change)
    except actions.ClockRefused as refusal:
        form.add_error("ended_at", str(refusal))
    facts = {
        "form": form,
        "proposals": clocks.end_proposals(clock, at=request.now),
        "then": request.GET.get("then", ""),
    }
    return render(request, "timesheet/long.html", facts, status=422 if form.errors else 200)


@inside
@require_GET
def clock(request: Request) -> HttpResponse:
    """What another window asks every few seconds: nothing when nothing changed."""
    running = clocks.worn(request.business, request.user)
    if request.GET.get("seen") == context.version(running):
        return HttpResponse(status=204)
    return render(request, "timesheet/_clock.html")


def _hat_or_404(hat: str) -> Hat:
    try:
        return Hat(hat)
    except ValueError as unknown:
        raise Http404(hat) from unknown


def _tell(request: Request, change: actions.Change) -> None:
    """A toast for the time just written, with its undo."""
    if not change.written:
        return
    entry = change.written[-1]
    name = HAT_NAMES[Hat(entry.hat)] if entry.hat else ""
    text = _("%(hat)s: %(time)s noted.") % {"hat": name, "time": hours(change.seconds)}
    ids = ",".join(str(written.pk) for written in change.written)
    messages.success(request, text, extra_tags=f"{reverse('timesheet:take_back')}?ids={ids}")


def _after_long(request: Request, change: actions.Change) -> HttpResponse:
    _tell(request, change)
    then = request.POST.get("then", "")
    if then in {str(hat) for hat in Hat}:
        actions.wear(request.business, request.user, Hat(then), at=request.now)
        return redirect("timesheet:hat", hat=then)
    return redirect("desk:home")
