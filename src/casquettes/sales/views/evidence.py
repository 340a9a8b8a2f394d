"""The evidence of an answer, for her own files."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from casquettes.kernel.access import figures
from casquettes.kernel.answers import attachment
from casquettes.kernel.http import Request
from casquettes.sales.actions.clients import file_name
from casquettes.sales.queries.evidence import evidence_of
from casquettes.sales.views.quotes import hers


@figures
@require_GET
def evidence(request: Request, pk: int) -> HttpResponse:
    """Who answered what, when, to which document."""
    quote = hers(request, pk)
    content = evidence_of(quote).encode()
    name = file_name(quote, ending="txt")
    return attachment(content, name=name, content_type="text/plain; charset=utf-8")
