"""Icons and hats: each one named is drawn, each one drawn by others is what was written down."""

from __future__ import annotations

import hashlib
import re
import tomllib

import pytest

from casquettes.engine.hats import Hat
from casquettes.ui.drawings import ROOM, NoSuchDrawing, hat, icon
from tests.architecture.tree import ROOT, SOURCE, templates

LIST = ROOM / "static" / "ui" / "vendor" / "vendor.toml"
PACKAGES = tomllib.loads(LIST.read_text(encoding="utf-8"))["package"]
WANTED = set((ROOM / "icons" / "wanted.txt").read_text(encoding="utf-8").split())


def named() -> set[str]:
    """Icons named in templates, and quoted in Python as `icon=` or in a list of pages."""
    in_templates = {
        name
        for text in templates().values()
        for name in re.findall(r"\{% icon [\"']([a-z0-9-]+)[\"']", text)
        + re.findall(r"<c-[a-z-]+[^>]*\sicon=\"([a-z0-9-]+)\"", text)
    }
    quoted = {
        name
        for path in SOURCE.rglob("*.py")
        for name in re.findall(r"[\"']([a-z0-9-]+)[\"']", path.read_text(encoding="utf-8"))
    }
    return in_templates | (quoted & WANTED)


def test_every_icon_named_is_drawn() -> None:
    assert [name for name in sorted(named()) if not (ROOM / "icons" / f"{name}.svg").exists()] == []


def test_no_icon_is_carried_for_nothing() -> None:
    spoken = " ".join(templates().values())
    assert [name for name in sorted(WANTED - named()) if f'"{name}"' not in spoken] == []


@pytest.mark.parametrize("name", [str(each) for each in Hat])
def test_every_hat_has_its_drawing(name: str) -> None:
    drawn = hat(name, "Label")
    assert drawn.startswith(f'<svg class="hat" data-hat="{name}" viewBox="0 0 40 32" role="img"')
    assert 'class="b"' in drawn  # two tones


def test_a_hat_beside_its_name_is_mute() -> None:
    assert 'aria-hidden="true"' in hat("pilot")


def test_a_label_is_escaped() -> None:
    assert 'aria-label="&lt;b&gt;"' in hat("pilot", "<b>")


@pytest.mark.parametrize("name", ["no-such-icon", "../hats/pilot", "A"])
def test_an_unknown_icon_is_refused(name: str) -> None:
    with pytest.raises(NoSuchDrawing):
        icon(name)


@pytest.mark.parametrize(
    "file", [file for package in PACKAGES for file in package["file"]], ids=lambda file: file["to"]
)
def test_what_others_made_is_what_was_written_down(file: dict[str, str]) -> None:
    content = (ROOT / file["to"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == file["sha256"]


def test_every_package_has_its_version_licence_and_text() -> None:
    for package in PACKAGES:
        assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"])
        assert package["licence"] in {"0BSD", "MIT", "OFL-1.1", "MPL-2.0"}
        assert any("LICENSE" in file["to"] for file in package["file"])


def test_nothing_lies_among_the_vendored_files_unlisted() -> None:
    listed = {ROOT / file["to"] for package in PACKAGES for file in package["file"]} | {LIST}
    folders = [LIST.parent, ROOT / "tests" / "browser" / "vendor"]
    assert [p for folder in folders for p in folder.iterdir() if p not in listed] == []
