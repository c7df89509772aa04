"""`intercoder workbook`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .next_step import tell_next
from .options import in_round
from .plumbing import Commands, tell, tell_written, with_output, with_project
from .progress import while_reading
from .values import names

if TYPE_CHECKING:
    from intercoder.project import Project
    from intercoder.results import Result


@click.group(cls=Commands)
def workbook() -> None:
    """Write the coders' workbooks, and read them back."""


@workbook.command("write")
@click.argument("folder", type=click.Path(file_okay=False), default=".")
@in_round
@click.option("--coders", callback=names, metavar="A,B", help="For these coders; by default all of the round.")
@click.option("--attributes", callback=names, metavar="X,Y", help="Show these beside the notes; by default all.")
@click.option("--layout", metavar="columns|slots",
              help="A column per code, or cells with a list of codes; by default columns up to 40 codes.")  # fmt: skip
@click.option("--filled", is_flag=True, help="With what each coder has coded so far (nobody else's).")
@click.option("--replace", is_flag=True, help="Write over workbooks that are there.")
@with_project
def workbook_write(project: Project, folder: str, **options: Any) -> None:
    """Write a workbook for each coder of a round into FOLDER (this one by default).

    A workbook shows the notes and the codes, and nothing of anyone else's codings.
    """
    tell_written(project.workbook_write(folder, **options))


@workbook.command("read")
@click.argument("files", nargs=-1, required=True, type=click.Path())
@click.option("--why", default="", help="Why a workbook was corrected, for the history.")
@with_project
def workbook_read(project: Project, files: tuple[str, ...], why: str) -> None:
    """Read filled workbooks back, one step for each of FILES.

    They are read as a whole or, when anything is wrong in one of them, not at all. Read again a workbook changes
    nothing; a corrected one becomes a new revision, and what has changed is listed.
    """
    with while_reading(*files):
        done = project.workbook_read(files, why=why)
    tell(done)
    tell_next(project)


@workbook.command("revisions")
@click.argument("round", required=False)
@click.option("--coder", metavar="NAME", help="Only this coder's.")
@with_project
@with_output
def workbook_revisions(project: Project, round: str | None, coder: str | None) -> Result:
    """List what was read for ROUND (the newest by default), revision by revision, and what changed in each."""
    return project.workbook_revisions(round, coder=coder)
