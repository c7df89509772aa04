"""`intercoder saturation`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .plumbing import with_output, with_project

if TYPE_CHECKING:
    from intercoder.project import Project
    from intercoder.results import Result


@click.command()
@click.option("--base", type=int, default=4, show_default=True, help="Cases that later ones are measured by.")
@click.option("--run", type=int, default=2, show_default=True, help="Cases that are looked at together.")
@click.option(
    "--threshold", type=float, default=0.05, show_default=True, help="A share of new codes up to this counts as none."
)
@click.option("--order", metavar="ATTRIBUTE", help="Take the cases in the order of this attribute, such as a date.")
@with_project
@with_output
def saturation(project: Project, **options: Any) -> Result:
    """Show how many new codes each case adds, and when saturation is reached (Guest, Namey & Chen 2020)."""
    return project.saturation(**options)
