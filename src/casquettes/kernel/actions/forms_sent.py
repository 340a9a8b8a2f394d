"""A form counts once: double click, back button or a request played again get the first answer."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, runtime_checkable

from django.db import transaction
from django.utils.translation import gettext as _

from casquettes.engine import journal as chain
from casquettes.kernel.models import Business, SentForm

FIELD = "form_key"
# What a browser adds by itself: not what she typed.
APART = (FIELD, "csrfmiddlewaretoken")
KEY_SHAPE = re.compile(r"[A-Za-z0-9_-]{16,40}")
KEPT = dt.timedelta(days=30)


class FormReused(Exception):
    """This form was sent already with something else in it, or without its key."""


@runtime_checkable
class Posted(Protocol):
    """A form as it was posted: every name with all its values."""

    def lists(self) -> Iterable[tuple[str, list[Any]]]: ...


def new_key() -> str:
    """What tells a form that is shown now from every other: 128 bits."""
    return secrets.token_urlsafe(16)


@transaction.atomic
def once(
    business: Business,
    *,
    key: str,
    body: Posted | Mapping[str, Any],
    at: dt.datetime,
    act: Callable[[], str],
) -> str:
    """Where this form leads: `act()` the first time, the same answer each time after.

    Two at once: the second waits for the first. When `act` refuses, nothing is kept and the form
    may be corrected and sent again. Raises FormReused for the same key with another body.
    """
    if not KEY_SHAPE.fullmatch(key):
        raise FormReused(_("This form is incomplete: open its page again, then send it."))
    sent = SentForm(business=business, key=key, body=fingerprint(body), answer="", at=at)
    # Where another request is at the same form, the database waits here until it has ended.
    SentForm.objects.bulk_create([sent], ignore_conflicts=True)
    known = SentForm.objects.get(business=business, key=key)
    if known.body != sent.body:
        raise FormReused(
            _("This form was already sent, with something else in it: open its page again.")
        )
    if known.answer:
        return known.answer
    answer = act()
    SentForm.objects.filter(pk=known.pk).update(answer=answer)
    SentForm.objects.filter(business=business, at__lt=at - KEPT).delete()
    return answer


def fingerprint(body: Posted | Mapping[str, Any]) -> str:
    """SHA-256 of what was sent, whatever the order of its names; files count by their content."""
    pairs = body.lists() if isinstance(body, Posted) else body.items()
    told = {name: _told(value) for name, value in pairs if name not in APART}
    return hashlib.sha256(chain.canonical(told).encode()).hexdigest()


def _told(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_told(part) for part in value]
    if hasattr(value, "chunks"):
        digest = hashlib.sha256()
        for chunk in value.chunks():
            digest.update(chunk)
        value.seek(0)
        return [value.name, digest.hexdigest()]
    return str(value)
