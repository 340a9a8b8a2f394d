"""The shape of an expense, and of a search among them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.engine.periods import Period
from casquettes.finance.actions.expenses import ExpenseDraft, ExpenseRefused
from casquettes.finance.forms.periods import period_choices, read_period
from casquettes.finance.models import Expense
from casquettes.finance.queries import expenses as queries
from casquettes.finance.queries.categories import category_key, category_name
from casquettes.kernel.choosing import ContactChoice
from casquettes.kernel.models import HAT_CHOICES, Business
from casquettes.production.models import Mission
from casquettes.ui.days import day_field
from casquettes.ui.numbers import MoneyField

CHOOSE = {"invalid_choice": _("Choose in the list.")}
RHYTHM_NAMES = {
    1: _("every month"),
    2: _("every two months"),
    3: _("every quarter"),
    6: _("every six months"),
    12: _("every year"),
}


class ExpenseForm(forms.Form):
    """Money that went out: three answers are enough, the rest follows from her past ones."""

    on = day_field(label=_("Day"))
    label = forms.CharField(
        label=_("For"),
        max_length=160,
        widget=forms.TextInput({"list": "expense-labels", "autocomplete": "off"}),
        error_messages={
            "required": _("Say what it was for, for example “Storage boxes”."),
            "max_length": _("Shorten it to 160 characters."),
        },
    )
    amount = MoneyField(label=_("Amount"), max_digits=10)
    category = forms.CharField(
        label=_("Category"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"list": "expense-categories", "autocomplete": "off"}),
        error_messages={"max_length": _("Shorten it to 40 characters.")},
    )
    hat = forms.ChoiceField(
        label=_("Hat"),
        required=False,
        choices=[("", _("That of the category")), *HAT_CHOICES],
        error_messages=CHOOSE,
    )
    mission = forms.ModelChoiceField(
        Mission.objects.none(),
        label=_("For a mission"),
        required=False,
        empty_label=_("None in particular"),
        error_messages=CHOOSE,
    )
    supplier = ContactChoice(label=_("Supplier"), required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    every = forms.TypedChoiceField(
        label=_("Comes back"),
        required=False,
        coerce=int,
        empty_value=None,
        error_messages=CHOOSE,
        choices=[("", _("no")), *RHYTHM_NAMES.items()],
    )

    def __init__(
        self, *arguments: Any, business: Business, expense: Expense | None = None, **named: Any
    ) -> None:
        if expense is not None:
            named["initial"] = _as_typed(expense)
        super().__init__(*arguments, **named)
        self.business = business
        missions, supplier = self.fields["mission"], self.fields["supplier"]
        assert isinstance(missions, forms.ModelChoiceField)
        assert isinstance(supplier, ContactChoice)
        missions.queryset = Mission.objects.of(business).select_related("client")
        supplier.offer(business)

    def clean_category(self) -> str:
        return category_key(self.cleaned_data["category"])

    def draft(self, supplier: Any = None) -> ExpenseDraft:
        """The expense as told; what a past one of the same label says fills what is empty."""
        told = self.cleaned_data
        like = None
        if not told["category"] and not told["hat"]:
            like = queries.last_like(self.business, told["label"])
        return ExpenseDraft(
            on=told["on"],
            label=told["label"],
            amount=told["amount"],
            category=like.category if like else told["category"],
            hat=like.hat if like else told["hat"],
            mission=told["mission"],
            supplier=supplier,
            note=told["note"],
        )

    def refuse(self, refusal: ExpenseRefused) -> None:
        """Put an objection beside the field it is about."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, str(refusal))


class ExpenseSearch(forms.Form):
    """Which expenses she wants to see, as the address says it."""

    q = forms.CharField(
        label=_("Search"),
        max_length=120,
        required=False,
        widget=forms.TextInput(
            {"type": "search", "class": "grow", "placeholder": _("For, supplier, amount")}
        ),
    )
    period = forms.ChoiceField(label=_("Period"), required=False, error_messages=CHOOSE)
    category = forms.ChoiceField(label=_("Category"), required=False, error_messages=CHOOSE)
    hat = forms.ChoiceField(
        label=_("Hat"),
        required=False,
        choices=[("", _("Every hat")), *HAT_CHOICES],
        error_messages=CHOOSE,
    )
    mission = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1)

    def __init__(self, *arguments: Any, business: Business, today: dt.date, **named: Any) -> None:
        super().__init__(*arguments, **named)
        period, category = self.fields["period"], self.fields["category"]
        assert isinstance(period, forms.ChoiceField)
        assert isinstance(category, forms.ChoiceField)
        period.choices = period_choices(
            queries.years(business, today=today), today=today, asked=self.data.get("period", "")
        )
        category.choices = [
            ("", _("Every category")),
            (queries.NO_CATEGORY, _("Without a category")),
            *queries.categories(business),
        ]
        for name in ("period", "category", "hat"):
            self.fields[name].widget.attrs["class"] = "auto"

    def wanted(self) -> queries.Wanted:
        """What was asked, as far as it could be read."""
        self.is_valid()
        told = self.cleaned_data
        period: Period | None = read_period(told.get("period") or "")
        return queries.Wanted(
            first=period.first if period else None,
            last=period.last if period else None,
            category=told.get("category") or "",
            hat=told.get("hat") or "",
            mission=told.get("mission"),
            words=told.get("q") or "",
        )


def _as_typed(expense: Expense) -> dict[str, Any]:
    return {
        "on": expense.on,
        "label": expense.label,
        "amount": expense.amount,
        "category": category_name(expense.category),
        "hat": expense.hat,
        "mission": expense.mission_id,
        "supplier": expense.supplier,
        "note": expense.note,
    }
