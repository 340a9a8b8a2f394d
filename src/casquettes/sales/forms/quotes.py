"""A quote as it is typed, and what is told about it afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.creation.models import Offer
from casquettes.creation.queries.offers import Listed
from casquettes.engine.pricing import Way
from casquettes.kernel.choosing import ContactChoice
from casquettes.kernel.models import Address, Business, Contact
from casquettes.sales.actions.drafts import TEXTS, LineDraft, QuoteDraft, QuoteRefused
from casquettes.sales.actions.from_offers import Asked
from casquettes.sales.actions.quotes import Reply
from casquettes.sales.forms.lines import LineForm, Raw, raw_lines, raws_of
from casquettes.sales.models import Quote, QuoteAnswer
from casquettes.sales.queries.quotes import Offered
from casquettes.ui.days import day_field
from casquettes.ui.numbers import MoneyField, NumberField

LONG = {"max_length": _("Shorten this text to 4000 characters.")}
KM = _("Write a distance in km, for example 18.")


def text_field(label: Any, *, rows: int = 3) -> forms.CharField:
    """A passage of a quote."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=4000,
        error_messages=LONG,
        widget=forms.Textarea({"rows": rows}),
    )


class FromOfferForm(forms.Form):
    """An offer, a client: enough for a quote that is ready to leave."""

    offer = forms.ModelChoiceField(
        Offer.objects.none(),
        label=_("What they want"),
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of your offers.")},
    )
    client = ContactChoice(label=_("For whom"))
    quantity = NumberField(label=_("How many"), required=False, min_value=Decimal("0.01"))
    km = NumberField(
        label=_("How far, one way"), required=False, min_value=Decimal(0), max_value=Decimal(5000),
        max_digits=7, decimal_places=1, error_messages={"invalid": KM},
    )  # fmt: skip
    minutes = NumberField(
        label=_("How long on the road, one way"), required=False, min_value=Decimal(0),
        max_value=Decimal(1440), max_digits=5, decimal_places=0,
    )  # fmt: skip

    def __init__(self, *arguments: Any, business: Business, **named: Any) -> None:
        super().__init__(*arguments, **named)
        offers = self.fields["offer"]
        assert isinstance(offers, forms.ModelChoiceField)
        offers.queryset = Offer.objects.of(business).shown()
        client = self.fields["client"]
        assert isinstance(client, ContactChoice)
        client.offer(business)

    def asked(self, usual: Decimal) -> Asked:
        """What is wanted of the offer; of a valid form."""
        told = self.cleaned_data
        return Asked(told["quantity"] or usual, Way(told["km"], told["minutes"]))


class QuoteForm(forms.Form):
    """Everything a quote says, beside its lines."""

    client = ContactChoice(label=_("Client"))
    title = forms.CharField(
        label=_("Title"),
        max_length=160,
        error_messages={
            "required": _("Give the quote a title: your client reads it first."),
            "max_length": _("Shorten the title to 160 characters."),
        },
    )
    intro = text_field(_("First words"), rows=2)
    place = forms.ModelChoiceField(
        Address.objects.none(), label=_("Where"), required=False, empty_label=None
    )
    payer = ContactChoice(label=_("Who pays"), adds=False, required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("fr", "Français"), ("en", "English")], required=False
    )
    valid_until = day_field(label=_("Stands until"), required=False)
    deposit = forms.ChoiceField(
        label=_("Deposit"), choices=Quote.Deposit.choices, required=False, widget=forms.RadioSelect
    )
    deposit_value = MoneyField(
        label=_("How much"), required=False, max_digits=10, min_value=Decimal(0)
    )
    discount_rate = NumberField(
        label=_("Discount on everything"), required=False, max_digits=5, decimal_places=2,
        min_value=Decimal(0), max_value=Decimal(100),
    )  # fmt: skip
    gross_entry = forms.BooleanField(label=_("My prices include VAT"), required=False)
    off_premises = forms.BooleanField(label=_("Signed at the client’s home"), required=False)
    limits = text_field(_("What is not included"))
    disposal = text_field(_("Who takes things away"))
    conditions = text_field(_("Conditions"))
    note = text_field(_("Note for you"), rows=2)

    def __init__(self, *arguments: Any, business: Business, client: Contact, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name in ("client", "payer"):
            field = self.fields[name]
            assert isinstance(field, ContactChoice)
            field.offer(business)
        places = self.fields["place"]
        assert isinstance(places, forms.ModelChoiceField)
        places.queryset = Address.objects.filter(business=business, contact=client)
        self.place_count = client.addresses.count()


class Sheet:
    """A quote on the table: its form, its lines, whatever was typed in them."""

    def __init__(self, quote: Quote, data: Mapping[str, str] | None, draft: QuoteDraft) -> None:
        self.quote = quote
        self.data = data
        self.form = self._form(data, _as_shown(draft))
        self.raws = raw_lines(data) if data is not None else raws_of(list(draft.lines))
        self.is_checked = False

    @property
    def lines(self) -> list[LineForm]:
        """The lines, each with what is wrong in it once they were checked."""
        return self._lines(checked=self.is_checked)

    @property
    def shown(self) -> QuoteForm:
        """The form as the page shows it: nothing is said wrong before it was checked."""
        if self.data is None or self.is_checked:
            return self.form
        return self._form(None, {name: self.data.get(name) for name in self.form.fields})

    @property
    def gross_entry(self) -> bool:
        """Are prices typed with VAT?"""
        return bool(self.form["gross_entry"].value())

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """What is to correct among the lines: where, its name, why."""
        return [
            (line[name].auto_id, f"{line[name].label}, {line.rank + 1}", str(error))
            for line in self.lines
            if self.is_checked and not line.is_blank
            for name in _wrong(line)
            for error in line.errors[name]
        ]

    def is_valid(self) -> bool:
        """Can it be kept as it is? What is wrong is then shown."""
        self.is_checked = True
        return self.form.is_valid() and not self.faults

    def add(self, raws: list[Raw]) -> int:
        """Put lines at the end; the rank of the first."""
        while self.raws and LineForm(self.raws[-1], rank=0, checked=False).is_blank:
            self.raws.pop()
        first = len(self.raws)
        self.raws.extend(raws)
        return first

    def draft(self, client: Contact) -> QuoteDraft:
        """The quote as she told it; of a valid sheet, for a contact."""
        told = self.form.cleaned_data
        place = told["place"]
        if place is None or place.contact_id != client.pk:
            place = client.addresses.first()
        return QuoteDraft(
            client=client,
            title=told["title"],
            lines=self.line_drafts(),
            payer=told["payer"] or None,
            place=place,
            language=told["language"] or self.quote.language,
            currency=self.quote.currency,
            gross_entry=told["gross_entry"],
            discount_rate=told["discount_rate"] or Decimal(0),
            deposit=told["deposit"],
            deposit_value=told["deposit_value"] if told["deposit"] else None,
            off_premises=told["off_premises"],
            valid_until=told["valid_until"],
            texts={name: told[name] for name in TEXTS},
        )

    def sketch(self) -> QuoteDraft | None:
        """The quote as far as it can be read while she types; None without its head."""
        return self.draft(self.quote.client) if self.form.is_valid() else None

    def line_drafts(self) -> list[LineDraft]:
        """The lines that can be read, in order, each under the title before it."""
        ids = {int(raw["offer"]) for raw in self.raws if raw.get("offer", "").isdecimal()}
        offers = Offer.objects.of(self.quote.business).in_bulk(ids) if ids else {}
        drafts, group = [], ""
        for line in self._lines(checked=True):
            if line.is_title:
                group = line.raw.get("description", "").strip()[:120]
            elif not line.is_blank and line.is_valid():
                drafts.append(line.line(group=group, offers=offers))
        return drafts

    def _form(self, data: Mapping[str, str] | None, initial: Mapping[str, Any]) -> QuoteForm:
        quote = self.quote
        return QuoteForm(data, business=quote.business, client=quote.client, initial=initial)

    def _lines(self, *, checked: bool) -> list[LineForm]:
        return [LineForm(raw, rank=rank, checked=checked) for rank, raw in enumerate(self.raws)]

    def refuse(self, refusal: QuoteRefused) -> None:
        """Show where it belongs why it cannot be so."""
        field = refusal.field if refusal.field in self.form.fields else None
        self.form.add_error(field, str(refusal))


class AcceptForm(forms.Form):
    """What the client agreed to, noted by her."""

    name = forms.CharField(
        label=_("Who accepted"),
        max_length=160,
        error_messages={"required": _("Write the name of who accepts.")},
    )
    on = day_field(label=_("Signed on"))
    options = forms.MultipleChoiceField(
        label=_("Options taken"), required=False, widget=forms.CheckboxSelectMultiple
    )
    early_start = forms.BooleanField(
        label=_("The client asks in writing to begin within the 14 days"), required=False
    )
    late = forms.BooleanField(label=_("Accepted although the last day has passed"), required=False)

    def __init__(self, *arguments: Any, options: list[Offered], **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["options"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(option.pk), option.line.description) for option in options]
        if not options:
            del self.fields["options"]

    def reply(self) -> Reply:
        """The answer; of a valid form."""
        told = self.cleaned_data
        return Reply(
            name=told["name"],
            by_hand=True,
            options=[int(pk) for pk in told.get("options", ())],
            early_start=told["early_start"],
            late=told["late"],
            signed_on=told["on"],
        )


class RefuseForm(forms.Form):
    """Why the client does not want it."""

    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=300,
        widget=forms.TextInput({"list": "reasons", "autocomplete": "off"}),
        error_messages={"max_length": _("Shorten the reason to 300 characters.")},
    )


class WithdrawForm(forms.Form):
    """When and by what means the client took the acceptance back."""

    on = day_field(label=_("They told you on"))
    means = forms.ChoiceField(
        label=_("By what means"),
        choices=[("", "…"), *QuoteAnswer.Means.choices],
        error_messages={"required": _("Say how you were told.")},
    )

    def reply(self) -> Reply:
        """The withdrawal; of a valid form."""
        told = self.cleaned_data
        return Reply(by_hand=True, told_on=told["on"], facts={"means": told["means"]})


class FollowUpForm(forms.Form):
    """When to come back to a quote: in some days, on a day, or no more."""

    days = forms.TypedChoiceField(
        choices=[("2", "2"), ("7", "7"), ("14", "14"), ("30", "30")],
        coerce=int,
        empty_value=None,
        required=False,
    )
    on = day_field(label=_("Next follow-up"), required=False)

    def day(self, today: dt.date) -> dt.date | None:
        """The day asked for; of a valid form."""
        days: int | None = self.cleaned_data["days"]
        on: dt.date | None = self.cleaned_data["on"]
        return today + dt.timedelta(days=days) if days else on


class AnswerForm(forms.Form):
    """What she answers to a question."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write your answer.")} | LONG,
    )


class SearchForm(forms.Form):
    """Which quotes are looked for."""

    q = forms.CharField(
        label=_("Client, title or number"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search", "placeholder": _("Client, title or number")}),
    )

    def words(self) -> str:
        """What is looked for, or nothing."""
        return str(self.cleaned_data.get("q", "")) if self.is_valid() else ""


def offers_of(form: FromOfferForm, listed: list[Listed]) -> list[dict[str, Any]]:
    """The offers to choose from, each with its price and whether it is the one chosen."""
    chosen = str(form["offer"].value() or "")
    return [{"line": line, "is_chosen": str(line.offer.pk) == chosen} for line in listed]


def _wrong(line: LineForm) -> list[str]:
    names = ("description",) if line.is_title else tuple(line.fields)
    return [name for name in names if name in line.errors]


def _as_shown(draft: QuoteDraft) -> dict[str, Any]:
    shown = {
        name: getattr(draft, name)
        for name in QuoteDraft.__dataclass_fields__
        if name not in ("lines", "texts")
    }
    shown["place"] = draft.place.pk if draft.place else None
    shown["discount_rate"] = draft.discount_rate or None
    return shown | draft.texts
