"""What she answers, decides and takes back: ratings, choices made real, what came of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from casquettes.engine.choices.case import Choice
from casquettes.engine.choices.priors import levers, nature_of
from casquettes.kernel import actions as kernel
from casquettes.kernel.actions.contacts import find_or_add
from casquettes.kernel.models import Activity, Business, Contact
from casquettes.office.models import Partner, Training
from casquettes.pilot.models import Decision, Rating

ASPECTS = ("level", "pleasure", "importance")
MOST_AHEAD = dt.timedelta(days=3 * 366)


@dataclass
class ChoiceRefused(Exception):
    """A decision that cannot be taken: the sentence for her, and the field it is about."""

    message: str
    field: str = ""

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class Expected:
    """What a decision is to bring, and the figures it starts from."""

    week_hours: float | None = None
    year_money: float | None = None
    confidence: float | None = None
    before: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Acceptance:
    """A choice she makes: when it begins, when she reads it again, and what it takes."""

    choice: Choice
    title: str
    starts_on: dt.date
    review_on: dt.date
    lever: str = ""
    sign: str = ""
    provider: str = ""
    hours: Decimal = Decimal(0)
    price: Decimal = Decimal(0)
    contact: Contact | str = ""
    hourly_price: Decimal | None = None
    month_hours: Decimal | None = None
    brief: str = ""


@transaction.atomic
def rate(business: Business, told: Mapping[int, Mapping[str, int | None]], *, on: dt.date) -> int:
    """Keep her answers of the day, by activity; how many changed. What is not named stays."""
    last: dict[int, Rating] = {}
    for row in Rating.objects.filter(business=business, activity__in=told).order_by("on", "id"):
        last[row.activity_id] = row
    changed = 0
    for activity in Activity.objects.of(business).filter(pk__in=told):
        before = last.get(activity.pk)
        now = {name: told[activity.pk].get(name, getattr(before, name, None)) for name in ASPECTS}
        if now == {name: getattr(before, name, None) for name in ASPECTS}:
            continue
        Rating.objects.update_or_create(business=business, activity=activity, on=on, defaults=now)
        changed += 1
    return changed


@transaction.atomic
def accept(activity: Activity, told: Acceptance, expected: Expected, *, today: dt.date) -> Decision:
    """Make a choice real: a training planned, a partner briefed, a lever on, an activity over."""
    activity = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    _check(activity, told, today)
    made: dict[str, Any] = {}
    if told.choice is Choice.LEARN:
        made["training"] = _plan_training(activity, told)
    elif told.choice is Choice.DELEGATE:
        made["partner"] = _brief_partner(activity, told, today)
    elif told.choice is Choice.DROP:
        kernel.hide_activity(activity, on=today)
    return Decision.objects.create(
        business=activity.business,
        activity=activity,
        choice=told.choice,
        lever=told.lever,
        title=told.title,
        decided_on=today,
        starts_on=today if told.choice is Choice.DROP else told.starts_on,
        review_on=told.review_on,
        expected_week_hours=expected.week_hours,
        expected_year_money=expected.year_money,
        confidence=expected.confidence,
        before=expected.before,
        sign=told.sign,
        **made,
    )


@transaction.atomic
def take_back(decision: Decision, *, today: dt.date) -> None:
    """End a decision; one of today goes as if it had never been, with what it made."""
    decision = _held(decision)
    activity, training, partner = decision.activity, decision.training, decision.partner
    if activity is not None and decision.choice == Choice.DROP:
        kernel.show_activity(activity)
    if decision.decided_on == today and decision.judged_on is None:
        decision.delete()
        for made in (training, partner):
            if made is not None:
                made.delete()
        return
    if training is not None and training.done_on is None:
        training.given_up_on = today
        training.save(update_fields=["given_up_on"])
    if partner is not None and partner.until_on is None:
        partner.until_on = max(today, partner.from_on or today)
        partner.save(update_fields=["until_on"])
    decision.ended_on = today
    decision.save(update_fields=["ended_on"])


@transaction.atomic
def judge(
    decision: Decision, *, verdict: str, measured: dict[str, Any], today: dt.date
) -> Decision:
    """Say what came of it, with what was measured that day kept beside the prediction."""
    decision = _held(decision)
    if not verdict.strip():
        raise ChoiceRefused(_("Write in a few words what came of it."), "verdict")
    decision.verdict, decision.judged_on, decision.measured = verdict.strip(), today, measured
    decision.save(update_fields=["verdict", "judged_on", "measured"])
    return decision


def _check(activity: Activity, told: Acceptance, today: dt.date) -> None:
    _check_choice(activity, told)
    _check_days(told, today)
    under_way = Decision.objects.filter(
        business=activity.business,
        activity=activity,
        choice=told.choice,
        lever=told.lever,
        ended_on=None,
        judged_on=None,
    )
    if under_way.exists():
        raise ChoiceRefused(_("You are already trying this: it is among your decisions."))


def _check_choice(activity: Activity, told: Acceptance) -> None:
    nature = nature_of(activity.key)
    known = {lever.id for lever in levers() if activity.key in lever.activities}
    if told.choice is Choice.KEEP:
        raise ChoiceRefused(_("Keeping an activity as it is needs no decision."))
    if told.choice is Choice.DROP and not nature.droppable:
        raise ChoiceRefused(_("This activity is a duty, or keeps a skill alive: it cannot stop."))
    if told.choice is Choice.DELEGATE and Choice.DELEGATE not in nature.options:
        raise ChoiceRefused(_("This activity cannot be handed over to anyone."))
    if told.choice is Choice.REDUCE and told.lever not in known:
        raise ChoiceRefused(_("Choose one of the ways to lighten this activity."))


def _check_days(told: Acceptance, today: dt.date) -> None:
    if abs(told.starts_on - today) > MOST_AHEAD:
        raise ChoiceRefused(_("Give a day within three years."), "starts_on")
    if told.review_on <= max(told.starts_on, today):
        raise ChoiceRefused(_("Choose a day after the decision has begun."), "review_on")
    if told.review_on > today + MOST_AHEAD:
        raise ChoiceRefused(_("Give a day within three years."), "review_on")


def _plan_training(activity: Activity, told: Acceptance) -> Training:
    return Training.objects.create(
        business=activity.business,
        title=told.title,
        hat=activity.hat,
        activity=activity,
        provider=told.provider,
        hours=told.hours,
        price=told.price,
        planned_on=told.starts_on,
    )


def _brief_partner(activity: Activity, told: Acceptance, today: dt.date) -> Partner:
    if not told.contact:
        raise ChoiceRefused(_("Write a name, for example Claire Moreau."), "contact")
    return Partner.objects.create(
        business=activity.business,
        contact=find_or_add(activity.business, told.contact, on=today),
        hat=activity.hat,
        activity=activity,
        brief=told.brief,
        hourly_price=told.hourly_price,
        month_hours=told.month_hours,
        from_on=told.starts_on,
    )


def _held(decision: Decision) -> Decision:
    rows = Decision.objects.filter(pk=decision.pk).select_related("activity", "training", "partner")
    held = rows.select_for_update(of=("self",)).first()
    if held is None:
        raise ChoiceRefused(_("This decision was taken back in the meantime."))
    return held
