"""`intercoder scheme` and `intercoder classification`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .plumbing import Commands, tell, with_output, with_project

if TYPE_CHECKING:
    from intercoder.project import Project
    from intercoder.results import Result


@click.group(cls=Commands)
def scheme() -> None:
    """Read a classification scheme."""


@scheme.command("read")
@click.argument("file", type=click.Path())
@with_project
def scheme_read(project: Project, file: str) -> None:
    """Read the scheme in FILE (.yaml): activities, and dimensions with their categories."""
    tell(project.scheme_read(file))


@click.group(cls=Commands)
def classification() -> None:
    """Classify the coded activities, and see the table."""


@classification.command("write")
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--replace", is_flag=True, help="Write over FILE if it is there.")
@with_project
def classification_write(project: Project, file: str, replace: bool) -> None:
    """Write the workbook in which the activities are classified to FILE."""
    tell(project.classification_write(file, replace=replace))


@classification.command("read")
@click.argument("file", type=click.Path())
@with_project
def classification_read(project: Project, file: str) -> None:
    """Read the classification in FILE back."""
    tell(project.classification_read(file))


@classification.command("table")
@with_project
@with_output
def classification_table(project: Project) -> Result:
    """Show in how many cases each activity is of each category."""
    return project.classification_table()


@classification.command("cases")
@click.argument("categories", nargs=-1, required=True)
@with_project
@with_output
def classification_cases(project: Project, categories: tuple[str, ...]) -> Result:
    """List the cases with an activity in one of CATEGORIES, such as "1 transformative"."""
    return project.classification_cases(categories)
