"""Money received, given back, taken off; a dispute; a reminder plan."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.finance.actions.drafts import InvoiceRefused
from casquettes.finance.actions.payments import Received
from casquettes.finance.models import Invoice, InvoiceLine, Payment, ReminderPlan
from casquettes.ui.days import day_field
from casquettes.ui.numbers import MoneyField

CHOOSE = {"invalid_choice": _("Choose in the list.")}


class Refusable(forms.Form):
    """A form that says beside its fields what an act objects."""

    def refuse(self, refusal: InvoiceRefused) -> None:
        """Put an objection beside the field it is about."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class PaymentForm(Refusable):
    """A payment: what is due, today, by transfer, unless she says otherwise."""

    amount = MoneyField(label=_("Amount"))
    on = day_field(label=_("Received"))
    method = forms.ChoiceField(label=_("By"), choices=Payment.Method.choices, error_messages=CHOOSE)
    reference = forms.CharField(label=_("Reference"), max_length=80, required=False)

    def __init__(self, *arguments: Any, invoice: Invoice, today: dt.date, **named: Any) -> None:
        usual: dict[str, Any] = {"on": today, "method": Payment.Method.TRANSFER}
        if invoice.due > 0:
            usual["amount"] = invoice.due
        named["initial"] = usual
        super().__init__(*arguments, **named)

    def received(self, *, sign: int = 1) -> Received:
        """What was told; `sign` is -1 when it is given back."""
        told = self.cleaned_data
        return Received(
            on=told["on"],
            amount=told["amount"] * sign,
            method=told["method"],
            reference=told["reference"],
        )


class DisputeForm(forms.Form):
    """What they disagree about."""

    note = forms.CharField(label=_("What about"), max_length=300, required=False)


class CreditForm(Refusable):
    """What a credit note gives back: all that is left, some lines, or an amount."""

    ALL, LINES, AMOUNT = "all", "lines", "amount"
    what = forms.ChoiceField(
        label=_("What is given back"),
        choices=[
            (ALL, _("everything that is left")),
            (LINES, _("some lines")),
            (AMOUNT, _("an amount")),
        ],
        widget=forms.RadioSelect,
        initial=ALL,
        error_messages=CHOOSE,
    )
    lines = forms.ModelMultipleChoiceField(
        InvoiceLine.objects.none(),
        label=_("Which lines"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=CHOOSE,
    )
    amount = MoneyField(label=_("How much, VAT included"), required=False)

    def __init__(self, *arguments: Any, invoice: Invoice, **named: Any) -> None:
        super().__init__(*arguments, **named)
        lines = self.fields["lines"]
        assert isinstance(lines, forms.ModelMultipleChoiceField)
        lines.queryset = invoice.lines.all()

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        what = told.get("what")
        if what == self.LINES and not told.get("lines"):
            self.add_error("lines", _("Tick the lines to give back."))
        if what == self.AMOUNT and told.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", MoneyField.EXAMPLE)
        return told


class PlanForm(Refusable):
    """After how many days a late payer is written to, and whether by itself."""

    first_days = forms.IntegerField(
        label=_("First reminder, days late"), min_value=1, max_value=365
    )
    second_days = forms.IntegerField(
        label=_("Second reminder, days late"), min_value=2, max_value=365
    )
    third_days = forms.IntegerField(label=_("Last reminder, days late"), min_value=3, max_value=365)
    automatic = forms.BooleanField(label=_("Send them without asking me"), required=False)

    def __init__(self, data: Any = None, *, plan: ReminderPlan) -> None:
        names = ("first_days", "second_days", "third_days", "automatic")
        super().__init__(data, initial={name: getattr(plan, name) for name in names})
        for name in names[:3]:
            self.fields[name].error_messages.update(
                dict.fromkeys(
                    ("required", "invalid", "min_value", "max_value"),
                    _("Write a number of days, for example 15."),
                )
            )

    def days(self) -> tuple[int, int, int]:
        """The three days told."""
        told = self.cleaned_data
        return told["first_days"], told["second_days"], told["third_days"]
