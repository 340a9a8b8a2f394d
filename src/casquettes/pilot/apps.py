from django.apps import AppConfig


class PilotConfig(AppConfig):
    name = "casquettes.pilot"
    label = "pilot"
    default_auto_field = "django.db.models.BigAutoField"
