"""Missions: listed, agreed on, changed, ended, taken away as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casquettes.formats.tables import Row, Table
from casquettes.kernel.access import inside, owner
from casquettes.kernel.actions.contacts import ContactRefused, find_or_add
from casquettes.kernel.answers import as_file, back, in_words
from casquettes.kernel.http import Request
from casquettes.kernel.models import Contact
from casquettes.production.actions import missions as actions
from casquettes.production.actions import undo as steps
from casquettes.production.forms.missions import LastDayForm, MissionForm, MissionSearch
from casquettes.production.forms.sessions import VOLUME_NAMES
from casquettes.production.models import Mission
from casquettes.production.queries import missions as queries
from casquettes.production.queries import sessions
from casquettes.sales.models import Quote
from casquettes.sales.queries.contracts import contract_of
from casquettes.ui.meters import Part
from casquettes.ui.wording import number

ROWS = 50


@inside
@require_GET
def missions(request: Request) -> HttpResponse:
    """Her missions: hours sold, done and left; accepted quotes that wait for theirs."""
    form = MissionSearch(request.GET)
    wanted = form.wanted()
    rows = queries.found(request.business, wanted, today=request.today)
    total = queries.sums(rows)
    paginator = Paginator(rows, ROWS)
    paginator.count = total.missions
    page = paginator.get_page(request.GET.get("page"))
    facts = {
        "form": form,
        "wanted": wanted,
        "is_search": bool(wanted.words or wanted.terms or wanted.client),
        "counts": queries.states(request.business),
        "sums": total,
        "page": page,
        "pages": paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "lines": [queries.line_of(mission) for mission in page],
        "to_start": list(queries.quotes_to_start(request.business)),
    }
    return render(request, "production/missions.html", facts)


@inside
@require_GET
def export(request: Request) -> HttpResponse:
    """The missions found, as a file."""
    wanted = MissionSearch(request.GET).wanted()
    rows = queries.found(request.business, wanted, today=request.today)
    headings = [_("Mission"), _("Client"), _("Sold"), _("Signed"), _("Ended"), _("Hours sold")]
    headings += [_("Hours done"), _("Real hours"), _("Hours left"), _("Sessions"), _("Quoted")]
    return as_file(request, Table(_("missions"), headings, _cells(rows.iterator(2000))))


@inside
@require_GET
def mission(request: Request, pk: int) -> HttpResponse:
    """One mission: its sessions, its hours sold and done, its quote, its ways out."""
    counted = queries.counted(_hers(request), today=request.today)
    shown = get_object_or_404(counted, pk=pk)
    rows = shown.sessions.order_by("on", "starts_at", "id")
    litres = sessions.volumes(shown)
    contract = contract_of(shown.quote) if shown.quote else None
    facts = {
        "mission": shown,
        "line": queries.line_of(shown),
        "sessions": [sessions.line_of(row, on=request.today) for row in rows],
        "volumes": [
            Part(str(VOLUME_NAMES[name]), value, number(value)) for name, value in litres.items()
        ],
        "litres": sum(litres.values()),
        "contract": contract,
        "may_withdraw": contract is not None and contract.may_withdraw(request.today),
        "must_wait": shown.payable_from is not None and request.today < shown.payable_from,
    }
    return render(request, "production/mission.html", facts)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """A mission agreed on without a quote of ours."""
    given = {"signed_on": request.today, "terms": Mission.Terms.HOURLY}
    if client := _given_client(request):
        given["client"] = client
    form = MissionForm(request.POST or None, business=request.business, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                draft = form.draft(*_contacts(request, form))
                made = actions.add_mission(request.business, draft, at=request.now)
        except (actions.MissionRefused, ContactRefused) as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("“%(name)s” is agreed on.") % {"name": made})
            return redirect("production:mission", made.pk)
    return _form_page(request, form, None)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change anything about a mission; what was typed stays when it cannot be."""
    changed = get_object_or_404(_hers(request), pk=pk)
    form = MissionForm(request.POST or None, business=request.business, mission=changed)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                actions.change_mission(changed, form.draft(*_contacts(request, form)))
        except (actions.MissionRefused, ContactRefused) as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("“%(name)s” changed.") % {"name": changed})
            return redirect("production:mission", pk)
    return _form_page(request, form, changed)


@owner
@require_POST
def start(request: Request, pk: int) -> HttpResponse:
    """Make the mission of an accepted quote; asked twice, it is made once."""
    quote = get_object_or_404(Quote.objects.of(request.business), pk=pk)
    try:
        made = actions.mission_from_quote(quote, at=request.now)
    except actions.MissionRefused as refusal:
        messages.error(request, str(refusal))
        return back(request, reverse("production:missions"))
    messages.success(request, _("“%(name)s” is ready to be planned.") % {"name": made})
    return redirect("production:mission", made.pk)


@owner
@require_POST
def end(request: Request, pk: int) -> HttpResponse:
    """The work is over."""
    form = LastDayForm(request.POST)
    if not form.is_valid():
        messages.error(request, in_words(form))
        return redirect("production:mission", pk)
    day = form.day(request.today)
    text = _("“%(name)s” has ended.")
    return _act(request, pk, lambda row: actions.end_mission(row, on=day), text)


@owner
@require_POST
def cancel(request: Request, pk: int) -> HttpResponse:
    """The work will not take place."""
    text = _("“%(name)s” is cancelled.")
    return _act(request, pk, lambda row: actions.cancel_mission(row, on=request.today), text)


@owner
@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    """The work goes on."""
    return _act(request, pk, actions.reopen_mission, _("“%(name)s” goes on."))


@owner
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take away a mission made by mistake."""
    removed = get_object_or_404(_hers(request), pk=pk)
    try:
        actions.remove_mission(removed)
    except actions.MissionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("production:mission", pk)
    messages.success(request, _("“%(name)s” removed.") % {"name": removed})
    return redirect("production:missions")


@owner
@require_POST
def undo(request: Request, seal: str) -> HttpResponse:
    """Take the last act on missions and sessions back."""
    step = steps.Step.opened(seal, request.business)
    if step is None:
        raise Http404
    pk = steps.take_back(request.business, step)
    messages.info(request, _("Undone: everything is as before."))
    if pk is None:
        return redirect("production:missions")
    return back(request, reverse("production:mission", args=[pk]))


def _act(
    request: Request, pk: int, act: Callable[[Mission], steps.Step], text: str
) -> HttpResponse:
    changed = get_object_or_404(_hers(request), pk=pk)
    try:
        step = act(changed)
    except actions.MissionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        seal = step.sealed(request.business)
        way_back = reverse("production:undo", args=[seal])
        messages.success(request, text % {"name": changed}, extra_tags=way_back)
    return redirect("production:mission", pk)


def _hers(request: Request) -> QuerySet[Mission]:
    return Mission.objects.of(request.business).select_related(
        "business", "client", "payer", "place", "offer", "quote", "quote__client", "quote__payer"
    )


def _given_client(request: Request) -> Contact | None:
    """The client the address names, when she comes from their page."""
    asked = request.GET.get("client", "")
    if not asked.isdecimal() or len(asked) > 18:
        return None
    return Contact.objects.of(request.business).filter(pk=asked).first()


def _contacts(request: Request, form: MissionForm) -> tuple[Contact, Contact | None]:
    told = form.cleaned_data
    client = find_or_add(request.business, told["client"], on=request.today)
    payer = told["payer"]
    return client, find_or_add(request.business, payer, on=request.today) if payer else None


def _refuse(form: MissionForm, refusal: Exception) -> None:
    if isinstance(refusal, actions.MissionRefused):
        form.refuse(refusal)
    else:
        form.add_error("client", str(refusal))


def _form_page(request: Request, form: MissionForm, changed: Mission | None) -> HttpResponse:
    facts = {"form": form, "mission": changed}
    status = 422 if form.errors else 200
    return render(request, "production/mission_form.html", facts, status=status)


def _cells(rows: Iterator[Mission]) -> Iterator[Row]:
    for row in rows:
        line = queries.line_of(row)
        yield [
            row.title,
            row.client.name,
            row.get_terms_display(),
            row.signed_on,
            row.ended_on or row.cancelled_on,
            *(hours_of(value) for value in (line.sold, line.done, line.real, line.left)),
            line.sessions,
            row.quoted,
        ]


def hours_of(minutes: int) -> Decimal:
    """Minutes as hours of a table, to the hundredth."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.01"))
