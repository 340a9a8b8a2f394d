"""The lines of a vCard file: unfolded and decoded, with their group and parameters.

Three versions differ: 2.1 keeps the space of a fold, writes quoted-printable over several lines
and bare parameters ("TEL;HOME:"); 3.0 and 4.0 do not. See docs/method/import-contacts.md.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import BinaryIO

from casquettes.formats.cards import CardProblem, UnreadCard, cut
from casquettes.formats.timesheets.sources import Source

MAX_PROPERTY = 200_000
CHUNK = 64 * 1024
# Pictures and keys are not read: however long, they are passed over.
PASSED_OVER = frozenset(("PHOTO", "LOGO", "SOUND", "KEY", "AGENT"))
_NAME = re.compile(r"(?:([A-Za-z0-9_-]+)\.)?([A-Za-z0-9-]+)((?:;(?:\"[^\"]*\"|[^\":])*)?):")
_PARAMETER = re.compile(r";((?:\"[^\"]*\"|[^;\"])*)")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
_ESCAPE = re.compile(r"\\([\\;,:nN])")


@dataclass(frozen=True, slots=True)
class Property:
    """One line: name in capitals, group, parameters with all their values, raw value."""

    line: int
    name: str
    group: str
    parameters: dict[str, list[str]]
    value: str

    @property
    def types(self) -> set[str]:
        """What TYPE says, in small letters, bare parameters of 2.1 included."""
        return {value.lower() for value in self.parameters.get("TYPE", [])}

    def text(self) -> str:
        """The value with its escapes resolved."""
        return _unescaped(self.value)

    def parts(self, separator: str = ";") -> list[str]:
        """The parts of a value made of several, each with its escapes resolved."""
        return [_unescaped(part) for part in _split(self.value, separator)]

    def names(self) -> list[str]:
        """The parts of a name, each a list of words that a comma may part."""
        parts = [_split(part, ",") for part in _split(self.value, ";")]
        return [" ".join(_unescaped(" ".join(words)).split()) for words in parts]


def properties(source: Source) -> Iterator[Property | UnreadCard]:
    """Each property of the file in turn, and each line that is none."""
    version = "3.0"
    for logical in _logical_lines(source):
        told = _property(logical)
        if isinstance(told, Property) and told.name == "VERSION":
            version = told.value.strip()
        if isinstance(told, Property) and version == "2.1" and logical.folds:
            told = _property(logical, kept_space=True)
        if told is not None:
            yield told


@dataclass
class _Logical:
    """A line with those folded under it, as bytes; `cut_short` when it was too long to keep."""

    number: int
    parts: list[bytes]
    size: int = 0
    cut_short: bool = False
    folds: list[int] = field(default_factory=list)  # the parts that began with a space

    def add(self, part: bytes, *, folded: bool) -> None:
        if self.size + len(part) > MAX_PROPERTY:
            self.cut_short = True
            return
        if folded:
            self.folds.append(len(self.parts))
        self.parts.append(part)
        self.size += len(part)

    def content(self, *, kept_space: bool) -> bytes:
        """One line of bytes; the space of each fold goes, unless `kept_space`."""
        dropped = set() if kept_space else set(self.folds)
        return b"".join(
            part[1:] if rank in dropped else part for rank, part in enumerate(self.parts)
        )


def _logical_lines(source: Source) -> Iterator[_Logical]:
    held: _Logical | None = None
    quoted = encoded = False
    for number, raw, whole in _raw_lines(source):
        if held is not None and (quoted or raw[:1] in {b" ", b"\t"}):
            # A soft line break of quoted-printable is followed by anything.
            if quoted:
                held.parts[-1] = held.parts[-1].removesuffix(b"=")
            held.add(raw, folded=not quoted)
            held.cut_short |= not whole
            quoted = quoted and raw.endswith(b"=")
            continue
        if held is not None and encoded and raw.strip() and _is_base64(raw):
            held.add(raw, folded=False)
            continue
        if held is not None:
            yield held
        held = _Logical(number, [])
        held.add(raw, folded=False)
        held.cut_short |= not whole
        head = raw.partition(b":")[0].upper()
        quoted = b"QUOTED-PRINTABLE" in head and raw.endswith(b"=")
        encoded = b"BASE64" in head or b"ENCODING=B" in head
    if held is not None:
        yield held


def _is_base64(raw: bytes) -> bool:
    return _BASE64.fullmatch(raw.decode("latin-1")) is not None


def _raw_lines(source: Source) -> Iterator[tuple[int, bytes, bool]]:
    """Each line of bytes without its end, its number, and whether all of it is there."""
    if source.encoding.startswith(("utf-16", "utf-32")):
        for number, text in enumerate(source.lines(), start=1):
            yield number, text.rstrip("\r\n").encode(), True
        return
    with closing(source.opener()) as file:
        number = 0
        while first := file.readline(CHUNK):
            number += 1
            raw = first.removeprefix(codecs.BOM_UTF8) if number == 1 else first
            whole = first.endswith(b"\n") or len(first) < CHUNK or _rest(file)
            yield number, raw.rstrip(b"\r\n"), whole


def _rest(file: BinaryIO) -> bool:
    """Pass over what is left of a long line; True when nothing was."""
    nothing = True
    while more := file.readline(CHUNK):
        nothing = nothing and not more.strip(b"\r\n")
        if more.endswith(b"\n"):
            break
    return nothing


def _property(logical: _Logical, *, kept_space: bool = False) -> Property | UnreadCard | None:
    content = logical.content(kept_space=kept_space)
    line = content.decode("latin-1")
    if not line.strip():
        return None
    match = _NAME.match(line)
    if match is None:
        return UnreadCard(logical.number, CardProblem.NO_PROPERTY, cut(_decoded(content, "")))
    name = match[2].upper()
    parameters = _parameters(match[3])
    if name in PASSED_OVER:
        return Property(logical.number, name, match[1] or "", parameters, "")
    if logical.cut_short:
        return UnreadCard(logical.number, CardProblem.TOO_LONG, name)
    try:
        value = _bytes(line[match.end() :].encode("latin-1"), parameters)
        text = _decoded(value, next(iter(parameters.get("CHARSET", [])), ""))
    except (UnicodeError, LookupError, binascii.Error):
        return UnreadCard(logical.number, CardProblem.ENCODING, name)
    return Property(logical.number, name, match[1] or "", parameters, text)


def _bytes(value: bytes, parameters: dict[str, list[str]]) -> bytes:
    """What was written, out of quoted-printable or base64."""
    encodings = {said.upper() for said in parameters.get("ENCODING", [])}
    if "QUOTED-PRINTABLE" in encodings:
        return quopri.decodestring(value)
    return base64.b64decode(value) if encodings & {"B", "BASE64"} else value


def _decoded(value: bytes, charset: str) -> str:
    """Text in the charset said; else UTF-8, else that of Windows."""
    if charset and charset.lower().replace("-", "") not in {"utf8", "usascii", "ascii"}:
        return value.decode(charset)
    for usual in ("utf-8", "cp1252"):
        try:
            return value.decode(usual)
        except UnicodeDecodeError:
            continue
    return value.decode("latin-1")


def _parameters(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for match in _PARAMETER.finditer(text):
        name, equals, value = match[1].partition("=")
        if not equals:  # as 2.1 writes it
            name, value = _bare(name)
        values = value.encode("latin-1").decode("utf-8", "replace").replace('"', "").split(",")
        found.setdefault(name.strip().upper(), []).extend(one.strip() for one in values)
    return found


def _bare(word: str) -> tuple[str, str]:
    encodings = {"QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"}
    return ("ENCODING" if word.strip().upper() in encodings else "TYPE", word)


def _unescaped(text: str) -> str:
    plain = _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], text)
    return plain.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()


def _split(value: str, separator: str) -> list[str]:
    """Cut at each separator that no backslash precedes."""
    parts, held, escaped = [], "", False
    for sign in value:
        if sign == separator and not escaped:
            parts.append(held)
            held = ""
        else:
            held += sign
        escaped = sign == "\\" and not escaped
    return [*parts, held]
