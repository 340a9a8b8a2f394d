"""Every address: one line per room; the access table in tests/ names who may enter each."""

from django.conf import settings
from django.urls import include, path

from casquettes.sales.urls import client_patterns

urlpatterns = [
    path("", include("casquettes.desk.urls")),
    path("", include("casquettes.timesheet.urls")),
    path("", include("casquettes.pilot.urls")),
    path("", include("casquettes.kernel.urls")),
    path("creation/", include("casquettes.creation.urls")),
    path("office/", include("casquettes.office.urls")),
    path("sales/", include("casquettes.sales.urls")),
    path("c/<str:token>/", include((client_patterns, "client"))),
    path("production/", include("casquettes.production.urls")),
    path("logistics/", include("casquettes.logistics.urls")),
    path("finance/", include("casquettes.finance.urls")),
    path("account/", include("allauth.urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("", include("casquettes.ui.urls")))

handler400 = "casquettes.kernel.views.errors.bad_request"
handler403 = "casquettes.kernel.views.errors.not_allowed"
handler404 = "casquettes.kernel.views.errors.not_found"
handler500 = "casquettes.kernel.views.errors.failed"
