"""The shape of what she says of her mail server, and of her own texts."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casquettes.engine import letters
from casquettes.kernel import mail_hosts, smtp
from casquettes.kernel.actions.mail_settings import Way
from casquettes.kernel.letter_form import WHO, AddressesField, SubjectField
from casquettes.kernel.models import MailSettings
from casquettes.kernel.queries.mail import Sender

OTHER = "other"
HOST = re.compile(r"[0-9a-z_]([0-9a-z_.:-]{0,198}[0-9a-z])?|::1")
USUAL_PORTS = {"tls": 465, "starttls": 587, "none": 25}


class AddressField(AddressesField):
    """One address and no more."""

    def clean(self, value: Any) -> str:
        address = super().clean(value)
        if ", " in address:
            raise ValidationError(WHO, code="invalid")
        return address


class WayForm(forms.Form):
    """How her mail goes out: an address and a password are enough for the usual mailboxes."""

    from_address = AddressField(label=_("Your e-mail address"))
    keeper = forms.ChoiceField(label=_("Who keeps this mailbox"), required=False)
    password = forms.CharField(
        label=_("Password of the mailbox"),
        required=False,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    from_name = forms.CharField(label=_("Name that people read"), required=False, max_length=120)
    signature = forms.CharField(
        label=_("Signature"), required=False, max_length=2000, widget=forms.Textarea({"rows": 4})
    )
    host = forms.CharField(label=_("Server"), required=False, max_length=200)
    port = forms.IntegerField(label=_("Port"), required=False, min_value=1, max_value=65535)
    security = forms.ChoiceField(
        label=_("Encryption"), required=False, choices=MailSettings.Security.choices
    )
    username = forms.CharField(label=_("User name"), required=False, max_length=200)

    def __init__(self, *arguments: Any, hers: MailSettings | None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.hers = hers
        self._field("keeper").choices = [
            ("", _("The one my address names")),
            *((host.key, host.name) for host in mail_hosts.known().values()),
            (OTHER, _("Another, or my own server")),
        ]
        for fault in ("invalid", "min_value", "max_value"):
            self._field("port").error_messages[fault] = _("Write a number, for example 587.")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        place = self._place(given)
        if place is not None:
            given |= place
            given["username"] = given.get("username") or given.get("from_address", "")
            self._check_password(given)
        return given

    def way(self) -> Way:
        """What was said, with the server of a known keeper filled in."""
        return Way(**{name: self.cleaned_data[name] for name in Way.__dataclass_fields__})

    def _place(self, given: dict[str, Any]) -> dict[str, Any] | None:
        """The server, its port and encryption: her keeper's, else those she typed."""
        keeper = given.get("keeper", "")
        if keeper != OTHER:
            host = mail_hosts.known().get(keeper) or mail_hosts.of_address(
                given.get("from_address", "")
            )
            if host is not None:
                return {"host": host.host, "port": host.port, "security": host.security}
            if "from_address" in given:
                self.add_error("keeper", _("Your address does not tell who keeps it: choose."))
            return None
        return self._typed_place(given)

    def _typed_place(self, given: dict[str, Any]) -> dict[str, Any] | None:
        host = given.get("host", "").lower()
        if not HOST.fullmatch(host):
            self.add_error("host", _("Write the name of the server, for example smtp.example.org."))
            return None
        security = given.get("security") or MailSettings.Security.STARTTLS
        port = given.get("port") or USUAL_PORTS[security]
        if settings.HOSTED and port not in smtp.HOSTED_PORTS:
            self.add_error("port", _("Write one of the ports for mail: 465, 587, 25 or 2525."))
        return {"host": host, "port": port, "security": security}

    def _check_password(self, given: dict[str, Any]) -> None:
        """A password is needed unless one is known; it never travels in clear."""
        local = given["host"] in ("localhost", "127.0.0.1", "::1")
        if not given.get("password") and not (self.hers and self.hers.password):
            if local or given["security"] == MailSettings.Security.NONE:
                given["username"] = ""  # a relay that asks nobody who he is
            else:
                self.add_error("password", _("Type the password of the mailbox."))
        elif given["security"] == MailSettings.Security.NONE and not local:
            self.add_error("security", _("Without encryption your password would be readable."))

    def _field(self, name: str) -> Any:
        return self.fields[name]


class TextForm(forms.Form):
    """Her own words for a kind of letter."""

    subject = SubjectField(label=_("Subject"))
    body = forms.CharField(
        label=_("Text"),
        max_length=10_000,
        widget=forms.Textarea({"rows": 16, "class": "letter-body"}),
        error_messages={"required": _("Write a text.")},
    )

    def text(self) -> letters.Text:
        """What was typed, with the line ends of a text."""
        body = self.cleaned_data["body"].replace("\r\n", "\n")
        return letters.Text(self.cleaned_data["subject"], body)


def known_way(hers: MailSettings | None, sender: Sender) -> dict[str, Any]:
    """What the form shows first: what is known, never the password."""
    if hers is None:
        return {
            "from_address": sender.address,
            "from_name": sender.name,
            "signature": sender.signature,
        }
    names = ("from_address", "from_name", "signature", "host", "port", "security", "username")
    told = {name: getattr(hers, name) for name in names}
    guessed = mail_hosts.of_address(hers.from_address)
    known = {(h.host, h.port): h.key for h in reversed(list(mail_hosts.known().values()))}
    keeper = known.get((hers.host, hers.port), OTHER)
    is_guessed = guessed is not None and (guessed.host, guessed.port) == (hers.host, hers.port)
    told["keeper"] = "" if is_guessed else keeper
    return told
