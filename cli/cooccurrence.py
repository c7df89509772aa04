"""`intercoder cooccurrence`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .options import project_options, where
from .plumbing import opened, with_output
from .progress import counting
from .reliability import tell_reading
from .there import not_for_files, place, refuse, there_options

if TYPE_CHECKING:
    from intercoder.results import Result


@click.command()
@there_options
@click.option(
    "--level",
    default="case",
    show_default=True,
    metavar="case|unit",
    help="Where codes come together: in a case, or in a unit.",
)
@click.option("--code", metavar="PATH", help="Only pairs with this code.")
@click.option(
    "--at-least",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Only pairs that share so many cases (or units).",
)
@where
@project_options
@with_output
def cooccurrence(files: tuple[str, ...], *, project_file: str | None, who: str | None, **options: Any) -> Result:
    """List the codes that come together, with Jaccard's coefficient: in a project, or in FILES without any project.

    FILES are tables of codings as `counts` takes them: with --coverage, and --case or --level unit.
    """
    if files:
        return _of_files(files, options)
    options = not_for_files(options)
    with opened(project_file, who) as project:
        return project.cooccurrence(**options)


def _of_files(files: tuple[str, ...], options: dict[str, Any]) -> Result:
    from intercoder.project.on_files.counts import cooccurrence_there

    codings = place(files, options)
    if not codings.counted_there:
        raise click.UsageError("Codings in FILES need --coverage (or --value): `intercoder counts --help` says more.")
    refuse({"where": options.pop("where")}, about="a project", with_="FILES")
    with counting() as progress:
        found = cooccurrence_there(codings.told(progress), **options)
    tell_reading(found)
    return found.result
