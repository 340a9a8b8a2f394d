"""Her contacts as a list: found, cut, tagged or put aside together, taken away as a file."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from casquettes.formats.vcard_writing import write_vcards
from casquettes.kernel import answers
from casquettes.kernel.access import inside, owner
from casquettes.kernel.actions import contacts as actions
from casquettes.kernel.actions.contact_undo import Step, take_back
from casquettes.kernel.forms.contact_search import SearchForm, SeveralForm
from casquettes.kernel.http import Request
from casquettes.kernel.models import Contact
from casquettes.kernel.queries import contact_files as files
from casquettes.kernel.queries import contacts as queries
from casquettes.kernel.queries.contact_list import choices_of, due, found, rows_of

ROWS = 50
DUE_SHOWN = 6
VCARD = "text/vcard; charset=utf-8"


@inside
@require_GET
def contacts(request: Request) -> HttpResponse:
    """Whom she deals with; whom to call back first, then all of them, fifty at a time."""
    business, today = request.business, request.today
    choices = choices_of(business, today=today)
    form = SearchForm(request.GET, choices=choices)
    wanted = form.wanted()
    paginator = Paginator(found(business, wanted, today=today), ROWS)
    page = paginator.get_page(request.GET.get("page"))
    is_search = any(request.GET.get(name) for name in form.fields)
    late = [] if is_search or page.number > 1 else list(due(business, today=today)[:DUE_SHOWN])
    facts = {
        "form": form,
        "wanted": wanted,
        "is_search": is_search,
        "choices": choices,
        "count": paginator.count,
        "page": page,
        "pages": paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "rows": rows_of(business, page.object_list, today=today),
        "late": rows_of(business, late, today=today),
        "tags": choices.tags,
    }
    return render(request, "kernel/contacts.html", facts)


@inside
@require_GET
def names(request: Request) -> HttpResponse:
    """The names that answer what is being typed in a field called `field`."""
    typed = request.GET.get(request.GET.get("field", ""), "")
    offered = queries.names_offered(request.business, typed[:200])
    return render(request, "kernel/_contact_names.html", {"names": offered})


@inside
@require_GET
def export(request: Request) -> HttpResponse:
    """The contacts found as a file: `as` is `vcf`, or one of those every list has."""
    choices = choices_of(request.business, today=request.today)
    wanted = SearchForm(request.GET, choices=choices).wanted()
    rows = files.whole(found(request.business, wanted, today=request.today))
    language = str(request.LANGUAGE_CODE)
    if request.GET.get("as") != "vcf":
        return answers.as_file(request, files.table_of(rows, language=language))
    cards = "".join(write_vcards(files.cards_of(rows), language=language))
    name = f"casquettes-{_('contacts')}-{request.today.isoformat()}.vcf"
    return answers.attachment(cards.encode(), name=name, content_type=VCARD)


@owner
@require_POST
def several(request: Request) -> HttpResponse:
    """One act on the ticked contacts."""
    form = SeveralForm(request.POST)
    if not form.is_valid():
        messages.error(request, answers.in_words(form))
        return answers.back(request, reverse("kernel:contacts"))
    ticked = Contact.objects.of(request.business).filter(
        pk__in=form.cleaned_data["ids"], merged_into=None, erased_on=None
    )
    try:
        step = _act(request, list(ticked), form)
    except actions.ContactRefused as refusal:
        messages.error(request, str(refusal))
    else:
        count = len(step.ids)
        text = ngettext("One contact changed.", "%(n)s contacts changed.", count) % {"n": count}
        messages.success(request, text, extra_tags=undo_url(request, step))
    return answers.back(request, reverse("kernel:contacts"))


@owner
@require_POST
def undo(request: Request, seal: str) -> HttpResponse:
    """Take the last act on contacts back."""
    step = Step.opened(seal, request.business)
    if step is None:
        raise Http404
    take_back(request.business, step, on=request.today)
    messages.info(request, _("Undone: all is as before."))
    if len(step.ids) == 1:
        return redirect("kernel:contact", pk=step.ids[0])
    return redirect("kernel:contacts")


def undo_url(request: Request, step: Step) -> str:
    """Where a step is taken back."""
    return reverse("kernel:undo_contacts", args=[step.sealed(request.business)])


def _act(request: Request, ticked: list[Contact], form: SeveralForm) -> Step:
    act, tag = form.cleaned_data["act"], form.cleaned_data["tag"]
    if act == "tag":
        return Step("tag", actions.give_tag(ticked, tag), [" ".join(tag.split())[:40]])
    ids = [contact.pk for contact in ticked if (contact.archived_on is None) == (act == "archive")]
    if act == "archive":
        actions.archive(ticked, on=request.today)
    else:
        actions.restore(ticked)
    return Step(act, ids)
