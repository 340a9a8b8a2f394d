"""Her direction: the page of today, those before it, and what changed from one to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from casquettes.kernel.models import Business
from casquettes.pilot.models import Direction

# What the page holds, in its order, and how each part is called.
NAMES: dict[str, Any] = {
    "clients": _("who you work for"),
    "promise": _("what you promise"),
    "refusals": _("what you will not do"),
    "picture": _("the good day in a year"),
}
PARTS = tuple(NAMES)


@dataclass(frozen=True, slots=True)
class Version:
    """The page as it was on a day, and which of its parts differ from the one before."""

    direction: Direction
    changed: tuple[str, ...]
    is_first: bool

    @property
    def names(self) -> list[str]:
        """What changed, as the parts are called."""
        return [str(NAMES[name]) for name in self.changed]


def versions(business: Business) -> list[Version]:
    """Every version, the latest first."""
    rows = list(Direction.objects.filter(business=business))
    earlier: list[Direction | None] = [*rows[1:], None]
    return [
        Version(
            row,
            tuple(n for n in PARTS if before is None or getattr(row, n) != getattr(before, n)),
            before is None,
        )
        for row, before in zip(rows, earlier, strict=False)
    ]


def current(business: Business) -> Direction | None:
    """The page that holds now: the latest."""
    return Direction.objects.filter(business=business).first()
