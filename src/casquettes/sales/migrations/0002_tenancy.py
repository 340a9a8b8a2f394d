"""Quotes belong to one business; what a client answered stays."""

from django.db import migrations

from casquettes.kernel.row_security import KeepForEver, Protect


class Migration(migrations.Migration):
    dependencies = [("sales", "0001_initial"), ("creation", "0002_tenancy")]

    operations = [
        Protect("Quote"),
        Protect("QuoteLine"),
        Protect("QuoteAnswer"),
        Protect("QuoteMessage"),
        KeepForEver("QuoteAnswer"),
    ]
