"""`intercoder project` and `intercoder history`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .next_step import tell_next
from .options import output_options, replacing
from .plumbing import Commands, emit, named, say, tell, with_output, with_project

if TYPE_CHECKING:
    from intercoder.project import Project
    from intercoder.results import Result


@click.group(cls=Commands)
def project() -> None:
    """Make a project, or see where it stands."""


@project.command("new")
@click.argument("name")
@click.option("--title", default="", help="The title of the study; by default the name.")
@click.option("--id", "identifier", help="What workbooks name the project by; by default drawn at random.")
@click.option("--who", metavar="NAME", envvar="INTERCODER_WHO", help="Who works, for the history.")
def project_new(name: str, title: str, identifier: str | None, who: str | None) -> None:
    """Make the project file NAME.intercoder."""
    from intercoder.project import Project

    with Project.create(name, title=title, id=identifier, who=named(who)) as made:
        say(f"Made {made.path}.")
        tell_next(made)


@project.command("status")
@with_project
@with_output
def project_status(project: Project) -> Result:
    """Show what the project holds, what has been done, and what comes next."""
    return project.project_status()


@project.command("backup")
@click.argument("file", type=click.Path(dir_okay=False))
@replacing
@with_project
def project_backup(project: Project, file: str, replace: bool) -> None:
    """Copy the project as it is now to FILE, a project itself; others may go on working meanwhile."""
    tell(project.project_backup(file, replace=replace))


@project.command("export")
@click.argument("folder", type=click.Path(file_okay=False))
@click.option("--replace", is_flag=True, help="Write over the files of an earlier export in FOLDER.")
@with_project
def project_export(project: Project, folder: str, replace: bool) -> None:
    """Write everything to FOLDER in plain files that need no intercoder: a .csv file per table, and one workbook."""
    tell(project.project_export(folder, replace=replace))


@project.command("import")
@click.argument("folder", type=click.Path(file_okay=False))
@click.argument("name")
def project_import(folder: str, name: str) -> None:
    """Make the project file NAME.intercoder of what was exported to FOLDER: the same, to the last character."""
    from intercoder.project import Project

    tell(Project.project_import(folder, name))


@project.command("bundle")
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--no-texts", is_flag=True, help="Leave notes, memos, passages and summaries out.")
@replacing
@with_project
def project_bundle(project: Project, file: str, no_texts: bool, replace: bool) -> None:
    """Pack data, framework versions, decisions, results and versions of everything into FILE (a .zip)."""
    tell(project.project_bundle(file, texts=not no_texts, replace=replace))


@project.command("verify")
@click.argument("file", type=click.Path(dir_okay=False))
@output_options
def project_verify(file: str, as_json: bool, as_csv: bool, outputs: tuple[str, ...]) -> None:
    """Compute every number of a bundle again, and say whether it is the same; exit with 1 when it is not."""
    from intercoder.project import Project

    found = Project.project_verify(file)
    emit(found, as_json=as_json, as_csv=as_csv, outputs=outputs)
    if not found.ok:
        raise SystemExit(1)


@project.command("qdpx")
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--consensus", is_flag=True, help="Put the final codings beside those of the coders.")
@replacing
@with_project
def project_qdpx(project: Project, file: str, consensus: bool, replace: bool) -> None:
    """Write the project to FILE.qdpx (REFI-QDA) for NVivo, MAXQDA, ATLAS.ti, QualCoder and other tools.

    In it are the notes, the codes, all coders with their codings, the cases with their attributes, and the memos.
    """
    tell(project.project_qdpx(file, consensus=consensus, replace=replace))


@project.command("check")
@with_project
@output_options
def project_check(project: Project, as_json: bool, as_csv: bool, outputs: tuple[str, ...]) -> None:
    """Check the file, its history, framework, samples, codings and decisions; exit with 1 when something is wrong."""
    found = project.project_check()
    emit(found, as_json=as_json, as_csv=as_csv, outputs=outputs)
    if not found.ok:
        raise SystemExit(1)


@click.command()
@click.option("--verify", is_flag=True, help="Check that no entry was changed or taken out since.")
@with_project
@output_options
def history(project: Project, verify: bool, as_json: bool, as_csv: bool, outputs: tuple[str, ...]) -> None:
    """List every step: when, who, what, why; with --verify, exit with 1 when something is wrong."""
    found = project.history(verify=verify)
    emit(found, as_json=as_json, as_csv=as_csv, outputs=outputs)
    if found.broken is not None:
        raise SystemExit(1)


@click.command()
@click.option("--why", default="", help="Why it is undone, for the history.")
@with_project
def undo(project: Project, why: str) -> None:
    """Undo the last step: everything is as it was before it, and the history tells of both.

    Again, it undoes the step before that one.
    """
    tell(project.undo(why=why))
