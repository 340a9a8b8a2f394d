"""Her colour on white paper, dark enough to be read."""

from __future__ import annotations

import re

INK = "#2a2333"
CONTRAST = 4.5  # WCAG 2.2, 1.4.3


def readable(colour: str) -> str:
    """The colour, darkened until text in it reads on white; ink when it is no colour."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        return INK
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    while 1.05 / (_luminance(parts) + 0.05) < CONTRAST:
        parts = [int(part * 0.95) for part in parts]
    return "#" + "".join(f"{part:02x}" for part in parts)


def _luminance(parts: list[int]) -> float:
    linear = [
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
