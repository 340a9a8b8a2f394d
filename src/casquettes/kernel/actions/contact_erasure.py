"""Someone asks to be forgotten: what is personal goes, papers the law wants kept stay."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from casquettes.kernel.actions.contacts import FACTS
from casquettes.kernel.models import Contact, Mail, MailFile
from casquettes.kernel.queries.contact_references import on_papers

BLANK = {name: "" for name in FACTS if name not in {"kind", "payer", "follow_up_on", "currency"}}


@transaction.atomic
def erase_contact(contact: Contact, *, at: dt.datetime) -> bool:
    """Forget a person or firm; True when nothing of it had to stay.

    Where any paper points to it, the row stays without a name: issued invoices keep, as the law
    wants, the name they were issued with, and nothing else leads back to it.
    """
    business = contact.business
    contact = Contact.objects.of(business).select_for_update().get(pk=contact.pk)
    for twin in [contact, *contact.merged.all()]:
        _forget_mails(twin, at=at)
        Contact.objects.filter(payer=twin).update(payer=None)
    kept = [twin for twin in contact.merged.all() if not _gone(twin, business.local_day(at))]
    whole = _gone(contact, business.local_day(at))
    return whole and not kept


def _gone(contact: Contact, on: dt.date) -> bool:
    """Take the row away, or its content where a paper of any room points to it."""
    if not on_papers([contact.pk]):
        contact.delete()
        return True
    contact.points.all().delete()
    contact.tags.all().delete()
    # Papers point to places too: these rows stay, saying nothing.
    contact.addresses.update(label="", street="", street2="", postcode="", city="", access_note="")
    for name, nothing in BLANK.items():
        setattr(contact, name, nothing)
    contact.kind = Contact.Kind.PERSON
    contact.last_name = _("Erased contact %(number)s") % {"number": contact.pk}
    contact.payer = contact.follow_up_on = None
    contact.search_text = contact.foreign_id = ""
    contact.erased_on = on
    contact.archived_on = contact.archived_on or on
    contact.save()
    return False


def _forget_mails(contact: Contact, *, at: dt.datetime) -> None:
    """Mails to them keep their day; those that still waited no longer leave."""
    mails = Mail.objects.filter(contact=contact)
    MailFile.objects.filter(mail__in=mails).delete()
    mails.waiting().update(removed_at=at)
    mails.update(to="", copy_to="", subject="", body="", error="", contact=None)
