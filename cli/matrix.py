"""`intercoder matrix` and `intercoder synthesis`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .options import by, replacing
from .plumbing import Commands, tell, with_output, with_project
from .progress import while_reading

if TYPE_CHECKING:
    from intercoder.project import Project
    from intercoder.results import Result

codes = click.option("--code", "codes", multiple=True, metavar="PATH",
                     help="A category; may be repeated. By default all codes that have none below them.")  # fmt: skip
groups = click.option("--by", required=True, metavar="ATTRIBUTE", help="The groups of cases, such as site.")


@click.group(cls=Commands)
def matrix() -> None:
    """Chart cases by categories: the framework matrix."""


@matrix.command("write")
@click.argument("file", type=click.Path(dir_okay=False))
@by
@codes
@replacing
@with_project
def matrix_write(project: Project, file: str, **options: Any) -> None:
    """Write the workbook in which summaries are written next to their quotations to FILE."""
    tell(project.matrix_write(file, **options))


@matrix.command("read")
@click.argument("file", type=click.Path())
@with_project
def matrix_read(project: Project, file: str) -> None:
    """Read the summaries in FILE back."""
    with while_reading(file):
        done = project.matrix_read(file)
    tell(done)


@matrix.command("show")
@by
@codes
@with_project
@with_output
def matrix_show(project: Project, **options: Any) -> Result:
    """Show the matrix: summaries that point to their quotations, and what changed since they were written."""
    return project.matrix_show(**options)


@click.group(cls=Commands)
def synthesis() -> None:
    """Bring the summaries of a group of cases together."""


@synthesis.command("write")
@click.argument("file", type=click.Path(dir_okay=False))
@groups
@codes
@replacing
@with_project
def synthesis_write(project: Project, file: str, **options: Any) -> None:
    """Write the workbook in which groups are summed up, category by category, to FILE."""
    tell(project.synthesis_write(file, **options))


@synthesis.command("read")
@click.argument("file", type=click.Path())
@with_project
def synthesis_read(project: Project, file: str) -> None:
    """Read what was written in FILE back."""
    with while_reading(file):
        done = project.synthesis_read(file)
    tell(done)


@synthesis.command("show")
@groups
@codes
@with_project
@with_output
def synthesis_show(project: Project, **options: Any) -> Result:
    """Show each category by group, side by side."""
    return project.synthesis_show(**options)
