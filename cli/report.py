"""`intercoder report`, `manuscript`, `figures`, `methods` and `checklist`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import output_options
from .plumbing import emit, say, tell_written, with_output, with_project

if TYPE_CHECKING:
    from intercoder.project import Project
    from intercoder.results import Result

FOLDER = click.Path(file_okay=False, path_type=Path)
counts_by = click.option("--by", metavar="ATTRIBUTE", help="Show the counts by this attribute.")
no_quotes = click.option("--no-quotes", is_flag=True, help="Leave all text of participants out.")
into_folder = click.option("--replace", is_flag=True, help="Write into FOLDER even if it is not empty.")


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(dir_okay=False, path_type=Path))
@click.option("-o", "--output", "more", multiple=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="The same as FILE.")  # fmt: skip
@counts_by
@no_quotes
@with_project
def report(project: Project, files: tuple[Path, ...], more: tuple[Path, ...], by: str | None, no_quotes: bool) -> None:
    """Write the report to FILE.html (the page), and the tables to FILE.xlsx or FILE.docx; report.html by default."""
    tell_written(project.report([*files, *more] or [Path("report.html")], by=by, quotes=not no_quotes))


@click.command()
@click.argument("folder", type=FOLDER)
@counts_by
@no_quotes
@into_folder
@with_project
def manuscript(project: Project, folder: Path, by: str | None, no_quotes: bool, replace: bool) -> None:
    """Write all that a paper and its appendix need to FOLDER: page, tables, figures, codebook, logs, methods."""
    tell_written(project.manuscript(folder, by=by, quotes=not no_quotes, replace=replace))


@click.command()
@click.argument("folder", type=FOLDER)
@counts_by
@into_folder
@with_project
def figures(project: Project, folder: Path, by: str | None, replace: bool) -> None:
    """Write each figure to FOLDER, as .svg and as .png with 300 dots per inch, in the width of a journal's columns."""
    tell_written(project.figures(folder, by=by, replace=replace))


@click.command()
@with_project
@output_options
def methods(project: Project, as_json: bool, as_csv: bool, outputs: tuple[str, ...]) -> None:
    """Say what was done in a paragraph for the methods section, in two lengths."""
    found = project.methods()
    if as_json or as_csv or outputs:
        emit(found, as_json=as_json, as_csv=as_csv, outputs=outputs)
    else:
        say(f"In a few sentences\n\n{found.short}\n\nIn full\n\n{found.full}")


@click.command()
@click.argument("guideline", default="COREQ")
@with_project
@with_output
def checklist(project: Project, guideline: str) -> Result:
    """Fill in a reporting checklist (COREQ or SRQR) as far as the project can answer it."""
    return project.checklist(guideline)
