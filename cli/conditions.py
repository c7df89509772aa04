"""`--where` and `--by`: the options that choose cases by their attributes, shared by the findings."""

from __future__ import annotations

from typing import Any, TypeVar

import click

from intercoder.errors import InputError

Command = TypeVar("Command", bound=Any)

by = click.option("--by", metavar="ATTRIBUTE", help="Show each group of cases with one value of this attribute.")


def where(command: Command) -> Command:
    """Give a command the option --where, as a mapping of attribute to value."""
    option = click.option(
        "--where",
        multiple=True,
        callback=_conditions,
        metavar="ATTRIBUTE=VALUE",
        help="Only cases with this value, such as co_production=Yes; may be repeated.",
    )
    return option(command)


def _conditions(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for value in values:
        name, sign, wanted = value.partition("=")
        if not sign or not name.strip() or not wanted.strip():
            raise InputError(f'"{value}" is no condition.', where="--where", fix="Write ATTRIBUTE=VALUE.")
        found[name.strip()] = wanted.strip()
    return found
