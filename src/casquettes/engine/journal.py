"""A chain of signed entries, each over the one before: no hand changes one unseen.

Plain values in, plain values out; docs/method/journal.md tells the format in prose.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

FORMAT = 1
DIGEST_BYTES = 16


class Why(StrEnum):
    """What is wrong with a chain, at the rank that is named."""

    MISSING = "missing"  # the entry of this rank is not there
    ALTERED = "altered"  # not what was signed, or signed with another key
    DETACHED = "detached"  # does not follow the entry before it
    FOREIGN = "foreign"  # of another journal
    MISCOUNTED = "miscounted"  # the perpetual total is not the sum
    CUT = "cut"  # the journal once went further
    REPLACED = "replaced"  # the head that was kept is of another past
    HEADLESS = "headless"  # no head is kept: a cut could not be seen
    FORGED_HEAD = "forged_head"  # the head that is kept was not signed here


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it is signed: amounts in whole cents, `at` in UTC as ISO text."""

    format: int
    chain: str
    rank: int
    at: str
    verb: str
    subject_kind: str
    subject_id: int | None
    payload: str
    amount: int | None
    perpetual_total: int
    previous: str
    signature: str = ""

    def text(self) -> str:
        """Everything but the signature, as canonical JSON."""
        return canonical({name: getattr(self, name) for name in SIGNED})


COLUMNS = tuple(field.name for field in fields(Line))
SIGNED = COLUMNS[:-1]


@dataclass(frozen=True, slots=True)
class Head:
    """How far a journal went: kept outside the database, it shows that a tail was cut."""

    chain: str
    rank: int
    signature: str
    perpetual_total: int
    at: str

    def text(self) -> str:
        """The head as canonical JSON."""
        return canonical({field.name: getattr(self, field.name) for field in fields(self)})


@dataclass(frozen=True, slots=True)
class Received:
    """Entries signed elsewhere: what each was when the entry of `rank` vouched for them all."""

    rank: int
    chain: str
    digests: bytes


@dataclass(frozen=True, slots=True)
class Fault:
    """The first entry that is not as it was written."""

    rank: int
    why: Why


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found on walking a whole chain."""

    entries: int
    last: Line | None
    first_bad: Fault | None


def canonical(value: Any) -> str:
    """JSON with sorted keys, no spaces and ASCII only; raises TypeError for a fraction."""
    _refuse_fractions(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def read(payload: str) -> dict[str, Any]:
    """The facts of an entry; raises ValueError when they are not a JSON object."""
    facts = json.loads(payload)
    if not isinstance(facts, dict):
        raise ValueError(payload)
    return facts


def chain_key(master: bytes, chain: str) -> bytes:
    """The key of one journal, 32 bytes: knowing it tells nothing of another's."""
    return _mac(master, f"casquettes.journal\n{chain}").digest()


def sign(key: bytes, kind: str, text: str) -> str:
    """64 hexadecimal digits over `text`, said as a `kind` ("entry", "head", "archive")."""
    return _mac(key, f"{kind}\n{text}").hexdigest()


def same(one: str, other: object) -> bool:
    """Are two signatures the same? Compared in constant time, whatever stands in their place."""
    return hmac.compare_digest(one.encode(), str(other).encode(errors="replace"))


def digest(line: Line) -> bytes:
    """16 bytes that tell a line from every other, its signature included."""
    told = f"{line.text()}\n{line.signature}"
    return hashlib.sha256(told.encode()).digest()[:DIGEST_BYTES]


def check(
    lines: Iterable[Line], *, master: bytes, head: Head | None, received: Received | None = None
) -> Verdict:
    """Walk a whole journal, in rank order, and name the first entry that is not as written.

    `head` is what was kept outside the database; lines before `received.rank` were signed with
    a key that is not here and are compared with what was vouched for.
    """
    walk = _Walk(master, received)
    at_head = None
    for line in lines:
        walk.take(line)
        if head is not None and line.rank == head.rank:
            at_head = line.signature
    return Verdict(walk.entries, walk.last, walk.fault or _against(head, walk.last, at_head))


class _Walk:
    def __init__(self, master: bytes, received: Received | None) -> None:
        self.master, self.received = master, received
        self.entries = 0
        self.last: Line | None = None
        self.fault: Fault | None = None
        self.chain = received.chain if received else None
        self.key = chain_key(master, received.chain) if received else b""

    def take(self, line: Line) -> None:
        self.entries += 1
        if self.fault is None:
            self.fault = self._fault(line)
        self.last = line

    def _fault(self, line: Line) -> Fault | None:
        rank = self.last.rank + 1 if self.last else 1
        if line.rank != rank:
            return Fault(rank, Why.MISSING)
        why = self._as_received(line) if self._is_received(rank) else self._as_signed(line)
        return Fault(rank, why) if why else None

    def _is_received(self, rank: int) -> bool:
        return self.received is not None and rank < self.received.rank

    def _as_received(self, line: Line) -> Why | None:
        assert self.received is not None
        start = (line.rank - 1) * DIGEST_BYTES
        expected = self.received.digests[start : start + DIGEST_BYTES]
        return None if digest(line) == expected else Why.ALTERED

    def _as_signed(self, line: Line) -> Why | None:
        if self.chain is None:
            self.chain, self.key = line.chain, chain_key(self.master, line.chain)
        if line.chain != self.chain:
            return Why.FOREIGN
        if not same(sign(self.key, "entry", line.text()), line.signature):
            return Why.ALTERED
        if line.previous != (self.last.signature if self.last else ""):
            return Why.DETACHED
        before = self.last.perpetual_total if self.last else 0
        right = line.perpetual_total == before + (line.amount or 0)
        return None if right else Why.MISCOUNTED


def _against(head: Head | None, last: Line | None, at_head: str | None) -> Fault | None:
    """Does the journal still hold what was kept of it?"""
    reached = last.rank if last else 0
    if head is None:
        return Fault(reached + 1, Why.HEADLESS) if last else None
    if last is not None and last.chain != head.chain:
        return Fault(1, Why.REPLACED)
    if head.rank > reached:
        return Fault(reached + 1, Why.CUT)
    return None if at_head == head.signature else Fault(head.rank, Why.REPLACED)


def _mac(key: bytes, text: str) -> hmac.HMAC:
    return hmac.new(key, text.encode(), hashlib.sha256)


def _refuse_fractions(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("Amounts are whole cents, never fractions.")
    if isinstance(value, dict):
        value = value.values()
    if not isinstance(value, str | int | None):
        for part in value:
            _refuse_fractions(part)
