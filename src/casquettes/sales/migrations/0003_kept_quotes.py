from django.db import migrations, models


class Migration(migrations.Migration):
    """A withdrawal noted by mistake may be struck out."""

    dependencies = [("sales", "0002_tenancy")]

    operations = [
        migrations.AlterField(
            model_name="quoteanswer",
            name="kind",
            field=models.CharField(
                choices=[
                    ("accepted", "accepted"),
                    ("refused", "refused"),
                    ("withdrawn", "withdrawn"),
                    ("kept", "kept: the withdrawal was noted by mistake"),
                ],
                max_length=10,
            ),
        ),
    ]
