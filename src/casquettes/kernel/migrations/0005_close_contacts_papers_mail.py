"""Contacts, papers, mail and links belong to one business."""

from django.db import migrations

from casquettes.kernel.row_security import Protect


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_contacts_papers_mail")]

    operations = [
        Protect("Contact"),
        Protect("ContactPoint"),
        Protect("Address"),
        Protect("ContactTag"),
        Protect("Identity"),
        Protect("NumberSeries"),
        Protect("Counter"),
        Protect("MailSettings"),
        Protect("MailTemplate"),
        Protect("Mail"),
        Protect("MailFile"),
        Protect("SignedLink"),
        Protect("SentForm"),
    ]
