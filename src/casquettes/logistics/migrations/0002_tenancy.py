"""Trips belong to one business."""

from django.db import migrations

from casquettes.kernel.row_security import Protect


class Migration(migrations.Migration):
    dependencies = [("logistics", "0001_initial"), ("production", "0002_tenancy")]

    operations = [
        Protect("Trip"),
    ]
