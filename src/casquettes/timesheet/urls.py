from django.urls import URLPattern, URLResolver, path

from casquettes.timesheet.views import activities, clock

app_name = "timesheet"
urlpatterns: list[URLPattern | URLResolver] = [
    path("activities/", activities.activities, name="activities"),
    path("activities/add/", activities.add, name="add_activity"),
    path("activities/<int:pk>/", activities.activity, name="activity"),
    path("activities/<int:pk>/hide/", activities.hide, name="hide_activity"),
    path("activities/<int:pk>/show/", activities.show, name="show_activity"),
    path("activities/<int:pk>/undo/<str:seal>/", activities.undo, name="undo_activity"),
    path("activities/<int:pk>/<slug:direction>/", activities.shift, name="shift_activity"),
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
