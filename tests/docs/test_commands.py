"""Every command and every option of the command line stands in its reference page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cyclopts import App

from gatepost.cli import app

PAGE = (Path(__file__).parents[2] / "docs/reference/command-line.md").read_text()
EVERYWHERE = {"--help", "-h", "--version"}


def commands(parent: App, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], App]]:
    """Every command below `parent` that does something, with the words that call it."""
    for name in parent:
        if name in EVERYWHERE:
            continue
        command = parent[name]
        if command.default_command is not None:
            yield (*path, name), command
        yield from commands(command, (*path, name))


COMMANDS = list(commands(app, ("gatepost",)))


def test_there_are_commands_to_document() -> None:
    assert ("gatepost", "screen") in [path for path, _ in COMMANDS]
    assert ("gatepost", "ledger", "verify") in [path for path, _ in COMMANDS]


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=lambda value: " ".join(value) if value else "")
def test_command_is_documented(path: tuple[str, ...], command: App) -> None:
    assert f"`{' '.join(path)}" in PAGE
    options = {
        name
        for argument in command.assemble_argument_collection()
        if argument.parameter.show is not False
        for name in argument.names
        if name.startswith("--") and not name.startswith(("--no-", "--empty-"))
        if argument.field_info.kind is not argument.field_info.POSITIONAL_OR_KEYWORD
    }
    missing = sorted(name for name in options if name not in PAGE)
    assert not missing, f"docs/reference/command-line.md does not say what {missing} do"
