"""The `casquettes` command: help in French with an example, refusals in one shape."""

from __future__ import annotations

import argparse
import json

import pytest

from casquettes.config.command import command_line, main
from casquettes.config.commands.answer import Refused, add_command


def _leaves(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return [leaf for child in action.choices.values() for leaf in _leaves(child)]
    return [parser]


@pytest.mark.parametrize("leaf", _leaves(command_line()), ids=lambda leaf: leaf.prog)
def test_every_command_explains_itself_with_an_example(leaf: argparse.ArgumentParser) -> None:
    help_text = leaf.format_help()
    assert f"Exemple : {leaf.prog}" in help_text
    assert "--json" in help_text


def test_help_is_in_french(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert "afficher cette aide" in said
    assert "show this" not in said


def test_an_unknown_command_is_refused_with_those_that_exist(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["srve"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("'srve' inconnu. Au choix : 'demo', 'serve'")


def test_a_refusal_is_also_json_for_a_program(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--json", "--port", "70000"]) == 2
    said = capsys.readouterr()
    assert json.loads(said.out) == {
        "error": {
            "message": "Le port est un nombre entre 1 et 65535.",
            "line": None,
            "field": "port",
        }
    }
    assert said.err == "Le port est un nombre entre 1 et 65535.\n"


def test_a_refusal_names_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert _main_with(Refused("Cette heure n’existe pas.", line=12)) == 2
    assert capsys.readouterr().err == "Cette heure n’existe pas. (ligne 12)\n"


def test_the_unexpected_exits_1_with_its_trace(capsys: pytest.CaptureFixture[str]) -> None:
    assert _main_with(ZeroDivisionError("half a hat")) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "ZeroDivisionError: half a hat" in said.err


def _main_with(error: Exception) -> int:
    """`main` over a command line whose only command raises `error`."""

    def run(arguments: argparse.Namespace) -> int:
        raise error

    def register() -> argparse.ArgumentParser:
        parser = argparse.ArgumentParser(prog="casquettes")
        add_command(parser.add_subparsers(), "fall", run, help="tomber", example="casquettes fall")
        return parser

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("casquettes.config.command.command_line", register)
        return main(["fall"])
