"""`intercoder suggestion`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .framework_edits import PREVIEW
from .plumbing import Commands, tell, tell_or_show, with_output, with_project

if TYPE_CHECKING:
    from intercoder.project import Project
    from intercoder.results import Result


@click.group(cls=Commands)
def suggestion() -> None:
    """Answer what coders suggested as new codes in their workbooks, and meetings in theirs."""


@suggestion.command("list")
@click.option("--all", is_flag=True, help="List the answered ones too.")
@with_project
@with_output
def suggestion_list(project: Project, all: bool) -> Result:  # noqa: A002 - the option's name
    """List the suggestions that are open, with the units that prompted them."""
    return project.suggestion_list(all=all)


@suggestion.command("accept")
@click.argument("number", type=int)
@click.option("--under", metavar="PATH", help="The code above it; by default it is at the top.")
@click.option("--name", help="Its name; by default what the coder wrote.")
@click.option("--definition", default="", help="What it means.")
@click.option(
    "--look",
    type=click.Choice(["none", "applied", "all"]),
    help="Which coded units are looked at again: none, those with the code (applied), or all; by default those that "
    "prompted it.",
)
@click.option("--why", required=True, help='The reason, kept with the code, such as "Several services ask for it".')
@click.option("--preview", is_flag=True, help=PREVIEW)
@with_project
def suggestion_accept(project: Project, number: int, **options: Any) -> None:
    """Accept suggestion NUMBER as a new code."""
    tell_or_show(project.suggestion_accept(number, **options))


@suggestion.command("merge")
@click.argument("number", type=int)
@click.option(
    "--into", required=True, metavar="PATH", help='The code that says it already, such as "Planning / Boards".'
)
@click.option("--why", required=True, help='The reason, for the history, such as "Both mean the same".')
@with_project
def suggestion_merge(project: Project, number: int, **options: Any) -> None:
    """Answer suggestion NUMBER with a code that there is already; its units are looked at again."""
    tell(project.suggestion_merge(number, **options))


@suggestion.command("decline")
@click.argument("number", type=int)
@click.option("--why", required=True, help='The reason, for the history, such as "Said only once".')
@with_project
def suggestion_decline(project: Project, number: int, **options: Any) -> None:
    """Decline suggestion NUMBER."""
    tell(project.suggestion_decline(number, **options))
