"""What a client types on the page of a quote."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.sales.actions.clients import LONGEST_QUESTION, Seen, Signature
from casquettes.sales.models import Quote

LONG_NAME = {"max_length": _("Shorten the name to 160 characters.")}
SHA = r"[0-9a-f]{64}"


def _name_field(**options: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Your name"),
        max_length=160,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": _("Write your first name and your name."), **LONG_NAME},
        **options,
    )


class AcceptForm(forms.Form):
    """An acceptance: a name, a tick, and what was on the page."""

    name = _name_field()
    agree = forms.BooleanField(
        label=_("I have read this quote and its conditions, and I accept them."),
        error_messages={"required": _("Tick this box to say that you agree.")},
    )
    early_start = forms.BooleanField(
        label=_("I ask for the work to begin before the end of the 14 days."), required=False
    )
    sha256 = forms.RegexField(SHA, widget=forms.HiddenInput)
    total = forms.DecimalField(max_digits=14, decimal_places=2, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, options: Collection[int], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.options = options
        self.fields["total"].localize = False

    def seen(self) -> Seen:
        """What was on the page, as it was sent back; of a valid form."""
        told = self.cleaned_data
        return Seen(told["sha256"], Decimal(told["total"]), self.options)

    def signature(self, *, network: str, button: str) -> Signature:
        """Who accepts, in the words that were read; of a valid form."""
        told = self.cleaned_data
        words = {"agreed": str(self.fields["agree"].label), "button": button}
        if told["early_start"]:
            words["early"] = str(self.fields["early_start"].label)
        return Signature(told["name"], network, words, early_start=told["early_start"])


class RefuseForm(forms.Form):
    """A refusal: the reason helps her, nothing is required."""

    reason = forms.CharField(
        label=_("What holds you back"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"max_length": _("Shorten it to 300 characters.")},
    )
    sha256 = forms.RegexField(SHA, widget=forms.HiddenInput)


class QuestionForm(forms.Form):
    """A question to her."""

    text = forms.CharField(
        label=_("Your question"),
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            "required": _("Write your question."),
            "max_length": _("Shorten your question to 2,000 characters."),
        },
    )


class WithdrawForm(forms.Form):
    """A withdrawal: no reason is asked for, ever."""

    name = _name_field()
    email = forms.EmailField(
        label=_("Where to send the receipt"),
        required=False,
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"invalid": _("Write an e-mail address, for example claire@example.org.")},
    )


def chosen_options(quote: Quote, given: Collection[str]) -> list[int]:
    """The options among what was sent; anything else is left out."""
    offered = {str(row.pk): row.pk for row in quote.lines.all() if row.is_option}
    return [offered[text] for text in dict.fromkeys(given) if text in offered]
