"""Her contacts: found, read, added, changed, put aside."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from casquettes.kernel.access import inside
from casquettes.kernel.http import Request
from casquettes.kernel.queries import contacts as queries


@inside
@require_GET
def names(request: Request) -> HttpResponse:
    """The names that answer what is being typed in a field called `field`."""
    typed = request.GET.get(request.GET.get("field", ""), "")
    offered = queries.names_offered(request.business, typed[:200])
    return render(request, "kernel/_contact_names.html", {"names": offered})
