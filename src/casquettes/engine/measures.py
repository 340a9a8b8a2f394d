"""The measures of time by their published ids, each with its unit, its doubt and its reason.

See docs/method/measures.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from casquettes.engine.reliability import Coverage, Verdict
from casquettes.engine.share import Tally

HOURS, FRACTION, HOURS_PER_HOUR = "h", "fraction", "h/h"
PER_HOUR, DAYS = "€/h", "days"  # € stands for the currency of the business

# The measures by their published ids, in the order they are told.
PUBLISHED = (
    "worked_hours",
    "sold_hours",
    "delivered_hours",
    "billed_share",
    "billed_share_plus",
    "client_share",
    "realisation",
    "price_realisation",
    "gross_hourly",
    "net_hourly",
    "induced_time",
    "margin_per_sold_hour",
    "break_even_hours",
    "required_rate",
    "runway_days",
    "dso_days",
    "data_quality",
)

# Why a figure has no value.
TOO_LITTLE = "too_little"  # not enough of the expected days is noted
NOTHING_WORKED = "nothing_worked"
NOTHING_DELIVERED = "nothing_delivered"
NOTHING_SOLD = "nothing_sold"
NOTHING_BILLED = "nothing_billed"
NO_LIST_PRICE = "no_list_price"
NOTHING_RECEIVED = "nothing_received"
NEGATIVE_MARGIN = "negative_margin"  # a sold hour leaves nothing: no number of them pays
NO_LAW = "no_law"  # what the law takes is not known there or then
NO_CASH = "no_cash"  # she did not say what is on her account
NO_OUTFLOW = "no_outflow"
NOT_SHARED = "not_shared"  # common time and costs belong to no offer nor client


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure as it may be said: a value and its doubt, or why there is none.

    `n` counts what stands behind: entries, or days for the reliability.
    """

    value: float | None
    unit: str
    n: int
    interval: tuple[float, float] | None = None
    quality: Verdict | None = None
    why: str = ""


def figures(tally: Tally, coverage: Coverage) -> dict[str, Figure]:
    """The measures of time: hours as they were noted, ratios where enough days are."""

    def hours(seconds: int, entries: int) -> Figure:
        return Figure(seconds / 3600, HOURS, entries, None, coverage.verdict)

    def share(value: float | None, seconds: int) -> Figure:
        interval = coverage.share_interval(seconds, tally.worked)
        figure = Figure(value, FRACTION, tally.entries, interval)
        return said(figure, coverage, otherwise=NOTHING_WORKED)

    realisation = Figure(tally.realisation, FRACTION, tally.delivered_entries)
    induced = Figure(tally.induced_time, HOURS_PER_HOUR, tally.sold_entries)
    worked = hours(tally.worked, tally.entries)
    return {
        "worked_hours": replace(worked, interval=coverage.hours_interval(tally.worked)),
        "sold_hours": hours(tally.sold, tally.sold_entries),
        "delivered_hours": hours(tally.delivered, tally.delivered_entries),
        "billed_share": share(tally.billed_share, tally.sold),
        "billed_share_plus": share(tally.billed_share_plus, tally.sold + tally.paid_around),
        "client_share": share(tally.client_share, tally.delivered + tally.for_client),
        "realisation": said(realisation, coverage, otherwise=NOTHING_DELIVERED),
        "induced_time": said(induced, coverage, otherwise=NOTHING_SOLD),
        "data_quality": Figure(
            coverage.share,
            FRACTION,
            coverage.expected_days,
            quality=coverage.verdict,
            why="" if coverage.share is not None else NOTHING_WORKED,
        ),
    }


def money_figures(
    coverage: Coverage,
    *,
    gross_hourly: Figure,
    price_realisation: Figure,
    days_to_be_paid: Figure,
) -> dict[str, Figure]:
    """The measures of money, each with its reason where it has no value.

    Only the first rests on the hours she notes: the others stand however few days are noted.
    """

    def stands(figure: Figure, otherwise: str) -> Figure:
        return replace(figure, why=otherwise if figure.value is None else "")

    return {
        "price_realisation": stands(price_realisation, NO_LIST_PRICE),
        "gross_hourly": said(gross_hourly, coverage, otherwise=NOTHING_BILLED),
        "dso_days": stands(days_to_be_paid, NOTHING_BILLED),
    }


def said(figure: Figure, coverage: Coverage, *, otherwise: str) -> Figure:
    """The figure where it may be shown; without value and with its reason where it may not."""
    why = ""
    if figure.value is None:
        why = otherwise
    elif coverage.verdict is Verdict.TOO_LITTLE:
        why = TOO_LITTLE
    if why:
        return replace(figure, value=None, interval=None, quality=coverage.verdict, why=why)
    return replace(figure, quality=coverage.verdict)
