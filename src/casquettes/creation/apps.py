from django.apps import AppConfig


class CreationConfig(AppConfig):
    name = "casquettes.creation"
    label = "creation"
    default_auto_field = "django.db.models.BigAutoField"
