"""`intercoder framework`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .plumbing import Commands, tell, with_output, with_project

if TYPE_CHECKING:
    from intercoder.project import Project
    from intercoder.results import Result


@click.group(cls=Commands)
def framework() -> None:
    """Read the coding framework, and look at it."""


@framework.command("read")
@click.argument("file", type=click.Path())
@click.option("--why", default="", help="Why this version was made.")
@with_project
def framework_read(project: Project, file: str, why: str) -> None:
    """Read a version of the framework from FILE (.xlsx, .csv, .yaml).

    A spreadsheet has a row per code, its path (Parent / Child) under Code, and any of: Definition, When to use, When
    not to use, Example, Origin, Added by, Reason, May be applied. Codes at the same path stay the same codes.
    """
    tell(project.framework_read(file, why=why))


@framework.command("show")
@click.option("--version", type=int, help="The version; by default the newest.")
@with_project
@with_output
def framework_show(project: Project, version: int | None) -> Result:
    """Show the framework as a tree."""
    return project.framework_show(version)


@framework.command("log")
@with_project
@with_output
def framework_log(project: Project) -> Result:
    """List the versions: what was added in each, by whom and why."""
    return project.framework_log()


@framework.command("finalise")
@click.option("--why", default="", help="Why it is final.")
@with_project
def framework_finalise(project: Project, why: str) -> None:
    """Freeze the newest version for the reliability check."""
    tell(project.framework_finalise(why=why))
