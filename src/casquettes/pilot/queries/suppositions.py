"""What the net rests on and nobody measured or said."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casquettes.pilot.queries.margins import Hourly
from casquettes.ui import wording


def suppositions(told: Hourly, currency: str) -> list[str]:
    """Each figure that is supposed, in a few words."""
    law, costs = told.account.law, told.account.costs
    said = []
    if costs.km.origin == "prior":
        price = wording.money(costs.km.value, currency)
        said.append(_("a kilometre costs %(km)s") % {"km": price})
    if "law.reduced" in law.supposed and law.rules.reduced_since:
        said.append(_("you had the starters’ reduction"))
    if told.account.taken and not told.account.taken.income_tax_known:
        said.append(_("income tax is not counted"))
    return said
