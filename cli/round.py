"""`intercoder round`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .next_step import tell_next
from .plumbing import Commands, tell, with_output, with_project
from .values import names

if TYPE_CHECKING:
    from intercoder.project import Project
    from intercoder.results import Result


@click.group("round", cls=Commands)
def round_() -> None:
    """Start a round of coding, and see who has finished how much."""


@round_.command("start")
@click.argument("name")
@click.option("--coders", required=True, callback=names, metavar="A,B", help="Who codes, each alone, such as Anna,Ben.")
@click.option("--version", type=int, help="The version of the framework; by default the newest.")
@click.option("--sample", metavar="NAME", help="Code only the cases of this sample; by default all.")
@click.option("--cases", callback=names, metavar="X,Y", help="Code only these cases.")
@click.option("--units", callback=names, metavar="U1,U2", help="Code only these units.")
@click.option("--rest", is_flag=True, help="Code only the units that are in no round yet.")
@click.option("--against", metavar="ROUND", help="Check this round: its consensus is compared with the new coders.")
@click.option("--continues", metavar="ROUND", help="What these coders coded in this round counts here too.")
@click.option("--follows", metavar="ROUND", help="What is coded here takes the place of that round's codings.")
@click.option("--why", default="", help="Why this round, for the history.")
@with_project
def round_start(project: Project, **options: Any) -> None:
    """Start the round NAME.

    Coders who code together are one coder: name only one.
    """
    tell(project.round_start(**options))
    tell_next(project)


@round_.command("status")
@click.argument("round", required=False)
@click.option("--missing", is_flag=True, help="List the units that are not coded yet.")
@with_project
@with_output
def round_status(project: Project, round: str | None, missing: bool) -> Result:
    """Show who has finished how many units of each round, or of ROUND."""
    return project.round_status(round, missing=missing)
