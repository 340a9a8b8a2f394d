"""The palette: hats, pages, acts and a typed line, one field away; without script, a page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from casquettes.desk.finding import find
from casquettes.desk.noting import noting
from casquettes.desk.options import Group
from casquettes.kernel.access import inside
from casquettes.kernel.http import Request

LONGEST_LINE = 300


@inside
@require_GET
def palette(request: Request) -> HttpResponse:
    """What the typed words lead to: options for the field, or a page of their own."""
    typed = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_LINE]
    groups = find(request.business, request.user, typed, today=request.today)
    line = noting(request.business, typed, at=request.now)
    if line is not None:
        groups.insert(0, Group(_("Add"), line.options))
    count = sum(len(group.options) for group in groups)
    fragment = "X-Palette" in request.headers
    template = "desk/_palette.html" if fragment else "desk/palette.html"
    shown = {"groups": groups, "line": line, "typed": typed, "count": count}
    response = render(request, template, shown)
    patch_vary_headers(response, ["X-Palette"])
    return response
