"""Cash ahead as home tells it: words first, then the drawing and its values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casquettes.engine.cash import Balance, Kind, Movement
from casquettes.pilot.queries.cash import Ahead
from casquettes.ui import balances, charts
from casquettes.ui.rounded import euros, near
from casquettes.ui.wording import NOTHING, day

WORTH_SAYING = 10  # euros or so less
ROOM = 26  # letters that stand beside the lowest point on a phone
KINDS: dict[Kind, object] = {
    "invoice": gettext_lazy("Open invoices"),
    "agreed": gettext_lazy("Work agreed, not billed yet"),
    "quote": gettext_lazy("Quotes sent"),
    "planned": gettext_lazy("Planned expenses"),
    "usual": gettext_lazy("Usual expenses"),
    "pay": gettext_lazy("Your pay"),
    "levy": gettext_lazy("Contributions"),
}
# The same in the middle of a sentence.
WITHIN: dict[Kind, object] = {
    "usual": gettext_lazy("usual expenses"),
    "pay": gettext_lazy("your pay"),
    "levy": gettext_lazy("contributions"),
}


@dataclass(frozen=True, slots=True)
class PartLine:
    """One kind of money in or out."""

    name: str
    amount: float
    note: str


@dataclass(frozen=True, slots=True)
class AheadView:
    """Ninety days of her account, ready to be read."""

    ahead: Ahead
    drawing: SafeString
    table: SafeString
    parts: list[PartLine]
    low: Balance
    # At the lowest if nothing likely came; None where nothing likely is counted.
    low_without: Balance | None


def ahead_view(ahead: Ahead, currency: str) -> AheadView:
    """The words, the drawing and the values of her account ahead."""
    account = ahead.account
    without: Balance | None = ahead.without_likely.low
    if without is None or account.low.amount - without.amount < WORTH_SAYING:
        without = None
    return AheadView(
        ahead=ahead,
        drawing=_drawing(ahead, currency),
        table=_table(ahead, currency),
        parts=[_part(ahead, part.kind, float(part.amount), part.count) for part in ahead.parts],
        low=account.low,
        low_without=without,
    )


def _drawing(ahead: Ahead, currency: str) -> SafeString:
    account, low = ahead.account, ahead.account.low
    days = [balances.Held(held.on, float(held.amount)) for held in account.days]
    amount = euros(float(low.amount), currency)
    what = _joined(account.leading_to_low())
    label = _(
        "Account foreseen: %(now)s today, %(low)s at the lowest on %(day)s, %(end)s on %(last)s"
    )
    return balances.balance_line(
        days,
        balances.Marked(
            (low.on - account.start.on).days,
            _("%(sum)s on %(day)s") % {"sum": amount, "day": date_format(low.on, "j F")},
            _("lowest point: %(what)s") % {"what": what} if what else "",
        ),
        label=label
        % {
            "now": euros(float(account.start.amount), currency),
            "low": amount,
            "day": date_format(low.on, "j F"),
            "end": euros(float(account.end.amount), currency),
            "last": date_format(account.end.on, "j F"),
        },
        currency=currency,
    )


def _joined(movements: Iterable[Movement]) -> str:
    """What goes out, each name once: "insurance and contributions"."""
    names = dict.fromkeys(one.label or str(WITHIN.get(one.kind, "")) for one in movements)
    said = [name[:1].lower() + name[1:] for name in names if name]
    if len(said) < 2 or len(said[0]) + len(said[1]) > ROOM:
        return "".join(said[:1])
    return _("%(one)s and %(other)s") % {"one": said[0], "other": said[1]}


def _part(ahead: Ahead, kind: Kind, amount: float, count: int) -> PartLine:
    note = ""
    if kind == "quote" and ahead.quote_rate is not None:
        note = _("%(count)s, at %(rate)s: your rate of the last two years") % {
            "count": count,
            "rate": near(ahead.quote_rate),
        }
    elif kind == "pay" and ahead.pay.origin == "prior":
        note = _("supposed, until you say it")
    elif kind == "invoice" and ahead.waits.past_due > 0:
        note = _("paid about %(days)s days after they are due, as usual") % {
            "days": ahead.waits.past_due
        }
    return PartLine(str(KINDS[kind]), amount, note)


def _table(ahead: Ahead, currency: str) -> SafeString:
    """Every movement with the balance of its day."""

    def held(on: dt.date) -> str:
        return euros(float(account.on(on)), currency)

    account = ahead.account
    rows = [[_("%(day)s, today") % {"day": day(account.start.on)}, NOTHING, held(account.start.on)]]
    for one in account.movements:
        name = f"{KINDS[one.kind]}, {one.label}" if one.label else str(KINDS[one.kind])
        amount = euros(float(one.amount), currency)
        rows.append([f"{day(one.on)}, {name}", amount, held(one.on)])
    heads = [_("Day"), _("Amount"), _("That evening")]
    return charts.data_table(heads, rows, summary=_("Day by day"))
