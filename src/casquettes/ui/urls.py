"""The page of every component, for those who draw pages; only in development and in tests."""

from django.urls import URLPattern, URLResolver, path

from casquettes.ui import views

app_name = "ui"
urlpatterns: list[URLPattern | URLResolver] = [path("ui/", views.gallery, name="gallery")]
