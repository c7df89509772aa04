"""What the findings share that count where the codings are, without any project: in large files or a database."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from .plumbing import typed
from .reliability import engine_options
from .values import names

if TYPE_CHECKING:
    from intercoder.project.on_files.engines import Where

PLACE = ("table", "coverage", "value", "engine", "memory", "unit", "coder", "code_column")
THERE = (*PLACE, "case", "coders")
"""The options that are for files alone."""


def there_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command FILES and the options that say where codings are, and which of their columns is what."""
    for option in (
        click.option("--coders", callback=names, metavar="A,B", help="In files: whose codings count; by default all."),
        click.option("--case", metavar="COLUMN", help="In files: the column of the case of each unit."),
        click.option("--code-column", metavar="COLUMN", help="In files: the column that names the code (code)."),
        click.option("--coder", metavar="COLUMN", help="In files: the column that names the coder (coder)."),
        click.option("--unit", metavar="COLUMN", help="In files: the column that names the units (unit)."),
        engine_options,
        click.argument("files", nargs=-1, type=click.Path()),
    ):
        function = option(function)
    return function


def place(files: tuple[str, ...], options: dict[str, Any]) -> Where:
    """Return where the codings are, and take what says so out of the options."""
    from intercoder.project.on_files.engines import Where

    given = {name: options.pop(name) for name in PLACE}
    return Where.of(files, code=given.pop("code_column"), **given)


def not_for_files(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options without those for files; raises a usage error when one was given."""
    for name in THERE:
        if options.pop(name) is not None:
            raise click.UsageError(f"{typed(name)} is for files; name one.")
    return options


def refuse(options: dict[str, Any], *, about: str, with_: str) -> None:
    """Raise a usage error for an option that was given: it is `about` something else than what it stands `with_`."""
    context = click.get_current_context()
    for name, value in options.items():
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError(f"{typed(name, value)} is for {about}; leave it out with {with_}.")
