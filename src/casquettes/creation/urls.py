"""Addresses of what she sells."""

from django.urls import URLPattern, path

from casquettes.creation.views import offers

app_name = "creation"
urlpatterns: list[URLPattern] = [
    path("offers/", offers.offers, name="offers"),
    path("offers/start/", offers.start, name="start_offers"),
    path("offers/new/", offers.new, name="new_offer"),
    path("offers/preview/", offers.preview, name="preview_offer"),
    path("offers/prices/<int:pk>/remove/", offers.remove_price, name="remove_price"),
    path("offers/<int:pk>/", offers.offer, name="offer"),
    path("offers/<int:pk>/archive/", offers.archive, name="archive_offer"),
    path("offers/<int:pk>/restore/", offers.restore, name="restore_offer"),
    path("offers/<int:pk>/duplicate/", offers.duplicate, name="duplicate_offer"),
    path("offers/<int:pk>/<slug:direction>/", offers.shift, name="shift_offer"),
]
