"""How a field of any form of ours is drawn: classes, shape, and what describes it."""

from __future__ import annotations

from django.forms import BoundField, CheckboxSelectMultiple, RadioSelect, widgets
from django.utils.safestring import SafeString

_NUMERIC = (widgets.NumberInput,)
_BARE = (widgets.CheckboxInput, RadioSelect, CheckboxSelectMultiple, widgets.HiddenInput)


def shape_of(field: BoundField) -> str:
    """ "hidden", "check" (one box), "group" (several inputs under a legend) or "line"."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "group"
    return "check" if isinstance(widget, widgets.CheckboxInput) else "line"


def dressed(field: BoundField, *, hinted: bool) -> SafeString:
    """The widget with our class, marked when refused, tied to its hint and its error."""
    attributes: dict[str, str | bool] = {}
    widget = field.field.widget
    if not isinstance(widget, _BARE):
        kind = "in num" if isinstance(widget, _NUMERIC) else "in"
        attributes["class"] = f"{kind} {widget.attrs.get('class', '')}".strip()
    described = [f"{field.auto_id}-hint"] if hinted else []
    if field.errors:
        attributes["aria-invalid"] = "true"
        described.append(f"{field.auto_id}-error")
    # Empty, it keeps Django from naming an id of its own.
    attributes["aria-describedby"] = " ".join(described)
    if not described:
        attributes["aria-describedby"] = False
    return field.as_widget(attrs=attributes)
