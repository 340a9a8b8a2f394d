"""Forms of the risks: the story of a failure, weights, a signal and its line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from casquettes.pilot.actions.risks import LONGEST, RiskChanged, RiskRefused
from casquettes.pilot.models import ONE_TO_FIVE, Risk
from casquettes.pilot.queries.watched import WATCHED, Candidate
from casquettes.ui.numbers import NumberField

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
LINE = "line_"


def one_to_five(label: Any) -> forms.TypedChoiceField:
    """An answer of 1 to 5, or none."""
    return forms.TypedChoiceField(
        label=label,
        choices=ONE_TO_FIVE,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect(),
        error_messages={"invalid_choice": _("Choose from 1 to 5.")},
    )


class StoryForm(forms.Form):
    """The story of a failure, a reason a line."""

    story = forms.CharField(
        label=_("One reason a line"),
        max_length=8_000,
        widget=forms.Textarea({"rows": 9}),
        error_messages={
            "required": _("Write at least one reason, on its own line."),
            "max_length": _("Shorten it: the few reasons that weigh most are enough."),
        },
    )


class WeightsForm(forms.Form):
    """Each cause weighed, all on one page: fields named « likelihood_12 »."""

    def __init__(self, *arguments: Any, risks: Iterable[Risk], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.risks = list(risks)
        for risk in self.risks:
            self.fields[f"likelihood_{risk.pk}"] = one_to_five(_("Likely?"))
            self.fields[f"severity_{risk.pk}"] = one_to_five(_("Serious?"))
            self.fields[f"seen_{risk.pk}"] = forms.ChoiceField(
                label=_("Would you see it in time?"),
                choices=YES_NO,
                required=False,
                widget=forms.RadioSelect(),
            )
            for name in ("likelihood", "severity"):
                self.fields[f"{name}_{risk.pk}"].initial = getattr(risk, name)

    def rows(self) -> list[tuple[Risk, list[BoundField]]]:
        """Each cause with its three questions."""
        names = ("likelihood", "severity", "seen")
        return [(risk, [self[f"{name}_{risk.pk}"] for name in names]) for risk in self.risks]

    def told(self) -> list[tuple[Risk, RiskChanged]]:
        """What she said of each; what she left open stays as it was."""
        found: list[tuple[Risk, RiskChanged]] = []
        for risk in self.risks:
            seen = _said(self.cleaned_data.get(f"seen_{risk.pk}"))
            told: RiskChanged = {
                "likelihood": self.cleaned_data[f"likelihood_{risk.pk}"] or risk.likelihood,
                "severity": self.cleaned_data[f"severity_{risk.pk}"] or risk.severity,
                "seen_in_time": risk.seen_in_time if seen is None else seen,
            }
            found.append((risk, told))
        return found


@dataclass(frozen=True, slots=True)
class Offered:
    """A figure that can be watched, ready for its row: its line to type, and what it is today."""

    candidate: Candidate
    line: BoundField
    chosen: bool


class RiskForm(forms.Form):
    """One risk in full."""

    cause = forms.CharField(
        label=_("Why it could fail"),
        max_length=LONGEST,
        error_messages={
            "required": _("Write in a few words why it could fail."),
            "max_length": _("Shorten it to 200 characters."),
        },
    )
    likelihood = one_to_five(_("Likely?"))
    severity = one_to_five(_("Serious?"))
    seen_in_time = forms.ChoiceField(
        label=_("Would you see it in time?"),
        choices=YES_NO,
        required=False,
        widget=forms.RadioSelect(),
    )
    measure = forms.ChoiceField(
        choices=[("", ""), *((name, name) for name in WATCHED)],
        required=False,
        error_messages={"invalid_choice": _("Choose one of the figures that can be watched.")},
    )
    signal = forms.CharField(
        label=_("A signal in your own words"),
        help_text=_("For example: two regular clients who do not call back."),
        max_length=LONGEST,
        required=False,
        error_messages={"max_length": _("Shorten it to 200 characters.")},
    )
    plan_b = forms.CharField(
        label=_("Plan B: what you would do then"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"max_length": _("Shorten it to 2,000 characters.")},
    )

    def __init__(self, data: Any = None, *, risk: Risk, candidates: list[Candidate]) -> None:
        seen = {True: "yes", False: "no", None: ""}[risk.seen_in_time]
        names = ("cause", "likelihood", "severity", "measure", "signal", "plan_b")
        initial = {name: getattr(risk, name) for name in names} | {"seen_in_time": seen}
        super().__init__(data, initial=initial)
        self.candidates = candidates
        for each in candidates:
            watched = each.watched
            own = risk.measure == watched.id and risk.threshold is not None
            line = risk.threshold if own and risk.threshold is not None else each.threshold
            self.fields[LINE + watched.id] = NumberField(
                label=watched.name,
                initial=watched.typed(line),
                required=False,
                min_value=Decimal("0.01"),
                max_value=watched.most,
                decimal_places=2,
                error_messages={
                    "min_value": _("Write a number above 0."),
                    "max_value": _("This number is too big."),
                },
            )

    def clean(self) -> dict[str, Any]:
        """Only the line of the figure she chose is read."""
        cleaned = super().clean() or {}
        chosen = LINE + (cleaned.get("measure") or "")
        for name in [name for name in self.errors if name.startswith(LINE) and name != chosen]:
            del self.errors[name]
        return cleaned

    def offered(self) -> list[Offered]:
        """The rows of the figures that can be watched."""
        chosen = self["measure"].value() or ""
        return [
            Offered(each, self[LINE + each.watched.id], each.watched.id == chosen)
            for each in self.candidates
        ]

    def told(self) -> RiskChanged:
        """The risk as she tells it; a line left empty is the one proposed."""
        told = self.cleaned_data
        measure = told["measure"]
        typed = told.get(LINE + measure)
        return {
            "cause": told["cause"],
            "likelihood": told["likelihood"],
            "severity": told["severity"],
            "seen_in_time": _said(told["seen_in_time"]),
            "measure": measure,
            "threshold": WATCHED[measure].kept(typed) if measure and typed is not None else None,
            "signal": told["signal"],
            "plan_b": told["plan_b"],
        }

    def refuse(self, refusal: RiskRefused) -> None:
        """Put an objection beside the field it is about."""
        name = refusal.field
        if name == "threshold":
            name = LINE + self.cleaned_data.get("measure", "")
        self.add_error(name if name in self.fields else None, str(refusal))


def _said(answer: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(answer or "")
