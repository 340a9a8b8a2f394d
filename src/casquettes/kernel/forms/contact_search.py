"""The shape of a search among contacts, of an act on those found, and of a file of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from casquettes.kernel.models import Contact
from casquettes.kernel.queries.contact_list import Choices, Wanted

MOST_AT_ONCE = 200
CHOOSE = {"invalid_choice": _("Choose in the list.")}
SORTS = [
    ("", _("By name")),
    ("follow-up", _("By next follow-up")),
    ("city", _("By city")),
    ("recent", _("Latest first")),
]


class SearchForm(forms.Form):
    """What she is looking for, as the address of the page says it."""

    q = forms.CharField(
        label=_("Name, city, telephone, e-mail"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(
        label=_("Persons and firms"),
        choices=[
            ("", _("Persons and firms")),
            (Contact.Kind.PERSON, _("Persons")),
            (Contact.Kind.FIRM, _("Firms")),
        ],
        required=False,
        error_messages=CHOOSE,
    )
    tag = forms.ChoiceField(label=_("Tag"), required=False, error_messages=CHOOSE)
    origin = forms.ChoiceField(label=_("How they came"), required=False, error_messages=CHOOSE)
    sort = forms.ChoiceField(label=_("Order"), choices=SORTS, required=False, error_messages=CHOOSE)
    due = forms.BooleanField(required=False)
    archived = forms.BooleanField(required=False)

    def __init__(self, *arguments: Any, choices: Choices, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._offer("tag", _("Any tag"), choices.tags)
        self._offer("origin", _("Any origin"), choices.origins)

    def wanted(self) -> Wanted:
        """What was asked, as far as it could be read."""
        self.is_valid()
        told = self.cleaned_data
        return Wanted(
            words=told.get("q") or "",
            tag=told.get("tag") or "",
            origin=told.get("origin") or "",
            kind=told.get("kind") or "",
            due=bool(told.get("due")),
            archived=bool(told.get("archived")),
            sort=told.get("sort") or "",
        )

    def _offer(self, name: str, nothing: Any, words: list[str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", nothing), *((word, word) for word in words)]


class SeveralForm(forms.Form):
    """Which contacts, and what becomes of them."""

    ids = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Tick at least one row."), **CHOOSE}
    )
    act = forms.ChoiceField(
        choices=[(act, act) for act in ("tag", "archive", "restore")],
        error_messages=CHOOSE | {"required": _("Say what to do with the ticked rows.")},
    )
    tag = forms.CharField(max_length=40, required=False)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        ids = self.fields["ids"]
        assert isinstance(ids, forms.TypedMultipleChoiceField)
        given = self.data.getlist("ids") if isinstance(self.data, MultiValueDict) else []
        ids.choices = [
            (text, text) for text in given[:MOST_AT_ONCE] if text.isdecimal() and len(text) < 19
        ]


class UploadForm(forms.Form):
    """A file of contacts."""

    file = forms.FileField(
        label=_("Your file"),
        help_text=_("vCard (.vcf) or CSV, 64 MB at most."),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )

    def clean_file(self) -> Any:
        """Refused before it is read."""
        file = self.cleaned_data["file"]
        if file.size > settings.MAX_IMPORT_BYTES:
            raise forms.ValidationError(
                _("This file is too big: %(most)s MB at most.")
                % {"most": settings.MAX_IMPORT_BYTES // (1024 * 1024)}
            )
        return file
