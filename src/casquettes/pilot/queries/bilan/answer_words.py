"""What the marks of an answer are called: « price » is « The price »."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, pgettext_lazy

CHOSEN = {
    "price": gettext_lazy("The price"),
    "hours": gettext_lazy("The hours sold"),
    "clients": gettext_lazy("The number of clients"),
    "none": gettext_lazy("No surprise"),
    "chosen": gettext_lazy("It was a choice"),
    "partly": gettext_lazy("It was partly a choice"),
    "not_chosen": gettext_lazy("It was not a choice"),
    "zone": gettext_lazy("A smaller zone"),
    "grouping": gettext_lazy("Sessions grouped by place"),
    "flat_fee": gettext_lazy("A flat fee for travel"),
    "remote": gettext_lazy("More at a distance"),
    "answer": gettext_lazy("At the answer"),
    "call": gettext_lazy("At the call"),
    "visit": gettext_lazy("At the visit"),
    "quote": gettext_lazy("At the quote"),
    "too_low": gettext_lazy("Too low"),
    "fair": gettext_lazy("Fair"),
    "too_high": gettext_lazy("Too high"),
}
NOTHING_LOST = gettext_lazy("Nowhere")
NOTHING_TO_CHANGE = gettext_lazy("Nothing to change")
KEPT = {
    "yes": gettext_lazy("done"),
    "partly": gettext_lazy("partly done"),
    "no": gettext_lazy("not done"),
}
DOING = {
    "keep": gettext_lazy("keep as it is"),
    "reduce": gettext_lazy("lighten"),
    "learn": gettext_lazy("learn"),
    "delegate": gettext_lazy("delegate"),
    "drop": gettext_lazy("stop"),
}
FIVE = {
    "keep": gettext_lazy("I keep"),
    "reduce": gettext_lazy("I lighten"),
    "learn": gettext_lazy("I learn"),
    "delegate": gettext_lazy("I delegate"),
    "drop": gettext_lazy("I stop"),
}
NOTES = {
    "pleasure": pgettext_lazy("a mark", "pleasure"),
    "ease": pgettext_lazy("a mark", "ease"),
    "importance": pgettext_lazy("a mark", "importance"),
}
