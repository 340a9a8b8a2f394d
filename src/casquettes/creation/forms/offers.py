"""An offer as it is typed: the fields of its unit, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.creation.actions.offers import OfferRefused
from casquettes.creation.models import Offer
from casquettes.creation.queries.offers import COLUMNS, OfferDraft
from casquettes.creation.queries.starting import StartingOffer
from casquettes.ui.days import day_field
from casquettes.ui.numbers import MoneyField, NumberField, as_typed

Unit, Travel = Offer.Unit, Offer.Travel
VISITS = (Unit.HOUR, Unit.SESSION, Unit.HALF_DAY, Unit.DAY)
# What matters for a unit, beside what every offer has.
FIELDS_OF: dict[str, tuple[str, ...]] = {
    Unit.HOUR: ("minimum_hours", "rounding_minutes", "diagnosis"),
    Unit.SESSION: ("hours", "diagnosis"),
    Unit.HALF_DAY: ("hours",),
    Unit.DAY: ("hours",),
    Unit.PACKAGE: ("hours", "sessions", "valid_months"),
    Unit.FIXED: ("hours", "sessions", "diagnosis"),
    Unit.PERSON: ("hours",),
    Unit.ITEM: (),
}
USUAL_HOURS = {Unit.HALF_DAY: Decimal("3.5"), Unit.DAY: Decimal(7), Unit.PACKAGE: Decimal(12)}
# How each way of selling is told to who has not chosen yet.
WAYS: dict[str, Any] = {
    Unit.HOUR: _("Time spent is counted, with a minimum if you like."),
    Unit.SESSION: _("One price for a visit of a usual length."),
    Unit.HALF_DAY: _("One price for three or four hours."),
    Unit.DAY: _("One price for a whole day."),
    Unit.PACKAGE: _("Hours paid together, used over several visits."),
    Unit.FIXED: _("One price for what will be done, however long it takes."),
    Unit.PERSON: _("A workshop or a talk, paid by each person."),
    Unit.ITEM: _("Something you sell: boxes, labels, a book."),
}
FIRST_VISIT = [
    (Offer.Diagnosis.NO, _("No")),
    (Offer.Diagnosis.FREE, _("Yes, free")),
    (Offer.Diagnosis.PAID, _("Yes, paid")),
    (Offer.Diagnosis.DEDUCTIBLE, _("Yes, deducted when they sign")),
]
ROUNDINGS = [(0, _("to the minute")), (15, "15 min"), (30, "30 min"), (60, "1 h")]
WHOLE = _("Write a whole number, for example 4.")
FAR = _("Write a distance in km, for example 20.")
SHORT = {"max_length": _("Shorten the name to 120 characters.")}
BLANK_ROWS = 2
LEAST_ROWS = 3
MOST_ROWS = 12


def whole_field(**options: Any) -> forms.IntegerField:
    """A whole number from nought."""
    example = options.pop("example", WHOLE)
    options.setdefault("min_value", 0)
    options.setdefault("max_value", 9999)
    keys = ("invalid", "min_value", "max_value", "required")
    return forms.IntegerField(
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "class": "num", "autocomplete": "off"}
        ),
        error_messages=dict.fromkeys(keys, example),
        localize=False,
        **options,
    )


class OfferForm(forms.Form):
    """What is sold, for how much, how far, and when it is called off too late."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        error_messages=SHORT | {"required": _("Give the offer a name: your clients read it.")},
    )
    description = forms.CharField(
        label=_("What it includes"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    price = MoneyField(label=_("Price"), min_value=Decimal(0), max_digits=10)
    firm_price = MoneyField(
        label=_("Price for firms"), min_value=Decimal(0), max_digits=10, required=False
    )
    price_from = day_field(label=_("Price asked from"), required=False)
    hours = NumberField(label=_("Hours it holds"), required=False, max_digits=6, decimal_places=2)
    sessions = whole_field(label=_("In how many sessions"), required=False, max_value=999)
    valid_months = whole_field(label=_("To be used within"), required=False, max_value=120)
    minimum_hours = NumberField(label=_("At least"), required=False, max_digits=5, decimal_places=2)
    rounding_minutes = forms.TypedChoiceField(
        label=_("Rounded up"), choices=ROUNDINGS, coerce=int, empty_value=0, required=False
    )
    diagnosis = forms.ChoiceField(
        label=_("Is it the first visit?"),
        choices=FIRST_VISIT,
        required=False,
        widget=forms.RadioSelect,
    )
    nature = forms.ChoiceField(
        label=_("For the law"),
        choices=Offer.Nature.choices,
        initial=Offer.Nature.SERVICE,
        widget=forms.RadioSelect,
    )
    sap = forms.BooleanField(label=_("Listed personal service"), required=False)
    vat_rate = NumberField(
        label=_("VAT rate"), required=False, max_digits=4, decimal_places=2, min_value=Decimal(0)
    )
    travel = forms.ChoiceField(
        label=_("Travel"), choices=Travel.choices, required=False, widget=forms.RadioSelect
    )
    free_km = whole_field(label=_("Included up to"), required=False, max_value=2000, example=FAR)
    travel_price = MoneyField(label=_("Price of travel"), required=False, max_digits=8)

    def __init__(self, *arguments: Any, unit: str, owes_vat: bool = False, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.unit = unit
        everything = {name for names in FIELDS_OF.values() for name in names}
        for name in everything - set(FIELDS_OF[unit]):
            del self.fields[name]
        if not owes_vat:
            del self.fields["vat_rate"]
        if unit == Unit.ITEM:
            del self.fields["travel"], self.fields["free_km"], self.fields["travel_price"]
        self._add_rows()

    @property
    def bands(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The rows of the distance bands: up to so many km, so much."""
        return self._rows("band_km", "band_price")

    @property
    def tiers(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The rows of late cancellation: less than so many hours before, so many percent."""
        return self._rows("tier_hours", "tier_percent")

    def draft(self) -> OfferDraft:
        """The offer as she told it; of a valid form."""
        told = {name: self.cleaned_data[name] for name in COLUMNS if name in self.cleaned_data}
        for name in ("rounding_minutes", "free_km"):
            told[name] = told.get(name) or 0
        if told.get("vat_rate") is None:
            told.pop("vat_rate", None)
        return OfferDraft(
            unit=self.unit,
            price=self.cleaned_data["price"],
            firm_price=self.cleaned_data["firm_price"],
            price_from=self.cleaned_data["price_from"],
            bands=self._pairs("band_km", "band_price"),
            tiers=self._pairs("tier_hours", "tier_percent"),
            **self._apart(told),
        )

    def refuse(self, refusal: OfferRefused) -> None:
        """Show where it belongs why this cannot be an offer."""
        shown = {"bands": "band_km_0", "tiers": "tier_hours_0"}.get(refusal.field, refusal.field)
        self.add_error(shown if shown in self.fields else None, str(refusal))

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        for first, second in (("band_km", "band_price"), ("tier_hours", "tier_percent")):
            for rank in range(self.row_count):
                self._whole_row(f"{first}_{rank}", f"{second}_{rank}")
        return told

    def _whole_row(self, first: str, second: str) -> None:
        """Half a row says nothing: ask for the other half."""
        if first not in self.fields or self.errors.get(first) or self.errors.get(second):
            return
        one, two = self.cleaned_data.get(first), self.cleaned_data.get(second)
        if (one is None) != (two is None):
            missing = first if one is None else second
            self.add_error(missing, _("Fill in both numbers of this line, or none."))

    def _apart(self, told: dict[str, Any]) -> dict[str, Any]:
        """Without what was typed for a way of travelling that was not chosen."""
        if told.get("travel", "") not in (Travel.KM, Travel.TIME):
            told["travel_price"] = None
            told["free_km"] = 0
        return told

    def _add_rows(self) -> None:
        given = [*self.initial.get("bands", ())], [*self.initial.get("tiers", ())]
        wanted = max(len(rows) for rows in given) + BLANK_ROWS
        typed = [
            int(name[8:])
            for name in self.data
            if name.startswith("band_km_") and name[8:].isdigit()
        ]
        self.row_count = min(MOST_ROWS, max(LEAST_ROWS, wanted, *(rank + 1 for rank in typed)))
        for rank in range(self.row_count):
            if "travel" in self.fields:
                self.fields[f"band_km_{rank}"] = whole_field(
                    label=_("Up to, in km"), required=False, max_value=2000, example=FAR
                )
                self.fields[f"band_price_{rank}"] = MoneyField(
                    label=_("Price"), required=False, max_digits=8, min_value=Decimal(0)
                )
            self.fields[f"tier_hours_{rank}"] = whole_field(
                label=_("Less than, in hours"), required=False, max_value=2000
            )
            self.fields[f"tier_percent_{rank}"] = whole_field(
                label=_("Percent"), required=False, max_value=100
            )

    def _rows(self, first: str, second: str) -> list[tuple[forms.BoundField, forms.BoundField]]:
        names = (f"{first}_{rank}" for rank in range(self.row_count))
        return [
            (self[name], self[f"{second}_{name.rpartition('_')[2]}"])
            for name in names
            if name in self.fields
        ]

    def _pairs(self, first: str, second: str) -> list[tuple[Any, Any]]:
        return list(self._told_pairs(first, second)) if self._counts(first) else []

    def _counts(self, first: str) -> bool:
        chosen = self.cleaned_data.get("travel", "")
        return first != "band_km" or chosen == Travel.BAND

    def _told_pairs(self, first: str, second: str) -> Iterator[tuple[Any, Any]]:
        for rank in range(self.row_count):
            one = self.cleaned_data.get(f"{first}_{rank}")
            if one is not None:
                yield one, self.cleaned_data[f"{second}_{rank}"]


def as_shown(draft: OfferDraft) -> dict[str, Any]:
    """What the form shows of an offer."""
    shown: dict[str, Any] = {name: getattr(draft, name) for name in COLUMNS}
    shown |= {"price": draft.price, "firm_price": draft.firm_price}
    shown |= {"bands": draft.bands, "tiers": draft.tiers}
    for rank, (km, price) in enumerate(draft.bands):
        shown |= {f"band_km_{rank}": km, f"band_price_{rank}": price}
    for rank, (hours, percent) in enumerate(draft.tiers):
        shown |= {f"tier_hours_{rank}": hours, f"tier_percent_{rank}": percent}
    if not draft.travel:
        shown |= {"free_km": None, "travel_price": None}
    return shown


def usual(unit: str) -> dict[str, Any]:
    """What a new offer of a unit starts with."""
    nature = Offer.Nature.GOODS if unit == Unit.ITEM else Offer.Nature.SERVICE
    shown: dict[str, Any] = {"nature": nature, "vat_rate": Decimal(20)}
    if unit in USUAL_HOURS:
        shown["hours"] = USUAL_HOURS[Unit(unit)]
    if unit == Unit.HOUR:
        shown["rounding_minutes"] = 15
    return shown


class StartingForm(forms.Form):
    """Suggested offers, ticked and priced before they enter the catalogue."""

    def __init__(self, *arguments: Any, offers: list[StartingOffer], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.offers = offers
        for offer in offers:
            self.fields[f"take_{offer.key}"] = forms.BooleanField(
                label=offer.name, required=False, initial=True
            )
            self.fields[f"name_{offer.key}"] = forms.CharField(
                label=_("Name"),
                max_length=120,
                initial=offer.name,
                required=False,
                error_messages=SHORT,
            )
            self.fields[f"price_{offer.key}"] = MoneyField(
                label=_("Price"),
                min_value=Decimal(0),
                max_digits=10,
                required=False,
                initial=as_typed(Decimal(offer.facts["price"]), places=2),
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each suggestion with its three fields."""
        return [
            {
                "offer": offer,
                "unit": Unit(offer.unit).label,
                "draft": _suggested(offer, name=offer.name, price=Decimal(offer.facts["price"])),
            }
            | {name: self[f"{name}_{offer.key}"] for name in ("take", "name", "price")}
            for offer in self.offers
        ]

    def drafts(self) -> list[OfferDraft]:
        """Those she ticked, as she named and priced them; of a valid form."""
        return [
            _suggested(
                offer,
                name=self.cleaned_data[f"name_{offer.key}"] or offer.name,
                price=self.cleaned_data[f"price_{offer.key}"],
            )
            for offer in self.offers
            if self.cleaned_data[f"take_{offer.key}"]
        ]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        for offer in self.offers:
            name = f"price_{offer.key}"
            if told.get(f"take_{offer.key}") and told.get(name) is None and name not in self.errors:
                self.add_error(name, MoneyField.EXAMPLE)
        return told


def _suggested(offer: StartingOffer, *, name: str, price: Decimal) -> OfferDraft:
    facts = dict(offer.facts)
    for number in ("hours", "minimum_hours", "travel_price"):
        if number in facts:
            facts[number] = Decimal(facts[number])
    return OfferDraft(
        **{
            **facts,
            "name": name,
            "price": price,
            "description": offer.text,
            "tiers": [(hours, percent) for hours, percent in facts.get("tiers", ())],
        }
    )
