"""The ceilings of a French micro-entrepreneur: VAT franchise, its tolerance, the regime itself."""

from __future__ import annotations

import datetime as dt

from casquettes.engine.countries.ceilings import Ceiling, CeilingName, first_year_days, in_part
from casquettes.engine.countries.dated import Figure, in_force, known_until, law


def ceilings(*, is_sale: bool, on: dt.date, started_on: dt.date | None) -> tuple[Ceiling, ...]:
    """The ceilings in force on a day for services or sales; raises `NotKnown` before them.

    In the year of start the franchise and the regime count in part; the tolerance is whole.
    """
    kind = "sale" if is_sale else "service"
    thresholds = law("fr")["thresholds"]
    series = {
        "vat_franchise": thresholds["vat_franchise"][f"{kind}_base"],
        "vat_tolerance": thresholds["vat_franchise"][f"{kind}_tolerance"],
        "regime": thresholds["micro_turnover"][kind],
    }
    return tuple(
        _ceiling(name, in_force(values, on, known_until=known_until(law("fr"))), on, started_on)  # type: ignore[arg-type]  # names above
        for name, values in series.items()
    )


def _ceiling(name: CeilingName, figure: Figure, on: dt.date, started_on: dt.date | None) -> Ceiling:
    if name == "vat_tolerance":
        return Ceiling(name, figure, figure.value)
    return Ceiling(
        name,
        figure,
        in_part(figure, on=on, started_on=started_on),
        first_year_days(on, started_on),
    )
