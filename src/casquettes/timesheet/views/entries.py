"""All her time: searched, summed, changed several rows at once, taken away as a file."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from casquettes.kernel.access import inside, owner
from casquettes.kernel.http import Request
from casquettes.timesheet.actions import selection
from casquettes.timesheet.actions.undo import Step
from casquettes.timesheet.forms.search import SearchForm, SeveralForm
from casquettes.timesheet.queries import export as files
from casquettes.timesheet.queries.entries import found, line_of, sums
from casquettes.timesheet.queries.missions import names_offered
from casquettes.timesheet.views.back import back, in_words, tell

ROWS = 50
PLAIN_ACTS = {
    "billed": selection.mark_billed,
    "unbilled": selection.mark_unbilled,
    "break": selection.make_break,
}


@inside
@require_GET
def entries(request: Request) -> HttpResponse:
    """The entries she looks for, their sums, fifty rows at a time."""
    form = SearchForm(request.GET, business=request.business)
    form.is_valid()
    wanted = form.wanted()
    rows = found(request.business, wanted)
    total = sums(rows)
    paginator = Paginator(rows, ROWS)
    paginator.count = total.entries
    page = paginator.get_page(request.GET.get("page"))
    facts = {
        "form": form,
        "wanted": wanted,
        "is_search": any(request.GET.get(name) for name in form.fields),
        "sums": total,
        "page": page,
        "pages": paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "lines": [line_of(entry) for entry in page],
        "several": SeveralForm(business=request.business),
        "labels": names_offered(request.business),
    }
    return render(request, "timesheet/entries.html", facts)


@inside
@require_GET
def export(request: Request) -> HttpResponse:
    """The same entries as a file, for a spreadsheet or (`variant=plain`) for a program."""
    form = SearchForm(request.GET, business=request.business)
    form.is_valid()
    flavour = files.ENGLISH if (get_language() or "").startswith("en") else files.FRENCH
    if request.GET.get("variant") == "plain":
        flavour = files.PLAIN
    rows = found(request.business, form.wanted()).order_by("on", "starts_at", "id")
    table = files.table_of(rows.iterator(2000), flavour, zone=request.business.zone)
    name = f"casquettes-{_('time')}-{request.today.isoformat()}.csv"
    return HttpResponse(
        table.encode(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@owner
@require_POST
def several(request: Request) -> HttpResponse:
    """One act on the ticked rows."""
    here = reverse("timesheet:entries")
    form = SeveralForm(request.POST, business=request.business)
    if not form.is_valid():
        messages.error(request, in_words(form))
        return back(request, here)
    step = _act(request, form)
    if step is None:
        messages.error(request, _("Choose a hat or an activity first."))
    else:
        text = ngettext("One entry changed.", "%(n)s entries changed.", step.count)
        if form.cleaned_data["act"] == "remove":
            text = ngettext("One entry removed.", "%(n)s entries removed.", step.count)
        tell(request, text % {"n": step.count}, step)
    return back(request, here)


def _act(request: Request, form: SeveralForm) -> Step | None:
    told, business = form.cleaned_data, request.business
    ids, doing = told["ids"], told["doing"]
    if told["act"] == "doing":
        if doing.activity is not None:
            return selection.give_activity(business, ids, doing.activity)
        return selection.give_hat(business, ids, doing.hat) if doing.hat else None
    if told["act"] == "label":
        return selection.rename(business, ids, told["label"])
    if told["act"] == "remove":
        return selection.remove(business, ids, at=request.now)
    return PLAIN_ACTS[told["act"]](business, ids)
