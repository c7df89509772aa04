"""`intercoder project` and `intercoder history`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .plumbing import Commands, named, with_output, with_project

if TYPE_CHECKING:
    from intercoder.project import Project
    from intercoder.results import Result


@click.group(cls=Commands)
def project() -> None:
    """Make a project, or see where it stands."""


@project.command("new")
@click.argument("name")
@click.option("--title", default="", help="The title of the study; by default the name.")
@click.option("--id", "identifier", help="What workbooks name the project by; by default drawn at random.")
@click.option("--who", metavar="NAME", envvar="INTERCODER_WHO", help="Who works, for the history.")
def project_new(name: str, title: str, identifier: str | None, who: str | None) -> None:
    """Make the project file NAME.intercoder."""
    from intercoder.project import Project

    with Project.create(name, title=title, id=identifier, who=named(who)) as made:
        click.echo(f"Made {made.path}.")


@project.command("status")
@with_project
@with_output
def project_status(project: Project) -> Result:
    """Show what the project holds and what has been done."""
    return project.project_status()


@click.command()
@click.option("--verify", is_flag=True, help="Check that no entry was changed or taken out since.")
@with_project
@with_output
def history(project: Project, verify: bool) -> Result:
    """List every step: when, who, what."""
    return project.history(verify=verify)
