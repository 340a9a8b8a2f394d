"""Invented figures and people for the page of every component."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django import forms

from casquettes.ui.charts import Bar
from casquettes.ui.lines import Column, Point

NAMES = {
    "pilot": "Pilote",
    "manager": "Gestionnaire",
    "sales": "Commercial",
    "creation": "Création",
    "logistics": "Logistique",
    "production": "Production",
    "quality": "Qualité",
}
HOUR = 3600
WEEK = {
    "production": 56.5,
    "sales": 27,
    "manager": 24.5,
    "logistics": 17,
    "creation": 14.5,
    "pilot": 9,
    "quality": 3.5,
}
NOON = dt.datetime(2026, 11, 19, 16, 10, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Slice:
    hat: str
    name: str
    seconds: int


class SampleForm(forms.Form):
    """One field of each shape."""

    name = forms.CharField(label="Nom", initial="Mme Ferrand")
    price = forms.RegexField(
        r"^\d+(,\d+)?$",
        label="Prix",
        initial="55,00",
        help_text="hors frais de déplacement",
        error_messages={"invalid": "Écrivez un nombre, par exemple 48,90"},
    )
    kind = forms.ChoiceField(label="Catégorie", choices=[("a", "Petit matériel"), ("b", "Trajet")])
    unit = forms.ChoiceField(
        label="Durée",
        choices=[("h", "Heure"), ("s", "Séance"), ("f", "Forfait")],
        widget=forms.RadioSelect,
        initial="h",
    )
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    billed = forms.BooleanField(
        label="Facturable", help_text="compte dans la part facturée", required=False, initial=True
    )


def shown() -> dict[str, Any]:
    """What the page needs: a worn hat, its rack and ribbon, and something for every chart."""
    months = ["déc.", "janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept."]
    shares = [0.24, 0.27, 0.265, 0.31, None, 0.33, 0.352, 0.34, 0.31, 0.342]
    days = ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."]
    hats = [Slice(hat, NAMES[hat], int(hours * HOUR)) for hat, hours in WEEK.items()]
    return {
        **_header(),
        "hats": [Slice(hat, name, 0) for hat, name in NAMES.items()],
        "slices": hats,
        "bars": [Bar(s.name, s.seconds, f"{s.seconds // HOUR} h", s.hat) for s in hats[:4]],
        "points": [
            Point(month, share, share and share - 0.03, share and share + 0.02)
            for month, share in zip(months, shares, strict=True)
        ],
        "columns": [
            Column(day, [(s.hat, s.seconds * (7 - n) // 60) for s in hats[: 5 - n // 2]])
            for n, day in enumerate(days)
        ],
        "spark": shares,
        "form": SampleForm(),
        "refused": SampleForm({"name": "", "price": "48,90 et 12", "unit": "h", "kind": "a"}),
    }


def _header() -> dict[str, Any]:
    worn = SimpleNamespace(
        hat="creation",
        name=NAMES["creation"],
        since=NOON - dt.timedelta(seconds=305),
        seconds=305,
        paused=False,
        url="#",
        pause_url="#",
        resume_url="#",
    )
    return {
        "worn": worn,
        "worn_version": "sample",
        "page_hat": "creation",
        "today": NOON.date(),
        "rack": [
            SimpleNamespace(
                hat=hat, name=name, week_seconds=9000, worn=hat == "creation", wear_url="#"
            )
            for hat, name in NAMES.items()
        ],
        "ribbon": SimpleNamespace(
            tools=[SimpleNamespace(label="Offres", url="#", current=False)]
            + [SimpleNamespace(label="Modèles", url="#k1", current=True)],
            pages=[
                SimpleNamespace(label=label, url="#", current=False)
                for label in ("Aujourd’hui", "Semaine", "Réglages")
            ],
        ),
        "demo_note": "Entreprise d’exemple, tout y est inventé.",
    }
