"""`intercoder codings`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .next_step import tell_next
from .plumbing import Commands, tell, with_project
from .progress import while_reading
from .reliability import READING, reading_options
from .values import columns, names

if TYPE_CHECKING:
    from intercoder.project import Project


@click.group(cls=Commands)
def codings() -> None:
    """Read codings that were made elsewhere: in sheets, or in other tools."""


@codings.command("read")
@click.argument("files", nargs=-1, required=True, type=click.Path())
@click.option("--round", metavar="NAME", help="The round to read them into; by default one called as the first file.")
@click.option("--coders", callback=names, metavar="A,B", help="Whose codings are read; by default everybody's.")
@click.option("--case", metavar="COLUMN", help="The column that says who each unit is about, such as Participant.")
@click.option("--attribute", "attributes", multiple=True, callback=columns, metavar="NAME=COLUMN",
              help="With --case: a property of the case to keep, such as site=Q2; may be repeated.")  # fmt: skip
@click.option("--add-codes", is_flag=True, help="Add codes that the framework does not have, as inductive ones.")
@click.option("--add-units", is_flag=True, help="Add units that the project does not have.")
@click.option("--preview", is_flag=True, help="Show what would be read, and change nothing.")
@click.option("--why", default="", help="Why they are read, or read again, for the history.")
@reading_options
@with_project
def codings_read(project: Project, files: tuple[str, ...], **options: Any) -> None:
    """Read the codings in FILES into a round of the project, with the units that each coder coded.

    FILES are those of `intercoder reliability FILES`: coding sheets in any layout, exports of MAXQDA, ATLAS.ti,
    Dedoose, Taguette, QualCoder and OpenQDA, and REFI-QDA projects (.qdpx), whose texts are cut into units by --unit
    paragraph (the default), sentence or document.

    Units are matched to those of the project by their ids; a project without notes gets the units of the files. Codes
    are matched by their paths; a project without a framework gets the codes of the files. Another coder's file can be
    read into the same --round later.
    """
    reading = {name: options.pop(name) for name in (*READING, "coders")}
    reading = {name: value for name, value in reading.items() if value is not None}
    with while_reading(*files):
        done = project.codings_read(files, reading=reading, **options)
    tell(done)
    if not options["preview"]:
        tell_next(project)
