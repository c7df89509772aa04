"""`intercoder counts`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .plumbing import with_output, with_project

if TYPE_CHECKING:
    from intercoder.project import Project
    from intercoder.results import Result


@click.command()
@click.option("--by", metavar="ATTRIBUTE", help="Count for each value of this attribute as well.")
@with_project
@with_output
def counts(project: Project, by: str | None) -> Result:
    """Count the cases with each code, on the final codings.

    A case counts once for a code, however often it has it or one of its sub-codes.
    """
    return project.counts(by=by)
