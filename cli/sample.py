"""`intercoder sample`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .plumbing import Commands, with_output, with_project

if TYPE_CHECKING:
    from intercoder.project import Project
    from intercoder.results import Result


@click.group(cls=Commands)
def sample() -> None:
    """Draw the cases that a further coder codes."""


@sample.command("draw")
@click.argument("name")
@click.option("--fraction", type=float, default=0.2, show_default=True, help="The share of the cases.")
@click.option("--seed", type=int, required=True, help="Any whole number; the same seed gives the same sample.")
@with_project
@with_output
def sample_draw(project: Project, name: str, fraction: float, seed: int) -> Result:
    """Draw a seeded random sample of the cases and call it NAME."""
    return project.sample_draw(name, fraction=fraction, seed=seed)


@sample.command("show")
@click.argument("name")
@with_project
@with_output
def sample_show(project: Project, name: str) -> Result:
    """Show the cases of sample NAME, and how to draw it again."""
    return project.sample_show(name)
