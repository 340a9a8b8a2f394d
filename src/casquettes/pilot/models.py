"""What she judges and decides: ratings, beliefs, choices, goals, plans, risks, the bilan."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from casquettes.kernel.models import Activity, Business
from casquettes.office.models import Partner, Training

ONE_TO_FIVE = [(n, str(n)) for n in range(1, 6)]


class Rating(models.Model):
    """How she sees an activity on a day: her level, her pleasure, what it matters, 1 to 5."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="ratings")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="ratings")
    on = models.DateField()
    level = models.PositiveSmallIntegerField(_("ease"), choices=ONE_TO_FIVE, null=True, blank=True)
    pleasure = models.PositiveSmallIntegerField(
        _("pleasure"), choices=ONE_TO_FIVE, null=True, blank=True
    )
    importance = models.PositiveSmallIntegerField(
        _("importance"), choices=ONE_TO_FIVE, null=True, blank=True
    )

    class Meta:
        ordering = ["-on", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["business", "activity", "on"], name="one_rating_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.on}"


class Belief(models.Model):
    """A figure she typed in the place of a prior: the last one of a key counts."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="beliefs")
    # "choices.rest_value", "choices.specialist_price.sales", "choices.demand_lost.com_social"…
    key = models.CharField(max_length=80)
    value = models.DecimalField(max_digits=14, decimal_places=4)
    at = models.DateTimeField()
    # She went back to the prior, or to what was measured.
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["business", "key"], name="belief_by_key")]

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"


class Bilan(models.Model):
    """One guided stock-taking, short or long; resumed until it is closed."""

    class Moment(models.TextChoices):
        RENTREE = "rentree", _("after the summer")
        NEW_YEAR = "new_year", _("new year")
        ANNIVERSARY = "anniversary", _("anniversary of the business")
        ON_DEMAND = "on_demand", _("when you like")
        ALERT = "alert", _("after an alert")

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="bilans")
    moment = models.CharField(max_length=12, choices=Moment.choices)
    is_short = models.BooleanField(default=True)
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    # The measures of its period as they were shown, kept when it is closed.
    figures = models.JSONField(default=dict)
    # What a peer may read through a link: names of figures and of answers.
    shared = models.JSONField(default=list)

    class Meta:
        ordering = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.moment} {self.last_on}"


class BilanAnswer(models.Model):
    """Her answer to one question, and what she guessed before she saw."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="+")
    bilan = models.ForeignKey(Bilan, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=8)
    value = models.JSONField(default=dict)
    guess = models.JSONField(null=True, blank=True)
    saved_at = models.DateTimeField()
    # She went past it.
    passed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["business", "bilan", "question"], name="one_answer_per_question"
            )
        ]

    def __str__(self) -> str:
        return self.question


class Decision(models.Model):
    """A choice that became real: what was expected of it, and what came."""

    class Choice(models.TextChoices):
        REDUCE = "reduce", _("reduce")
        LEARN = "learn", _("learn")
        DELEGATE = "delegate", _("delegate")
        DROP = "drop", _("drop")
        OTHER = "other", _("other")

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="decisions")
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    choice = models.CharField(max_length=8, choices=Choice.choices)
    # The lever of « reduce », by its id in the priors.
    lever = models.CharField(max_length=40, blank=True)
    title = models.CharField(_("decision"), max_length=200)
    bilan = models.ForeignKey(
        Bilan, on_delete=models.SET_NULL, null=True, blank=True, related_name="decisions"
    )
    training = models.ForeignKey(
        Training, on_delete=models.SET_NULL, null=True, blank=True, related_name="decisions"
    )
    partner = models.ForeignKey(
        Partner, on_delete=models.SET_NULL, null=True, blank=True, related_name="decisions"
    )
    decided_on = models.DateField()
    starts_on = models.DateField(_("from"))
    review_on = models.DateField(_("read again on"))
    # What it was to bring: hours a week of hers, money a year, chances out of 1; and from what
    # figures (`before`: hours a week of the activity, sold hours a week…).
    expected_week_hours = models.FloatField(null=True, blank=True)
    expected_year_money = models.FloatField(null=True, blank=True)
    confidence = models.FloatField(null=True, blank=True)
    before = models.JSONField(default=dict)
    # How she will see that it worked, in her words or as a measure.
    sign = models.CharField(_("how you will see it"), max_length=200, blank=True)
    measure = models.CharField(max_length=40, blank=True)
    judged_on = models.DateField(null=True, blank=True)
    measured = models.JSONField(default=dict)
    verdict = models.CharField(_("what came of it"), max_length=300, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-decided_on", "-id"]

    def __str__(self) -> str:
        return self.title


class Goal(models.Model):
    """An aim tied to a live measure, over a period; at most three at a time."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="goals")
    bilan = models.ForeignKey(
        Bilan, on_delete=models.SET_NULL, null=True, blank=True, related_name="goals"
    )
    title = models.CharField(_("goal"), max_length=160, blank=True)
    measure = models.CharField(_("measured by"), max_length=40)
    start = models.FloatField(null=True, blank=True)
    target = models.FloatField(_("target"))
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("until"))
    set_on = models.DateField()
    dropped_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    reached = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["last_on", "id"]

    def __str__(self) -> str:
        return self.title or self.measure


class LaunchPlan(models.Model):
    """A start, or a year, put to the test by simulation before it is lived."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="launch_plans")
    name = models.CharField(_("name"), max_length=120, blank=True)
    # As `casquettes launch --plan` reads it.
    plan = models.JSONField(default=dict)
    seed = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    # The one that is lived: actual figures are laid over its fan.
    followed_since = models.DateField(null=True, blank=True)
    archived_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-changed_at", "-id"]

    def __str__(self) -> str:
        return self.name or str(self.made_at.date())


class Forecast(models.Model):
    """What a plan foresaw on a day: kept, so that months lived can be held against it."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="+")
    plan = models.ForeignKey(LaunchPlan, on_delete=models.CASCADE, related_name="forecasts")
    on = models.DateField()
    paths = models.PositiveIntegerField()
    bands = models.JSONField(default=dict)

    class Meta:
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.on}"


class Risk(models.Model):
    """Why it could fail, the signal that shows it in time, and what she would do."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="risks")
    bilan = models.ForeignKey(
        Bilan, on_delete=models.SET_NULL, null=True, blank=True, related_name="risks"
    )
    cause = models.CharField(_("why it could fail"), max_length=200)
    likelihood = models.PositiveSmallIntegerField(
        _("likely"), choices=ONE_TO_FIVE, null=True, blank=True
    )
    severity = models.PositiveSmallIntegerField(
        _("serious"), choices=ONE_TO_FIVE, null=True, blank=True
    )
    seen_in_time = models.BooleanField(_("seen in time"), null=True, blank=True)
    # A measure the product watches, and the value that raises the alert.
    measure = models.CharField(_("signal"), max_length=40, blank=True)
    threshold = models.FloatField(_("threshold"), null=True, blank=True)
    above = models.BooleanField(default=False)
    signal = models.CharField(_("signal in your words"), max_length=200, blank=True)
    plan_b = models.TextField(_("plan B"), blank=True)
    noted_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-noted_on", "-id"]

    def __str__(self) -> str:
        return self.cause


class Alert(models.Model):
    """Something crossed a threshold: said once, until she has seen it."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="alerts")
    # "risk:12", "over_cap", "cash_under_30_days", "vat_threshold", "bilan:rentree-2026".
    key = models.CharField(max_length=60)
    on = models.DateField()
    facts = models.JSONField(default=dict)
    seen_at = models.DateTimeField(null=True, blank=True)
    over_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-on", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["business", "key", "on"], name="one_alert_a_day")
        ]

    def __str__(self) -> str:
        return self.key


class Direction(models.Model):
    """Where she goes, on one page; another day brings another, and the old ones stay."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="directions")
    bilan = models.ForeignKey(
        Bilan, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    on = models.DateField()
    clients = models.TextField(_("who you work for"), blank=True)
    promise = models.TextField(_("what you promise"), blank=True)
    refusals = models.TextField(_("what you will not do"), blank=True)
    picture = models.TextField(_("in a year, a good day"), blank=True)

    class Meta:
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return str(self.on)
