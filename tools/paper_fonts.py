"""Makes the fonts of printed documents: `python tools/paper_fonts.py`.

Run on a developer's machine only, when the fonts of the pages change. Documents need still letters
in TTF. The two families are those of the pages, at the versions of vendor.toml, fetched with
`npm pack`; the letters of other Latin alphabets (Łukasz, Ştefan) come as families of their own,
"… Ext". Both families lack two signs of French papers, which are added: U+202F, the narrow space
before ; : ! ? € and %, and U+2011, the hyphen that never breaks.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "src/casquettes/ui/static/ui/vendor/vendor.toml"
PAPERS = ROOT / "src/casquettes/formats/paper/fonts"
NARROW_SPACE, FIRM_HYPHEN = 0x202F, 0x2011
OTHER_LATIN = [range(0x100, 0x250), range(0x1E00, 0x1F00)]
NARROW = 0.215  # em, as on the pages
# package → the files to take, each as (end of its name, style, weight)
WANTED = {
    "eb-garamond": [
        ("wght-normal", "Regular", 400),
        ("wght-normal", "Medium", 500),
        ("wght-italic", "Italic", 400),
    ],
    "instrument-sans": [("standard-normal", "Regular", 400), ("standard-normal", "SemiBold", 600)],
}


def main() -> None:
    packages = tomllib.loads(LIST.read_text(encoding="utf-8"))["package"]
    versions = {package["name"]: package["version"] for package in packages}
    PAPERS.mkdir(parents=True, exist_ok=True)
    for short, members in WANTED.items():
        name = f"@fontsource-variable/{short}"
        with tempfile.TemporaryDirectory() as folder:
            unpacked = _fetched(f"{name}@{versions[name]}", Path(folder))
            shutil.copyfile(unpacked / "LICENSE", PAPERS / f"{short}.LICENSE")
            for end, style, weight in members:
                _make(unpacked / f"files/{short}-latin-{end}.woff2", style, weight)
                _make(unpacked / f"files/{short}-latin-ext-{end}.woff2", style, weight, " Ext")


def _fetched(package: str, folder: Path) -> Path:
    command = ["npm", "pack", "--silent", package]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def _make(source: Path, style: str, weight: int, suffix: str = "") -> None:
    font = TTFont(source, recalcTimestamp=False)
    font.flavor = None
    places = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}
    font = instancer.instantiateVariableFont(font, {**places, "wght": weight})
    family = (font["name"].getDebugName(16) or font["name"].getDebugName(1)) + suffix
    _name(font, family, style, weight)
    if suffix:
        _keep(font, OTHER_LATIN)
    else:
        _add_signs(font)
    font.save(PAPERS / f"{family.replace(' ', '')}-{style}.ttf")


def _name(font: Any, family: str, style: str, weight: int) -> None:
    """Say which member of the family this is."""
    texts = {
        1: family,
        2: style,
        4: f"{family} {style}",
        6: f"{family.replace(' ', '')}-{style}",
        16: family,
        17: style,
    }
    for key, text in texts.items():
        font["name"].setName(text, key, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight


def _keep(font: Any, letters: list[range]) -> None:
    """These letters alone, without ligatures and variants."""
    options = subset.Options(layout_features=["kern", "mark", "ccmp"], notdef_outline=True)
    options.recalc_timestamp = False
    keeper = subset.Subsetter(options)
    keeper.populate(unicodes=[code for some in letters for code in some])
    keeper.subset(font)


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
