"""`--where` and `--by`: the options that choose cases by their attributes, shared by the findings."""

from __future__ import annotations

from typing import Any, TypeVar

import click

from .values import conditions

Command = TypeVar("Command", bound=Any)

by = click.option("--by", metavar="ATTRIBUTE", help="Show each group of cases with one value of this attribute.")


def where(command: Command) -> Command:
    """Give a command the option --where, as a mapping of attribute to value."""
    option = click.option(
        "--where",
        multiple=True,
        callback=conditions,
        metavar="ATTRIBUTE=VALUE",
        help="Only cases with this value, such as co_production=Yes; may be repeated.",
    )
    return option(command)
