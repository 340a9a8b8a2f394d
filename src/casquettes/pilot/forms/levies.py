"""How she is levied and what nobody can measure: said by her, a prior until then."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.pilot.queries import kept
from casquettes.pilot.queries.kept import Costs, Law
from casquettes.ui.numbers import MoneyField, NumberField

LINE_NAMES = {
    "bnc_ssi": _("Liberal profession, general scheme"),
    "bnc_cipav": _("Liberal profession, Cipav"),
    "bic_service_com": _("Services, trade"),
    "bic_service_art": _("Services, craft"),
    "bic_vente_com": _("Sales, trade"),
    "bic_vente_art": _("Sales, craft"),
    "main": _("Main activity"),
    "complementary": _("Beside another job"),
}
TAXES = {
    "none": _("not counted here"),
    "flat": _("flat tax, with the contributions"),
    "household": _("with the household"),
}
OF_THE_LAW = ("line", "reduced", "monthly", "tax", "adults", "children", "other_taxable")


class SupposedForm(forms.Form):
    """What the net rests on; only what differs from what is supposed is kept."""

    line = forms.TypedChoiceField(label=_("Your activity for the law"), coerce=int)
    reduced = forms.BooleanField(label=_("I have, or had, the starters’ reduction"), required=False)
    monthly = forms.BooleanField(
        label=_("I declare every month, not every quarter"), required=False
    )
    tax = forms.ChoiceField(label=_("Income tax"), choices=list(TAXES.items()))
    adults = forms.IntegerField(
        label=_("Adults taxed together"), required=False, min_value=1, max_value=2
    )
    children = forms.IntegerField(label=_("Children"), required=False, min_value=0, max_value=12)
    other_taxable = MoneyField(
        label=_("Other taxable income of the household, a year"), required=False, min_value=0
    )
    km = NumberField(label=_("Cost of a kilometre"), min_value=0, max_value=10, decimal_places=2)
    pay_month = MoneyField(
        label=_("What you want to earn, a month"), min_value=0, max_value=1_000_000
    )
    cash = MoneyField(label=_("On the account today"), required=False)

    def __init__(self, *arguments: Any, law: Law, costs: Costs, **named: Any) -> None:
        named.setdefault("initial", _initial(law, costs))
        super().__init__(*arguments, **named)
        self.costs = costs
        if law.pack is None:
            for name in OF_THE_LAW:
                del self.fields[name]
            return
        if not law.pack.by_month:
            del self.fields["monthly"]
        line = self.fields["line"]
        assert isinstance(line, forms.TypedChoiceField)
        line.choices = [
            (rank, LINE_NAMES.get(name, name)) for rank, name in enumerate(law.pack.lines)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        alone = cleaned.get("tax") == "household" and not cleaned.get("adults")
        if alone and "adults" not in self.errors:
            self.add_error("adults", _("Write how many adults are taxed together: 1 or 2."))
        return cleaned

    def told(self) -> dict[str, Decimal | None]:
        """Each belief to keep, by key; None for one to drop."""
        said = self.cleaned_data
        # A prior that she left as it is stays one.
        priced = (
            (kept.KM, said["km"], self.costs.km),
            (kept.PAY, said["pay_month"], self.costs.pay_month),
        )
        told: dict[str, Decimal | None] = {
            key: value for key, value, now in priced if now.origin == "typed" or value != now.value
        }
        told[kept.CASH] = said["cash"]
        if "line" in self.fields:
            household = said["tax"] == "household"
            told |= {
                kept.LINE: Decimal(said["line"]),
                kept.REDUCED: Decimal(int(said["reduced"])),
                kept.MONTHLY: Decimal(1) if said.get("monthly") else None,
                kept.FLAT_TAX: Decimal(int(said["tax"] == "flat")),
                kept.ADULTS: Decimal(said["adults"]) if household else None,
                kept.CHILDREN: Decimal(said["children"] or 0) if household else None,
                kept.OTHER_INCOME: said["other_taxable"] if household else None,
            }
        return told


def _initial(law: Law, costs: Costs) -> dict[str, Any]:
    rules, household = law.rules, law.rules.household
    initial: dict[str, Any] = {
        "reduced": rules.reduced_since is not None,
        "monthly": law.monthly,
        "tax": "flat" if rules.flat_tax else "household" if household else "none",
        "km": costs.km.value.normalize(),
        "pay_month": costs.pay_month.value,
        "cash": costs.cash and costs.cash.value,
    }
    if law.pack is not None:
        initial["line"] = law.pack.lines.index(rules.line)
    if household is not None:
        initial |= {
            "adults": household.adults,
            "children": household.children,
            "other_taxable": household.other_taxable or None,
        }
    return initial
