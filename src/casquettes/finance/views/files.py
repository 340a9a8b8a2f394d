"""The files of issued invoices: one to keep, many in an archive, one handed to a platform."""

from __future__ import annotations

import io
import zipfile

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from casquettes.finance.actions import selection
from casquettes.finance.actions.files import Kind, file_name, file_of
from casquettes.finance.actions.transmitting import transmit, usual_connector
from casquettes.finance.forms.search import TickedForm
from casquettes.finance.models import Invoice
from casquettes.finance.views.found import issued
from casquettes.kernel.access import figures, owner
from casquettes.kernel.answers import answer_once, attachment, in_words, page_asked
from casquettes.kernel.http import Request
from casquettes.ui.wording import money

TYPES = {Kind.PDF: "application/pdf", Kind.CII: "application/xml", Kind.UBL: "application/xml"}


@figures
@require_GET
def invoice_file(request: Request, pk: int, kind: str) -> HttpResponse:
    """The PDF (a Factur-X), CII or UBL of an issued invoice, as it was first made."""
    if kind not in Kind.values:
        raise Http404
    invoice = issued(request, pk)
    kept = file_of(invoice, kind, at=request.now)
    name = file_name(invoice, kind)
    return attachment(bytes(kept.content), name=name, content_type=TYPES[Kind(kind)])


@owner
@require_POST
def hand_over(request: Request, pk: int) -> HttpResponse:
    """Hand an issued invoice to the platform that is set up: a folder, unless she said another."""
    invoice = issued(request, pk)
    here = reverse("finance:invoice", args=[invoice.pk])

    def act() -> str:
        said = transmit(invoice, usual_connector(), at=request.now)
        if said.refused_at:
            messages.error(request, said.said)
        else:
            messages.success(request, said.said or _("Handed over."))
        return here

    return answer_once(request, act, otherwise=here)


@owner
@require_POST
def several(request: Request) -> HttpResponse:
    """One act on the ticked invoices: paid today, reminded, or their PDFs."""
    here = page_asked(request) or "finance:invoices"
    form = TickedForm(request.POST)
    if not form.is_valid():
        messages.error(request, in_words(form))
        return redirect(here)
    ids, act = form.cleaned_data["ids"], form.cleaned_data["act"]
    if act == "pdf":
        return _archive(request, ids)
    if act == "remind":
        wanted = ",".join(str(pk) for pk in ids)
        return redirect(f"{reverse('finance:reminders')}?ids={wanted}")
    return answer_once(request, lambda: _pay(request, ids, here), otherwise=here)


@owner
@require_POST
def undo_several(request: Request, seal: str) -> HttpResponse:
    """Strike out the payments that one act noted."""
    struck = selection.strike_out(request.business, seal, at=request.now)
    words = ngettext("One payment struck out.", "%(n)s payments struck out.", struck)
    messages.success(request, words % {"n": struck})
    return redirect("finance:invoices")


def _pay(request: Request, ids: list[int], here: str) -> str:
    done = selection.paid_today(request.business, ids, at=request.now)
    if not done.payments:
        messages.error(request, _("None of these waits for money."))
        return here
    words = ngettext(
        "One invoice paid today: %(sum)s.", "%(n)s invoices paid today: %(sum)s.", done.count
    )
    facts = {"n": done.count, "sum": money(done.amount, request.business.currency)}
    messages.success(request, words % facts, extra_tags=done.undo_url)
    return here


def _archive(request: Request, ids: list[int]) -> HttpResponse:
    rows = Invoice.objects.of(request.business).issued().filter(pk__in=ids)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for invoice in rows.select_related("business"):
            kept = file_of(invoice, Kind.PDF, at=request.now)
            archive.writestr(file_name(invoice, Kind.PDF), bytes(kept.content))
    name = f"casquettes-{_('invoices')}-{request.today.isoformat()}.zip"
    return attachment(out.getvalue(), name=name, content_type="application/zip")
