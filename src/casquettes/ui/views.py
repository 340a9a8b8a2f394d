"""The page of every component."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from casquettes.ui.samples import shown


def gallery(request: HttpRequest) -> HttpResponse:
    """Everything sixty screens need, on one page; a new part enters here first."""
    return render(request, "ui/gallery.html", shown())
