"""Bringing in an address book: upload, look, confirm, take back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casquettes.formats.cards import CardProblem
from casquettes.formats.timesheets.problems import FileProblem, Unreadable
from casquettes.kernel.access import inside, owner
from casquettes.kernel.actions import contact_imports as actions
from casquettes.kernel.actions.contacts import ContactRefused
from casquettes.kernel.forms.contact_search import UploadForm
from casquettes.kernel.http import Request
from casquettes.kernel.models import Contact, ContactImport

PAST = 20
SHOWN = 50
REASONS = {
    CardProblem.NOBODY: gettext_lazy("no name, no firm, no e-mail address, no telephone"),
    CardProblem.GROUP: gettext_lazy("a group of people, not one person"),
    CardProblem.WIDTH: gettext_lazy("more cells than columns"),
    CardProblem.ABOVE_HEADER: gettext_lazy("above the titles of the columns"),
    CardProblem.NOT_CLOSED: gettext_lazy("a card that never ends (END:VCARD is missing)"),
    CardProblem.OUTSIDE: gettext_lazy("text outside of any card"),
    CardProblem.NO_PROPERTY: gettext_lazy("a line of a card that cannot be read"),
    CardProblem.ENCODING: gettext_lazy("its letters are not what it says they are"),
    CardProblem.TOO_LONG: gettext_lazy("a text far too long"),
}
REFUSALS = {
    FileProblem.EMPTY: gettext_lazy("This file is empty."),
    FileProblem.BINARY: gettext_lazy("This is no text file. Export your contacts as vCard or CSV."),
    FileProblem.SPREADSHEET: gettext_lazy("This is a workbook. Save its sheet as CSV."),
    FileProblem.QUOTES: gettext_lazy(
        "A quotation mark opens on line %(line)s and never closes: the rest cannot be read."
    ),
    FileProblem.MANY_ROWS: gettext_lazy("Too many contacts: 50,000 at most. Split the file."),
}
NO_CONTACTS = gettext_lazy(
    "No contacts were found in this file: choose a vCard (.vcf), or a CSV whose first line "
    "names the columns."
)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def import_contacts(request: Request) -> HttpResponse:
    """Choose a file; below, those brought in before."""
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        file = form.cleaned_data["file"]
        kept = actions.keep_file(
            request.business,
            request.user,
            file_name=file.name,
            content=file.read(),
            at=request.now,
        )
        try:
            actions.look_at(request.business, actions.file_of(kept))
        except Unreadable as error:
            kept.delete()
            form.add_error("file", _refusal(error))
        else:
            return redirect("kernel:contact_import", pk=kept.pk)
    past = ContactImport.objects.filter(business=request.business).exclude(imported_at=None)
    facts = {"form": form, "past": past.defer("content")[:PAST]}
    status = 422 if form.errors else 200
    return render(request, "kernel/contacts_import.html", facts, status=status)


@inside
@require_GET
def contact_import(request: Request, pk: int) -> HttpResponse:
    """What a file would bring in; or, once done, what it brought."""
    kept = _kept(request, pk)
    if kept.imported_at is not None:
        brought = Contact.objects.of(request.business).filter(brought_by=kept)
        rows = brought.prefetch_related("points", "addresses").order_by("search_text")
        facts = {"kept": kept, "contacts": rows[:SHOWN], "left": rows.count()}
        return render(request, "kernel/contacts_imported.html", facts)
    try:
        look = actions.look_at(request.business, actions.file_of(kept))
    except Unreadable as error:
        kept.delete()
        messages.error(request, _refusal(error))
        return redirect("kernel:import_contacts")
    unread = [(one, REASONS[one.problem]) for one in look.unread[: actions.LISTED]]
    facts = {"kept": kept, "look": look, "unread": unread, "shown": SHOWN}
    return render(request, "kernel/contacts_look.html", facts)


@owner
@require_POST
def commit(request: Request, pk: int) -> HttpResponse:
    """All of it or nothing, once: a second click shows what the first one did."""
    kept = _kept(request, pk)
    if kept.imported_at is None:
        try:
            look = actions.bring_in(kept, actions.file_of(kept), at=request.now)
        except (Unreadable, ContactRefused) as error:
            said = _refusal(error) if isinstance(error, Unreadable) else str(error)
            messages.error(request, said)
            return redirect("kernel:import_contacts")
        text = ngettext("One contact came in.", "%(n)s contacts came in.", look.added)
        undo = reverse("kernel:undo_contact_import", args=[pk]) if look.added else ""
        messages.success(request, text % {"n": look.added}, extra_tags=undo)
    return redirect("kernel:contact_import", pk=pk)


@owner
@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    """Take away what a file brought in, but for those that are in use since."""
    gone, stay = actions.take_back(_kept(request, pk), at=request.now)
    text = ngettext("One contact taken away.", "%(n)s contacts taken away.", gone) % {"n": gone}
    if stay:
        text += " " + ngettext("One is in use and stays.", "%(n)s are in use and stay.", stay) % {
            "n": stay
        }
    messages.info(request, text)
    return redirect("kernel:import_contacts")


@owner
@require_POST
def drop(request: Request, pk: int) -> HttpResponse:
    """Give up a file that was only looked at."""
    kept = _kept(request, pk)
    if kept.imported_at is None:
        kept.delete()
    return redirect("kernel:import_contacts")


def _kept(request: Request, pk: int) -> ContactImport:
    return get_object_or_404(ContactImport, business=request.business, pk=pk)


def _refusal(error: Unreadable) -> str:
    said = str(REFUSALS.get(error.problem, NO_CONTACTS))
    return said % {"line": error.line} if "%(line)s" in said else said
