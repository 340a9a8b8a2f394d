"""Where the pages of the pilot are."""

from django.urls import URLPattern, URLResolver, path

from casquettes.pilot.views import measures

app_name = "pilot"
urlpatterns: list[URLPattern | URLResolver] = [
    path("measures/", measures.measures, name="measures"),
]
