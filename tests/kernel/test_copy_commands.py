"""Her copy from the command line: written while work goes on, put back equal, refused in words."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from casquettes.kernel.backups import rows_by_table

pytestmark = pytest.mark.own_computer
ROOT = Path(__file__).resolve().parents[2]
ENTRY = (
    'insert into timesheet_timeentry (business_id, "on", seconds, hat, nature, sold_seconds, label,'
    " note, source, noted_on, mark, fingerprint) values"
    " (1, '2026-03-12', ?, 'sales', 'unbilled', 0, ?, '', 'typed', '2026-03-12', '', '')"
)


class Machine:
    """A computer of hers: a data folder, and the command run on it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.database = home / "casquettes.sqlite3"

    def run(self, *words: object, ends: int = 0) -> dict:
        done = subprocess.run(
            [sys.executable, "-m", "casquettes.config.command", *map(str, words), "--json"],
            env={**os.environ, "CASQUETTES_HOME": str(self.home)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == ends, done.stderr
        return json.loads(done.stdout)

    def refused(self, *words: object) -> str:
        return self.run(*words, ends=2)["error"]["message"]

    def note(self, count: int, label: str = "Martin") -> None:
        with closing(sqlite3.connect(self.database, timeout=20)) as opened, opened:
            opened.executemany(ENTRY, [(60 + rank, label) for rank in range(count)])

    def rows(self, table: str) -> list[tuple]:
        with closing(sqlite3.connect(self.database)) as opened:
            return opened.execute(f"select * from {table} order by 1, 2").fetchall()


@pytest.fixture(scope="module")
def earlier(tmp_path_factory, settled) -> Path:
    """Her folder before the copies: a business, and fifty times."""
    machine = Machine(settled(tmp_path_factory.mktemp("earlier")))
    machine.run("verify")
    machine.note(50)
    return machine.home


@pytest.fixture
def hers(tmp_path, earlier) -> Machine:
    return Machine(Path(shutil.copytree(earlier, tmp_path / "hers")))


@pytest.fixture
def new(tmp_path) -> Machine:
    return Machine(tmp_path / "new")


def test_a_backup_made_while_another_program_writes_is_put_back_equal(hers, new, tmp_path):
    stop = threading.Event()

    def write() -> None:
        while not stop.wait(0.002):
            hers.note(1, "meanwhile")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        told = hers.run("backup", "--output", tmp_path / "b.zip")
    finally:
        stop.set()
        writer.join()
    back = new.run("restore", tmp_path / "b.zip")
    assert (back["sha256"], back["rows"]) == (told["sha256"], told["rows"])
    assert back["replaced"] is None
    with zipfile.ZipFile(tmp_path / "b.zip") as parcel:
        manifest = json.loads(parcel.read("manifest.json"))
        (tmp_path / "inside.sqlite3").write_bytes(parcel.read("casquettes.sqlite3"))
    inside = Machine(tmp_path)
    inside.database = tmp_path / "inside.sqlite3"
    kept = [table for table in manifest["rows"] if table != "kernel_journalentry"]
    assert rows_by_table(inside.database) == manifest["rows"]
    for table in kept:
        assert new.rows(table) == inside.rows(table), table
    # The journal went on by one entry, which says that a backup was put back.
    assert new.rows("kernel_journalentry")[:-1] == inside.rows("kernel_journalentry")
    written = len(hers.rows("timesheet_timeentry"))
    assert 50 <= len(new.rows("timesheet_timeentry")) <= written
    assert written > 50
    assert new.run("verify")["ok"] is True
    for key in ("secret-key", "journal-key"):
        assert (new.home / key).read_text() == (hers.home / key).read_text()


def test_putting_an_old_backup_back_keeps_what_it_replaces_and_is_named(hers, tmp_path):
    hers.run("backup", "--output", tmp_path / "b.zip")
    hers.run("export", "--output", tmp_path / "e.zip")
    hers.note(7, "later")
    back = hers.run("restore", tmp_path / "b.zip")
    assert len(hers.rows("timesheet_timeentry")) == 50
    aside = Machine(Path(back["replaced"]))
    assert len(aside.rows("timesheet_timeentry")) == 57
    assert (aside.home / "journal-key").exists()
    verdict = hers.run("verify", ends=1)
    assert verdict["ok"] is False
    assert verdict["first_bad"]["rank"] == 3
    assert "ancienne sauvegarde" in verdict["first_bad"]["why"]


def test_a_backup_put_back_at_once_loses_nothing_and_is_right(hers, tmp_path):
    hers.run("backup", "--output", tmp_path / "b.zip")
    hers.run("restore", tmp_path / "b.zip")
    assert hers.run("verify")["ok"] is True


def test_an_export_makes_the_business_again_row_by_row_on_another_computer(
    hers, new, settled, tmp_path
):
    settled(new.home)
    told = hers.run("export", "--output", tmp_path / "e.zip")
    back = new.run("restore", tmp_path / "e.zip")
    assert back["rows"] == told["rows"] == 1 + 1 + 58 + 50 + 2
    for table in ("kernel_business", "kernel_activity", "timesheet_timeentry"):
        assert new.rows(table) == hers.rows(table), table
    assert new.rows("kernel_journalentry")[:2] == hers.rows("kernel_journalentry")
    # Signed with a key that is not here: an entry of this computer vouches for them.
    assert new.run("verify")["ok"] is True
    with closing(sqlite3.connect(new.database)) as opened, opened:
        opened.execute("drop trigger update_kernel_journalentry_append_only")
        opened.execute("update kernel_journalentry set verb = 'lost' where rank = 1")
    assert new.run("verify", ends=1)["first_bad"]["rank"] == 1


def test_an_export_holds_no_key_and_a_backup_does(hers, tmp_path):
    hers.run("backup", "--output", tmp_path / "b.zip")
    hers.run("export", "--output", tmp_path / "e.zip")
    for name, there in (("b.zip", True), ("e.zip", False)):
        with zipfile.ZipFile(tmp_path / name) as parcel:
            everything = b"".join(map(parcel.read, parcel.namelist()))
        for key in ("secret-key", "journal-key"):
            assert ((hers.home / key).read_bytes() in everything) is there


def test_a_place_that_cannot_be_written_is_refused_in_words(hers, tmp_path):
    (tmp_path / "there.zip").write_text("mine")
    for command in ("backup", "export", "archive"):
        assert "existe déjà" in hers.refused(command, "--output", tmp_path / "there.zip")
    assert "n’existe pas" in hers.refused("backup", "--output", tmp_path / "no" / "b.zip")
    assert "existe déjà" in hers.refused("backup", "--output", tmp_path)
    assert (tmp_path / "there.zip").read_text() == "mine"
    assert {path.name for path in tmp_path.iterdir()} == {"hers", "there.zip"}


def test_a_full_disk_is_said_and_leaves_no_half_file(tmp_path):
    from casquettes.config.commands.answer import Refused
    from casquettes.config.commands.files import new_file

    with pytest.raises(Refused, match="Le disque est plein"), new_file(tmp_path / "b.zip") as file:
        file.write(b"half")
        raise OSError(28, "No space left on device")
    with pytest.raises(Refused, match="Le disque est plein"), new_file(tmp_path / "b.zip"):
        raise sqlite3.OperationalError("database or disk is full")
    assert list(tmp_path.iterdir()) == []


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return path


def test_what_is_not_a_whole_copy_is_refused_and_changes_nothing(hers, tmp_path):
    hers.run("backup", "--output", tmp_path / "b.zip")
    whole = (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as parcel:
        members = {name: parcel.read(name) for name in parcel.namelist()}
    before = hers.database.read_bytes(), sorted(path.name for path in hers.home.iterdir())
    wrong = {
        "empty.zip": b"",
        "text.zip": b"hello",
        "cut.zip": whole[: len(whole) // 2],
        "bit.zip": whole[:2000] + bytes([whole[2000] ^ 1]) + whole[2001:],
    }
    for name, content in wrong.items():
        (tmp_path / name).write_bytes(content)
    other = members | {"keys/secret-key": b"another"}
    zipped(tmp_path / "key.zip", other)
    zipped(tmp_path / "stranger.zip", {"../../evil": b"x"})
    zipped(tmp_path / "bomb.zip", members | {"more": b"\0" * (300 * 2**20)})
    said = {
        "empty.zip": "pas un fichier zip",
        "text.zip": "pas un fichier zip",
        "cut.zip": "pas un fichier zip",
        "bit.zip": "est abîmé",
        "key.zip": "est abîmé (keys/secret-key)",
        "stranger.zip": "nom inattendu (../../evil)",
        "bomb.zip": "trop de place",
        "nowhere.zip": "introuvable",
    }
    for name, words in said.items():
        assert words in hers.refused("restore", tmp_path / name), name
    after = hers.database.read_bytes(), sorted(path.name for path in hers.home.iterdir())
    assert after == before


def test_an_archive_is_checked_without_the_program(hers, tmp_path):
    told = hers.run("archive", "--output", tmp_path / "a.zip")
    assert told["rows"] == 2
    key = hers.home / "journal-key"

    def check(archive: Path) -> tuple[int, str]:
        command = [sys.executable, "-I", "-S", ROOT / "tools" / "verify_archive.py", archive, key]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    assert check(tmp_path / "a.zip")[0] == 0
    with zipfile.ZipFile(tmp_path / "a.zip") as parcel:
        members = {name: parcel.read(name) for name in parcel.namelist()}
    lines = members["journal.jsonl"].replace(b"found", b"fount")
    changed = zipped(tmp_path / "changed.zip", members | {"journal.jsonl": lines})
    assert check(changed) == (
        1,
        "NOT WHOLE: journal.jsonl is not the file the manifest tells of.\n",
    )
    manifest = members["manifest.json"].replace(b'"entries": 2', b'"entries": 1')
    resealed = zipped(tmp_path / "resealed.zip", members | {"manifest.json": manifest})
    assert check(resealed)[0] == 1
    assert check(tmp_path / "nowhere.zip")[0] == 2


def test_the_verifier_is_short_and_imports_nothing_but_the_standard_library():
    text = (ROOT / "tools" / "verify_archive.py").read_text()
    assert len(text.splitlines()) < 100
    names = {line.split()[1] for line in text.splitlines() if line.startswith(("import", "from"))}
    assert names <= set(sys.stdlib_module_names)
