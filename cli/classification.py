"""`intercoder scheme` and `intercoder classification`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .options import by, replacing, where
from .plumbing import Commands, tell, with_output, with_project
from .progress import while_reading
from .values import names

if TYPE_CHECKING:
    from intercoder.project import Project
    from intercoder.results import Result

classifier = click.option("--classifier", metavar="NAME",
                          help='Whose; by default "consensus" if there is one, or else the main one.')  # fmt: skip
classifiers = click.option("--classifiers", callback=names, default="", metavar="A,B",
                           help="Which two, such as main,Ben; by default the two there are.")  # fmt: skip
example = click.option("--example", metavar="NAME", help="One that comes with intercoder: four-definitions, stages.")


@click.group(cls=Commands)
def scheme() -> None:
    """Read, write and show a classification scheme."""


@scheme.command("read")
@click.argument("file", type=click.Path())
@click.option("--activity", "activities", multiple=True, metavar="PATH",
              help="A code whose cases are classified; may be repeated. By default those of the scheme.")  # fmt: skip
@with_project
def scheme_read(project: Project, file: str, activities: tuple[str, ...]) -> None:
    """Read the scheme in FILE (.yaml): activities, and dimensions with their categories.

    FILE may be the name of a scheme that comes with intercoder: four-definitions, stages.
    """
    tell(project.scheme_read(file, activities=activities))


@scheme.command("write")
@click.argument("file", type=click.Path(dir_okay=False))
@example
@replacing
@with_project
def scheme_write(project: Project, file: str, **options: Any) -> None:
    """Write the project's scheme, or an example, to FILE (.yaml), to be changed and read."""
    tell(project.scheme_write(file, **options))


@scheme.command("show")
@example
@with_project
@with_output
def scheme_show(project: Project, example: str | None) -> Result:
    """Show the dimensions and categories of the project's scheme, or of an example."""
    return project.scheme_show(example)


@click.group(cls=Commands)
def classification() -> None:
    """Classify the coded activities, and see the table."""


@classification.command("write")
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--classifier", default="main", show_default=True, metavar="NAME",
              help='Who: for a second person another name, or "consensus" to settle differences.')  # fmt: skip
@replacing
@with_project
def classification_write(project: Project, file: str, **options: Any) -> None:
    """Write the workbook in which the activities are classified to FILE."""
    tell(project.classification_write(file, **options))


@classification.command("read")
@click.argument("file", type=click.Path())
@with_project
def classification_read(project: Project, file: str) -> None:
    """Read the classification in FILE back."""
    with while_reading(file):
        done = project.classification_read(file)
    tell(done)


@classification.command("table")
@by
@where
@classifier
@with_project
@with_output
def classification_table(project: Project, **options: Any) -> Result:
    """Show in how many cases each activity is of each category."""
    return project.classification_table(**options)


@classification.command("cases")
@click.argument("categories", nargs=-1, required=True)
@click.option("--activity", metavar="PATH", help="Only cases in which this activity is of such a category.")
@where
@classifier
@with_project
@with_output
def classification_cases(project: Project, categories: tuple[str, ...], **options: Any) -> Result:
    """List the cases with an activity in one of CATEGORIES, such as "1 transformative"."""
    return project.classification_cases(categories, **options)


@classification.command("agreement")
@classifiers
@click.option("--threshold", type=float, default=0.6, show_default=True, help="Flag dimensions with a lower kappa.")
@with_project
@with_output
def classification_agreement(project: Project, **options: Any) -> Result:
    """Show how far two people agree on each dimension of the classification."""
    return project.classification_agreement(**options)


@classification.command("differences")
@classifiers
@with_project
@with_output
def classification_differences(project: Project, **options: Any) -> Result:
    """List the activities that two people classified differently, with the notes."""
    return project.classification_differences(**options)
