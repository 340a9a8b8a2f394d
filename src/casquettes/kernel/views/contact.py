"""One contact: read, added, changed, called back, put aside, merged, forgotten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casquettes.formats.vcard_writing import write_vcards
from casquettes.kernel import answers
from casquettes.kernel.access import inside, owner, owner_only
from casquettes.kernel.actions import contacts as actions
from casquettes.kernel.actions.contact_erasure import erase_contact
from casquettes.kernel.actions.contact_merging import merge_contacts
from casquettes.kernel.actions.contact_undo import Step, follow_up_step
from casquettes.kernel.actions.forms_sent import FIELD, FormReused, once
from casquettes.kernel.forms.contacts import ROWS, ContactForm, FollowUpForm, MergeForm
from casquettes.kernel.folders import contacts_of, page_of, told_of
from casquettes.kernel.http import Request
from casquettes.kernel.models import Contact
from casquettes.kernel.queries import contact_files as files
from casquettes.kernel.queries.contact_list import choices_of
from casquettes.kernel.queries.contact_page import folder_of
from casquettes.kernel.queries.contact_references import on_papers
from casquettes.kernel.queries.contact_twins import Told, Twin, twins_of
from casquettes.kernel.queries.contacts import label_of
from casquettes.kernel.views.contacts import VCARD, undo_url

GET_OR_POST = ["GET", "HEAD", "POST"]
WEEK, MONTH = 7, 30


@inside
@require_GET
def contact(request: Request, pk: int) -> HttpResponse:
    """Who it is, how to reach them, what comes next, what happened."""
    shown = _hers(request, pk)
    if shown.merged_into_id:
        return redirect("kernel:contact", pk=shown.merged_into_id)
    facts = page_of(shown, today=request.today, language=str(request.LANGUAGE_CODE))
    return render(request, "kernel/contact.html", facts)


@owner
@require_http_methods(GET_OR_POST)
def new(request: Request) -> HttpResponse:
    """Add a contact; those who look the same are shown first."""
    if request.method != "POST":
        given = _given(request.GET.get("name", "")[:200])
        return _form_page(request, ContactForm(business=request.business, initial=given))
    if request.POST.get("add"):
        return _form_page(request, _one_row_more(request, None))
    form = ContactForm(request.POST, business=request.business)
    if not form.is_valid():
        return _form_page(request, form)
    draft = form.draft()
    chosen = request.POST.get("same", "")
    twins = [] if "anyway" in request.POST or chosen else _twins_of(request, draft)
    if twins:
        return _form_page(request, form, twins=twins)
    return _write(request, form, lambda: _added(request, draft, chosen))


@owner
@require_http_methods(GET_OR_POST)
def edit(request: Request, pk: int) -> HttpResponse:
    """Change anything about a contact; what was typed stays when it cannot be."""
    changed = _hers(request, pk)
    if request.method != "POST":
        form = ContactForm(business=request.business, contact=changed)
        return _form_page(request, form, changed)
    if request.POST.get("add"):
        return _form_page(request, _one_row_more(request, changed), changed)
    form = ContactForm(request.POST, business=request.business, contact=changed)
    if not form.is_valid():
        return _form_page(request, form, changed)
    try:
        kept = actions.change_contact(changed, form.draft(), on=request.today)
    except actions.ContactRefused as refusal:
        form.refuse(refusal)
        return _form_page(request, form, changed)
    messages.success(request, _("“%(name)s” changed.") % {"name": kept.name})
    return redirect("kernel:contact", pk=pk)


@owner
@require_POST
def follow_up(request: Request, pk: int) -> HttpResponse:
    """When to write or call next: in a week, in a month, on a day; or no more."""
    planned = _hers(request, pk)
    here = reverse("kernel:contact", args=[pk])
    form = FollowUpForm(request.POST)
    if not form.is_valid():
        messages.error(request, answers.in_words(form))
        return answers.back(request, here)
    told, step = form.cleaned_data, follow_up_step(planned)
    on = request.today + dt.timedelta(days=told["days"]) if told["days"] else told["on"]
    actions.follow_up(planned, on=on, note=told["note"] or (planned.follow_up_note if on else ""))
    text = _("No follow-up is planned with %(name)s any more.")
    if on:
        text = _("%(name)s comes back on the list in due time.")
    facts = {"name": planned.name}
    messages.success(request, text % facts, extra_tags=undo_url(request, step))
    return answers.back(request, here)


@owner
@require_POST
def archive(request: Request, pk: int) -> HttpResponse:
    """Put a contact aside, with a way back."""
    aside = _hers(request, pk)
    actions.archive([aside], on=request.today)
    undo = undo_url(request, Step("archive", [pk]))
    messages.success(request, _("“%(name)s” put aside.") % {"name": aside.name}, extra_tags=undo)
    return answers.back(request, reverse("kernel:contacts"))


@owner
@require_POST
def restore(request: Request, pk: int) -> HttpResponse:
    """Bring a contact back."""
    back = _hers(request, pk)
    if actions.restore([back]):
        messages.success(request, _("“%(name)s” is back.") % {"name": back.name})
    return redirect("kernel:contact", pk=pk)


@owner
@require_http_methods(GET_OR_POST)
def merge(request: Request, pk: int) -> HttpResponse:
    """Say that two contacts are the same one; all that pointed to either stays together."""
    this = _hers(request, pk)
    initial = {"other": request.GET.get("with", ""), "stays": "this"}
    if initial["other"].isdecimal() and len(initial["other"]) < 19:
        other = Contact.objects.of(request.business).filter(pk=int(initial["other"])).first()
        initial["other"] = label_of(other) if other else ""
    form = MergeForm(request.POST or None, business=request.business, initial=initial)
    if request.method == "POST" and form.is_valid():
        other = form.cleaned_data["other"]
        stays, goes = (other, this) if form.cleaned_data["stays"] == "other" else (this, other)
        try:
            kept = merge_contacts(stays, goes, on=request.today)
        except actions.ContactRefused as refusal:
            form.add_error("other", str(refusal))
        else:
            messages.success(request, _("Merged: all is with “%(name)s”.") % {"name": kept.name})
            return redirect("kernel:contact", pk=kept.pk)
    facts = {"contact": this, "form": form}
    status = 422 if form.errors else 200
    return render(request, "kernel/contact_merge.html", facts, status=status)


@owner_only
@require_http_methods(GET_OR_POST)
def erase(request: Request, pk: int) -> HttpResponse:
    """Forget someone who asks for it; confirmed, for it cannot be taken back."""
    forgotten = _hers(request, pk)
    if request.method != "POST":
        facts = {"contact": forgotten, "stays": bool(on_papers([pk]))}
        return render(request, "kernel/contact_erase.html", facts)
    if erase_contact(forgotten, at=request.now):
        messages.success(request, _("Erased: nothing of this contact is left."))
    else:
        messages.success(request, _("Erased: only papers the law wants kept still bear the name."))
    return redirect("kernel:contacts")


@inside
@require_GET
def vcard(request: Request, pk: int) -> HttpResponse:
    """The contact as a card for a telephone."""
    chosen = files.whole(Contact.objects.of(request.business).filter(pk=_hers(request, pk).pk))
    text = "".join(write_vcards(files.cards_of(chosen), language=str(request.LANGUAGE_CODE)))
    name = f"{_hers(request, pk).name or pk}.vcf"
    return answers.attachment(text.encode(), name=name, content_type=VCARD)


def _hers(request: Request, pk: int) -> Contact:
    """A contact of this business, forgotten ones aside."""
    return get_object_or_404(contacts_of(request.business), pk=pk)


def _given(name: str) -> dict[str, object]:
    """What the form begins with when only a name is known."""
    if not name.strip():
        return {}
    draft = actions.named(name)
    parts = ("kind", "title", "first_name", "last_name", "company")
    return {part: getattr(draft, part) for part in parts}


def _one_row_more(request: Request, contact: Contact | None) -> ContactForm:
    """The form as it was typed, with one more row of what the button said."""
    typed: dict[str, object] = dict(request.POST.items())
    name = str(typed["add"])
    held = str(typed.get(name, ""))
    if name in ROWS:
        typed[name] = (int(held) if held.isdecimal() and len(held) < 4 else 1) + 1
    return ContactForm(business=request.business, contact=contact, initial=typed)


def _write(request: Request, form: ContactForm, act: Callable[[], Contact]) -> HttpResponse:
    """Do it once, whatever is clicked twice; the page says what was done."""

    def done() -> str:
        return reverse("kernel:contact", args=[act().pk])

    try:
        key = request.POST.get(FIELD, "")
        led = once(request.business, key=key, body=request.POST, at=request.now, act=done)
    except actions.ContactRefused as refusal:
        form.refuse(refusal)
        return _form_page(request, form)
    except FormReused as reused:
        messages.error(request, str(reused))
        return redirect("kernel:contacts")
    return redirect(answers.page_asked(request) or led)


def _added(request: Request, draft: actions.ContactDraft, chosen: str) -> Contact:
    """A new contact, or the one she says it is, with what is newly known."""
    if chosen:
        pk = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else 0
        same = actions.complete_contact(_hers(request, pk), draft)
        messages.success(request, _("“%(name)s” was there already.") % {"name": same.name})
        return same
    made = actions.add_contact(request.business, draft, on=request.today)
    messages.success(request, _("“%(name)s” added.") % {"name": made.name or draft.name})
    return made


def _twins_of(request: Request, draft: actions.ContactDraft) -> list[Twin]:
    told = Told(
        name=draft.name,
        cities=tuple(place.city for place in draft.places),
        phones=tuple(point.value for point in draft.phones),
        emails=tuple(point.value for point in draft.emails),
        siren=draft.siren,
        siret=draft.siret,
    )
    return twins_of(request.business, told)


def _form_page(
    request: Request, form: ContactForm, contact: Contact | None = None, *, twins: object = ()
) -> HttpResponse:
    facts = {
        "form": form,
        "contact": contact,
        "twins": twins,
        "next": answers.page_asked(request),
        "choices": choices_of(request.business, today=request.today),
    }
    status = 422 if form.errors or twins else 200
    return render(request, "kernel/contact_form.html", facts, status=status)
