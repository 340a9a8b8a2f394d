"""Makes the fonts of printed documents out of those of the pages: `python tools/paper_fonts.py`.

Documents need still letters in TTF. Both families lack two signs that French papers use, so they are
added: U+202F (the narrow space before ; : ! ? € and %) and U+2011 (the hyphen that never breaks).
Run again only when the fonts of the pages change; the result is committed.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "src/casquettes/ui/static/ui/vendor"
PAPERS = ROOT / "src/casquettes/formats/paper/fonts"
NARROW_SPACE, FIRM_HYPHEN = 0x202F, 0x2011
NARROW = 0.215  # em, as on the pages
# file of the pages → (name of the result, style, weight)
WANTED = {
    "eb-garamond": [("EBGaramond-Regular", "Regular", 400), ("EBGaramond-Medium", "Medium", 500)],
    "eb-garamond-italic": [("EBGaramond-Italic", "Italic", 400)],
    "instrument-sans": [
        ("InstrumentSans-Regular", "Regular", 400),
        ("InstrumentSans-SemiBold", "SemiBold", 600),
    ],
}


def main() -> None:
    PAPERS.mkdir(parents=True, exist_ok=True)
    for name, results in WANTED.items():
        for file, style, weight in results:
            font = _still(PAGES / f"{name}.woff2", weight)
            _name(font, style, weight)
            _add_signs(font)
            font.save(PAPERS / f"{file}.ttf")
    for family in ("eb-garamond", "instrument-sans"):
        shutil.copyfile(PAGES / f"{family}.LICENSE", PAPERS / f"{family}.LICENSE")


def _still(path: Path, weight: int) -> Any:
    """The font at one weight and full width, without axes."""
    font = TTFont(path, recalcTimestamp=False)
    font.flavor = None
    places = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}
    return instancer.instantiateVariableFont(font, {**places, "wght": weight})


def _name(font: Any, style: str, weight: int) -> None:
    """Say which member of the family this is."""
    family = font["name"].getDebugName(16) or font["name"].getDebugName(1)
    plain = style in {"Regular", "Italic"}
    texts = {
        1: family if plain else f"{family} {style}",
        2: style if plain else "Regular",
        4: f"{family} {style}",
        6: f"{family.replace(' ', '')}-{style}",
        16: family,
        17: style,
    }
    for key, text in texts.items():
        font["name"].setName(text, key, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight


def _add_signs(font: Any) -> None:
    """The narrow space, and the firm hyphen drawn as the hyphen."""
    metrics, glyphs = font["hmtx"].metrics, font["glyf"]
    hyphen = font.getBestCmap()[ord("-")]
    order = [*font.getGlyphOrder(), "uni202F", "uni2011"]
    glyphs["uni202F"] = Glyph()
    glyphs["uni2011"] = glyphs[hyphen]
    metrics["uni202F"] = (round(NARROW * font["head"].unitsPerEm), 0)
    metrics["uni2011"] = metrics[hyphen]
    font.setGlyphOrder(order)
    glyphs.setGlyphOrder(order)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update({NARROW_SPACE: "uni202F", FIRM_HYPHEN: "uni2011"})


if __name__ == "__main__":
    main()
