"""What could make it fail: causes noted, weighed, watched, closed."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TypedDict, Unpack, cast

from django.db import transaction
from django.utils.translation import gettext as _

from casquettes.kernel.models import Business
from casquettes.pilot.actions.alerts import forget_risk
from casquettes.pilot.models import Alert, Bilan, Risk
from casquettes.pilot.queries.alerts import RISK, open_risks
from casquettes.pilot.queries.watched import WATCHED, Live

LONGEST, MOST, MOST_AT_ONCE = 200, 60, 25
_BULLET = re.compile(r"^\s*(?:[-–—•*]+|\d{1,2}[.)])(?:\s+|$)")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_SEVERAL_SPACES = re.compile(r"\s+")


@dataclass
class RiskRefused(Exception):
    """A risk that cannot be kept: the sentence for her, and the field it is about."""

    message: str
    field: str = ""

    def __str__(self) -> str:
        return self.message


class RiskTold(TypedDict, total=False):
    """What may be told of a risk; None or empty where nothing is said."""

    likelihood: int | None
    severity: int | None
    seen_in_time: bool | None
    measure: str
    threshold: float | None
    above: bool  # of a watched measure it is known, whatever is told
    signal: str
    plan_b: str
    bilan: Bilan | None


class RiskChanged(RiskTold, total=False):
    """What may change of a risk."""

    cause: str


@transaction.atomic
def note_risk(business: Business, *, cause: str, today: dt.date, **facts: Unpack[RiskTold]) -> Risk:
    """Note why it could fail; a cause already noted is the same risk, told further.

    A measure without a threshold is watched at the line its own past proposes.
    """
    Business.objects.select_for_update().get(pk=business.pk)
    told = cast("RiskChanged", {name: it for name, it in facts.items() if it not in (None, "")})
    same = next((r for r in open_risks(business) if _same(r.cause, cause)), None)
    if same is not None:
        return change_risk(same, today=today, **told) if told else same
    if open_risks(business).count() >= MOST:
        raise RiskRefused(
            _("Sixty risks are more than anyone can watch: close some first."), "cause"
        )
    risk = Risk(business=business, noted_on=today)
    return _kept(risk, {**told, "cause": cause}, today=today)


@transaction.atomic
def change_risk(risk: Risk, *, today: dt.date, **told: Unpack[RiskChanged]) -> Risk:
    """Tell a risk anew: only what is named changes."""
    held = Risk.objects.select_for_update().get(pk=risk.pk)
    return _kept(held, told, today=today)


@transaction.atomic
def note_causes(business: Business, text: str, *, today: dt.date) -> list[Risk]:
    """Each line of a story of failure as a cause; those that were not noted yet."""
    causes = causes_of(text)
    if not causes:
        raise RiskRefused(_("Write at least one reason, on its own line."), "story")
    if len(causes) > MOST_AT_ONCE:
        raise RiskRefused(
            _("That is %(n)s reasons. Keep the twenty-five that weigh most.") % {"n": len(causes)},
            "story",
        )
    known = set(open_risks(business).values_list("pk", flat=True))
    noted = [note_risk(business, cause=cause, today=today) for cause in causes]
    return [risk for risk in noted if risk.pk not in known]


def causes_of(text: str) -> list[str]:
    """The causes of a story told line by line: bullets off, long lines cut at their sentences."""
    found: list[str] = []
    for line in text.splitlines():
        clean = _SEVERAL_SPACES.sub(" ", _BULLET.sub("", line)).strip()
        parts = [clean] if len(clean) <= LONGEST else _SENTENCE.split(clean)
        found += [part for part in parts if part and not any(_same(part, it) for it in found)]
    for cause in found:
        if len(cause) > LONGEST:
            raise RiskRefused(
                _("“%(start)s…” is long for one reason. Cut it into two lines.")
                % {"start": cause[:60]},
                "story",
            )
    return found


@transaction.atomic
def close_risk(risk: Risk, *, today: dt.date) -> None:
    """It no longer counts: out of the list, and watched no more."""
    Risk.objects.filter(pk=risk.pk, closed_on=None).update(closed_on=today)
    alerts = Alert.objects.filter(business=risk.business_id, key=f"{RISK}{risk.pk}")
    alerts.filter(over_on=None).update(over_on=today)


def reopen_risk(risk: Risk) -> None:
    """It counts again."""
    Risk.objects.filter(pk=risk.pk).update(closed_on=None)


def _kept(risk: Risk, told: RiskChanged, *, today: dt.date) -> Risk:
    before = (risk.measure, risk.threshold)
    if told.get("measure", risk.measure) != risk.measure:
        risk.threshold = None
    for name, value in told.items():
        setattr(risk, name, value)
    _check(risk)
    _settle_line(risk, today=today)
    risk.save()
    if before != (risk.measure, risk.threshold):
        forget_risk(risk.business, risk.pk)
    return risk


def _check(risk: Risk) -> None:
    risk.cause = _SEVERAL_SPACES.sub(" ", risk.cause).strip()
    if not risk.cause:
        raise RiskRefused(_("Write in a few words why it could fail."), "cause")
    for name in ("cause", "signal"):
        if len(getattr(risk, name)) > LONGEST:
            raise RiskRefused(_("Shorten it to 200 characters."), name)
    for name in ("likelihood", "severity"):
        if getattr(risk, name) not in {None, 1, 2, 3, 4, 5}:
            raise RiskRefused(_("Choose from 1 to 5."), name)


def _settle_line(risk: Risk, *, today: dt.date) -> None:
    """The line in the unit of its measure, and on which side of it trouble lies."""
    if not risk.measure:
        risk.threshold, risk.above = None, False
        return
    watched = WATCHED.get(risk.measure)
    if watched is None:
        raise RiskRefused(_("Choose one of the figures that can be watched."), "measure")
    if risk.threshold is None:
        risk.threshold = watched.usual(Live(risk.business, today))
    most = watched.kept(Decimal(watched.most))
    fits = math.isfinite(risk.threshold) and 0 < risk.threshold <= most
    if not fits:
        said = watched.figure(most, risk.business.currency)
        raise RiskRefused(
            _("Write a number above 0, and %(most)s at most.") % {"most": said}, "threshold"
        )
    risk.above = watched.above


def _same(one: str, other: str) -> bool:
    return one.strip().casefold().rstrip(".") == other.strip().casefold().rstrip(".")
