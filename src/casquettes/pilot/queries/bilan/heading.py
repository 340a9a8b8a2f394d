"""Her heading as she last wrote it, read again where she says where she goes."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from casquettes.pilot.queries.bilan.facts import Fact, Facts, Row
from casquettes.pilot.queries.direction import NAMES, current
from casquettes.ui.wording import long_day


def heading(facts: Facts) -> Fact:
    """The page of her direction, part by part."""
    title, page = _("Your heading"), reverse("pilot:direction")
    told = current(facts.business)
    if told is None:
        why = _("Not written yet: what you say here may begin it when you close.")
        return Fact("heading", title, missing=why, missing_url=page)
    rows = tuple(
        Row(_capital(str(name)), "", getattr(told, part))
        for part, name in NAMES.items()
        if getattr(told, part)
    )
    written = _("written on %(day)s") % {"day": long_day(told.on)}
    return Fact("heading", title, detail=written, url=page, rows=rows)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


FACTS = {"heading": heading}
