"""Every address: one line per room; the access table in tests/ names who may enter each."""

from django.urls import include, path

urlpatterns = [
    path("", include("casquettes.desk.urls")),
    path("", include("casquettes.timesheet.urls")),
    path("", include("casquettes.pilot.urls")),
    path("", include("casquettes.kernel.urls")),
    path("account/", include("allauth.urls")),
]
