"""The shape of a mission, of a search among missions, and of their last day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.creation.models import Offer
from casquettes.kernel.choosing import ContactChoice
from casquettes.kernel.models import Address, Business, Contact
from casquettes.production.actions.missions import MOST_HOURS, MissionDraft, MissionRefused
from casquettes.production.models import Mission
from casquettes.production.queries.missions import STATES, Wanted
from casquettes.ui.days import day_field
from casquettes.ui.durations import MinutesField
from casquettes.ui.numbers import MoneyField

CHOOSE = {"invalid_choice": _("Choose in the list.")}
WHOLE = {
    name: _("Write a whole number, for example 4.")
    for name in ("invalid", "min_value", "max_value")
}
# The field of the page a refusal of the action is about, where the two differ.
SHOWN_AT = {"sold_minutes": "sold"}


class MissionForm(forms.Form):
    """A mission agreed on without a quote of ours, or one to change."""

    client = ContactChoice(label=_("Client"))
    title = forms.CharField(
        label=_("Title"),
        max_length=160,
        required=False,
        help_text=_("Empty: the name of the offer, or of the client."),
        error_messages={"max_length": _("Shorten the title to 160 characters.")},
    )
    offer = forms.ModelChoiceField(
        Offer.objects.none(),
        label=_("Offer"),
        required=False,
        empty_label=_("None in particular"),
        error_messages=CHOOSE,
    )
    terms = forms.ChoiceField(
        label=_("Sold"),
        choices=Mission.Terms.choices,
        initial=Mission.Terms.HOURLY,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    sold = MinutesField(label=_("Hours sold"), required=False, most_hours=MOST_HOURS)
    price = MoneyField(label=_("Price"), required=False, max_digits=10)
    planned_sessions = forms.IntegerField(
        label=_("Sessions planned"),
        required=False,
        min_value=0,
        max_value=500,
        error_messages=WHOLE,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    signed_on = day_field(label=_("Signed"), required=False)
    starts_on = day_field(label=_("Starts"), required=False)
    expires_on = day_field(label=_("A package ends"), required=False)
    travel_paid = forms.BooleanField(label=_("The client pays for travel"), required=False)
    travel_fee = MoneyField(label=_("Travel, per session"), required=False, max_digits=8)
    payer = ContactChoice(label=_("Who pays, if another"), required=False)
    place = forms.ModelChoiceField(
        Address.objects.none(),
        label=_("Where"),
        required=False,
        empty_label=_("Not said"),
        error_messages=CHOOSE,
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=5000, widget=forms.Textarea({"rows": 3})
    )

    def __init__(
        self, *arguments: Any, business: Business, mission: Mission | None = None, **named: Any
    ) -> None:
        if mission is not None:
            named["initial"] = _as_typed(mission)
        super().__init__(*arguments, **named)
        self.mission = mission
        for name in ("client", "payer"):
            chosen = self.fields[name]
            assert isinstance(chosen, ContactChoice)
            chosen.offer(business)
        offer, place = self.fields["offer"], self.fields["place"]
        assert isinstance(offer, forms.ModelChoiceField)
        assert isinstance(place, forms.ModelChoiceField)
        offer.queryset = Offer.objects.of(business).shown()
        if mission is None:
            del self.fields["place"]
        else:
            place.queryset = Address.objects.filter(business=business, contact=mission.client_id)
            self.fields["client"].disabled = mission.quote_id is not None

    def draft(self, client: Contact, payer: Contact | None) -> MissionDraft:
        """The mission as told; of a valid form."""
        told = self.cleaned_data
        offer = told["offer"]
        title = told["title"] or (offer.name if offer else client.name)
        same_client = self.mission is None or self.mission.client_id == client.pk
        return MissionDraft(
            client=client,
            title=title[:160],
            terms=told["terms"],
            sold_minutes=told["sold"] or 0,
            planned_sessions=told["planned_sessions"] or 0,
            price=told["price"],
            payer=payer,
            place=told.get("place") if same_client else None,
            offer=offer,
            travel_paid=told["travel_paid"],
            travel_fee=told["travel_fee"],
            signed_on=told["signed_on"],
            starts_on=told["starts_on"],
            expires_on=told["expires_on"],
            note=told["note"].strip(),
        )

    def refuse(self, refusal: MissionRefused) -> None:
        """Put an objection beside the field it is about."""
        field = SHOWN_AT.get(refusal.field, refusal.field)
        self.add_error(field if field in self.fields else None, str(refusal))


class MissionSearch(forms.Form):
    """Which missions she wants to see, as the address says it."""

    q = forms.CharField(
        label=_("Search"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"type": "search", "placeholder": _("Client or title")}),
    )
    state = forms.ChoiceField(choices=[(name, name) for name in STATES], required=False)
    terms = forms.ChoiceField(
        label=_("Sold"),
        required=False,
        choices=[("", _("Any terms")), *Mission.Terms.choices],
        error_messages=CHOOSE,
    )
    client = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    def wanted(self) -> Wanted:
        """What was asked, as far as it could be read."""
        self.is_valid()
        told = self.cleaned_data
        return Wanted(
            state=told.get("state") or "open",
            words=told.get("q") or "",
            terms=told.get("terms") or "",
            client=told.get("client"),
        )


class LastDayForm(forms.Form):
    """The day a mission ended; today when nothing is said."""

    on = day_field(label=_("Day"), required=False)

    def day(self, today: dt.date) -> dt.date:
        """The day told, or today."""
        told: dt.date | None = self.cleaned_data.get("on")
        return told or today


def _as_typed(mission: Mission) -> dict[str, Any]:
    same = ("title", "terms", "price", "signed_on", "starts_on", "expires_on", "note")
    same += ("travel_paid", "travel_fee")
    return {name: getattr(mission, name) for name in same} | {
        "client": mission.client,
        "payer": mission.payer,
        "offer": mission.offer_id,
        "place": mission.place_id,
        "sold": mission.sold_minutes or None,
        "planned_sessions": mission.planned_sessions or None,
    }
