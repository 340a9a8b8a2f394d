"""The folder of a client: the page of a contact, with what every room knows."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from casquettes.desk.folder import figures_of, moments_of
from casquettes.kernel.access import inside
from casquettes.kernel.folders import contacts_of, page_of
from casquettes.kernel.http import Request


@inside
@require_GET
def folder(request: Request, pk: int) -> HttpResponse:
    """Who it is, what happened in every room, what to do next with them."""
    contact = get_object_or_404(contacts_of(request.business), pk=pk)
    if contact.merged_into_id:
        return redirect("kernel:contact", pk=contact.merged_into_id)
    facts = page_of(
        contact,
        today=request.today,
        language=str(request.LANGUAGE_CODE),
        moments=moments_of(contact),
    )
    facts["figures"] = figures_of(contact)
    return render(request, "desk/folder.html", facts)
