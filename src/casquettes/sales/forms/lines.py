"""The lines of a quote as they are typed: moved, removed, under titles, as options."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.creation.models import Offer
from casquettes.engine.documents import Line
from casquettes.sales.actions.drafts import MOST_LINES, LineDraft
from casquettes.sales.models import Covers, PricedLine
from casquettes.ui.numbers import MoneyField, NumberField
from casquettes.ui.quantities import SILENT, Quantity, QuantityField, as_typed

LINE, TITLE = "line", "title"
FIELDS = (
    "kind", "description", "quantity", "price", "vat_rate", "detail", "discount", "covers",
    "nature", "option", "offer", "unit", "hours",
)  # fmt: skip
FOLDED = ("detail", "discount", "hours", "vat_rate")
CHOOSE = {"invalid_choice": _("Choose in the list.")}
Raw = dict[str, str]


class LineForm(forms.Form):
    """One line, or the title of those that follow; left empty it counts for nothing."""

    kind = forms.CharField(required=False, widget=forms.HiddenInput)
    description = forms.CharField(
        label=_("Description"),
        max_length=500,
        error_messages={
            "required": _("Say what this line is for."),
            "max_length": _("Shorten it to 500 characters; the rest may go in the detail."),
        },
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    quantity = QuantityField(label=_("Quantity"), required=False)
    price = MoneyField(label=_("Price"), max_digits=12, decimal_places=4, required=False)
    vat_rate = NumberField(
        label=_("VAT, in percent"), max_digits=4, decimal_places=2, required=False,
        min_value=Decimal(0),
    )  # fmt: skip
    detail = forms.CharField(
        label=_("Detail"), required=False, max_length=4000, widget=forms.Textarea({"rows": 2})
    )
    discount = NumberField(
        label=_("Discount"), max_digits=5, decimal_places=2, required=False,
        min_value=Decimal(0), max_value=Decimal(100),
    )  # fmt: skip
    hours = NumberField(
        label=_("Hours it holds"), max_digits=7, decimal_places=2, required=False,
        min_value=Decimal(0),
    )  # fmt: skip
    covers = forms.ChoiceField(
        label=_("For"), choices=Covers.choices, required=False, error_messages=CHOOSE
    )
    nature = forms.ChoiceField(
        label=_("Service or goods"),
        choices=PricedLine.Nature.choices,
        required=False,
        error_messages=CHOOSE,
    )
    option = forms.BooleanField(label=_("Option"), required=False)
    offer = forms.CharField(required=False, widget=forms.HiddenInput)
    unit = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    def __init__(self, raw: Raw, *, rank: int, checked: bool) -> None:
        prefix = f"lines-{rank}"
        sent = {f"{prefix}-{name}": value for name, value in raw.items()}
        super().__init__(sent if checked else None, initial=raw, prefix=prefix)
        self.raw, self.rank = raw, rank
        self.label_suffix = ""

    @property
    def is_title(self) -> bool:
        """Is it the title of the lines that follow?"""
        return self.raw.get("kind") == TITLE

    @property
    def is_blank(self) -> bool:
        """Nothing was typed here."""
        names = ("description",) if self.is_title else ("description", "price", "detail")
        return not any(self.raw.get(name, "").strip() for name in names)

    @property
    def is_option(self) -> bool:
        """Does it count only once it is chosen?"""
        return bool(self.raw.get("option"))

    @property
    def amount(self) -> Decimal | None:
        """What the line comes to as far as it can be read."""
        form = self if self.is_bound else LineForm(self.raw, rank=self.rank, checked=True)
        if form.is_blank or not form.is_valid():
            return None
        line = form.line(group="", offers={})
        return Line(
            description="",
            quantity=line.quantity,
            unit=line.unit,
            unit_price=line.unit_price,
            discount_rate=line.discount_rate,
        ).amount

    @property
    def is_unfolded(self) -> bool:
        """Something is told that a folded line would hide."""
        told = any(self.raw.get(name, "").strip() for name in ("detail", "discount"))
        return told or any(name in self.errors for name in FOLDED)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("price") is None and "price" not in self.errors and not self.is_title:
            self.add_error("price", _("Write a price, for example 55; 0 when it is free."))
        return told

    def line(self, *, group: str, offers: Mapping[int, Offer]) -> LineDraft:
        """The line, of a valid form, under a title."""
        told = self.cleaned_data
        offer = offers.get(int(told["offer"])) if told["offer"].isdecimal() else None
        quantity: Quantity = told["quantity"] or Quantity(Decimal(1))
        unit = quantity.unit
        if unit is None:
            unit = told["unit"] if told["unit"] in SILENT or not told["quantity"] else ""
        usual_rate = offer.vat_rate if offer else Decimal(0)
        return LineDraft(
            description=told["description"],
            unit_price=told["price"],
            quantity=quantity.number,
            unit=unit,
            detail=told["detail"].strip(),
            group=group,
            discount_rate=told["discount"] or Decimal(0),
            vat_rate=usual_rate if told["vat_rate"] is None else told["vat_rate"],
            covers=told["covers"] or Covers.SERVICE,
            nature=told["nature"] or PricedLine.Nature.SERVICE,
            sap=bool(offer and offer.sap),
            offer=offer,
            hours=told["hours"],
            is_option=told["option"],
        )


def raw_lines(data: Mapping[str, str]) -> list[Raw]:
    """The lines as they were sent, in order."""
    text = data.get("lines", "0")
    count = int(text) if text.isdecimal() and len(text) < 5 else 0
    return [
        {name: data.get(f"lines-{rank}-{name}", "") for name in FIELDS}
        for rank in range(min(count, MOST_LINES))
    ]


def shifted(lines: list[Raw], act: str) -> tuple[list[Raw], int | None]:
    """The lines after a button was pressed, and which of them to go to."""
    verb, _dash, text = act.partition("-")
    rank = int(text) if text.isdecimal() and len(text) < 5 else -1
    if verb in ("line", "title"):
        return [*lines, {"kind": verb}], len(lines)
    if not 0 <= rank < len(lines):
        return lines, None
    if verb == "drop":
        left = lines[:rank] + lines[rank + 1 :]
        return left or [{"kind": LINE}], min(rank, max(len(left) - 1, 0))
    other = rank + {"up": -1, "down": 1}.get(verb, 0)
    if not 0 <= other < len(lines):
        return lines, rank
    lines = [*lines]
    lines[rank], lines[other] = lines[other], lines[rank]
    return lines, other


def raws_of(lines: list[LineDraft]) -> list[Raw]:
    """Lines as they would be typed, each group under its title."""
    raws: list[Raw] = []
    group = ""
    for line in lines:
        if line.group != group:
            raws.append({"kind": TITLE, "description": line.group})
            group = line.group
        raws.append(raw_of(line))
    return raws


def raw_of(line: LineDraft) -> Raw:
    """A line as it would be typed."""
    plain = NumberField().prepare_value
    return {
        "kind": LINE,
        "description": line.description,
        "quantity": as_typed(line.quantity, line.unit),
        "price": MoneyField().prepare_value(line.unit_price),
        "vat_rate": plain(line.vat_rate),
        "detail": line.detail,
        "discount": plain(line.discount_rate) if line.discount_rate else "",
        "covers": line.covers,
        "nature": line.nature,
        "option": "on" if line.is_option else "",
        "offer": str(line.offer.pk) if line.offer else "",
        "unit": line.unit,
        "hours": plain(line.hours) if line.hours is not None else "",
    }
