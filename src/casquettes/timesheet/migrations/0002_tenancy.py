"""Time, clocks, days away and imports belong to one business."""

from django.db import migrations

from casquettes.kernel.row_security import Protect


class Migration(migrations.Migration):
    dependencies = [("timesheet", "0001_initial"), ("kernel", "0002_tenancy")]

    operations = [
        Protect("TimeEntry"),
        Protect("RunningClock"),
        Protect("Absence"),
        Protect("ImportBatch"),
        Protect("ImportRule"),
        Protect("ImportDraft"),
    ]
