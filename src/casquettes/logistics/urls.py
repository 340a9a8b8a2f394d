"""Addresses of the room: trips."""

from __future__ import annotations

from django.urls import path

from casquettes.logistics.views import trips

app_name = "logistics"
urlpatterns = [
    path("trips/", trips.trips, name="trips"),
    path("trips/new/", trips.new, name="new_trip"),
    path("trips/export/", trips.export, name="export_trips"),
    path("trips/<int:pk>/", trips.trip, name="trip"),
    path("trips/<int:pk>/remove/", trips.remove, name="remove_trip"),
    path("trips/<int:pk>/restore/", trips.restore, name="restore_trip"),
]
