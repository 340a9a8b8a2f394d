"""What money goes out for: the categories she starts with, and her own beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from casquettes.engine.hats import Hat


@dataclass(frozen=True, slots=True)
class Category:
    """A usual category: its key in the table, its name, and the hat it mostly serves."""

    key: str
    name: Any
    hat: Hat


USUAL = (
    Category("phone", _("Telephone and internet"), Hat.MANAGER),
    Category("bank", _("Bank"), Hat.MANAGER),
    Category("insurance", _("Insurance"), Hat.MANAGER),
    Category("accounting", _("Accounting and legal advice"), Hat.MANAGER),
    Category("office", _("Rent and office"), Hat.MANAGER),
    Category("tax", _("Taxes and charges"), Hat.MANAGER),
    Category("software", _("Software"), Hat.CREATION),
    Category("web", _("Web site"), Hat.SALES),
    Category("marketing", _("Advertising"), Hat.SALES),
    Category("supplies", _("Supplies"), Hat.LOGISTICS),
    Category("equipment", _("Equipment"), Hat.LOGISTICS),
    Category("travel", _("Travel and parking"), Hat.LOGISTICS),
    Category("goods", _("Goods to sell again"), Hat.PRODUCTION),
    Category("subcontracting", _("Work done for you"), Hat.PRODUCTION),
    Category("training", _("Training"), Hat.PRODUCTION),
    Category("membership", _("Memberships"), Hat.PILOT),
)
BY_KEY = {category.key: category for category in USUAL}


def category_name(key: str) -> str:
    """A category as it is read: the name of a usual one, or her own word."""
    usual = BY_KEY.get(key)
    return str(usual.name) if usual else key


def category_key(typed: str) -> str:
    """What is kept of a typed category: the key of a usual one, or her own word."""
    words = " ".join(typed.split())
    same = (c.key for c in USUAL if words.casefold() in (str(c.name).casefold(), c.key))
    return next(same, words)


def usual_hat(key: str) -> str:
    """The hat a usual category mostly serves; empty for her own."""
    usual = BY_KEY.get(key)
    return str(usual.hat) if usual else ""
