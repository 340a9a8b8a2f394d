"""Addresses of the desk: home, the first run, the palette."""

from django.urls import URLPattern, URLResolver, path

from casquettes.desk.views import folder, home, palette, welcome

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    # The page of a contact (`kernel:contact`), served here with what every room knows.
    path("contacts/<int:pk>/", folder.folder, name="folder"),
    path("palette/", palette.palette, name="palette"),
    path("welcome/", welcome.start, name="welcome"),
    path("welcome/name/", welcome.name, name="welcome_name"),
    path("welcome/week/", welcome.week, name="welcome_week"),
    path("welcome/hat/", welcome.hat, name="welcome_hat"),
    path("welcome/skip/", welcome.skip, name="welcome_skip"),
]
