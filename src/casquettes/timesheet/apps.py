from django.apps import AppConfig


class TimesheetConfig(AppConfig):
    name = "casquettes.timesheet"
    label = "timesheet"
    default_auto_field = "django.db.models.BigAutoField"
