"""What every hat shares: people, the business, contacts, papers, mail, links, the journal."""

from casquettes.kernel.models.contacts import (
    Address,
    Contact,
    ContactImport,
    ContactPoint,
    ContactTag,
)
from casquettes.kernel.models.journal import JournalEntry
from casquettes.kernel.models.links import SentForm, SignedLink
from casquettes.kernel.models.mail import Mail, MailFile, MailSettings, MailTemplate
from casquettes.kernel.models.papers import Counter, Identity, NumberSeries
from casquettes.kernel.models.people import (
    HAT_CHOICES,
    HAT_NAMES,
    Activity,
    Business,
    Membership,
    User,
)

__all__ = [
    "HAT_CHOICES",
    "HAT_NAMES",
    "Activity",
    "Address",
    "Business",
    "Contact",
    "ContactImport",
    "ContactPoint",
    "ContactTag",
    "Counter",
    "Identity",
    "JournalEntry",
    "Mail",
    "MailFile",
    "MailSettings",
    "MailTemplate",
    "Membership",
    "NumberSeries",
    "SentForm",
    "SignedLink",
    "User",
]
