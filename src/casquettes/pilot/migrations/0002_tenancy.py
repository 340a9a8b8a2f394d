"""What she judges and decides belongs to one business."""

from django.db import migrations

from casquettes.kernel.row_security import Protect


class Migration(migrations.Migration):
    dependencies = [("pilot", "0001_initial"), ("office", "0002_tenancy")]

    operations = [
        Protect("Rating"),
        Protect("Belief"),
        Protect("Bilan"),
        Protect("BilanAnswer"),
        Protect("Decision"),
        Protect("Goal"),
        Protect("LaunchPlan"),
        Protect("Forecast"),
        Protect("Risk"),
        Protect("Alert"),
        Protect("Direction"),
    ]
