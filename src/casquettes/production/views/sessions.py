"""Sessions: listed, planned, done in one tap, moved, missed, cancelled, put back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casquettes.formats.tables import Row, Table
from casquettes.kernel.access import inside, owner
from casquettes.kernel.answers import as_file, back, in_words, page_asked
from casquettes.kernel.http import Request
from casquettes.production.actions import sessions as actions
from casquettes.production.actions.undo import Step
from casquettes.production.forms.sessions import (
    DoneForm,
    FeeForm,
    MoveForm,
    PlanForm,
    SessionSearch,
    done_as_typed,
    plan_as_typed,
)
from casquettes.production.models import Mission, WorkSession
from casquettes.production.queries import sessions as queries
from casquettes.production.views.missions import hours_of
from casquettes.ui.wording import day, hours

ROWS = 50


@inside
@require_GET
def sessions(request: Request) -> HttpResponse:
    """Her sessions, whatever the mission."""
    form = SessionSearch(request.GET)
    wanted = form.wanted()
    rows = queries.found(request.business, wanted, today=request.today)
    total = queries.sums(rows)
    paginator = Paginator(rows, ROWS)
    paginator.count = total.sessions
    page = paginator.get_page(request.GET.get("page"))
    facts = {
        "form": form,
        "searched": [form["from"], form["to"], form["state"]],
        "wanted": wanted,
        "is_search": any(request.GET.get(name) for name in form.fields),
        "sums": total,
        "page": page,
        "pages": paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "lines": [queries.line_of(row, on=request.today) for row in page],
    }
    return render(request, "production/sessions.html", facts)


@inside
@require_GET
def export(request: Request) -> HttpResponse:
    """The sessions found, as a file."""
    wanted = SessionSearch(request.GET).wanted()
    rows = queries.found(request.business, wanted, today=request.today)
    headings = [
        _("Day"),
        pgettext("moment", "Start"),
        _("Mission"),
        _("Client"),
        _("State"),
        _("Zone"),
    ]
    headings += [_("Planned hours"), _("Sold hours"), _("Real hours"), _("Persons")]
    headings += [_("Kept"), _("Given"), _("Sold on"), _("Recycled"), _("Thrown away"), _("Fee")]
    cells = _cells(rows.order_by("on", "starts_at", "id").iterator(2000), request.today)
    return as_file(request, Table(_("sessions"), headings, cells))


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, pk: int) -> HttpResponse:
    """Plan the next session of a mission: it is filled in as it usually is."""
    rows = Mission.objects.of(request.business).select_related("business", "client", "offer")
    mission = get_object_or_404(rows, pk=pk)
    usual = actions.usual_draft(mission, today=request.today)
    form = PlanForm(request.POST or None, initial=plan_as_typed(usual))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.plan_session(mission, form.draft())
        except actions.SessionRefused as refusal:
            form.refuse(refusal)
        else:
            text = _("Session planned on %(day)s, %(time)s.")
            facts = {"day": day(made.on), "time": hours(made.planned_minutes * 60)}
            _tell(request, text % facts, Step([made.pk]))
            return redirect("production:mission", pk)
    return _page(request, "production/session_new.html", form, mission=mission)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: Request, pk: int) -> HttpResponse:
    """One session: its plan while it is to come, with everything that may become of it."""
    changed = _hers(request, pk)
    form = PlanForm(request.POST or None, initial=plan_as_typed(changed))
    if request.method == "POST" and form.is_valid():
        try:
            step = actions.change_plan(changed, form.draft())
        except actions.SessionRefused as refusal:
            form.refuse(refusal)
        else:
            _tell(request, _("Session of %(day)s changed.") % _said(_hers(request, pk)), step)
            return _back(request, changed)
    fee = queries.late_fee(changed, at=request.now)
    return _page(
        request,
        "production/session.html",
        form,
        session=changed,
        line=queries.line_of(changed, on=request.today),
        move_form=MoveForm(initial={"starts_at": changed.starts_at}, auto_id="id_move_%s"),
        fee_form=FeeForm(initial={"fee": fee}, auto_id="id_fee_%s"),
        fee=fee,
    )


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def done(request: Request, pk: int) -> HttpResponse:
    """What was done, to be said in full: time, zone, volumes."""
    finished = _hers(request, pk)
    usual = done_as_typed(actions.as_planned(finished))
    form = DoneForm(request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        try:
            step = actions.finish(finished, form.served(), today=request.today)
        except actions.SessionRefused as refusal:
            form.refuse(refusal)
        else:
            _tell_done(request, _hers(request, pk), step)
            return _back(request, finished)
    return _page(request, "production/session_done.html", form, session=finished)


@owner
@require_POST
def finish(request: Request, pk: int) -> HttpResponse:
    """Done as planned, in one tap."""
    finished = _hers(request, pk)
    try:
        step = actions.finish_as_planned(finished, today=request.today)
    except actions.SessionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        _tell_done(request, _hers(request, pk), step)
    return _back(request, finished)


@owner
@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    """Another day, in time or too late to fill this one."""
    moved = _hers(request, pk)
    form = MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, in_words(form))
        return redirect("production:session", pk)

    def act() -> Step:
        step, _made = actions.move(moved, today=request.today, **form.cleaned_data)
        return step

    text = _("Session of %(day)s moved to %(to)s.")
    to = form.cleaned_data["to"]
    return _act(request, moved, act, text, to=day(to))


@owner
@require_POST
def miss(request: Request, pk: int) -> HttpResponse:
    """Nobody was there."""
    return _end_with_fee(request, pk, actions.miss, _("Session of %(day)s: nobody was there."))


@owner
@require_POST
def cancel(request: Request, pk: int) -> HttpResponse:
    """It will not take place."""
    return _end_with_fee(request, pk, actions.cancel, _("Session of %(day)s cancelled."))


@owner
@require_POST
def put_back(request: Request, pk: int) -> HttpResponse:
    """Planned again, whatever became of it."""
    changed = _hers(request, pk)
    text = _("Session of %(day)s planned again.")
    return _act(request, changed, lambda: actions.put_back(changed), text)


@owner
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take away a session planned by mistake."""
    removed = _hers(request, pk)
    try:
        actions.remove_session(removed)
    except actions.SessionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("production:session", pk)
    messages.success(request, _("Session of %(day)s removed.") % _said(removed))
    return redirect("production:mission", removed.mission_id)


def _end_with_fee(request: Request, pk: int, end: Callable[..., Step], text: str) -> HttpResponse:
    ended = _hers(request, pk)
    form = FeeForm(request.POST)
    if not form.is_valid():
        messages.error(request, in_words(form))
        return redirect("production:session", pk)
    fee = form.cleaned_data["fee"]
    return _act(request, ended, lambda: end(ended, today=request.today, fee=fee), text)


def _act(
    request: Request, session: WorkSession, act: Callable[[], Step], text: str, **said: str
) -> HttpResponse:
    try:
        step = act()
    except actions.SessionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        _tell(request, text % {**_said(session), **said}, step)
    return _back(request, session)


def _tell_done(request: Request, session: WorkSession, step: Step) -> None:
    text = _("Session of %(day)s done: %(sold)s sold, %(real)s worked.")
    times = {
        "sold": hours(session.sold_minutes * 60),
        "real": hours(session.real_minutes * 60),
    }
    _tell(request, text % {**_said(session), **times}, step)


def _tell(request: Request, text: str, step: Step) -> None:
    seal = step.sealed(request.business)
    messages.success(request, text, extra_tags=reverse("production:undo", args=[seal]))


def _said(session: WorkSession) -> dict[str, str]:
    return {"day": day(session.on)}


def _back(request: Request, session: WorkSession) -> HttpResponse:
    return back(request, reverse("production:mission", args=[session.mission_id]))


def _hers(request: Request, pk: int) -> WorkSession:
    rows = WorkSession.objects.of(request.business).select_related(
        "business", "mission", "mission__business", "mission__client", "mission__offer"
    )
    return get_object_or_404(rows, pk=pk)


def _page(
    request: Request, template: str, form: PlanForm | DoneForm, **facts: object
) -> HttpResponse:
    facts |= {"form": form, "next": page_asked(request)}
    return render(request, template, facts, status=422 if form.errors else 200)


def _cells(rows: Iterator[WorkSession], today: dt.date) -> Iterator[Row]:
    for row in rows:
        yield [
            row.on,
            row.starts_at.strftime("%H:%M") if row.starts_at else "",
            row.mission.title,
            row.mission.client.name,
            queries.line_of(row, on=today).word,
            row.zone,
            *(hours_of(n) for n in (row.planned_minutes, row.sold_minutes, row.real_minutes)),
            row.persons,
            *(getattr(row, name) for name in queries.VOLUMES),
            row.fee,
        ]
