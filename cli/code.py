"""`intercoder code`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .options import by, where
from .plumbing import Commands, with_output, with_project

if TYPE_CHECKING:
    from intercoder.project import Project
    from intercoder.results import Result


@click.group(cls=Commands)
def code() -> None:
    """Look at one code."""


@code.command("profile")
@click.argument("path")
@by
@where
@click.option("--examples", type=click.IntRange(0), default=3, show_default=True, help="How many to show.")
@with_project
@with_output
def code_profile(project: Project, path: str, **options: Any) -> Result:
    """Show all that is known about the code at PATH: meaning, counts, agreement, examples, open disagreements."""
    return project.code_profile(path, **options)
