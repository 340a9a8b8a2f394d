"""An entry and a clock point to a mission of the same business."""

from django.db import migrations

from casquettes.kernel.row_security import Protect


class Migration(migrations.Migration):
    dependencies = [("timesheet", "0003_mission"), ("production", "0002_tenancy")]

    operations = [
        Protect("TimeEntry"),
        Protect("RunningClock"),
    ]
