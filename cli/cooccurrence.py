"""`intercoder cooccurrence`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .conditions import where
from .plumbing import with_output, with_project

if TYPE_CHECKING:
    from intercoder.project import Project
    from intercoder.results import Result


@click.command()
@click.option("--level", default="case", show_default=True, metavar="case|unit", help="Where codes come together.")
@click.option("--code", metavar="PATH", help="Only pairs with this code.")
@click.option("--at-least", type=click.IntRange(1), default=1, show_default=True, help="Cases (or units) they share.")
@where
@with_project
@with_output
def cooccurrence(project: Project, **options: Any) -> Result:
    """List the codes that come together, with Jaccard's coefficient."""
    return project.cooccurrence(**options)
