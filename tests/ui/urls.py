"""The addresses of the product, and the page of every component."""

from django.urls import include, path

from casquettes.config.urls import (
    handler400,
    handler403,
    handler404,
    handler500,
)
from casquettes.config.urls import urlpatterns as ours

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*ours, path("", include("casquettes.ui.urls"))]
