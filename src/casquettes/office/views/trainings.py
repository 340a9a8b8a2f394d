"""Trainings: listed, planned, changed, given up."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casquettes.kernel.access import inside, owner
from casquettes.kernel.answers import answer_once
from casquettes.kernel.http import Request
from casquettes.office.actions import trainings as actions
from casquettes.office.forms.trainings import TrainingForm
from casquettes.office.models import Training
from casquettes.office.queries import lists

FORM = ["GET", "HEAD", "POST"]


@inside
@require_GET
def trainings(request: Request) -> HttpResponse:
    """What she learns."""
    going, over = lists.trainings(request.business)
    return render(request, "office/trainings.html", {"going": going, "over": over})


@owner
@require_http_methods(FORM)
def new_training(request: Request) -> HttpResponse:
    """Plan something to learn."""
    form = TrainingForm(request.POST or None, business=request.business)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            made = actions.plan_training(request.business, form.draft(), today=request.today)
            text = _("“%(title)s” planned.") % {"title": made.title}
            undo = reverse("office:give_up_training", args=[made.pk])
            messages.success(request, text, extra_tags=undo)
            return reverse("office:trainings")

        try:
            return answer_once(request, act)
        except actions.TrainingRefused as refusal:
            form.refuse(refusal)
    return _form_page(request, form, None)


@owner
@require_http_methods(FORM)
def training(request: Request, pk: int) -> HttpResponse:
    """Change anything about a training."""
    changed = _hers(request, pk)
    form = TrainingForm(request.POST or None, business=request.business, training=changed)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_training(changed, form.draft(), today=request.today)
        except actions.TrainingRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("“%(title)s” changed.") % {"title": changed.title})
            return redirect("office:trainings")
    return _form_page(request, form, changed)


@owner
@require_POST
def give_up_training(request: Request, pk: int) -> HttpResponse:
    """It will not happen."""
    given_up = _hers(request, pk)
    actions.give_up(given_up, on=request.today)
    undo = reverse("office:take_up_training", args=[pk])
    text = _("“%(title)s” given up.") % {"title": given_up.title}
    messages.success(request, text, extra_tags=undo)
    return redirect("office:trainings")


@owner
@require_POST
def take_up_training(request: Request, pk: int) -> HttpResponse:
    """It will happen after all."""
    actions.take_up(_hers(request, pk))
    return redirect("office:trainings")


def _hers(request: Request, pk: int) -> Training:
    rows = Training.objects.filter(business=request.business).select_related("business")
    return get_object_or_404(rows, pk=pk)


def _form_page(request: Request, form: TrainingForm, changed: Training | None) -> HttpResponse:
    status = 422 if form.errors else 200
    context = {"form": form, "training": changed}
    return render(request, "office/training.html", context, status=status)
