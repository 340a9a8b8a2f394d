"""Days away: a day or a range in one act, changed, removed, brought back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casquettes.engine.workdays import public_holidays
from casquettes.kernel.access import owner
from casquettes.kernel.http import Request
from casquettes.timesheet.actions import absences as actions
from casquettes.timesheet.forms.absences import AbsenceForm
from casquettes.timesheet.models import Absence
from casquettes.timesheet.queries.absences import absences_of, years_of
from casquettes.ui.wording import day


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: Request) -> HttpResponse:
    """Every absence, and one more in one act."""
    given = {"first_on": request.GET.get("on", ""), "kind": Absence.Kind.LEAVE}
    form = AbsenceForm(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            noted = actions.note_absence(request.business, form.days())
        except actions.AbsenceRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            _tell(request, _("Noted: %(days)s."), noted)
            return redirect("timesheet:absences")
    found = absences_of(request.business)
    facts = {
        "form": form,
        "years": years_of(found, business=request.business, today=request.today),
        "holidays": [
            on
            for on in sorted(public_holidays(request.business.country, request.today.year))
            if on >= request.today and request.business.works_on(on)
        ][:3],
    }
    return render(request, "timesheet/absences.html", facts, status=422 if form.errors else 200)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def absence(request: Request, pk: int) -> HttpResponse:
    """Change the days, the reason or the note."""
    changed = _hers(request, pk)
    present = {name: getattr(changed, name) for name in ("kind", "first_on", "last_on", "note")}
    form = AbsenceForm(request.POST or None, initial=present)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_absence(changed, form.days())
        except actions.AbsenceRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Changed: %(days)s.") % {"days": _days(changed)})
            return redirect("timesheet:absences")
    facts = {"form": form, "absence": _hers(request, pk)}
    return render(request, "timesheet/absence.html", facts, status=422 if form.errors else 200)


@owner
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Put the absence aside, with a way back."""
    removed = _hers(request, pk)
    actions.remove_absence(removed, at=request.now)
    text = _("Removed: %(days)s.") % {"days": _days(removed)}
    way_back = reverse("timesheet:restore_absence", args=[removed.pk])
    messages.success(request, text, extra_tags=way_back)
    return redirect("timesheet:absences")


@owner
@require_POST
def restore(request: Request, pk: int) -> HttpResponse:
    """Bring the absence back, unless its days are taken."""
    aside = get_object_or_404(Absence, business=request.business, pk=pk)
    try:
        actions.restore_absence(aside)
    except actions.AbsenceRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.info(request, _("Back: %(days)s.") % {"days": _days(aside)})
    return redirect("timesheet:absences")


def _hers(request: Request, pk: int) -> Absence:
    kept = Absence.objects.filter(business=request.business, removed_at__isnull=True)
    return get_object_or_404(kept, pk=pk)


def _tell(request: Request, text: str, absence: Absence) -> None:
    way_back = reverse("timesheet:remove_absence", args=[absence.pk])
    messages.success(request, text % {"days": _days(absence)}, extra_tags=way_back)


def _days(absence: Absence) -> str:
    kind = absence.get_kind_display()
    if absence.first_on == absence.last_on:
        return _("%(kind)s, %(day)s") % {"kind": kind, "day": day(absence.first_on)}
    facts = {"kind": kind, "first": day(absence.first_on), "last": day(absence.last_on)}
    return _("%(kind)s, %(first)s to %(last)s") % facts
