"""`intercoder search`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .options import where
from .plumbing import with_output, with_project

if TYPE_CHECKING:
    from intercoder.project import Project
    from intercoder.results import Result


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--code", metavar="PATH", help="Only units with this code or one below it.")
@where
@click.option("--context", type=click.IntRange(0), default=50, show_default=True, help="Characters on each side.")
@with_project
@with_output
def search(project: Project, words: tuple[str, ...], **options: Any) -> Result:
    """Find WORDS in the notes, in their context; "parent*" finds parents and parental."""
    return project.search(" ".join(words), **options)
