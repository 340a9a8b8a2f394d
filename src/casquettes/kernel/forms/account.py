"""The forms of the door in our words: allauth checks, we ask."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_lock
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

WORDS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "password1": _("New password"),
    "password2": _("The same again"),
    "oldpassword": _("Present password"),
    "remember": _("Stay signed in on this device"),
    "code": _("Code"),
    "name": _("Name of the device"),
    "passwordless": _("Sign in with it alone, without a password"),
}


class Plain:
    """Our labels, no placeholder that repeats them, no long list of rules."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.label = WORDS.get(name, field.label)
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)


class LoginForm(Plain, account.LoginForm):  # type: ignore[misc]
    """Address and password."""


class SignupForm(Plain, account.SignupForm):  # type: ignore[misc]
    """Address and a first password."""


class AddEmailForm(Plain, account.AddEmailForm):  # type: ignore[misc]
    """One more address."""


class ChangePasswordForm(Plain, account.ChangePasswordForm):  # type: ignore[misc]
    """The present password, and the new one twice."""


class SetPasswordForm(Plain, account.SetPasswordForm):  # type: ignore[misc]
    """A first password, twice."""


class ResetPasswordForm(Plain, account.ResetPasswordForm):  # type: ignore[misc]
    """The address of a forgotten password."""


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password of a forgotten one, twice."""


class ReauthenticateForm(Plain, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""


class CodeForm(Plain, second_lock.AuthenticateForm):  # type: ignore[misc]
    """The code of the second lock."""


class CodeAgainForm(Plain, second_lock.ReauthenticateForm):  # type: ignore[misc]
    """The code of the second lock once more."""


class ActivateCodeForm(Plain, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code an application shows."""


class AddPasskeyForm(Plain, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey and its name; without a password unless she says otherwise."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(Plain, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""
