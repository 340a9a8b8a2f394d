"""The seven hats: one vocabulary for code, URLs, JSON and CSS."""

from enum import StrEnum


class Hat(StrEnum):
    """One of the seven roles of a solo entrepreneur, in the order of the rack."""

    PILOT = "pilot"
    MANAGER = "manager"
    SALES = "sales"
    CREATION = "creation"
    LOGISTICS = "logistics"
    PRODUCTION = "production"
    QUALITY = "quality"


class Nature(StrEnum):
    """What kind of time an entry is; breaks and absences never count as worked."""

    BILLED = "billed"
    UNBILLED = "unbilled"
    BREAK = "break"
    ABSENCE = "absence"
