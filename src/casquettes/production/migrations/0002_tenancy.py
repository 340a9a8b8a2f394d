"""Missions and sessions belong to one business."""

from django.db import migrations

from casquettes.kernel.row_security import Protect


class Migration(migrations.Migration):
    dependencies = [("production", "0001_initial"), ("sales", "0002_tenancy")]

    operations = [
        Protect("Mission"),
        Protect("WorkSession"),
    ]
