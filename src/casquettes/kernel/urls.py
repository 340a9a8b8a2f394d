"""Addresses of the kernel: coming in, settings, members, what browsers report."""

from django.urls import path

from casquettes.kernel.views import contacts, copy, csp, door, identity, settings

app_name = "kernel"
urlpatterns = [
    path("csp-report/", csp.report, name="csp_report"),
    path("robots.txt", door.robots, name="robots"),
    path("open/<str:token>/", door.open_once, name="open"),
    path("settings/", settings.business, name="settings"),
    path("settings/person/", settings.person, name="person"),
    path("settings/company/first/", identity.first_paper, name="first_paper"),
    path("settings/members/", settings.members, name="members"),
    path("settings/members/<int:pk>/remove/", settings.remove_member, name="remove_member"),
    path("settings/copy/", copy.copy, name="copy"),
    path("settings/copy/backup/", copy.backup, name="copy_backup"),
    path("settings/copy/export/", copy.export, name="copy_export"),
    path("settings/business/<int:pk>/enter/", settings.switch, name="switch"),
    path("contacts/names/", contacts.names, name="contact_names"),
]
