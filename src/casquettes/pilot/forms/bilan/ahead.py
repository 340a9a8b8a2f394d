"""Answers that look ahead: causes weighed, signals with their thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from casquettes.pilot.actions.risks import LONGEST, RiskRefused, causes_of
from casquettes.pilot.forms.bilan.answers import AnswerForm, Json, line_field
from casquettes.pilot.forms.bilan.picks import (
    YES_NO,
    as_mark,
    as_yes,
    mark_field,
    pick_field,
    radio_field,
    said_mark,
    said_yes,
)
from casquettes.pilot.queries.watched import WATCHED, Candidate, Live, candidates
from casquettes.ui.numbers import NumberField, as_typed

MOST_CAUSES, MOST_TRIGGERS = 12, 3


def causes_told(text: str) -> list[str]:
    """The causes of her story; what is too long for one is cut."""
    try:
        return causes_of(text)[:MOST_CAUSES]
    except RiskRefused:
        return [line.strip()[:LONGEST] for line in text.splitlines() if line.strip()][:MOST_CAUSES]


@dataclass(frozen=True, slots=True)
class CauseLine:
    """One cause and its weights."""

    cause: Any
    likely: Any
    serious: Any
    seen: Any

    @property
    def weights(self) -> tuple[Any, Any, Any]:
        return self.likely, self.serious, self.seen


class RisksForm(AnswerForm):
    """The causes she told, each weighed; one more may be added, one emptied is left out."""

    template = "pilot/bilan_kinds/_risks.html"

    def build(self) -> None:
        said = list(self.said.get("causes") or ())
        named = {each.get("cause", "").casefold() for each in said}
        told = causes_told(str(self.ground.said("q38").get("text") or ""))
        said += [{"cause": cause} for cause in told if cause.casefold() not in named]
        self._lines = [*said[:MOST_CAUSES], {}]
        for rank, line in enumerate(self._lines, start=1):
            cause = line_field(_("Cause"), longest=LONGEST)
            self.add(f"cause{rank}", cause, line.get("cause", ""))
            likely, serious = mark_field(_("Likely?")), mark_field(_("Serious?"))
            self.add(f"likely{rank}", likely, said_mark(line.get("likely")))
            self.add(f"serious{rank}", serious, said_mark(line.get("serious")))
            seen = radio_field(_("Would you see it in time?"), YES_NO)
            self.add(f"seen{rank}", seen, said_yes(line.get("seen")))

    @property
    def lines(self) -> list[CauseLine]:
        """Cause by cause; the last one is still to be written."""
        names = ("cause", "likely", "serious", "seen")
        return [
            CauseLine(*(self[f"{name}{n}"] for name in names))
            for n in range(1, len(self._lines) + 1)
        ]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        named: set[str] = set()
        for n in range(1, len(self._lines) + 1):
            cause = str(told.get(f"cause{n}") or "").strip().casefold().rstrip(".")
            if cause and cause in named:
                self.add_error(f"cause{n}", _("This reason is written above already."))
            named.add(cause)
        return told

    def value(self) -> Json:
        found = []
        for n, line in enumerate(self._lines, start=1):
            if cause := self.text(f"cause{n}"):
                found.append(
                    {
                        "cause": cause,
                        "likely": as_mark(self.cleaned_data.get(f"likely{n}")),
                        "serious": as_mark(self.cleaned_data.get(f"serious{n}")),
                        "seen": as_yes(self.cleaned_data.get(f"seen{n}")),
                        "risk": line.get("risk"),
                    }
                )
        return {"causes": found}


@dataclass(frozen=True, slots=True)
class TriggerLine:
    """One signal: the figure watched, its line, and what it warns of."""

    measure: Any
    threshold: Any
    cause: Any


class TriggersForm(AnswerForm):
    """Signals that make her change her plan; where no line is typed, her own past gives one."""

    template = "pilot/bilan_kinds/_triggers.html"

    @cached_property
    def candidates(self) -> list[Candidate]:
        """What can be watched, with its value today and the line proposed."""
        return candidates(Live(self.ground.business, self.ground.today))

    @cached_property
    def causes(self) -> list[str]:
        """What a signal may warn of."""
        weighed = [each.get("cause", "") for each in self.ground.said("q39").get("causes") or ()]
        told = causes_told(str(self.ground.said("q38").get("text") or ""))
        return list(dict.fromkeys(cause for cause in (*weighed, *told) if cause))

    def build(self) -> None:
        self._lines = [*(self.said.get("triggers") or ()), {}, {}, {}][:MOST_TRIGGERS]
        names = [
            (
                each.watched.id,
                _("%(name)s, today %(now)s") % {"name": each.watched.name, "now": each.now_said}
                if each.now_said
                else each.watched.name,
            )
            for each in self.candidates
        ]
        for rank, line in enumerate(self._lines, start=1):
            self.add(f"measure{rank}", pick_field(_("The signal"), names), line.get("measure", ""))
            field = NumberField(label=_("Threshold"), max_digits=12, decimal_places=2)
            self.add(f"threshold{rank}", field, _typed(line))
            causes = [*self.causes]
            if line.get("cause") and line["cause"] not in causes:
                causes.append(line["cause"])
            if causes:
                offered = [(cause, cause) for cause in causes]
                self.add(f"cause{rank}", pick_field(_("It warns of"), offered), line.get("cause"))

    @property
    def lines(self) -> list[TriggerLine]:
        """Signal by signal."""
        return [
            TriggerLine(
                self[f"measure{n}"],
                self[f"threshold{n}"],
                self[f"cause{n}"] if f"cause{n}" in self.fields else None,
            )
            for n in range(1, MOST_TRIGGERS + 1)
        ]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        warned: set[str] = set()
        for n in range(1, MOST_TRIGGERS + 1):
            cause, measure = told.get(f"cause{n}") or "", told.get(f"measure{n}") or ""
            if measure and (cause or measure) in warned:
                name = f"cause{n}" if cause else f"measure{n}"
                self.add_error(name, _("This already has its signal above."))
            warned |= {cause or measure} if measure else set()
            if told.get(f"threshold{n}") is not None and not told.get(f"measure{n}"):
                self.add_error(f"measure{n}", _("Choose the figure this threshold is about."))
        return told

    def value(self) -> Json:
        found = []
        proposed = {each.watched.id: each.threshold for each in self.candidates}
        for n, line in enumerate(self._lines, start=1):
            watched = WATCHED.get(self.cleaned_data.get(f"measure{n}") or "")
            if watched is None:
                continue
            typed = self.cleaned_data.get(f"threshold{n}")
            cause = self.cleaned_data.get(f"cause{n}") or ""
            same = line.get("measure") == watched.id and (line.get("cause") or "") == cause
            found.append(
                {
                    "measure": watched.id,
                    "threshold": proposed[watched.id] if typed is None else watched.kept(typed),
                    "above": watched.above,
                    "cause": cause,
                    "risk": line.get("risk") if same else None,
                }
            )
        return {"triggers": found}


def _typed(line: dict[str, Any]) -> Any:
    watched = WATCHED.get(line.get("measure") or "")
    if watched is None or line.get("threshold") is None:
        return ""
    return as_typed(watched.typed(float(line["threshold"])))
