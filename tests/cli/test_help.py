"""Every command says what it is for."""

from collections.abc import Iterator
from typing import Any

import pytest
import typer

from legalops.cli import app
from tests.cli.conftest import Run


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Name every command below a group, as it is typed."""
    found = getattr(group, "commands", None)
    if found is None:
        yield path
        return
    for name, command in sorted(found.items()):
        yield from commands(command, (*path, name))


ALL = list(commands(typer.main.get_command(app)))


def test_the_commands_are_those_agreed_on() -> None:
    assert [" ".join(path) for path in ALL] == [
        "backup",
        "budget approve",
        "budget import",
        "budget list",
        "check",
        "close-month",
        "demo",
        "digest",
        "export budget",
        "export lines",
        "export pack",
        "import",
        "init",
        "mappings",
        "report budget",
        "restore",
        "template",
        "undo",
        "uploads",
        "user add",
        "user disable",
        "user list",
        "user reset",
        "user role",
    ]


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_and_option_has_help(run: Run, path: tuple[str, ...]) -> None:
    result = run(*path, "--help")
    assert result.exit_code == 0
    group: Any = typer.main.get_command(app)
    for name in path:
        group = group.commands[name]
    assert (group.help or "").strip().endswith(".")
    for parameter in group.params:
        assert getattr(parameter, "help", ""), f"{path}: {parameter.name}"
