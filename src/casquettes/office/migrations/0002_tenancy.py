"""Trainings and partners belong to one business."""

from django.db import migrations

from casquettes.kernel.row_security import Protect


class Migration(migrations.Migration):
    dependencies = [("office", "0001_initial"), ("kernel", "0005_close_contacts_papers_mail")]

    operations = [
        Protect("Training"),
        Protect("Partner"),
    ]
