"""France: what a consumer may undo, and when anything may be paid (code de la consommation).

See docs/method/countries.md.
"""

from __future__ import annotations

import calendar
import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from casquettes.engine.countries.dated import law
from casquettes.engine.countries.paper import Sale
from casquettes.engine.documents import CENT
from casquettes.engine.workdays import public_holidays


class FrenchConsumers:
    """Sales to consumers away from a shop, in France."""

    country = "FR"

    def payable_from(self, signed_on: dt.date, sale: Sale) -> dt.date:
        """The first day anything may be paid: seven days after a signature at the client's."""
        if not sale.off_premises:
            return signed_on
        return signed_on + dt.timedelta(days=_figure("no_payment_days_off_premises"))

    def withdrawal_until(
        self, concluded_on: dt.date, sale: Sale, *, notice_given: bool = True
    ) -> dt.date | None:
        """The last day to withdraw: fourteen days, a working day, a year more without notice."""
        if not sale.at_a_distance:
            return None
        ends = concluded_on + dt.timedelta(days=_figure("withdrawal_days"))
        ends = next_working_day(ends)
        if notice_given:
            return ends
        months = _figure("withdrawal_months_more_without_notice")
        return next_working_day(_months_later(ends, months))

    def needs_online_withdrawal(self, concluded_on: dt.date, sale: Sale) -> bool:
        """Concluded through a page since 19 June 2026, it must be undone through a page too."""
        since: dt.date = law("fr")["consumer"]["withdrawal_function_online_from"]["value"]
        return sale.online and concluded_on >= since

    def due_on_withdrawal(
        self, price: Decimal, *, done: Decimal, whole: Decimal, sale: Sale
    ) -> Decimal:
        """What is owed for work begun before a withdrawal: in proportion, if it was asked for.

        `done` and `whole` are in any one unit (hours, sessions); nothing is due otherwise.
        """
        if not sale.early_start or whole <= 0:
            return Decimal(0)
        part = min(max(done, Decimal(0)), whole) / whole
        return (price * part).quantize(CENT, ROUND_HALF_UP)


def next_working_day(day: dt.date) -> dt.date:
    """This day, or the first one after it that is no Saturday, Sunday or public holiday."""
    while day.weekday() >= 5 or day in public_holidays("FR", day.year):
        day += dt.timedelta(days=1)
    return day


def _months_later(day: dt.date, months: int) -> dt.date:
    """The same day of the month, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _figure(name: str) -> int:
    told: dict[str, Any] = law("fr")["consumer"][name]
    return int(told["value"])
