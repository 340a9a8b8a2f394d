"""An issued invoice, its lines and the time it bills stay as they were issued."""

from django.db import migrations

from casquettes.kernel.row_security import Seal


class Migration(migrations.Migration):
    dependencies = [("finance", "0002_tenancy")]

    operations = [Seal("Invoice"), Seal("InvoiceLine"), Seal("BilledTime")]
