"""What the pages of the door need to say: is it open to all, and which browser is this."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.utils.translation import gettext as _

register = template.Library()

# In this order: each of the later ones also calls itself by the name of an earlier family.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@register.simple_tag
def accounts_open() -> bool:
    """May anyone create an account here?"""
    return bool(settings.ACCOUNTS_OPEN)


@register.filter
def is_made_up(email: str) -> bool:
    """The address an owner has before she gives one."""
    return email.endswith(".invalid")


@register.filter
def browser(user_agent: str) -> str:
    """A name she recognises: "Firefox · Windows"."""
    names = [
        next((name for mark, name in known if mark in user_agent), None)
        for known in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(filter(None, names)) or _("Unknown browser")
