"""The edits of `intercoder framework`: add, rename, move, describe, merge, split, retire, restore."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from .plumbing import tell_or_show, with_project

if TYPE_CHECKING:
    from intercoder.project import Project

PREVIEW = "Only show what it would do to the codings made so far."
_LOOK = click.Choice(["none", "applied", "all"])


def _edit(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give an edit the options --why and --preview."""
    for option in (
        click.option("--preview", is_flag=True, help=PREVIEW),
        click.option("--why", default="", help="The reason, kept with the version."),
    ):
        function = option(function)
    return function


def _texts(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give an edit the options for the texts of a code."""
    for option in (
        click.option(
            "--look",
            type=_LOOK,
            help="Coded units to look at again: none, those with it (applied), or all; by default as the edit asks.",
        ),
        click.option(
            "--applicable/--groups-only",
            default=None,
            help="May coders apply it (the default), or does it only group others?",
        ),
        click.option("--colour", help="Its colour, such as #1f4e79."),
        click.option("--example", help="An example from the notes."),
        click.option("--when-not-to-use", help="When not to use it."),
        click.option("--when-to-use", help="When to use it."),
        click.option("--definition", help="What it means."),
    ):
        function = option(function)
    return function


@click.command("add")
@click.argument("name")
@click.option("--under", metavar="PATH", help="The code above it; by default it is at the top.")
@click.option("--origin", default="inductive", show_default=True, help="Where the code comes from.",
              type=click.Choice(["deductive", "inductive", "member check"]))  # fmt: skip
@_texts
@_edit
@with_project
def framework_add(project: Project, name: str, **options: Any) -> None:
    """Add the code NAME."""
    given = {key: value for key, value in options.items() if value is not None}
    tell_or_show(project.framework_add(name, **given))


@click.command("rename")
@click.argument("code")
@click.argument("name")
@_edit
@with_project
def framework_rename(project: Project, code: str, name: str, **options: Any) -> None:
    """Give CODE (its path) another NAME; it stays the same code, with its codings."""
    tell_or_show(project.framework_rename(code, name, **options))


@click.command("describe")
@click.argument("code")
@_texts
@_edit
@with_project
def framework_describe(project: Project, code: str, **options: Any) -> None:
    """Change the definition or other texts of CODE; when its meaning changes, units with it are looked at again."""
    tell_or_show(project.framework_describe(code, **options))


@click.command("move")
@click.argument("code")
@click.option("--under", metavar="PATH", help="The code to be above it; by default it moves to the top.")
@_edit
@with_project
def framework_move(project: Project, code: str, **options: Any) -> None:
    """Move CODE with everything below it."""
    tell_or_show(project.framework_move(code, **options))


@click.command("merge")
@click.argument("codes", nargs=-1, required=True)
@click.option(
    "--into", required=True, metavar="PATH", help='The code that remains, by its path, such as "Planning / Boards".'
)
@_edit
@with_project
def framework_merge(project: Project, codes: tuple[str, ...], **options: Any) -> None:
    """Merge CODES into another: their codings become codings of it."""
    tell_or_show(project.framework_merge(codes, **options))


@click.command("split")
@click.argument("code")
@click.option("--into", multiple=True, required=True, metavar="NAME", help="A part, such as Boards; give at least two.")
@click.option("--instead", is_flag=True, help="The parts take its place, instead of standing below it.")
@_edit
@with_project
def framework_split(project: Project, code: str, **options: Any) -> None:
    """Split CODE into several; the units with it are looked at again."""
    tell_or_show(project.framework_split(code, **options))


@click.command("retire")
@click.argument("code")
@click.option("--into", metavar="PATH", help="The code that its codings count for from now on.")
@_edit
@with_project
def framework_retire(project: Project, code: str, **options: Any) -> None:
    """Take CODE and everything below it out; the codings that were made are kept."""
    tell_or_show(project.framework_retire(code, **options))


@click.command("restore")
@click.argument("code")
@click.option("--under", metavar="PATH", help="The code to be above it; by default the one that was.")
@_edit
@with_project
def framework_restore(project: Project, code: str, **options: Any) -> None:
    """Bring back CODE, the path of a code in an earlier version, with the codings it had."""
    tell_or_show(project.framework_restore(code, **options))


EDITS = (
    framework_add,
    framework_rename,
    framework_describe,
    framework_move,
    framework_merge,
    framework_split,
    framework_retire,
    framework_restore,
)
