"""Bringing in the time of another tool: upload, answer, look, confirm, undo."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casquettes.formats.timesheets.problems import Unreadable
from casquettes.formats.timesheets.reading import Survey
from casquettes.formats.timesheets.summary import TimeFile
from casquettes.kernel.access import inside, owner
from casquettes.kernel.http import Request
from casquettes.kernel.models import Activity
from casquettes.timesheet.actions import imports as actions
from casquettes.timesheet.forms.imports import ColumnsForm, MeaningsForm, UploadForm, ValuesForm
from casquettes.timesheet.models import ImportBatch, ImportDraft
from casquettes.timesheet.queries import imports as queries
from casquettes.timesheet.views import import_words as words

GET_OR_POST = ["GET", "HEAD", "POST"]


@owner
@require_http_methods(GET_OR_POST)
def import_time(request: Request) -> HttpResponse:
    """Choose a file; below, the files brought in before."""
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        file = form.cleaned_data["file"]
        draft = actions.keep_draft(
            request.business,
            request.user,
            file_name=file.name,
            content=file.read(),
            at=request.now,
        )
        try:
            _looked_through(request, draft)
        except Unreadable as error:
            draft.delete()
            form.add_error("file", words.refusal(error))
        else:
            return redirect("timesheet:import_draft", pk=draft.pk)
    return render(
        request,
        "timesheet/import_time.html",
        {"form": form, "batches": queries.batches(request.business), "tools": words.TOOL_NAMES},
        status=422 if form.errors else 200,
    )


@owner
@require_http_methods(GET_OR_POST)
def import_draft(request: Request, pk: int) -> HttpResponse:
    """What the file would bring in, or what it asks first."""
    draft = _draft(request, pk)
    try:
        file, preview = _looked_through(request, draft)
    except Unreadable as error:
        draft.delete()
        messages.error(request, words.refusal(error))
        return redirect("timesheet:import_time")
    asks_columns = isinstance(file, Survey) and (
        any(question.asks_a_column for question in file.questions) or "columns" in request.GET
    )
    if asks_columns and isinstance(file, Survey):
        return _ask_columns(request, draft, file)
    if file is not None and file.questions:
        return _ask_values(request, draft, file)
    return _show(request, draft, preview)


@owner
@require_POST
def import_commit(request: Request, pk: int) -> HttpResponse:
    """All of it or nothing, once: a second click shows what the first one did."""
    draft = (
        ImportDraft.objects.select_for_update()
        .filter(business=request.business, user=request.user, pk=pk)
        .first()
    )
    if draft is None:
        return _already(request)
    try:
        file = queries.file_of(draft, today=request.today)
        preview = queries.kept_preview(draft, today=request.today) or queries.preview_of(
            request.business, file
        )
        form = _meanings_form(request, preview, data=request.POST)
        if not form.is_valid():
            return _page(request, draft, preview, form)
        actions.remember(request.business, form.meanings())
        facts = actions.FileFacts(draft.file_name, draft.answers["sha256"])
        outcome = actions.bring_in(request.business, request.user, file, facts, at=request.now)
    except (Unreadable, actions.ImportRefused) as error:
        said = words.refusal(error) if isinstance(error, Unreadable) else str(error)
        messages.error(request, said)
        return redirect("timesheet:import_draft", pk=pk)
    draft.delete()
    if outcome.batch is None:
        messages.info(request, _("Everything in this file was here already: nothing was added."))
        return redirect("timesheet:import_time")
    if outcome.duplicates:
        messages.info(
            request,
            ngettext(
                "%(count)s row was here already and was not added again.",
                "%(count)s rows were here already and were not added again.",
                outcome.duplicates,
            )
            % {"count": outcome.duplicates},
        )
    return redirect("timesheet:import_done", pk=outcome.batch.pk)


@owner
@require_POST
def import_drop(request: Request, pk: int) -> HttpResponse:
    """Give up: the kept file is deleted."""
    _draft(request, pk).delete()
    return redirect("timesheet:import_time")


@inside
@require_GET
def import_done(request: Request, pk: int) -> HttpResponse:
    """What one import brought in, and the way back."""
    batch = get_object_or_404(ImportBatch, business=request.business, pk=pk)
    return render(
        request,
        "timesheet/import_done.html",
        {
            "batch": batch,
            "brought": queries.brought_in(batch),
            "tool": words.TOOL_NAMES.get(batch.format, batch.format),
        },
    )


@owner
@require_POST
def import_undo(request: Request, pk: int) -> HttpResponse:
    """Take a whole import back."""
    batch = get_object_or_404(ImportBatch, business=request.business, pk=pk)
    gone = actions.take_out(batch, at=request.now)
    messages.success(
        request,
        ngettext(
            "“%(file)s” is undone: %(count)s entry removed.",
            "“%(file)s” is undone: %(count)s entries removed.",
            gone,
        )
        % {"file": batch.file_name, "count": gone},
    )
    return redirect("timesheet:import_time")


# --- the pages of one draft ---------------------------------------------------------------------


def _draft(request: Request, pk: int) -> ImportDraft:
    return get_object_or_404(ImportDraft, business=request.business, user=request.user, pk=pk)


def _looked_through(
    request: Request, draft: ImportDraft
) -> tuple[TimeFile | None, queries.Preview]:
    """The file and its preview; the file is None when the preview was at hand."""
    kept = queries.kept_preview(draft, today=request.today)
    if kept is not None and "columns" not in request.GET:
        return None, kept
    file = queries.file_of(draft, today=request.today)
    preview = queries.preview_of(request.business, file)
    if not file.questions:
        queries.keep_preview(draft, preview, today=request.today)
    return file, preview


def _ask_columns(request: Request, draft: ImportDraft, file: Survey) -> HttpResponse:
    form = ColumnsForm(_posted(request), columns=file.table.columns)
    if form.is_valid():
        given = draft.answers.get("given", {})
        mapping = {**given.get("mapping", {}), **form.mapping()}
        actions.answer(draft, {**given, "mapping": mapping})
        return redirect("timesheet:import_draft", pk=draft.pk)
    rows = form.rows(queries.examples(file))
    return _question_page(request, "timesheet/import_columns.html", draft, form, rows=rows)


def _ask_values(request: Request, draft: ImportDraft, file: TimeFile) -> HttpResponse:
    form = ValuesForm(_posted(request), questions=file.questions)
    if form.is_valid():
        given = draft.answers.get("given", {})
        actions.answer(draft, {**given, **form.cleaned_data})
        return redirect("timesheet:import_draft", pk=draft.pk)
    return _question_page(request, "timesheet/import_values.html", draft, form)


def _posted(request: Request) -> object:
    return request.POST if request.method == "POST" else None


def _question_page(
    request: Request, template: str, draft: ImportDraft, form: forms.Form, **facts: object
) -> HttpResponse:
    return render(
        request,
        template,
        {"draft": draft, "form": form, **facts},
        status=422 if form.errors else 200,
    )


def _show(request: Request, draft: ImportDraft, preview: queries.Preview) -> HttpResponse:
    if request.method == "POST":
        return redirect("timesheet:import_draft", pk=draft.pk)
    return _page(request, draft, preview, _meanings_form(request, preview, data=None))


def _meanings_form(request: Request, preview: queries.Preview, data: object) -> MeaningsForm:
    activities = Activity.objects.of(request.business).shown()
    return MeaningsForm(data, groups=preview.groups, activities=activities)


def _page(
    request: Request, draft: ImportDraft, preview: queries.Preview, form: MeaningsForm
) -> HttpResponse:
    return render(
        request,
        "timesheet/import_draft.html",
        {
            "draft": draft,
            "preview": preview,
            "form": form,
            "tool": words.TOOL_NAMES.get(preview.tool, preview.tool),
            "is_table": preview.tool != "icalendar",
            "lines": words.lines(preview.unread),
            "reasons": words.counts(preview.unread_by_problem),
            "sha256": draft.answers["sha256"],
        },
        status=422 if form.errors else 200,
    )


def _already(request: Request) -> HttpResponse:
    """The draft is gone: a second click, or another window was faster."""
    batch = queries.batch_of_file(request.business, request.POST.get("sha256", ""))
    if batch is None:
        raise Http404
    return redirect(reverse("timesheet:import_done", args=[batch.pk]))
