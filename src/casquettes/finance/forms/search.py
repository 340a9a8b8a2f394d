"""Which invoices she wants to see, and what becomes of the ticked ones."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from casquettes.finance.forms.periods import period_choices, read_period
from casquettes.finance.models import Invoice
from casquettes.finance.queries import invoices as queries
from casquettes.kernel.models import Business, Contact

MOST_AT_ONCE = 100
CHOOSE = {"invalid_choice": _("Choose in the list.")}
ACTS = ("pay", "remind", "pdf")


class InvoiceSearch(forms.Form):
    """A search among the invoices, as the address says it."""

    state = forms.ChoiceField(
        required=False,
        choices=[(state, state) for state in queries.TABS],
        widget=forms.HiddenInput,
    )
    q = forms.CharField(
        label=_("Search"),
        max_length=120,
        required=False,
        widget=forms.TextInput(
            {"type": "search", "class": "grow", "placeholder": _("Client, number, amount")}
        ),
    )
    period = forms.ChoiceField(label=_("Period"), required=False, error_messages=CHOOSE)
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("Every kind")), *Invoice.Kind.choices],
        error_messages=CHOOSE,
    )
    client = forms.ModelChoiceField(
        Contact.objects.none(), required=False, widget=forms.HiddenInput, error_messages=CHOOSE
    )

    def __init__(self, *arguments: Any, business: Business, today: dt.date, **named: Any) -> None:
        super().__init__(*arguments, **named)
        period, client = self.fields["period"], self.fields["client"]
        assert isinstance(period, forms.ChoiceField)
        assert isinstance(client, forms.ModelChoiceField)
        period.choices = period_choices(
            queries.years(business, today=today), today=today, asked=self.data.get("period", "")
        )
        client.queryset = Contact.objects.of(business)
        for name in ("period", "kind"):
            self.fields[name].widget.attrs["class"] = "auto"

    def wanted(self) -> queries.Wanted:
        """What was asked, as far as it could be read."""
        self.is_valid()
        told = self.cleaned_data
        period = read_period(told.get("period") or "")
        return queries.Wanted(
            state=told.get("state") or "",
            kind=told.get("kind") or "",
            client=told.get("client"),
            first=period.first if period else None,
            last=period.last if period else None,
            words=told.get("q") or "",
        )


class TickedForm(forms.Form):
    """Which invoices, and what becomes of them."""

    ids = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Tick at least one row."), **CHOOSE}
    )
    act = forms.ChoiceField(
        choices=[(act, act) for act in ACTS],
        error_messages=CHOOSE | {"required": _("Say what to do with the ticked rows.")},
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        _allow_numbers(self)


class RemindForm(forms.Form):
    """Which reminders leave."""

    ids = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Tick at least one reminder.")}
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        _allow_numbers(self)


def _allow_numbers(form: forms.Form) -> None:
    """Any number may be an id: the act looks for it among her own rows."""
    ids = form.fields["ids"]
    assert isinstance(ids, forms.TypedMultipleChoiceField)
    given = form.data.getlist("ids") if isinstance(form.data, MultiValueDict) else []
    ids.choices = [
        (text, text) for text in given[:MOST_AT_ONCE] if text.isdecimal() and len(text) < 19
    ]
