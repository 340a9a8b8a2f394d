"""The documents are under test: links resolve, commands exist, decisions are told in full."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from casquettes.config.command import command_line
from tests.architecture.tree import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
DECISIONS = sorted((ROOT / "docs" / "adr").glob("*.md"))


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = [
        f"{document.relative_to(ROOT)} → {target}"
        for document in DOCUMENTS
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text(encoding="utf-8"))
        if not re.match(r"[a-z]+:", target) and not (document.parent / target).exists()
    ]
    assert broken == []


def test_every_command_shown_exists_with_its_options() -> None:
    wrong = []
    for document in DOCUMENTS:
        for line in _command_lines(document.read_text(encoding="utf-8")):
            words = line.split()[1:]
            if problem := _unknown(command_line(), words):
                wrong.append(f"{document.relative_to(ROOT)}: {line} ({problem})")
    assert wrong == []


def test_every_command_is_explained_in_the_guide() -> None:
    guide = (ROOT / "docs" / "guide" / "commandes.md").read_text(encoding="utf-8")
    assert [
        name for name in _subcommands(command_line()) if f"casquettes {name}" not in guide
    ] == []


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_says_why_and_what_follows(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for heading in ("## Context", "## Decision", "## Consequences"):
        assert heading in text


def _command_lines(text: str) -> list[str]:
    blocks = re.findall(r"```(?:sh|bash|console)\n(.*?)```", text, re.DOTALL)
    lines = [line.removeprefix("$ ").strip() for block in blocks for line in block.splitlines()]
    spoken = re.findall(r"`((?:\./)?casquettes [^`]+)`", text)
    return [line for line in [*lines, *spoken] if re.match(r"(\./)?casquettes ", line)]


def _unknown(parser: argparse.ArgumentParser, words: list[str]) -> str | None:
    for word in words:
        if word.startswith("#"):
            break
        if word.startswith("--"):
            option = word.partition("=")[0].rstrip(",.;")
            if option not in parser._option_string_actions:
                return f"no option {option}"
        elif choices := _subcommands(parser):
            if word.strip("[]…") and word not in choices:
                return f"no command {word}"
            parser = choices.get(word, parser)
    return None


def _subcommands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}
