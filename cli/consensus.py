"""`intercoder disagreements` and `intercoder consensus`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .plumbing import Commands, names, tell, with_output, with_project

if TYPE_CHECKING:
    from intercoder.project import Project
    from intercoder.results import Result


@click.command()
@click.option("--round", help="The round; by default the newest.")
@click.option("--coders", callback=names, metavar="A,B", help="Who is compared; by default as in `reliability`.")
@click.option("--code", metavar="PATH", help="Only this code.")
@with_project
@with_output
def disagreements(project: Project, **options: Any) -> Result:
    """List the units and codes on which coders differ."""
    return project.disagreements(**options)


@click.group(cls=Commands)
def consensus() -> None:
    """Discuss disagreements, and keep the decisions."""


@consensus.command("write")
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--round", help="The round; by default the newest.")
@click.option("--coders", callback=names, metavar="A,B", help="Who is compared; by default as in `reliability`.")
@click.option("--flagged", is_flag=True, help="Only disagreements on codes with a kappa below the threshold.")
@click.option("--replace", is_flag=True, help="Write over FILE if it is there.")
@with_project
def consensus_write(project: Project, file: str, **options: Any) -> None:
    """Write the workbook of a discussion to FILE: each disagreement, with room for a decision and its reason."""
    tell(project.consensus_write(file, **options))


@consensus.command("read")
@click.argument("file", type=click.Path())
@with_project
def consensus_read(project: Project, file: str) -> None:
    """Read the decisions in FILE; the coders' own codings stay as they are."""
    tell(project.consensus_read(file))
