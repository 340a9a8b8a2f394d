"""What a first paper still needs of her, asked wherever it is missing."""

from __future__ import annotations

from typing import Any

from django import template

from casquettes.kernel.forms.identity import FirstPaperForm
from casquettes.kernel.queries.identity import identity_of

register = template.Library()


@register.inclusion_tag("kernel/_first_paper.html", takes_context=True)
def first_paper(context: template.Context, next: str = "/") -> dict[str, Any]:
    """`{% first_paper next=request.path %}`: the short form; once answered it leads to `next`."""
    request = context["request"]
    return {"form": FirstPaperForm(identity=identity_of(request.business)), "next": next}
