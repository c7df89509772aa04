"""Options that several commands have, each written once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from .values import conditions

Function = Callable[..., Any]

replacing = click.option("--replace", is_flag=True, help="Write over FILE if it is there.")
in_round = click.option("--round", metavar="ROUND", help="The round; by default the newest.")
confidence = click.option(
    "--confidence", type=float, default=0.95, show_default=True, help="How sure the intervals are: 0.95 for 95 %."
)
by = click.option("--by", metavar="ATTRIBUTE", help="Show each group of cases with one value of this attribute.")
where = click.option(
    "--where",
    multiple=True,
    callback=conditions,
    metavar="ATTRIBUTE=VALUE",
    help="Only cases with this value, such as co_production=Yes; may be repeated.",
)


def project_options(function: Function) -> Function:
    """Give a command the options --project and --who."""
    for option in (
        click.option("--who", metavar="NAME", envvar="INTERCODER_WHO", show_envvar=True,
                     help="Who works, for the history; by default your login name."),
        click.option("--project", "project_file", metavar="FILE", envvar="INTERCODER_PROJECT", show_envvar=True,
                     help="The project file; by default the only one in this folder."),
    ):  # fmt: skip
        function = option(function)
    return function


def output_options(function: Function) -> Function:
    """Give a command the options --json, --csv and -o."""
    for option in (
        click.option("-o", "--output", "outputs", multiple=True, metavar="FILE",
                     help="Write to FILE.xlsx, .html, .docx, .csv or .json; may be given several times."),
        click.option("--csv", "as_csv", is_flag=True, help="Print comma-separated values, unrounded."),
        click.option("--json", "as_json", is_flag=True, help="Print JSON."),
    ):  # fmt: skip
        function = option(function)
    return function
