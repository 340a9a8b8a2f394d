"""One invoice of hers, by its id: another business's answers 404."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from casquettes.finance.models import Invoice
from casquettes.kernel.http import Request


def hers(request: Request, pk: int) -> Invoice:
    """The invoice or draft, with those it names."""
    rows = Invoice.objects.of(request.business).select_related(
        "business", "client", "payer", "place", "mission", "quote", "corrects"
    )
    return get_object_or_404(rows, pk=pk)


def issued(request: Request, pk: int) -> Invoice:
    """The same, once it is issued."""
    rows = (
        Invoice.objects.of(request.business)
        .issued()
        .select_related("business", "client", "payer", "place", "mission", "quote", "corrects")
    )
    return get_object_or_404(rows, pk=pk)
