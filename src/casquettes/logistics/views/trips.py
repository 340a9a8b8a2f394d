"""Trips: listed with their months, noted in one line, changed, removed, brought back."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casquettes.formats.tables import Row, Table
from casquettes.kernel.access import inside, owner
from casquettes.kernel.answers import as_file, back, page_asked
from casquettes.kernel.http import Request
from casquettes.logistics.actions import trips as actions
from casquettes.logistics.forms.trips import TripForm, TripSearch
from casquettes.logistics.models import Trip
from casquettes.logistics.queries import trips as queries
from casquettes.ui.wording import day, number

ROWS = 50


@inside
@require_GET
def trips(request: Request) -> HttpResponse:
    """Her trips month by month, and one line to note the next."""
    search = TripSearch(request.GET)
    wanted = search.wanted()
    rows = queries.found(request.business, wanted)
    total = queries.sums(rows)
    paginator = Paginator(rows, ROWS)
    paginator.count = total.trips
    page = paginator.get_page(request.GET.get("page"))
    chosen = request.GET.get("mission") or None
    line = TripForm(
        business=request.business,
        initial={"on": request.today, "mission": chosen},
        auto_id="id_new_%s",
    )
    facts = {
        "search": search,
        "wanted": wanted,
        "is_search": any(request.GET.get(name) for name in search.fields),
        "sums": total,
        "months": queries.months(rows),
        "page": page,
        "pages": paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "form": line,
        **_lists(request, chosen),
    }
    return render(request, "logistics/trips.html", facts)


@inside
@require_GET
def export(request: Request) -> HttpResponse:
    """The trips found, as a file."""
    rows = queries.found(request.business, TripSearch(request.GET).wanted()).order_by("on", "id")
    headings = [_("Day"), _("Mission"), _("Client"), _("Purpose"), _("From"), _("To")]
    headings += [_("Kilometres"), _("Minutes"), _("Paid for"), _("Note")]
    return as_file(request, Table(_("trips"), headings, _cells(rows.iterator(2000))))


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Note a trip."""
    form = TripForm(request.POST or None, business=request.business, initial={"on": request.today})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.note_trip(request.business, form.draft(), today=request.today)
        except actions.TripRefused as refusal:
            form.refuse(refusal)
        else:
            text = _("Trip of %(day)s noted, %(km)s km.")
            way_back = reverse("logistics:remove_trip", args=[made.pk])
            messages.success(request, text % _said(made), extra_tags=way_back)
            return back(request, reverse("logistics:trips"))
    return _form_page(request, form, None)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def trip(request: Request, pk: int) -> HttpResponse:
    """Change anything about a trip; what was typed stays when it cannot be."""
    changed = _hers(request, pk)
    form = TripForm(request.POST or None, business=request.business, trip=changed)
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.change_trip(changed, form.draft(), today=request.today)
        except actions.TripRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Trip of %(day)s changed.") % _said(changed))
            return back(request, reverse("logistics:trips"))
    return _form_page(request, form, changed)


@owner
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Put a trip aside, with a way back."""
    removed = _hers(request, pk)
    try:
        actions.remove_trip(removed, at=request.now)
    except actions.TripRefused as refusal:
        messages.error(request, str(refusal))
    else:
        way_back = reverse("logistics:restore_trip", args=[pk])
        messages.success(
            request, _("Trip of %(day)s removed.") % _said(removed), extra_tags=way_back
        )
    return back(request, reverse("logistics:trips"))


@owner
@require_POST
def restore(request: Request, pk: int) -> HttpResponse:
    """Bring back a trip put aside."""
    restored = get_object_or_404(Trip.objects.filter(business=request.business), pk=pk)
    actions.restore_trip(restored)
    messages.success(request, _("Trip of %(day)s is back.") % _said(restored))
    return redirect("logistics:trips")


def _hers(request: Request, pk: int) -> Trip:
    rows = Trip.objects.of(request.business).select_related("business", "mission")
    return get_object_or_404(rows, pk=pk)


def _said(trip: Trip) -> dict[str, str]:
    return {"day": day(trip.on), "km": number(trip.km)}


def _lists(request: Request, chosen: object) -> dict[str, object]:
    """What the fields offer: missions with their last trip, purposes."""
    return {
        "ways": queries.ways(request.business),
        "chosen": str(chosen or ""),
        "purposes": queries.purposes(request.business),
    }


def _form_page(request: Request, form: TripForm, changed: Trip | None) -> HttpResponse:
    facts = {"form": form, "trip": changed, "next": page_asked(request)}
    chosen = form["mission"].value()
    status = 422 if form.errors else 200
    return render(request, "logistics/trip.html", facts | _lists(request, chosen), status=status)


def _cells(rows: Iterator[Trip]) -> Iterator[Row]:
    for row in rows:
        yield [
            row.on,
            row.mission.title if row.mission else "",
            row.mission.client.name if row.mission else "",
            row.purpose,
            row.start,
            row.destination,
            Decimal(row.km),
            row.minutes,
            _("yes") if row.paid else _("no"),
            row.note,
        ]
