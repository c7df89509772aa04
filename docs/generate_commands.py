"""Write docs/commands.md from the help texts of the commands: `make docs`. A test keeps it up to date."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from intercoder.cli import main

PAGE = Path(__file__).parent / "commands.md"
WIDTH = 100

HEAD = """# Commands

Made from the commands' own help (`make docs`); do not edit. Every command that works in a project is also a method of
`intercoder.Project`: `intercoder round start` is `Project.round_start`.
"""


def commands(command: click.Command, above: click.Context | None = None) -> Iterator[tuple[str, str]]:
    """Yield the full name and the help text of a command and of all commands below it."""
    name = command.name if above else "intercoder"
    settings = {**command.context_settings, "terminal_width": WIDTH, "max_content_width": WIDTH}
    context = click.Context(command, above, name, **settings)
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            yield from commands(command.commands[below], context)


def page() -> str:
    """Return the whole page."""
    parts = [f"## {name}\n\n```text\n{text}\n```\n" for name, text in commands(main)]
    return "\n".join([HEAD, *parts])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
