"""`intercoder notes`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .next_step import tell_next
from .plumbing import Commands, tell, with_output, with_project
from .progress import while_reading
from .values import columns, speakers

if TYPE_CHECKING:
    from intercoder.project import Project
    from intercoder.results import Result


@click.group(cls=Commands)
def notes() -> None:
    """Read the notes, and look at them."""


@notes.command("read")
@click.argument("files", nargs=-1, required=True, type=click.Path())
@click.option(
    "--case", metavar="COLUMN", help="In a table: the column that says who each row is about, such as Participant."
)
@click.option(
    "--text", multiple=True, metavar="COLUMN", help="In a table: the column of notes, such as Q5; may be repeated."
)
@click.option("--attribute", "attributes", multiple=True, callback=columns, metavar="NAME=COLUMN",
              help="A property of the case to keep, such as service_model=Q2; may be repeated.")  # fmt: skip
@click.option("--unit", metavar="response|paragraph|sentence|turn",
              help="What a coder judges: by default a response; in transcripts a paragraph.")  # fmt: skip
@click.option("--image", metavar="COLUMN", help="The column that names the picture which the text describes.")
@click.option("--sheet", help="The sheet of the workbook; by default the only one with data.")
@click.option("--case-table", metavar="FILE", type=click.Path(),
              help="A second table about the cases: its columns, or those of --attribute, are kept too.")  # fmt: skip
@click.option("--case-id", metavar="COLUMN", help="In that table: the column with the cases as the notes call them.")
@click.option("--speaker", "speakers", multiple=True, callback=speakers, metavar="LABEL=NAME",
              help="In transcripts: who speaks, such as INT=Interviewer; may be repeated.")  # fmt: skip
@click.option("--leave-out", multiple=True, metavar="SPEAKER",
              help="In transcripts: whose turns are not read, such as the interviewer's; may be repeated.")  # fmt: skip
@with_project
def notes_read(project: Project, files: tuple[str, ...], text: tuple[str, ...], **options: Any) -> None:
    """Read notes from FILES or folders of them: a Qualtrics export or any table (.xlsx, .csv, .tsv), or transcripts.

    Columns are named by their heading (Q5) or by the question's text. With several columns of notes, coders see beside
    each what was asked. A transcript (.docx, .txt) is one case, called as the file is. Who speaks in it is found by the
    labels before the turns, or said with --speaker.
    """
    with while_reading(*files):
        done = project.notes_read(files, text=text[0] if len(text) == 1 else text, **options)
    tell(done)
    tell_next(project)


@notes.command("show")
@click.argument("case", required=False)
@with_project
@with_output
def notes_show(project: Project, case: str | None) -> Result:
    """Show the notes, of all cases, of CASE or of one of its units."""
    return project.notes_show(case)
