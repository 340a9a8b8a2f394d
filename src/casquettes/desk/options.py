"""The lines of the palette, in groups."""

from __future__ import annotations

import json
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Option:
    """One line of the palette: it goes to `href`, or posts `values` to `post`."""

    label: str
    hat: str = ""
    icon: str = "arrow-right"
    href: str = ""
    post: str = ""
    values: dict[str, str] = field(default_factory=dict)
    note: str = ""
    key: str = ""
    enter: bool = False
    shift: bool = False

    @property
    def values_json(self) -> str:
        """What is posted, for the script."""
        return json.dumps(self.values, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    options: list[Option]
