"""`intercoder plan`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .options import confidence, project_options
from .plumbing import opened, with_output
from .progress import while_reading
from .reliability import READING, reading_options, tell_reading
from .values import names, prevalences

if TYPE_CHECKING:
    from intercoder.results import Result


@click.command()
@click.argument("files", nargs=-1, type=click.Path())
@click.option("--kappa", type=float, default=0.8, show_default=True, help="The kappa that you expect of two coders.")
@click.option(
    "--prevalence",
    "prevalences",
    multiple=True,
    callback=prevalences,
    metavar="[CODE=]SHARE",
    help="The share of units with the code, such as 0.1 or Recruitment=0.4; may be repeated. By default 0.05 to 0.5.",
)
@click.option(
    "--half-width",
    type=float,
    help="A goal: kappa ± this; by default 0.1 before coding, unless another goal is given, and 0.2 after.",
)
@click.option("--null-kappa", type=float, help="A goal: to show that kappa is not this value, such as 0.6.")
@click.option("--lower-limit", type=float, help="A goal: to be sure that kappa is at least this value, such as 0.6.")
@click.option(
    "--power", type=float, default=0.8, show_default=True, help="With --null-kappa: the chance that it is shown."
)
@confidence
@click.option(
    "--sample",
    type=float,
    metavar="N|SHARE",
    help="What a sample of N units, or with --population of this share of them, will tell of each code.",
)
@click.option(
    "--population",
    type=int,
    metavar="N",
    help="The units there are in all; by default as many as you like, in a project its units.",
)
@click.option("--round", metavar="ROUND", help="In a project: how many more units to code after this round.")
@click.option("--coders", callback=names, metavar="A,B", help="With FILES or --round: the two coders.")
@reading_options
@project_options
@with_output
def plan(files: tuple[str, ...], *, round: str | None, **options: Any) -> Result:
    """Say how many units to double-code, before or after a sample was coded.

    Before: how many units it takes to reach a goal, for rare codes and frequent ones (--prevalence, the share of units
    that have the code); with --sample, what a sample will tell of each code: how many units with the code to expect,
    the chance that there is none, and how far kappa may be off. After, with FILES as in `intercoder reliability FILES`
    or with --round in a project: how many more units to code until kappa is as exact as --half-width asks.
    """
    reading = {name: options.pop(name) for name in READING}
    project_file, who, coders = (options.pop(name) for name in ("project_file", "who", "coders"))
    if files or round is not None:
        wanted = {name: options[name] for name in ("half_width", "confidence", "population")}
        wanted = {name: value for name, value in wanted.items() if value is not None}
        if files:
            return _after_files(files, {**reading, "coders": coders}, wanted)
        with opened(project_file, who) as project:
            return project.plan(round=round, coders=coders, **wanted)
    from intercoder.reliability.sample_plan import plan_before

    return plan_before(**options)


def _after_files(files: tuple[str, ...], reading: dict[str, Any], wanted: dict[str, Any]) -> Result:
    from intercoder.project.on_files.agreement import more_units_of_files

    with while_reading(*files):
        found = more_units_of_files(files, reading=reading, **wanted)
    tell_reading(found)
    return found.result
