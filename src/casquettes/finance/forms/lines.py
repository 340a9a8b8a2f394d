"""The lines of an invoice as they are typed: as many as she likes, moved, removed, offered."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casquettes.creation.queries.offers import Listed
from casquettes.engine.documents import HUNDRED, Line
from casquettes.finance.actions.drafts import LineDraft
from casquettes.finance.forms.ties import sealed
from casquettes.finance.models import InvoiceLine
from casquettes.sales.models import Covers
from casquettes.ui.numbers import MoneyField, NumberField
from casquettes.ui.papers import quantity_of
from casquettes.ui.quantities import SILENT, Quantity, QuantityField

MOST_LINES = 2000
CHOOSE = {"invalid_choice": gettext_lazy("Choose in the list.")}
FIELDS = (
    "description", "quantity", "price", "vat_rate", "detail", "group", "discount", "covers",
    "nature", "ties",
)  # fmt: skip
HIDDEN = ("detail", "group", "discount", "covers", "nature")
Raw = dict[str, str]


class LineForm(forms.Form):
    """One line; left empty it counts for nothing."""

    description = forms.CharField(
        label=gettext_lazy("Description"),
        max_length=500,
        error_messages={
            "required": gettext_lazy("Say what this line is for."),
            "max_length": gettext_lazy(
                "Shorten it to 500 characters; the rest may go in the detail."
            ),
        },
        widget=forms.TextInput({"list": "offers", "autocomplete": "off"}),
    )
    quantity = QuantityField(label=gettext_lazy("Quantity"), required=False)
    price = MoneyField(
        label=gettext_lazy("Price"),
        max_digits=12,
        decimal_places=4,
        required=False,
    )
    vat_rate = NumberField(
        label=gettext_lazy("VAT, in percent"), max_digits=4, decimal_places=2, required=False
    )
    detail = forms.CharField(
        label=gettext_lazy("Detail"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 2}),
    )
    group = forms.CharField(label=gettext_lazy("Under the title"), required=False, max_length=120)
    discount = NumberField(
        label=gettext_lazy("Discount, in percent"), max_digits=5, decimal_places=2, required=False
    )
    covers = forms.ChoiceField(
        label=gettext_lazy("For"),
        choices=[("", "—"), *Covers.choices],
        required=False,
        error_messages=CHOOSE,
    )
    nature = forms.ChoiceField(
        label=gettext_lazy("Service or goods"),
        choices=[("", "—"), *InvoiceLine.Nature.choices],
        required=False,
        error_messages=CHOOSE,
    )
    ties = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, raw: Raw, *, rank: int, offers: Mapping[str, Listed], **about: Any) -> None:
        prefix = f"lines-{rank}"
        super().__init__({f"{prefix}-{name}": value for name, value in raw.items()}, prefix=prefix)
        self.rank = rank
        self.raw = raw
        self.offers = offers
        self.about = about
        self.label_suffix = ""

    @property
    def is_blank(self) -> bool:
        """Nothing was typed here."""
        return not any(
            self.raw.get(name, "").strip() for name in ("description", "price", "detail")
        )

    @property
    def is_unfolded(self) -> bool:
        """Something that a folded line would hide is to be corrected."""
        return any(name in self.errors for name in HIDDEN)

    @property
    def hidden(self) -> str:
        """What a folded line hides, on one line."""
        detail = " ".join(self.raw.get("detail", "").split())
        rate = self.raw.get("discount", "").strip()
        discount = _("discount of %(rate)s %%") % {"rate": rate} if rate else ""
        return Truncator(
            ", ".join(filter(None, [self.raw.get("group", ""), detail, discount]))
        ).chars(90)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        offer = self._offer(told.get("description", ""))
        if told.get("price") is None and "price" not in self.errors:
            price = self._usual_price(offer)
            if price is None:
                self.add_error("price", _("Write a price, for example 55; 0 when it is free."))
            told["price"] = price
        return told

    def line(self, ties: Mapping[str, Any]) -> LineDraft:
        """The line, valid, with what it is tied to."""
        told = self.cleaned_data
        offer = self._offer(told["description"])
        quantity: Quantity = told["quantity"] or Quantity(Decimal(1))
        known = {**ties, **_of_offer(offer)}
        unit = quantity.unit
        if unit is None:
            tied = str(known.get("unit", ""))
            unit = tied if tied in SILENT or not told["quantity"] else ""
        rate = told["vat_rate"]
        return LineDraft(
            description=told["description"],
            unit_price=told["price"],
            quantity=quantity.number,
            unit=unit,
            detail=told["detail"].strip(),
            group=told["group"].strip(),
            discount_rate=told["discount"] or Decimal(0),
            vat_rate=known.get("vat_rate", Decimal(0)) if rate is None else rate,
            covers=told["covers"] or known.get("covers", Covers.SERVICE),
            nature=told["nature"] or known.get("nature", InvoiceLine.Nature.SERVICE),
            sap=bool(known.get("sap")),
            offer=known.get("offer"),
            hours=known.get("hours"),
            session=known.get("session"),
            deducts=known.get("deducts"),
            entries=known.get("entries", ()),
        )

    def sketch(self, *, owes_vat: bool) -> Line | None:
        """The line as the engine sums it; None while it cannot be read."""
        if self.is_blank or not self.is_valid():
            return None
        line = self.line({})
        return Line(
            description=line.description,
            quantity=line.quantity,
            unit=line.unit,
            unit_price=line.unit_price,
            discount_rate=line.discount_rate,
            vat_rate=line.vat_rate if owes_vat else None,
        )

    @property
    def amount(self) -> Decimal | None:
        """What the line comes to; None while it cannot be read."""
        line = self.sketch(owes_vat=False)
        return line.amount if line else None

    def _offer(self, description: str) -> Listed | None:
        return self.offers.get(" ".join(description.split()).casefold())

    def _usual_price(self, offer: Listed | None) -> Decimal | None:
        return price_of(offer, **self.about) if offer else None


def price_of(offer: Listed, *, firm: bool = False, gross: bool = False) -> Decimal | None:
    """What one unit of the offer costs this client, with VAT in gross entry."""
    price = offer.firm_price if firm and offer.firm_price is not None else offer.price
    if price is None or not gross:
        return price
    return (price * (HUNDRED + offer.offer.vat_rate) / HUNDRED).quantize(Decimal("0.01"))


def _of_offer(listed: Listed | None) -> dict[str, Any]:
    """What a line says for being that offer."""
    if listed is None:
        return {}
    offer = listed.offer
    return {
        "offer": offer,
        "unit": offer.unit,
        "vat_rate": offer.vat_rate,
        "nature": offer.nature,
        "sap": offer.sap,
        "hours": offer.hours if offer.unit in ("package", "fixed") else None,
        "covers": Covers.DIAGNOSIS if offer.diagnosis else Covers.SERVICE,
    }


def raw_lines(data: Mapping[str, str]) -> list[Raw]:
    """The lines as they were sent, in order."""
    text = data.get("lines", "0")
    count = min(int(text), MOST_LINES) if text.isdecimal() and len(text) < 5 else 0
    return [{name: data.get(f"lines-{i}-{name}", "") for name in FIELDS} for i in range(count)]


def shifted(lines: list[Raw], act: str) -> tuple[list[Raw], int | None]:
    """The lines after a button was pressed, and which of them to go to."""
    verb, _dash, text = act.partition("-")
    rank = int(text) if text.isdecimal() and len(text) < 5 else -1
    if verb == "add":
        return [*lines, {}], len(lines)
    if not 0 <= rank < len(lines):
        return lines, None
    if verb == "drop":
        left = lines[:rank] + lines[rank + 1 :]
        return left or [{}], min(rank, max(len(left) - 1, 0))
    other = rank + {"up": -1, "down": 1}.get(verb, 0)
    if other == rank or not 0 <= other < len(lines):
        return lines, rank
    lines = [*lines]
    lines[rank], lines[other] = lines[other], lines[rank]
    return lines, other


def raw_of_offer(listed: Listed, *, firm: bool, gross: bool) -> Raw:
    """A line that sells the offer, as it would be typed."""
    offer = listed.offer
    price = price_of(listed, firm=firm, gross=gross)
    return {
        "description": offer.name,
        "quantity": quantity_of(Decimal(1), offer.unit),
        "price": MoneyField().prepare_value(price) if price is not None else "",
        "vat_rate": NumberField().prepare_value(offer.vat_rate),
    }


def raw_of(line: LineDraft) -> Raw:
    """A line as it would be typed, with its ties sealed."""
    plain = NumberField().prepare_value
    return {
        "description": line.description,
        "quantity": quantity_of(line.quantity, line.unit),
        "price": MoneyField().prepare_value(line.unit_price),
        "vat_rate": plain(line.vat_rate),
        "detail": line.detail,
        "group": line.group,
        "discount": plain(line.discount_rate) if line.discount_rate else "",
        "covers": line.covers,
        "nature": line.nature,
        "ties": sealed(line),
    }
