"""Platforms that carry invoices: one interface, and nothing that calls out by itself.

A « solution compatible » hands its invoices to a platform the State approved. What a platform needs
is written behind `Connector`; the one that is here drops files into a folder.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol


class PlatformRefused(Exception):
    """The platform did not take the file; the message is ready for her."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One document to hand over, as a file."""

    number: str
    kind: str  # "session", "deposit", "progress", "balance", "credit_note"
    issued_on: dt.date
    seller_siren: str
    buyer_siren: str  # empty for a consumer
    file_name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the platform answered: its reference, and whether it accepted at once."""

    reference: str
    accepted: bool = False
    said: str = ""


class Connector(Protocol):
    """A way to a platform. `send` may be asked twice for one document: it then answers the same."""

    name: str

    def send(self, parcel: Parcel) -> Receipt:
        """Hand the document over. Raises PlatformRefused."""
