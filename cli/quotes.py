"""`intercoder quotes`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .options import where
from .plumbing import Commands, tell, with_output, with_project

if TYPE_CHECKING:
    from intercoder.project import Project
    from intercoder.results import Result


@click.group(cls=Commands)
def quotes() -> None:
    """Choose examples from the notes for each code."""


@quotes.command("show")
@click.option("--examples", type=click.IntRange(1), default=1, show_default=True, help="Examples for each code.")
@click.option(
    "--words", type=click.IntRange(5), default=40, show_default=True, help="How many words each has, about, at most."
)
@click.option("--code", metavar="PATH", help="This code and those below it.")
@where
@with_project
@with_output
def quotes_show(project: Project, **options: Any) -> Result:
    """Show examples for each code, with the participant.

    Pinned ones first, then those that coders marked as good examples, then by a rule that is printed beneath.
    """
    return project.quotes_show(**options)


@quotes.command("pin")
@click.argument("code")
@click.argument("unit")
@click.option("--passage", default="", help="The part of the notes to show, word for word.")
@click.option("--why", default="", help="For the history.")
@with_project
def quotes_pin(project: Project, code: str, unit: str, **options: Any) -> None:
    """Have UNIT always shown as an example of CODE (its path)."""
    tell(project.quotes_pin(code, unit, **options))


@quotes.command("veto")
@click.argument("code")
@click.argument("unit")
@click.option("--why", default="", help="For the history.")
@with_project
def quotes_veto(project: Project, code: str, unit: str, why: str) -> None:
    """Have UNIT never shown as an example of CODE (its path)."""
    tell(project.quotes_veto(code, unit, why=why))


@quotes.command("release")
@click.argument("code")
@click.argument("unit")
@with_project
def quotes_release(project: Project, code: str, unit: str) -> None:
    """Leave it to the rule again whether UNIT is an example of CODE."""
    tell(project.quotes_release(code, unit))


@quotes.command("names")
@click.argument("file", type=click.Path())
@with_project
def quotes_names(project: Project, file: str) -> None:
    """Read the names to be replaced in findings from FILE: a table with the columns Name and Replacement."""
    tell(project.quotes_names(file))
