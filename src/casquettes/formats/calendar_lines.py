"""The lines of an iCalendar file: unfolded, with parameters, in components that know their line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

MAX_PROPERTY = 200_000
_VALUE = r"(?:\"[^\"]*\"|[^\",;:]*)"
_NAME = re.compile(rf"([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+={_VALUE}(?:,{_VALUE})*)*):")
_PARAMETER = re.compile(r";([A-Za-z0-9-]+)=(\"[^\"]*\"|[^\";:,]*)")
_ESCAPE = re.compile(r"\\([nN;,\\])")


@dataclass(frozen=True, slots=True)
class Property:
    """One line: name in capitals, first value of each parameter, raw value."""

    name: str
    parameters: dict[str, str]
    value: str

    def text(self) -> str:
        """The value with its escapes resolved."""
        return _ESCAPE.sub(lambda m: "\n" if m[1] in "nN" else m[1], self.value).strip()


@dataclass
class Component:
    """BEGIN to END; `line` is that of BEGIN, from 1."""

    name: str
    line: int
    properties: list[Property] = field(default_factory=list)
    children: list[Component] = field(default_factory=list)

    def all(self, name: str) -> list[Property]:
        return [found for found in self.properties if found.name == name]

    def first(self, name: str) -> Property | None:
        return next((found for found in self.properties if found.name == name), None)

    def text(self, name: str) -> str:
        """The text of the first property of that name, "" when there is none."""
        found = self.first(name)
        return "" if found is None else found.text()


def components(lines: Iterable[str]) -> Iterator[Component]:
    """Each outermost component, one after the other; lines that are no property are passed over,
    a component left open ends with the file."""
    open_ones: list[Component] = []
    for number, text in _unfolded(lines):
        found = _property(text)
        if found is None:
            continue
        if found.name == "BEGIN":
            open_ones.append(Component(found.value.strip().upper(), number))
        elif open_ones and found.name == "END":
            yield from _closed(open_ones)
        elif open_ones:
            open_ones[-1].properties.append(found)
    while open_ones:
        yield from _closed(open_ones)


def _closed(open_ones: list[Component]) -> Iterator[Component]:
    """End the innermost component: into the one around it, or out."""
    done = open_ones.pop()
    if open_ones:
        open_ones[-1].children.append(done)
    else:
        yield done


def _unfolded(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Logical lines with the number of their first; one longer than MAX_PROPERTY is cut."""
    held, begun = "", 0
    for number, raw in enumerate(lines, start=1):
        line = raw.rstrip("\r\n")
        if line[:1] in {" ", "\t"} and begun:
            if len(held) < MAX_PROPERTY:
                held += line[1:]
            continue
        if held:
            yield begun, held
        held, begun = line, number
    if held:
        yield begun, held


def _property(line: str) -> Property | None:
    match = _NAME.match(line)
    if match is None:
        return None
    parameters = {p[1].upper(): p[2].strip('"') for p in _PARAMETER.finditer(match[2])}
    return Property(match[1].upper(), parameters, line[match.end() :])
