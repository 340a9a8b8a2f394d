"""Addresses of the room: missions and their sessions."""

from __future__ import annotations

from django.urls import path

from casquettes.production.views import missions, sessions

app_name = "production"
urlpatterns = [
    path("missions/", missions.missions, name="missions"),
    path("missions/new/", missions.new, name="new_mission"),
    path("missions/export/", missions.export, name="export_missions"),
    path("missions/<int:pk>/", missions.mission, name="mission"),
    path("missions/<int:pk>/edit/", missions.edit, name="edit_mission"),
    path("missions/<int:pk>/end/", missions.end, name="end_mission"),
    path("missions/<int:pk>/cancel/", missions.cancel, name="cancel_mission"),
    path("missions/<int:pk>/reopen/", missions.reopen, name="reopen_mission"),
    path("missions/<int:pk>/remove/", missions.remove, name="remove_mission"),
    path("missions/<int:pk>/sessions/new/", sessions.new, name="new_session"),
    path("quotes/<int:pk>/start/", missions.start, name="start_mission"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/export/", sessions.export, name="export_sessions"),
    path("sessions/<int:pk>/", sessions.session, name="session"),
    path("sessions/<int:pk>/done/", sessions.done, name="done_session"),
    path("sessions/<int:pk>/finish/", sessions.finish, name="finish_session"),
    path("sessions/<int:pk>/move/", sessions.move, name="move_session"),
    path("sessions/<int:pk>/missed/", sessions.miss, name="miss_session"),
    path("sessions/<int:pk>/cancel/", sessions.cancel, name="cancel_session"),
    path("sessions/<int:pk>/back/", sessions.put_back, name="put_back_session"),
    path("sessions/<int:pk>/remove/", sessions.remove, name="remove_session"),
    path("undo/<str:seal>/", missions.undo, name="undo"),
]
