"""`intercoder notes`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .plumbing import Commands, pairs, tell, with_output, with_project

if TYPE_CHECKING:
    from intercoder.project import Project
    from intercoder.results import Result


@click.group(cls=Commands)
def notes() -> None:
    """Read the notes, and look at them."""


@notes.command("read")
@click.argument("file", type=click.Path())
@click.option("--case", required=True, metavar="COLUMN", help="The column that says who each row is about.")
@click.option("--text", required=True, multiple=True, metavar="COLUMN", help="The column of notes; may be repeated.")
@click.option("--attribute", "attributes", multiple=True, callback=pairs, metavar="NAME=COLUMN",
              help="A property of the case to keep, such as service_model=Q2; may be repeated.")  # fmt: skip
@click.option("--unit", default="response", show_default=True, metavar="response|paragraph|sentence",
              help="What a coder judges.")  # fmt: skip
@click.option("--image", metavar="COLUMN", help="The column that names the picture which the text describes.")
@click.option("--sheet", help="The sheet of the workbook; by default the only one with data.")
@with_project
def notes_read(project: Project, file: str, text: tuple[str, ...], **options: Any) -> None:
    """Read notes from FILE: a Qualtrics export or any table (.xlsx, .csv, .tsv).

    Columns are named by their heading (Q5) or by the question's text.
    """
    tell(project.notes_read(file, text=text[0] if len(text) == 1 else text, **options))


@notes.command("show")
@click.argument("case", required=False)
@with_project
@with_output
def notes_show(project: Project, case: str | None) -> Result:
    """Show the notes, of all cases or of CASE."""
    return project.notes_show(case)
