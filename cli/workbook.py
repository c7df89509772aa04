"""`intercoder workbook`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .plumbing import Commands, names, tell, with_project

if TYPE_CHECKING:
    from intercoder.project import Project


@click.group(cls=Commands)
def workbook() -> None:
    """Write the coders' workbooks, and read them back."""


@workbook.command("write")
@click.argument("folder", type=click.Path(file_okay=False), default=".")
@click.option("--round", help="The round; by default the newest.")
@click.option("--coders", callback=names, metavar="A,B", help="For these coders; by default all of the round.")
@click.option("--attributes", callback=names, metavar="X,Y", help="Show these beside the notes; by default all.")
@click.option("--replace", is_flag=True, help="Write over workbooks that are there.")
@with_project
def workbook_write(project: Project, folder: str, **options: Any) -> None:
    """Write a workbook for each coder of a round into FOLDER (this one by default)."""
    for path in project.workbook_write(folder, **options):
        click.echo(f"Wrote {path}.")


@workbook.command("read")
@click.argument("files", nargs=-1, required=True, type=click.Path())
@with_project
def workbook_read(project: Project, files: tuple[str, ...]) -> None:
    """Read filled workbooks back, one step for each of FILES."""
    for file in files:
        tell(project.workbook_read(file))
