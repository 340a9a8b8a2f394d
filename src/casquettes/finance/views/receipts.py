"""The receipts book: read, summed by quarter, taken away."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from casquettes.finance.forms.periods import PeriodForm
from casquettes.finance.models import Payment
from casquettes.finance.queries import receipts as queries
from casquettes.formats.tables import Row, Table
from casquettes.kernel.access import figures
from casquettes.kernel.answers import as_file
from casquettes.kernel.http import Request

ROWS = 100


@figures
@require_GET
def receipts(request: Request) -> HttpResponse:
    """What came in, in the order it came; this year unless another period is asked for."""
    form, rows = _asked(request)
    page = Paginator(queries.shown(rows), ROWS).get_page(request.GET.get("page"))
    facts = {
        "form": form,
        "lines": queries.lines_of(page),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "quarters": queries.quarters(rows),
        "total": queries.total(rows),
    }
    return render(request, "finance/receipts.html", facts)


@figures
@require_GET
def export(request: Request) -> HttpResponse:
    """The book as a file, column by column as the law lists them."""
    _form, rows = _asked(request)
    headings = [_("Received"), _("Document"), _("Client"), _("Nature"), _("By"), _("Reference")]
    headings += [_("Cash"), _("Currency"), _("Amount")]
    return as_file(request, Table(_("receipts"), headings, _cells(queries.shown(rows))))


def _cells(rows: QuerySet[Payment]) -> Iterator[Row]:
    for line in queries.lines_of(rows):
        paid = line.payment
        yield [
            paid.on,
            line.number,
            line.client,
            line.nature,
            paid.get_method_display(),
            paid.reference,
            _("yes") if line.is_cash else _("no"),
            paid.invoice.currency,
            paid.amount,
        ]


def _asked(request: Request) -> tuple[PeriodForm, QuerySet[Payment]]:
    years = queries.years(request.business, today=request.today)
    form = PeriodForm(request.GET, years=years, today=request.today)
    period = form.asked()
    first, last = (period.first, period.last) if period else (None, None)
    return form, queries.receipts(request.business, first, last)
