"""Words too easy to guess here, in whatever they are wrapped."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from casquettes.kernel.models import Business, User

OURS = ("casquette", "motdepasse", "password")


class NoObviousWord:
    """Refuses a password made of our name or of her business's, and little else."""

    def validate(self, password: str, user: User | None = None) -> None:
        plain = _plain(password)
        words = {*OURS, *_names_of(user)}
        if any(word in plain and len(plain) - len(word) < 8 for word in words):
            raise ValidationError(
                _("This password holds a word that is easy to guess here. Choose another."),
                code="password_obvious",
            )

    def get_help_text(self) -> str:
        return _("Not the name of the business, nor “casquettes”.")


def _names_of(user: User | None) -> set[str]:
    """The names of her businesses, when long enough to be a word."""
    if user is None or user.pk is None:
        return set()
    names = Business.objects.filter(memberships__user=user).values_list("name", flat=True)
    return {plain for plain in map(_plain, names) if len(plain) >= 5}


def _plain(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
