"""Addresses of the room."""

from django.urls import URLPattern

app_name = "creation"
urlpatterns: list[URLPattern] = []
