"""Today: the one number, the week, and what is incomplete."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from casquettes.desk import queries
from casquettes.desk.treating import to_treat
from casquettes.kernel.access import inside
from casquettes.kernel.http import Request


@inside
@require_GET
def home(request: Request) -> HttpResponse:
    """Her day at a glance; the first time, the three steps of the welcome."""
    business = request.business
    if business.onboarded_at is None:
        return redirect("desk:welcome_name")
    view = queries.today_view(business, today=request.today)
    share = queries.share_view(business, today=request.today)
    rows = reverse("timesheet:entries")
    weeks = f"{rows}?from={share.weeks.period.first}&to={share.weeks.period.last}"
    context = {
        "view": view,
        "share": share,
        "things": to_treat(business, today=request.today),
        "hour": request.now.astimezone(business.zone).hour,
        "rows": rows,
        "worked_rows": weeks,
        "sold_rows": f"{weeks}&sold=1",
    }
    return render(request, "desk/home.html", context)
