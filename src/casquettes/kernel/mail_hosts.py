"""Where the usual mailboxes let mail out, known by the domain of an address or by name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class MailHost:
    """The server of a keeper of mailboxes; `note` says what it asks beside a password."""

    key: str
    name: str
    domains: tuple[str, ...]
    host: str
    port: int
    security: str
    note: str = ""


@cache
def known() -> Mapping[str, MailHost]:
    """Every keeper we know, by key."""
    source = resources.files("casquettes.kernel") / "mail_hosts.toml"
    document = tomllib.loads(source.read_text(encoding="utf-8"))
    return {
        key: MailHost(key, **{**facts, "domains": tuple(facts["domains"])})
        for key, facts in document.items()
    }


def of_address(address: str) -> MailHost | None:
    """Who keeps this mailbox, when its domain says it."""
    domain = address.rpartition("@")[2].strip().lower()
    return next((host for host in known().values() if domain in host.domains), None)
