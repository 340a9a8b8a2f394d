"""The list of invoices: searched, counted, summed, taken away, several changed at once."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from casquettes.finance.forms.search import InvoiceSearch
from casquettes.finance.models import Invoice
from casquettes.finance.queries import invoices as queries
from casquettes.formats.tables import Row, Table
from casquettes.kernel.access import figures
from casquettes.kernel.answers import as_file
from casquettes.kernel.http import Request

ROWS = 50


@figures
@require_GET
def invoices(request: Request) -> HttpResponse:
    """The invoices she looks for, fifty at a time, with what they add up to."""
    form = InvoiceSearch(request.GET, business=request.business, today=request.today)
    wanted = form.wanted()
    standing = queries.standing(request.business, on=request.today)
    rows = queries.found(request.business, wanted, on=request.today)
    total = queries.sums(rows)
    paginator = Paginator(queries.shown(rows), ROWS)
    paginator.count = total.count
    page = paginator.get_page(request.GET.get("page"))
    facts = {
        "search": form,
        "searched": [form["period"], form["kind"]],
        "wanted": wanted,
        "is_search": any(request.GET.get(n) for n in ("q", "period", "kind", "client")),
        "standing": standing,
        "is_used": standing.counts[queries.ALL] > 0,
        "tabs": [(state, name, standing.counts[state]) for state, name in _tabs()],
        "sums": total,
        "page": page,
        "pages": paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "rows": [queries.row_of(invoice, on=request.today) for invoice in page],
    }
    return render(request, "finance/invoices.html", facts)


@figures
@require_GET
def export(request: Request) -> HttpResponse:
    """The invoices found, as a file; drafts have no number."""
    form = InvoiceSearch(request.GET, business=request.business, today=request.today)
    found = queries.found(request.business, form.wanted(), on=request.today)
    rows = queries.shown(found).order_by("issued_on", "rank", "id")
    headings = [
        _("Number"),
        _("Kind"),
        _("Client"),
        _("Title"),
        _("Issued"),
        _("Due"),
        _("Paid on"),
    ]
    headings += [_("State"), _("Currency"), _("Without VAT"), _("VAT"), _("Total"), _("Paid")]
    cells = _cells(rows.iterator(2000), request)
    return as_file(request, Table(_("invoices"), headings, cells))


def _cells(rows: Iterator[Invoice], request: Request) -> Iterator[Row]:
    for row in rows:
        yield [
            row.number or "",
            row.get_kind_display(),
            row.client.name,
            row.title,
            row.issued_on,
            row.due_on,
            row.paid_on,
            queries.said_of(row, on=request.today).words,
            row.currency,
            row.net,
            row.vat,
            row.gross,
            row.paid,
        ]


def _tabs() -> list[tuple[str, str]]:
    return [
        (queries.ALL, _("All")),
        (queries.DRAFTS, _("Drafts")),
        (queries.TO_SEND, _("To send")),
        (queries.WAITING, _("Waiting")),
        (queries.LATE, _("Late")),
        (queries.PAID, _("Paid")),
    ]
