"""Imports of contacts belong to one business, and so do the contacts they brought."""

from django.db import migrations

from casquettes.kernel.row_security import Protect


class Migration(migrations.Migration):
    dependencies = [("kernel", "0006_contact_imports")]

    operations = [
        Protect("ContactImport"),
        Protect("Contact"),
    ]
