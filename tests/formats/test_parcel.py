"""A parcel is opened only when it is whole, small enough, and holds the names it may hold."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator

import pytest

from casquettes.formats import parcel as parcels
from casquettes.formats.cells import harmless
from casquettes.formats.parcel import Packer, Parcel, Problem, Unusable

ROOM = 2**30


def packed(**files: bytes) -> io.BytesIO:
    out = io.BytesIO()
    packer = Packer(out, {"format": "test"})
    for name, content in files.items():
        packer.add(name, [content[:3], content[3:]])
    packer.close(rows=3)
    return out


def zipped(*members: tuple[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as made:
        for name, content in members:
            made.writestr(name, content)
    return out


def problem(file: io.BytesIO, room: int = ROOM) -> tuple[Problem, str]:
    with pytest.raises(Unusable) as refused:
        Parcel(file, room=room).check()
    return refused.value.problem, refused.value.detail


def test_what_was_packed_is_read_back():
    parcel = Parcel(packed(one=b"first", two=b""), room=ROOM)
    parcel.check()
    assert (parcel.text("one"), parcel.text("two")) == ("first", "")
    assert (parcel.manifest["format"], parcel.manifest["rows"]) == ("test", 3)
    assert parcel.files["one"]["bytes"] == 5


def test_a_parcel_given_up_writes_nothing_more():
    out = io.BytesIO()
    packer = Packer(out, {})

    def half() -> Iterator[bytes]:
        yield b"half"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError):
        packer.add("a", half())
    out.close()
    del packer  # a zip still open would now complain that its file is closed


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" + b"\0" * 40])
def test_another_file_is_not_a_parcel(content):
    assert problem(io.BytesIO(content))[0] is Problem.NOT_A_ZIP


@pytest.mark.parametrize(
    "name", ["../evil", "/evil", "a/../../evil", "C:\\evil", "a//b", ".hidden", "a/b/c", "é", "a/"]
)
def test_a_name_that_leads_elsewhere_is_refused(name):
    assert problem(zipped((name, b"x"))) == (Problem.STRANGE_NAME, name)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_given_twice_is_refused():
    assert problem(zipped(("a", b"1"), ("a", b"2"))) == (Problem.STRANGE_NAME, "a")


def test_more_files_than_a_parcel_ever_holds_are_refused(monkeypatch):
    monkeypatch.setattr(parcels, "MOST_FILES", 2)
    assert problem(zipped(("a", b""), ("b", b""), ("c", b"")))[0] is Problem.STRANGE_NAME


def test_what_would_fill_the_disk_is_refused_unopened(monkeypatch):
    assert problem(packed(a=b"x" * 500), room=400)[0] is Problem.TOO_BIG
    monkeypatch.setattr(parcels, "USUAL", 1000)
    assert problem(packed(a=b"\0" * 10**6))[0] is Problem.TOO_BIG


def test_a_zip_without_a_manifest_of_ours_is_refused(monkeypatch):
    assert problem(zipped(("a", b"x")))[0] is Problem.NO_MANIFEST
    for told in (b"[]", b'{"files": 3}'):
        assert problem(zipped(("manifest.json", told)))[0] is Problem.NO_MANIFEST
    assert problem(zipped(("manifest.json", b"{"))) == (Problem.DAMAGED, "manifest.json")
    monkeypatch.setattr(parcels, "MOST_MANIFEST", 10)
    assert problem(packed(a=b"x"))[0] is Problem.NO_MANIFEST


def test_a_file_too_many_too_few_or_changed_is_named():
    with zipfile.ZipFile(packed(a=b"first", b=b"second")) as whole:
        told = [(name, whole.read(name)) for name in whole.namelist()]
    assert problem(zipped(*told, ("c", b""))) == (Problem.DAMAGED, "c")
    assert problem(zipped(*told[1:])) == (Problem.DAMAGED, "a")
    assert problem(zipped(("a", b"firsT"), *told[1:])) == (Problem.DAMAGED, "a")
    with pytest.raises(Unusable):
        Parcel(zipped(*told), room=ROOM).text("nowhere")


@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_bit_that_fell_over_is_seen(how):
    manifest = {"files": {"a": {"bytes": 9000, "sha256": ""}}}
    made = zipped(
        ("a", b"abcdefghi" * 1000), ("manifest.json", json.dumps(manifest).encode()), how=how
    )
    content = bytearray(made.getvalue())
    for place in range(35, 60):
        content[place] ^= 0xFF
    assert problem(io.BytesIO(bytes(content))) == (Problem.DAMAGED, "a")


def test_a_fault_of_our_own_is_not_taken_for_damage(monkeypatch):
    parcel = Parcel(packed(a=b"x"), room=ROOM)

    def fall(_name: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(parcel.zip, "open", fall)
    with pytest.raises(ZeroDivisionError):
        parcel.text("a")


def test_a_text_that_looks_like_a_formula_is_shown_as_it_is():
    assert [harmless(text) for text in ("=1", " +2", "\tx", "Léa", "")] == [
        "'=1",
        "' +2",
        "'\tx",
        "Léa",
        "",
    ]
