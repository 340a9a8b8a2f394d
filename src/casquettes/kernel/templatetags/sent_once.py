"""The key of a form that must count once: `{% load sent_once %}` then `{% form_key %}`."""

from __future__ import annotations

from typing import Any

from django import template

from casquettes.kernel.actions import forms_sent

register = template.Library()


@register.inclusion_tag("kernel/_form_key.html", takes_context=True)
def form_key(context: dict[str, Any]) -> dict[str, str]:
    """A hidden field: a new key, or the one just sent when the page shows what to correct."""
    request = context.get("request")
    posted = request.POST.get(forms_sent.FIELD, "") if request is not None else ""
    if not forms_sent.KEY_SHAPE.fullmatch(posted):
        posted = forms_sent.new_key()
    return {"name": forms_sent.FIELD, "key": posted}
