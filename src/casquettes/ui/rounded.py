"""Figures of a forecast, as far as they may be believed: whole euros, whole percents, odds."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casquettes.ui.wording import MINUS, THIN, currency_sign, number, percent_sign

SURE = 0.995
# Past the first, tenths are too coarse; past the second, nobody doubts.
MOSTLY, ALMOST_SURE = 0.925, 0.975
# Nobody pictures one chance in 21.
ROUND = (7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 150, 200)


def euros(value: float, currency: str = "EUR", language: str | None = None) -> str:
    """A sum without cents: "1 300 €" or "€1,300"."""
    text = number(round(value), 0, language)
    sign = currency_sign(currency, language)
    if percent_sign(language) == "%":
        minus = MINUS if text.startswith(MINUS) else ""
        return f"{minus}{sign}{text.removeprefix(MINUS)}"
    return f"{text}{THIN}{sign}"


def tenths(value: float, currency: str = "EUR", language: str | None = None) -> str:
    """A price of an hour to the tenth, no cent that is not known: "8,6 €" or "€8.6"."""
    text = number(round(value, 1), None, language)
    sign = currency_sign(currency, language)
    if percent_sign(language) == "%":
        minus = MINUS if text.startswith(MINUS) else ""
        return f"{minus}{sign}{text.removeprefix(MINUS)}"
    return f"{text}{THIN}{sign}"


def about(value: float, currency: str = "EUR") -> str:
    """A sum that is only foreseen, to the ten: "1 240 €"."""
    return euros(round(value, -1), currency)


def near(share: float) -> str:
    """A chance as whole percent: "17 %", "less than 1 %"."""
    if share < 1 - SURE:
        return _("less than %(share)s") % {"share": f"1{percent_sign()}"}
    if share >= SURE:
        return _("more than %(share)s") % {"share": f"99{percent_sign()}"}
    return f"{number(round(share * 100), 0)}{percent_sign()}"


def near_figure(share: float) -> str:
    """The same for a big figure, without its sign: "17", "< 1"."""
    if share < 1 - SURE or share >= SURE:
        return f"<{THIN}1" if share < 0.5 else f">{THIN}99"
    return number(round(share * 100), 0)


def odds(share: float) -> str:
    """The same chance said as people say it: "1 chance in 6", "7 chances in 10"."""
    if share < 1 - SURE:
        return _("less than 1 chance in %(of)s") % {"of": number(200, 0)}
    if share < 0.15:
        of = min(ROUND, key=lambda n: abs(n * share - 1))
        return _("1 chance in %(of)s") % {"of": number(of, 0)}
    if share >= ALMOST_SURE:
        return _("almost certain")
    if share >= MOSTLY:
        return _("%(n)s chances in %(of)s") % {"n": number(19, 0), "of": number(20, 0)}
    return _("%(n)s chances in %(of)s") % {"n": number(round(share * 10), 0), "of": number(10, 0)}
