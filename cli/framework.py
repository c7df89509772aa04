"""`intercoder framework`: its versions and files, and what is to be done after an edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .framework_edits import EDITS, PREVIEW
from .next_step import tell_next
from .options import replacing
from .plumbing import Commands, tell, tell_or_show, with_output, with_project
from .progress import while_reading
from .values import groups, names

if TYPE_CHECKING:
    from intercoder.project import Project
    from intercoder.results import Result


@click.group(cls=Commands)
def framework() -> None:
    """Make the coding framework, edit it, see its versions, and freeze it."""


@framework.command("new")
@click.option("--why", default="", help="Why it begins empty.")
@with_project
def framework_new(project: Project, why: str) -> None:
    """Begin with an empty framework, for codes that arise from the data alone."""
    tell(project.framework_new(why=why))


@framework.command("read")
@click.argument("file", type=click.Path())
@click.option("--sheet", help="The sheet of the workbook; by default the only one with data.")
@click.option("--why", default="", help="Why this version was made.")
@click.option("--preview", is_flag=True, help=PREVIEW)
@with_project
def framework_read(project: Project, file: str, **options: Any) -> None:
    """Read a version of the framework from FILE (.xlsx, .csv, .yaml, .md, .qdc).

    A spreadsheet has a row per code, its path (Parent / Child) under Code, and any of: Definition, When to use, When
    not to use, Example, Origin, Added by, Reason, May be applied, Colour, GUID. Instead of paths it may have a column
    per level (Level 1, Level 2), a column Parent, or a tree that is indented over several columns. Codes with the same
    GUID, or at the same path, stay the same codes.
    """
    with while_reading(file):
        done = project.framework_read(file, **options)
    tell_or_show(done)
    if not options["preview"] and len(project.framework_log().to_frame()) == 1:
        tell_next(project)


@framework.command("write")
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--version", type=int, help="The version; by default the newest.")
@replacing
@with_project
def framework_write(project: Project, file: str, **options: Any) -> None:
    """Write a version to FILE: .xlsx, .csv, .yaml, .md, .qdc (for other tools), or .docx for an appendix."""
    tell(project.framework_write(file, **options))


@framework.command("show")
@click.option("--version", type=int, help="The version; by default the newest.")
@with_project
@with_output
def framework_show(project: Project, version: int | None) -> Result:
    """Show the framework as a tree."""
    return project.framework_show(version)


@framework.command("status")
@with_project
@with_output
def framework_status(project: Project) -> Result:
    """Show whether the newest version is a draft, stable or final, and what is missing for stable.

    Stable means that a full pass by both coders with it ended with no edit and no open suggestion.
    """
    return project.framework_status()


@framework.command("log")
@click.option("--code", metavar="PATH", help="The life of this code, whatever it was called.")
@with_project
@with_output
def framework_log(project: Project, code: str | None) -> Result:
    """List the versions: what was done in each, by whom and why."""
    return project.framework_log(code)


@framework.command("diff")
@click.argument("older", type=int)
@click.argument("newer", type=int, required=False)
@with_project
@with_output
def framework_diff(project: Project, older: int, newer: int | None) -> Result:
    """Show what differs between versions OLDER and NEWER (the newest by default)."""
    return project.framework_diff(older, newer)


@framework.command("growth")
@click.option("--figure", metavar="FILE", help="Draw it as well: FILE.svg or FILE.png.")
@click.option("--replace", is_flag=True, help="Draw over FILE if it is there.")
@with_project
@with_output
def framework_growth(project: Project, figure: str | None, replace: bool) -> Result:
    """Show how the framework grew: its codes by origin, version by version."""
    return project.framework_growth(figure, replace=replace)


@framework.command("finalise")
@click.option("--why", default="", help="Why it is final.")
@with_project
def framework_finalise(project: Project, why: str) -> None:
    """Freeze the newest version for the reliability check."""
    tell(project.framework_finalise(why=why))


@framework.command("reopen")
@click.option("--why", required=True, help='The reason, for the history, such as "A theme is missing".')
@with_project
def framework_reopen(project: Project, why: str) -> None:
    """Go on from a final version, for a reason: it stays as it is, and a new version may be edited."""
    tell(project.framework_reopen(why=why))


@framework.command("pending")
@with_project
@with_output
def framework_pending(project: Project) -> Result:
    """List the units that must be looked at again because the framework was edited since they were coded."""
    return project.framework_pending()


@framework.command("recode")
@click.argument("name")
@click.option("--coders", callback=names, metavar="A,B", help="Who codes; by default those of the round before.")
@click.option("--why", default="", help="Why, for the history.")
@with_project
def framework_recode(project: Project, name: str, **options: Any) -> None:
    """Start the round NAME, in which just the units that must be looked at again are coded anew.

    Each coder's workbook holds what they had coded, as far as the new version has it.
    """
    tell(project.framework_recode(name, **options))
    tell_next(project)


@framework.command("subcodes")
@click.argument("code")
@click.option("--groups", type=int, help="How many groups, such as 4; by default as many as separate best.")
@click.option("--seed", type=int, default=2026, show_default=True, help="The same seed gives the same groups.")
@with_project
@with_output
def framework_subcodes(project: Project, code: str, **options: Any) -> Result:
    """Group the units of the broad code CODE by their texts, to see whether it has sub-codes."""
    return project.framework_subcodes(code, **options)


@framework.command("adopt")
@click.argument("code")
@click.option("--name", "names", multiple=True, required=True, callback=groups, metavar="N=NAME",
              help='Make a sub-code of group N, such as 1="Steering groups"; may be repeated.')  # fmt: skip
@click.option("--groups", type=int, help="The same as given to `framework subcodes`.")
@click.option("--seed", type=int, default=2026, show_default=True, help="The same as given to `framework subcodes`.")
@click.option("--why", default="", help="The reason, kept with the codes.")
@click.option("--preview", is_flag=True, help=PREVIEW)
@with_project
def framework_adopt(project: Project, code: str, **options: Any) -> None:
    """Make sub-codes of CODE from some of the groups that `framework subcodes` shows; nothing is coded by them."""
    tell_or_show(project.framework_adopt(code, **options))


@framework.command("recheck")
@click.argument("code")
@click.option("--seed", type=int, default=2026, show_default=True, help="The same seed gives the same list.")
@click.option("--most", type=int, default=10, show_default=True, help="How many units of each kind.")
@with_project
@with_output
def framework_recheck(project: Project, code: str, **options: Any) -> Result:
    """Take a second look at CODE: units without it that read like those with it, and the reverse, to be checked."""
    return project.framework_recheck(code, **options)


for edit in EDITS:
    framework.add_command(edit)
