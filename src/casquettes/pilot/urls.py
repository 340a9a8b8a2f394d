"""Where the pages of the pilot are."""

from django.urls import URLPattern, URLResolver, path

from casquettes.pilot import views

app_name = "pilot"
urlpatterns: list[URLPattern | URLResolver] = [
    path("measures/", views.measures, name="measures"),
]
