from django.urls import URLPattern, URLResolver

app_name = "timesheet"
urlpatterns: list[URLPattern | URLResolver] = []
