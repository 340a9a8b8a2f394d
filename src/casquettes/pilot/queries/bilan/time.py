"""Facts of time: weeks, days off, the billed share, hats, what was given away."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from statistics import median

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casquettes.engine.periods import ONE_DAY, Period
from casquettes.engine.reliability import Verdict
from casquettes.engine.workdays import expected_days
from casquettes.pilot.queries.bilan.facts import Fact, Facts, Row
from casquettes.pilot.queries.bilan.phrases import (
    HOUR,
    between,
    doubt,
    hours,
    listed,
    moved,
    number,
    rows_of,
    time_rows,
    why_not,
)
from casquettes.pilot.queries.hours import noted_time
from casquettes.timesheet.models import Absence
from casquettes.ui import wording
from casquettes.ui.trends import Step, trend


def billed_share(facts: Facts) -> Fact:
    """The one number, beside the period before."""
    told, title = facts.headline, _("Your billed share")
    url = rows_of("pilot:measures", facts.period)
    if told.billed_share is None:
        why, where = why_not("too_little" if told.worked else "nothing_worked", told.coverage)
        return Fact("billed_share", title, missing=why, missing_url=where)
    said = [
        _("%(sold)s sold out of %(worked)s worked")
        % {"sold": wording.hours(told.sold), "worked": wording.hours(told.worked)}
    ]
    if told.interval is not None:
        said.append(between(*told.interval))
    if told.before is not None and told.before.billed_share is not None:
        said.append(moved(told.billed_share, told.before.billed_share, _("the period before")))
    said.append(doubt(told.coverage))
    return Fact("billed_share", title, wording.percent(told.billed_share), listed(said), url)


FACTS = {"billed_share": billed_share}
