"""`intercoder report`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .plumbing import with_project

if TYPE_CHECKING:
    from intercoder.project import Project


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(dir_okay=False, path_type=Path))
@click.option("-o", "--output", "more", multiple=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="The same as FILE.")  # fmt: skip
@click.option("--by", metavar="ATTRIBUTE", help="Show the counts by this attribute.")
@click.option("--no-quotes", is_flag=True, help="Leave all text of participants out.")
@with_project
def report(project: Project, files: tuple[Path, ...], more: tuple[Path, ...], by: str | None, no_quotes: bool) -> None:
    """Write the report to FILE.html (the page), and the tables to FILE.xlsx or FILE.docx; report.html by default."""
    for path in project.report([*files, *more] or [Path("report.html")], by=by, quotes=not no_quotes):
        click.echo(f"Wrote {path}.")
