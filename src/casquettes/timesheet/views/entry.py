"""One entry: written, changed, moved, given a hat, removed, brought back."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from casquettes.kernel.access import owner
from casquettes.kernel.http import Request
from casquettes.timesheet.actions import entries as actions
from casquettes.timesheet.actions import selection
from casquettes.timesheet.actions.undo import Step, step_of, take_back
from casquettes.timesheet.forms.entries import EntryForm, HatForm, MoveForm
from casquettes.timesheet.models import TimeEntry
from casquettes.timesheet.queries.entries import line_of
from casquettes.timesheet.queries.missions import names_offered
from casquettes.timesheet.views.back import back, in_words, page_asked, tell
from casquettes.ui.wording import at, day, hours

PREFILLED = ("on", "starts", "ends", "duration", "doing", "label", "nature")


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Note time by filling in a form; the address may bring part of it."""
    given = {name: request.GET[name] for name in PREFILLED if name in request.GET}
    given.setdefault("on", request.today.isoformat())
    form = EntryForm(request.POST or None, business=request.business, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            written = actions.note_time(
                request.business, request.user, form.draft(), at=request.now
            )
        except actions.EntryRefused as refusal:
            form.refuse(refusal)
        else:
            seconds = sum(entry.seconds for entry in written)
            text = _("%(time)s noted on %(day)s.")
            facts = {"time": hours(seconds), "day": day(written[0].on)}
            tell(request, text % facts, step_of(made=written))
            return back_to_week(request, written[0])
    return _form_page(request, form, None)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: Request, pk: int) -> HttpResponse:
    """Change anything about an entry; what was typed stays when it cannot be."""
    changed = _hers(request, pk)
    form = EntryForm(request.POST or None, business=request.business, entry=changed)
    if request.method == "POST" and form.is_valid():
        try:
            step = actions.change_entry(changed, form.draft(), at=request.now)
        except actions.EntryRefused as refusal:
            form.refuse(refusal)
        else:
            tell(
                request,
                _("“%(name)s” changed.") % {"name": line_of(_hers(request, pk)).title},
                step,
            )
            return back_to_week(request, _hers(request, pk))
    return _form_page(request, form, _hers(request, pk))


@owner
@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    """Another day, another start or another length: what dragging and arrow keys ask for."""
    moved = _hers(request, pk)
    form = MoveForm(request.POST)
    try:
        if not form.is_valid():
            raise actions.EntryRefused(in_words(form))
        on, starts_at, seconds = form.moved(moved)
        step = actions.move_entry(
            moved, on=on, starts_at=starts_at, seconds=seconds, at=request.now
        )
    except actions.EntryRefused as refusal:
        messages.error(request, str(refusal))
    else:
        tell(request, _where(_hers(request, pk), request), step)
    return back_to_week(request, _hers(request, pk))


@owner
@require_POST
def hat(request: Request, pk: int) -> HttpResponse:
    """Say under which hat this time was, or that it was a break."""
    given = _hers(request, pk)
    form = HatForm(request.POST, business=request.business)
    if not form.is_valid():
        messages.error(request, in_words(form))
        return back_to_week(request, given)
    told, ids = form.told(), [given.pk]
    if told.activity is not None:
        step = selection.give_activity(request.business, ids, told.activity)
    elif told.hat:
        step = selection.give_hat(request.business, ids, told.hat)
    else:
        step = selection.make_break(request.business, ids)
    given = _hers(request, pk)
    text = _("%(time)s under “%(name)s”.")
    tell(request, text % {"time": hours(given.seconds), "name": line_of(given).title}, step)
    return back_to_week(request, given)


@owner
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Put the entry aside, with a way back."""
    removed = _hers(request, pk)
    step = actions.remove_entry(removed, at=request.now)
    text = _("“%(name)s” removed, %(time)s.")
    tell(request, text % {"name": line_of(removed).title, "time": hours(removed.seconds)}, step)
    return redirect(_week_url(removed.on))


@owner
@require_POST
def restore(request: Request, pk: int) -> HttpResponse:
    """Bring a removed entry back."""
    aside = TimeEntry.objects.filter(business=request.business)
    restored = get_object_or_404(aside, pk=pk)
    actions.restore_entry(restored)
    messages.success(request, _("“%(name)s” is back.") % {"name": line_of(restored).title})
    return back_to_week(request, restored)


@owner
@require_POST
def undo(request: Request, seal: str) -> HttpResponse:
    """Take the last act on entries back."""
    step = Step.opened(seal, request.business)
    if step is None:
        raise Http404
    entries = take_back(request.business, step, at=request.now)
    text = ngettext(
        "Undone: one entry is as before.", "Undone: %(n)s entries are as before.", len(entries)
    )
    if not entries:
        text = _("Undone: what was noted is taken away again.")
    messages.info(request, text % {"n": len(entries)} if entries else text)
    return back(request, _week_url(entries[0].on if entries else request.today))


def back_to_week(request: Request, entry: TimeEntry) -> HttpResponse:
    """Where she was; else the week of the entry, at its place."""
    if request.POST.get("next"):
        return back(request, _week_url(entry.on))
    return redirect(f"{_week_url(entry.on)}?day={entry.on.isoformat()}#e{entry.pk}")


def _week_url(on: dt.date) -> str:
    year, week, _weekday = on.isocalendar()
    return reverse("timesheet:week_of", args=[year, week])


def _hers(request: Request, pk: int) -> TimeEntry:
    entries = TimeEntry.objects.of(request.business).select_related("activity", "business")
    return get_object_or_404(entries, pk=pk)


def _where(entry: TimeEntry, request: Request) -> str:
    facts = {"name": line_of(entry).title, "day": day(entry.on), "time": hours(entry.seconds)}
    if entry.starts_at is None or entry.ends_at is None:
        return _("“%(name)s”: %(day)s, %(time)s.") % facts
    zone = request.business.zone
    facts |= {
        "start": at(entry.starts_at.astimezone(zone)),
        "end": at(entry.ends_at.astimezone(zone)),
    }
    return _("“%(name)s”: %(day)s, %(start)s to %(end)s.") % facts


def _form_page(request: Request, form: EntryForm, entry: TimeEntry | None) -> HttpResponse:
    facts = {
        "form": form,
        "entry": entry,
        "line": line_of(entry) if entry else None,
        "labels": names_offered(request.business),
        "next": page_asked(request),
    }
    return render(request, "timesheet/entry.html", facts, status=422 if form.errors else 200)
