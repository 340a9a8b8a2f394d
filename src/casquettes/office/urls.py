"""Addresses of the room: trainings and partners."""

from __future__ import annotations

from django.urls import path

from casquettes.office.views import partners, trainings

app_name = "office"
urlpatterns = [
    path("trainings/", trainings.trainings, name="trainings"),
    path("trainings/new/", trainings.new_training, name="new_training"),
    path("trainings/<int:pk>/", trainings.training, name="training"),
    path("trainings/<int:pk>/give-up/", trainings.give_up_training, name="give_up_training"),
    path("trainings/<int:pk>/take-up/", trainings.take_up_training, name="take_up_training"),
    path("partners/", partners.partners, name="partners"),
    path("partners/new/", partners.new_partner, name="new_partner"),
    path("partners/<int:pk>/", partners.partner, name="partner"),
    path("partners/<int:pk>/end/", partners.end_partner, name="end_partner"),
    path("partners/<int:pk>/go-on/", partners.go_on_with_partner, name="go_on_with_partner"),
]
