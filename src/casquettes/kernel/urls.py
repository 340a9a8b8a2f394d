"""Addresses of the kernel: coming in, settings, members, what browsers report."""

from django.urls import path

from casquettes.kernel.views import (
    company,
    contacts,
    copy,
    csp,
    door,
    identity,
    mail_settings,
    outbox,
    settings,
)

app_name = "kernel"
urlpatterns = [
    path("csp-report/", csp.report, name="csp_report"),
    path("robots.txt", door.robots, name="robots"),
    path("open/<str:token>/", door.open_once, name="open"),
    path("settings/", settings.business, name="settings"),
    path("settings/person/", settings.person, name="person"),
    path("settings/company/", company.company, name="company"),
    path("settings/company/preview/", company.preview, name="company_paper"),
    path("settings/company/logo/", company.logo, name="company_logo"),
    path("settings/company/logo/file/", company.logo_file, name="logo_file"),
    path("settings/company/logo/remove/", company.remove_logo, name="remove_logo"),
    path("settings/numbers/", company.numbers, name="numbers"),
    path("settings/numbers/look/", company.numbers_to_come, name="numbers_to_come"),
    path("settings/company/first/", identity.first_paper, name="first_paper"),
    path("settings/members/", settings.members, name="members"),
    path("settings/members/<int:pk>/remove/", settings.remove_member, name="remove_member"),
    path("settings/copy/", copy.copy, name="copy"),
    path("settings/copy/backup/", copy.backup, name="copy_backup"),
    path("settings/copy/export/", copy.export, name="copy_export"),
    path("settings/mail/", mail_settings.server, name="mail_settings"),
    path("settings/mail/guess/", mail_settings.guess, name="mail_guess"),
    path("settings/mail/forget/", mail_settings.forget, name="mail_forget"),
    path("settings/mail/texts/", mail_settings.texts, name="mail_texts"),
    path("settings/mail/texts/<slug:key>/<slug:language>/", mail_settings.text, name="mail_text"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/send/", outbox.all_again, name="mails_again"),
    path("outbox/<int:pk>/", outbox.mail, name="mail"),
    path("outbox/<int:pk>/send/", outbox.again, name="mail_again"),
    path("outbox/<int:pk>/by-hand/", outbox.by_hand, name="mail_by_hand"),
    path("outbox/<int:pk>/not-by-hand/", outbox.not_by_hand, name="mail_not_by_hand"),
    path("outbox/<int:pk>/remove/", outbox.remove, name="mail_remove"),
    path("outbox/<int:pk>/put-back/", outbox.put_back, name="mail_put_back"),
    path("outbox/<int:pk>/eml/", outbox.as_file, name="mail_as_file"),
    path("outbox/files/<int:pk>/", outbox.file, name="mail_file"),
    path("settings/business/<int:pk>/enter/", settings.switch, name="switch"),
    path("contacts/names/", contacts.names, name="contact_names"),
]
