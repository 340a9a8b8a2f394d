"""An invoice as it is typed: for whom, when, how, and its lines; nothing typed is ever lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casquettes.creation.queries.offers import Listed, catalogue
from casquettes.engine.documents import Totals, total
from casquettes.finance.actions.drafts import InvoiceDraft, InvoiceRefused
from casquettes.finance.forms.lines import LineForm, Raw, raw_lines, raw_of, raw_of_offer, shifted
from casquettes.finance.forms.places import CityField
from casquettes.finance.forms.ties import tied
from casquettes.finance.queries.documents import charges_vat
from casquettes.kernel.actions.contacts import PlaceDraft
from casquettes.kernel.actions.forms_sent import FormReused
from casquettes.kernel.choosing import ContactChoice
from casquettes.kernel.models import Address, Business, Contact
from casquettes.kernel.queries.identity import identity_of
from casquettes.production.models import Mission
from casquettes.ui.days import day_field
from casquettes.ui.numbers import NumberField
from casquettes.ui.wording import day

CHOOSE = {"invalid_choice": gettext_lazy("Choose in the list.")}
USUAL_DAYS = (0, 15, 30, 45, 60)


class HeadForm(forms.Form):
    """Everything of an invoice but its lines."""

    client = ContactChoice(label=gettext_lazy("Client"))
    street = forms.CharField(
        label=gettext_lazy("Street"),
        max_length=160,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    city = CityField(label=gettext_lazy("Postcode and city"), required=False)
    mission = forms.ModelChoiceField(
        Mission.objects.none(),
        label=gettext_lazy("Mission"),
        required=False,
        empty_label=gettext_lazy("None in particular"),
        error_messages=CHOOSE,
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=160, required=False)
    payment_days = forms.TypedChoiceField(
        label=gettext_lazy("To be paid"),
        coerce=int,
        empty_value=None,
        required=False,
        error_messages=CHOOSE,
    )
    note = forms.CharField(
        label=gettext_lazy("A word to the client"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )
    served_from = day_field(label=gettext_lazy("Work done from"), required=False)
    served_to = day_field(label=gettext_lazy("to"), required=False)
    discount_rate = NumberField(
        label=gettext_lazy("Discount on the whole, in percent"),
        max_digits=5,
        decimal_places=2,
        required=False,
    )
    order_reference = forms.CharField(
        label=gettext_lazy("Their order number"), max_length=60, required=False
    )
    payer = ContactChoice(label=gettext_lazy("Who pays, when it is not the client"), required=False)
    place = forms.ModelChoiceField(
        Address.objects.none(),
        label=gettext_lazy("Where the work was done"),
        required=False,
        empty_label=gettext_lazy("At the address of who is billed"),
        error_messages=CHOOSE,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the invoice"), required=False, error_messages=CHOOSE
    )
    gross_entry = forms.TypedChoiceField(
        label=gettext_lazy("Prices are typed"),
        choices=[("", gettext_lazy("without VAT")), ("1", gettext_lazy("with VAT"))],
        coerce=bool,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *arguments: Any, business: Business, today: dt.date, **named: Any) -> None:
        super().__init__(*arguments, **named)
        client, payer = self.fields["client"], self.fields["payer"]
        mission, days = self.fields["mission"], self.fields["payment_days"]
        language = self.fields["language"]
        assert isinstance(client, ContactChoice)
        assert isinstance(payer, ContactChoice)
        assert isinstance(mission, forms.ModelChoiceField)
        assert isinstance(days, forms.ChoiceField)
        assert isinstance(language, forms.ChoiceField)
        client.offer(business)
        payer.offer(business)
        mission.queryset = Mission.objects.of(business).select_related("client")
        language.choices = [("", _("That of the client")), *settings.LANGUAGES]
        days.choices = _days_to_pay(identity_of(business).payment_days, today=today)

    def known_client(self) -> Contact | None:
        """Who is billed, when it is one of her contacts."""
        self.is_valid()
        told = self.cleaned_data.get("client")
        return told if isinstance(told, Contact) else None


class Sheet:
    """The whole page: its head and its lines, as sent or as the draft stands."""

    def __init__(
        self,
        business: Business,
        *,
        today: dt.date,
        data: Mapping[str, str] | None = None,
        draft: InvoiceDraft | None = None,
        initial: Mapping[str, Any] | None = None,
        act: str = "",
    ) -> None:
        self.business = business
        self.today = today
        self.owes_vat = charges_vat(identity_of(business), on=today)
        self.offers = {
            " ".join(one.offer.name.split()).casefold(): one
            for one in catalogue(business, on=today)
        }
        self.goes_to: int | None = None
        first = dict(initial or {}) if draft is None else _head_of(draft)
        self.head = HeadForm(data, business=business, today=today, initial=first)
        self._client = self.head.known_client() if data is not None else first.get("client")
        self._offer_places()
        raws = raw_lines(data) if data is not None else [raw_of(line) for line in _lines(draft)]
        self.lines = self._forms(self._after(raws, act) or [{}])
        self.is_bound = data is not None

    @property
    def about(self) -> dict[str, bool]:
        """What a price depends on."""
        client = self.about_client
        gross = bool(self.head["gross_entry"].value()) and self.owes_vat
        return {"firm": client is not None and client.is_firm, "gross": gross}

    def _after(self, raws: list[Raw], act: str) -> list[Raw]:
        """The lines once the button `act` did its work."""
        if act.startswith("offer-"):
            chosen = [o for o in self.offers.values() if f"offer-{o.offer.pk}" == act]
            raws = [raw for raw in raws if any(raw.values())]
            raws += [raw_of_offer(one, **self.about) for one in chosen]
            self.goes_to = len(raws) - 1
            return raws
        raws, self.goes_to = shifted(raws, act)
        return raws

    def _forms(self, raws: list[Raw]) -> list[LineForm]:
        return [
            LineForm(raw, rank=rank, offers=self.offers, **self.about)
            for rank, raw in enumerate(raws)
        ]

    def _offer_places(self) -> None:
        place = self.head.fields["place"]
        assert isinstance(place, forms.ModelChoiceField)
        if isinstance(self._client, Contact):
            place.queryset = self._client.addresses.all()
        places = place.queryset.count() if place.queryset is not None else 0
        self.has_places = places > 1
        # An invoice says where its client lives: asked where it is not known yet.
        self.asks_place = places == 0

    @property
    def typed(self) -> list[LineForm]:
        """The lines in which something was typed."""
        return [line for line in self.lines if not line.is_blank]

    @property
    def is_valid(self) -> bool:
        """Can it be read as an invoice?"""
        return self.head.is_valid() and all(line.is_valid() for line in self.typed)

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """Every objection: the field it is about, its name, and the sentence."""
        if not self.is_bound:
            return []
        told = [("", "", str(error)) for error in self.head.non_field_errors()]
        told += [(f.auto_id, str(f.label), str(e)) for f in self.head for e in f.errors]
        for line in self.typed:
            name = _("Line %(n)s") % {"n": line.rank + 1}
            told += [(f.auto_id, name, str(error)) for f in line for error in f.errors]
        return told

    @property
    def client_place(self) -> PlaceDraft | None:
        """The address typed for a client who has none."""
        told = self.head.cleaned_data
        postcode, city = told["city"] or ("", "")
        if not self.asks_place or not (told["street"].strip() or city):
            return None
        return PlaceDraft(street=told["street"].strip(), postcode=postcode, city=city)

    def draft(self, client: Contact, payer: Contact | None, before: InvoiceDraft) -> InvoiceDraft:
        """What was typed, as an invoice for this client; the rest as it was `before`."""
        told = self.head.cleaned_data
        forms_ = self.typed
        ties = tied(self.business, [form.cleaned_data["ties"] for form in forms_])
        return InvoiceDraft(
            **{
                **vars(before),
                "client": client,
                "payer": payer,
                "lines": [form.line(one) for form, one in zip(forms_, ties, strict=True)],
                "mission": told["mission"],
                "place": told["place"] if self.has_places else None,
                "title": told["title"],
                "note": told["note"],
                "order_reference": told["order_reference"],
                "language": told["language"] or before.language,
                "gross_entry": self.about["gross"],
                "discount_rate": told["discount_rate"] or Decimal(0),
                "served_from": told["served_from"],
                "served_to": told["served_to"],
                "payment_days": told["payment_days"],
            }
        )

    @property
    def about_client(self) -> Contact | None:
        """Who is billed, when it is one of her contacts."""
        return self._client if isinstance(self._client, Contact) else None

    def totals(self) -> Totals:
        """What the lines that can be read come to."""
        sketches = (line.sketch(owes_vat=self.owes_vat) for line in self.lines)
        rate = self.head.cleaned_data.get("discount_rate") if self.is_bound else None
        if rate is None:
            rate = self.head.initial.get("discount_rate")
        return total(
            [line for line in sketches if line],
            discount_rate=rate or Decimal(0),
            gross_entry=self.about["gross"],
        )

    def refuse(self, refusal: InvoiceRefused | FormReused) -> None:
        """Put an objection beside the field it is about."""
        field = getattr(refusal, "field", "")
        if field.startswith("lines-"):
            rank, _dash, name = field.removeprefix("lines-").partition("-")
            name = {"unit_price": "price", "discount_rate": "discount"}.get(name, name)
            typed = self.typed
            if rank.isdecimal() and int(rank) < len(typed) and name in typed[int(rank)].fields:
                typed[int(rank)].add_error(name, str(refusal))
                return
        self.head.add_error(field if field in self.head.fields else None, str(refusal))


def offered(sheet: Sheet) -> list[Listed]:
    """The offers the page proposes."""
    return list(sheet.offers.values())


def _lines(draft: InvoiceDraft | None) -> list[Any]:
    return list(draft.lines) if draft else []


def _head_of(draft: InvoiceDraft) -> dict[str, Any]:
    return {
        "client": draft.client,
        "payer": draft.payer,
        "mission": draft.mission.pk if draft.mission else None,
        "place": draft.place.pk if draft.place else None,
        "title": draft.title,
        "note": draft.note,
        "order_reference": draft.order_reference,
        "language": draft.language,
        "gross_entry": "1" if draft.gross_entry else "",
        "discount_rate": draft.discount_rate or None,
        "served_from": draft.served_from,
        "served_to": draft.served_to,
        "payment_days": "" if draft.payment_days is None else draft.payment_days,
    }


def _days_to_pay(usual: int, *, today: dt.date) -> list[tuple[Any, str]]:
    """As usual first; each with the day it leads to when it is issued today."""
    choices: list[tuple[Any, str]] = [("", _in_days(usual, today))]
    return choices + [(days, _in_days(days, today)) for days in USUAL_DAYS if days != usual]


def _in_days(days: int, today: dt.date) -> str:
    if days == 0:
        return _("at once")
    facts = {"n": days, "day": day(today + dt.timedelta(days=days))}
    return ngettext("in %(n)s day, by %(day)s", "in %(n)s days, by %(day)s", days) % facts
