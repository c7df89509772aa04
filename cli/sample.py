"""`intercoder sample`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .options import confidence
from .plumbing import Commands, tell, with_output, with_project
from .values import numbers, shares

if TYPE_CHECKING:
    from intercoder.project import Project
    from intercoder.results import Result

fraction = click.option(
    "--fraction", type=float, default=0.2, show_default=True, help="The share of the cases: 0.2 for a fifth."
)
unit_of_sampling = click.option(
    "--unit-of-sampling",
    default="case",
    show_default=True,
    metavar="case|unit",
    help="What is drawn: whole cases, or single units.",
)


@click.group(cls=Commands)
def sample() -> None:
    """Plan, draw and extend the sample that a further coder codes."""


@sample.command("plan")
@fraction
@unit_of_sampling
@click.option(
    "--prevalence",
    multiple=True,
    callback=shares,
    metavar="CODE=SHARE",
    help="How frequent a code is, such as Recruitment=0.1; by default as coded so far. May be repeated.",
)
@click.option("--kappa", type=float, default=0.8, show_default=True, help="The kappa that is assumed.")
@confidence
@with_project
@with_output
def sample_plan(project: Project, **options: Any) -> Result:
    """Say what a sample will tell about each code, before anyone codes it.

    The cases with the code to expect, the chance that there is none, and the width of the interval.
    """
    return project.sample_plan(**options)


@sample.command("draw")
@click.argument("name", default="sample")
@fraction
@click.option(
    "--seed",
    type=int,
    required=True,
    help="Any whole number, such as 2026: with it anyone can draw the same sample again.",
)
@click.option(
    "--stratify",
    metavar="ATTRIBUTE",
    help="Draw the same share of each value of this attribute, such as service_model.",
)
@unit_of_sampling
@click.option("--floor", "floors", multiple=True, callback=numbers, metavar="CODE=N",
              help="At least N cases with this code, such as Recruitment=5; may be repeated.")  # fmt: skip
@click.option("--why", default="", help="Why this sample, for the history.")
@with_project
@with_output
def sample_draw(project: Project, name: str, **options: Any) -> Result:
    """Draw a seeded random sample of the cases and call it NAME ("sample" by default).

    The draw depends on the seed and the ids alone: every machine draws the same, whatever the order of the rows.
    """
    return project.sample_draw(name, **options)


@sample.command("extend")
@click.argument("name")
@click.option(
    "--fraction", type=float, required=True, help="The share of the cases that it is to have in the end, such as 0.3."
)
@click.option("--as", "as_name", metavar="NAME", help="The name of the larger sample; by default NAME with a number.")
@click.option("--why", default="", help="Why it is extended, for the history.")
@with_project
@with_output
def sample_extend(project: Project, name: str, **options: Any) -> Result:
    """Make a larger sample that begins with sample NAME.

    A round on it that goes on where an earlier one ended: intercoder round start --sample ... --continues ROUND.
    """
    return project.sample_extend(name, **options)


@sample.command("show")
@click.argument("name", default="sample")
@with_project
@with_output
def sample_show(project: Project, name: str) -> Result:
    """Show the cases of sample NAME; with -o FILE.json, write the certificate with which it can be drawn again."""
    return project.sample_show(name)


@sample.command("verify")
@click.argument("file", type=click.Path())
def sample_verify(file: str) -> None:
    """Draw the sample of the certificate FILE.json again and compare; no project is needed."""
    from intercoder.project import Project

    tell(Project.sample_verify(file))
