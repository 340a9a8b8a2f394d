"""Her direction, on one page that reads well and is written in its own place."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from casquettes.kernel.access import inside, owner
from casquettes.kernel.http import Request
from casquettes.pilot.actions import direction as actions
from casquettes.pilot.forms.goals import DirectionForm
from casquettes.pilot.models import Direction
from casquettes.pilot.queries import direction as queries

FORM = ["GET", "HEAD", "POST"]


@inside
@require_GET
def direction(request: Request) -> HttpResponse:
    """The page as it holds today, and the days it was written."""
    versions = queries.versions(request.business)
    page = versions[0] if versions else None
    return render(request, "pilot/direction.html", _read(page, versions))


@inside
@require_GET
def direction_on(request: Request, pk: int) -> HttpResponse:
    """The page as it was on a day."""
    get_object_or_404(Direction, business=request.business, pk=pk)
    versions = queries.versions(request.business)
    page = next(each for each in versions if each.direction.pk == pk)
    return render(request, "pilot/direction.html", _read(page, versions))


@owner
@require_http_methods(FORM)
def write_direction(request: Request) -> HttpResponse:
    """Write the page where it is read; what is typed is kept as she rests."""
    now = queries.current(request.business)
    initial = {name: getattr(now, name) for name in queries.PARTS} if now else {}
    form = DirectionForm(request.POST or None, initial=initial)
    resting = request.POST.get("act") == "rest"
    if request.method == "POST" and form.is_valid():
        if resting and not any(form.cleaned_data.values()) and now is None:
            return render(request, "pilot/_direction_saved.html", {})
        actions.write(request.business, on=request.today, **form.cleaned_data)
        if resting:
            return render(request, "pilot/_direction_saved.html", {"saved_at": request.now})
        messages.success(request, _("Your page is kept, dated today."))
        return redirect("pilot:direction")
    status = 422 if form.errors else 200
    if resting:
        return render(request, "pilot/_direction_saved.html", {"refused": True}, status=status)
    context = {"form": form, "now": now}
    return render(request, "pilot/direction_write.html", context, status=status)


def _read(page: queries.Version | None, versions: list[queries.Version]) -> dict[str, object]:
    later = next(
        (v for v, before in zip(versions, versions[1:], strict=False) if before is page), None
    )
    return {
        "page": page,
        "later": later,
        "versions": versions if len(versions) > 1 else [],
        "is_current": page is not None and page is versions[0],
    }
