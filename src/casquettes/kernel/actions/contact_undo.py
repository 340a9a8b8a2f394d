"""Taking back what was done to contacts: put aside, brought back, tagged, planned."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.core import signing
from django.db import transaction

from casquettes.kernel.actions.contacts import archive, follow_up, restore, take_tag
from casquettes.kernel.models import Business, Contact

SALT = "kernel.contacts.undo"
UNTIL = dt.timedelta(days=1)


@dataclass(frozen=True)
class Step:
    """One act on contacts, as it can be taken back: its name, whom it touched, what was before."""

    act: str  # "archive", "restore", "tag" or "follow_up"
    ids: list[int]
    before: list[str] = field(default_factory=list)

    def sealed(self, business: Business) -> str:
        """The step as text that may travel through an address and back, unaltered."""
        return signing.dumps(
            [business.pk, self.act, self.ids, self.before], salt=SALT, compress=True
        )

    @classmethod
    def opened(cls, seal: str, business: Business) -> Step | None:
        """The step sealed for this business; None when altered, too old or another business's."""
        try:
            owner, act, ids, before = signing.loads(seal, salt=SALT, max_age=UNTIL)
        except signing.BadSignature:
            return None
        return cls(act, ids, before) if owner == business.pk else None


def follow_up_step(contact: Contact) -> Step:
    """The way back to what is planned with a contact now."""
    on = contact.follow_up_on
    return Step("follow_up", [contact.pk], [on.isoformat() if on else "", contact.follow_up_note])


@transaction.atomic
def take_back(business: Business, step: Step, *, on: dt.date) -> None:
    """The contacts as they were before the act."""
    contacts = list(Contact.objects.of(business).filter(pk__in=step.ids).select_for_update())
    if step.act == "archive":
        restore(contacts)
    elif step.act == "restore":
        archive(contacts, on=on)
    elif step.act == "tag":
        take_tag(business, step.ids, step.before[0])
    else:
        day, note = step.before
        for contact in contacts:
            follow_up(contact, on=dt.date.fromisoformat(day) if day else None, note=note)
