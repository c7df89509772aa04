"""What the README shows, works: its Python runs, its commands exist with these arguments and options."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from intercoder.cli import main

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
COMMANDS = [
    line for kind, block in BLOCKS if kind == "sh" for line in block.splitlines() if line.startswith("intercoder")
]


def test_its_python_runs(capsys: pytest.CaptureFixture[str]) -> None:
    for kind, block in BLOCKS:
        if kind == "python":
            exec(compile(block, "README.md", "exec"), {})  # noqa: S102 - our own README
    assert "kappa" in capsys.readouterr().out


@pytest.mark.parametrize("line", COMMANDS)
def test_its_commands_exist_with_these_options(line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    command: click.Command = main
    context = click.Context(main, info_name="intercoder")
    while isinstance(command, click.Group):
        below = command.get_command(context, words[0])
        assert below is not None, words[0]
        command, words = below, words[1:]
    with command.make_context(command.name, words, parent=context):
        pass


def test_it_shows_commands() -> None:
    assert len(COMMANDS) > 15
