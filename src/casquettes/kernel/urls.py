"""Addresses of the kernel: coming in, settings, members, what browsers report."""

from django.urls import path

from casquettes.kernel.views import door

app_name = "kernel"
urlpatterns = [
    path("open/<str:token>/", door.open_once, name="open"),
]
