"""Planning what she learns, following it to its end, giving it up."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from casquettes.kernel.models import Activity, Business
from casquettes.office.models import Training


@dataclass
class TrainingRefused(Exception):
    """A training that cannot be kept so: the sentence for her, and the field it is about."""

    message: str
    field: str = ""

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class TrainingDraft:
    """A training as she tells it."""

    title: str
    hat: str
    activity: Activity | None = None
    provider: str = ""
    hours: Decimal = Decimal(0)
    price: Decimal = Decimal(0)
    planned_on: dt.date | None = None
    started_on: dt.date | None = None
    done_on: dt.date | None = None
    note: str = ""


@transaction.atomic
def plan_training(business: Business, draft: TrainingDraft, *, today: dt.date) -> Training:
    """Something to learn."""
    _check(business, draft, today)
    return Training.objects.create(business=business, **_columns(draft))


@transaction.atomic
def change_training(training: Training, draft: TrainingDraft, *, today: dt.date) -> Training:
    """The training as she now tells it."""
    training = Training.objects.select_for_update(of=("self",)).get(pk=training.pk)
    _check(training.business, draft, today)
    columns = _columns(draft)
    for name, value in columns.items():
        setattr(training, name, value)
    training.save(update_fields=list(columns))
    return training


def give_up(training: Training, *, on: dt.date) -> None:
    """It will not happen; what was noted of it stays."""
    training.given_up_on = on
    training.save(update_fields=["given_up_on"])


def take_up(training: Training) -> None:
    """It will happen after all."""
    training.given_up_on = None
    training.save(update_fields=["given_up_on"])


def _columns(draft: TrainingDraft) -> dict[str, object]:
    return {**asdict(draft), "activity": draft.activity}


def _check(business: Business, draft: TrainingDraft, today: dt.date) -> None:
    if draft.activity is not None and draft.activity.business_id != business.pk:
        raise TrainingRefused(_("Choose one of your activities."), "activity")
    if draft.started_on and draft.done_on and draft.done_on < draft.started_on:
        raise TrainingRefused(_("It cannot end before it begins."), "done_on")
    for name in ("started_on", "done_on"):
        day = getattr(draft, name)
        if day is not None and day > today:
            raise TrainingRefused(_("This day is still to come: write it as planned."), name)
