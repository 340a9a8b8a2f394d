"""Rows of a business are seen by that business only."""

from django.db import migrations

from casquettes.kernel.row_security import MakeApplicationRole, Protect, ProtectBusiness


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        MakeApplicationRole(),
        Protect("Membership"),
        Protect("Activity"),
        ProtectBusiness(),
    ]
