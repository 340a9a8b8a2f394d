"""A closed bilan, read again: its page, its sheet of paper, and all of them side by side."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from casquettes.formats import bilanpaper
from casquettes.kernel.access import owner_only
from casquettes.kernel.http import Request
from casquettes.pilot.models import Bilan
from casquettes.pilot.queries.bilan import progress
from casquettes.pilot.queries.bilan.result import Result
from casquettes.pilot.queries.bilan.sheet import sheet_of
from casquettes.pilot.queries.bilan.years import years_of
from casquettes.pilot.views.bilan_drawn import fall_rows, guesses_drawn, months_said, points_of
from casquettes.pilot.views.bilan_years_drawn import years_drawn

AT_LEAST = 2  # bilans to compare


@owner_only
@require_GET
def bilan(request: Request, pk: int) -> HttpResponse:
    """The result; a bilan still open goes on where it was left."""
    bilan = hers(request, pk)
    if bilan.finished_at is None:
        current = progress.progress(bilan).current
        return redirect("pilot:bilan_question", bilan.pk, current.id)
    result = Result(bilan, today=request.today)
    context = {
        "bilan": bilan,
        "result": result,
        "guesses": guesses_drawn(result.guesses),
        "falls": fall_rows(result.falls),
        "hour_falls": fall_rows(result.hour_falls),
        "points": points_of(result.months),
        "months_said": months_said(result.months),
        "comparable": len(progress.past(request.business)) >= AT_LEAST,
    }
    return render(request, "pilot/bilan.html", context)


@owner_only
@require_GET
def bilan_pdf(request: Request, pk: int) -> HttpResponse:
    """The same on paper."""
    bilan = hers(request, pk)
    if bilan.finished_at is None:
        return redirect("pilot:bilan", bilan.pk)
    result = Result(bilan, today=request.today)
    answer = HttpResponse(bilanpaper.pdf(sheet_of(result)), content_type="application/pdf")
    name = f"{slugify(result.title)}.pdf"
    answer.headers["Content-Disposition"] = str(content_disposition_header(False, name))
    return answer


@owner_only
@require_GET
def bilan_years(request: Request) -> HttpResponse:
    """Every closed bilan beside the others."""
    years = years_of(request.business, today=request.today)
    if len(years.results) < AT_LEAST:
        return render(request, "pilot/bilan_years_none.html", {"results": years.results})
    return render(request, "pilot/bilan_years.html", years_drawn(years))


def hers(request: Request, pk: int) -> Bilan:
    """One of her bilans."""
    rows = progress.bilans(request.business).select_related("business")
    return get_object_or_404(rows, pk=pk)
