from django.urls import URLPattern, URLResolver, path

from casquettes.timesheet.views import clock

app_name = "timesheet"
urlpatterns: list[URLPattern | URLResolver] = [
    path("hats/<slug:hat>/", clock.hat, name="hat"),
    path("hats/<slug:hat>/wear/", clock.wear, name="wear"),
    path("clock/", clock.clock, name="clock"),
    path("clock/stop/", clock.stop, name="stop"),
    path("clock/pause/", clock.pause, name="pause"),
    path("clock/resume/", clock.resume, name="resume"),
    path("clock/continue/", clock.continue_last, name="continue"),
    path("clock/describe/", clock.describe, name="describe"),
    path("clock/start/", clock.start_at, name="start_at"),
    path("clock/<slug:sign>/<int:minutes>/", clock.adjust, name="adjust"),
    path("clock/undo/", clock.take_back, name="take_back"),
    path("clock/long/", clock.long, name="long"),
]
