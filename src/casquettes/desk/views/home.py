"""Today: the one number, what an hour brings, what waits, who is next, the account ahead."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from casquettes.desk import queries
from casquettes.desk.ahead import ahead_view
from casquettes.desk.appointments import appointments
from casquettes.desk.treating import Known, known, to_treat
from casquettes.desk.trying import aims, first_step, trying
from casquettes.engine.periods import week_of
from casquettes.finance.queries.waiting import hour_price
from casquettes.kernel.access import inside
from casquettes.kernel.http import Request
from casquettes.pilot.queries.alerts import open_alerts
from casquettes.pilot.queries.cash import ahead
from casquettes.pilot.queries.glance import Glance, glance
from casquettes.pilot.queries.moments import invitation
from casquettes.timesheet.queries.clock import seconds_by_hat


@inside
@require_GET
def home(request: Request) -> HttpResponse:
    """Her day at a glance; the first time, the three steps of the welcome."""
    business, today = request.business, request.today
    if business.onboarded_at is None:
        return redirect("desk:welcome_name")
    seen, read = glance(business, today=today), known(business, today=today)
    share = queries.share_view(business, seen)
    week = seconds_by_hat(business, week_of(today).first, today)
    request.week_by_hat = week  # the rack shows the same
    rows = reverse("timesheet:entries")
    weeks = f"{rows}?from={share.weeks.period.first}&to={share.weeks.period.last}"
    context = {
        "view": queries.today_view(business, seen, week, today=today),
        "share": share,
        "price": None if share.net.value is None else hour_price(business, on=today),
        "things": to_treat(business, today=today, read=read),
        "next": appointments(business, read.sessions, today=today),
        "trying": trying(business, today=today),
        "step": first_step(business, today=today),
        "alerts": open_alerts(business, today=today),
        "invitation": invitation(business, today=today),
        "aims": aims(business, seen, today=today),
        "hour": request.now.astimezone(business.zone).hour,
        "rows": rows,
        "worked_rows": weeks,
        "sold_rows": f"{weeks}&sold=1",
        **_cash(request, seen, read),
    }
    return render(request, "desk/home.html", context)


def _cash(request: Request, seen: Glance, read: Known) -> dict[str, object]:
    """The account ahead; the question of its balance once money moved; nothing before."""
    told = ahead(
        request.business,
        today=request.today,
        account=seen.account,
        waiting=read.due,
        sessions=[row for row in read.sessions if row.on >= request.today],
    )
    if told is not None:
        return {"cash": ahead_view(told, request.business.currency)}
    flows = seen.account.flows
    return {"ask_cash": bool(flows.payments or flows.expense_rows)}
