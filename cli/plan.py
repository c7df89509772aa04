"""`intercoder plan`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .plumbing import opened, project_options, with_output
from .progress import while_reading
from .reliability import READING, reading_options, tell_reading
from .values import names, prevalences

if TYPE_CHECKING:
    from intercoder.results import Result


@click.command()
@click.argument("files", nargs=-1, type=click.Path())
@click.option("--kappa", type=float, default=0.8, show_default=True, help="The kappa that is expected.")
@click.option(
    "--prevalence",
    "prevalences",
    multiple=True,
    callback=prevalences,
    metavar="[CODE=]SHARE",
    help="The share of units with the code, such as 0.1 or Recruitment=0.4; may be repeated.",
)
@click.option("--half-width", type=float, help="Units for an interval of kappa -/+ this (.10 unless a goal is given).")
@click.option("--null-kappa", type=float, help="Units to show that kappa is not this value.")
@click.option("--lower-limit", type=float, help="Units for a one-sided lower limit at this value.")
@click.option("--power", type=float, default=0.8, show_default=True, help="The power with --null-kappa.")
@click.option("--confidence", type=float, default=0.95, show_default=True, help="Of the intervals.")
@click.option(
    "--sample",
    type=float,
    metavar="N|SHARE",
    help="What a sample of N units, or with --population of this share of them, will tell of each code.",
)
@click.option("--population", type=int, metavar="N", help="The units there are in all.")
@click.option("--round", help="In a project: how many more units to code after this round.")
@click.option("--coders", callback=names, metavar="A,B", help="With FILES or --round: the two coders.")
@reading_options
@project_options
@with_output
def plan(files: tuple[str, ...], *, round: str | None, **options: Any) -> Result:
    """Say how many units to double-code, before or after a sample was coded.

    Without FILES: the units needed at each prevalence, for the goals given; with --sample, what a sample will give for
    each code (expected positives, chance of none, width of the interval). With FILES, or --round in a project: how many
    more units to code until each interval is as narrow as --half-width.
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
