"""`intercoder demo`: the example study, from notes to report, with the commands that a team would type."""

from __future__ import annotations

import contextlib
import importlib.resources
import io
import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from intercoder.errors import InputError

from .plumbing import say


@dataclass(frozen=True)
class Step:
    """One command of the demonstration, with what it is for; `shown` says whether its output is printed."""

    aim: str
    command: str
    shown: bool = True


GIVEN = "example"
PROJECT, REPORT, TABLES, WORKBOOKS = "coproduction.intercoder", "report.html", "tables.xlsx", "workbooks"
BUNDLE = "bundle.zip"

STEPS = (
    Step(
        "Make a project",
        'project new coproduction --title "Co-production in children\'s community services (synthetic)" '
        "--id example-coproduction",
    ),
    Step(
        "Read the interviewers' notes, as exported from the survey tool",
        f"notes read {GIVEN}/notes.csv --case Q1 --text Q5 --attribute service_model=Q2 --attribute co-production=Q3",
    ),
    Step("Read the deductive framework", f"framework read {GIVEN}/framework_1.xlsx --why 'Agreed before coding'"),
    Step("It grows while coding", f"framework read {GIVEN}/framework_2.xlsx --why 'Added in the first pass'"),
    Step("And grows", f"framework read {GIVEN}/framework_3.xlsx --why 'Added in the second pass'"),
    Step(
        "Until a pass needs no further edit",
        f"framework read {GIVEN}/framework_4.xlsx --why 'Added in the third pass; the fourth needed no edit'",
    ),
    Step("What was added when", "framework log"),
    Step("What the coding changed", "framework diff 1 4", shown=False),
    Step("How it grew", "framework growth"),
    Step("Freeze it", "framework finalise"),
    Step("The final framework", "framework show", shown=False),
    Step("Two coders code everything, each alone", "round start main --coders A,B"),
    Step("A workbook for each of them", f"workbook write {WORKBOOKS} --layout columns"),
    Step("They fill them in and send them back", f"workbook read {GIVEN}/coder_A.xlsx {GIVEN}/coder_B.xlsx"),
    Step("How far everyone is", "round status"),
    Step("What they suggest for the framework", "suggestion list"),
    Step(
        "Every suggestion has an answer",
        "suggestion decline 1 --why 'A topic of films and slides, which have their own codes'",
    ),
    Step("Agreement of A and B before any discussion", "reliability", shown=False),
    Step("Their disagreements, to discuss", f"consensus write {WORKBOOKS}/decisions.xlsx"),
    Step("What they decided", f"consensus read {GIVEN}/decisions.xlsx"),
    Step("Draw the reliability sample", "sample draw check-sample --fraction 0.2 --seed 2026"),
    Step("A third coder codes it", "round start check --coders C --sample check-sample --against main"),
    Step("With a workbook that shows nothing of the others", f"workbook write {WORKBOOKS} --layout columns"),
    Step("It comes back", f"workbook read {GIVEN}/coder_C.xlsx"),
    Step("Discuss the codes below .6", f"consensus write {WORKBOOKS}/decisions_check.xlsx --flagged"),
    Step("What was decided", f"consensus read {GIVEN}/decisions_check.xlsx"),
    Step("How many services have each code", "counts --by service_model", shown=False),
    Step("An example from the notes for each code", "quotes show", shown=False),
    Step("Read the four definitions of co-production", f"scheme read {GIVEN}/scheme.yaml"),
    Step("Every activity, to be classified", f"classification write {WORKBOOKS}/classification.xlsx"),
    Step("The classification comes back", f"classification read {GIVEN}/classification.xlsx"),
    Step("Table II", "classification table", shown=False),
    Step("The services with a transformative activity", 'classification cases "1 transformative"'),
    Step("The report and the tables", f"report {REPORT} {TABLES} --by service_model"),
    Step("All of it in one file, for others to check", f"project bundle {BUNDLE}"),
    Step("Every number in it, computed again", f"project verify {BUNDLE}", shown=False),
    Step("Nothing was changed behind the team's back", "history --verify", shown=False),
    Step("Agreement of the consensus with the third coder", "reliability"),
)


@click.command()
@click.argument("folder", default="intercoder-demo", type=click.Path(file_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Run it again in a folder where it ran before.")
@click.option("--json", "as_json", is_flag=True, help="Print only where the results are, as JSON.")
@click.pass_context
def demo(context: click.Context, folder: Path, replace: bool, as_json: bool) -> None:
    """Run the example study, from notes to report, in FOLDER (intercoder-demo by default)."""
    _prepare(folder, replace=replace)
    root = context.find_root().command
    with (
        contextlib.chdir(folder),
        _no_other_project(),
        contextlib.redirect_stdout(io.StringIO()) if as_json else _as_is(),
    ):
        for number, step in enumerate(STEPS, start=1):
            click.secho(f"\n{number:>2}/{len(STEPS)}  {step.aim}", bold=True)
            click.echo(f"       $ intercoder {step.command}")
            with _as_is() if step.shown else contextlib.redirect_stdout(io.StringIO()):
                root.main(shlex.split(step.command), prog_name="intercoder", standalone_mode=False)
        flagged = _flagged()
    _close(folder, flagged, as_json=as_json)


@contextlib.contextmanager
def _as_is() -> Iterator[None]:
    yield


@contextlib.contextmanager
def _no_other_project() -> Iterator[None]:
    """Set aside a project that the user has named in the environment."""
    named = os.environ.pop("INTERCODER_PROJECT", None)
    try:
        yield
    finally:
        if named is not None:
            os.environ["INTERCODER_PROJECT"] = named


def _prepare(folder: Path, *, replace: bool) -> None:
    """Make the folder and put the study's files into it; what an earlier run made is taken away first."""
    if folder.is_dir() and any(folder.iterdir()):
        if not (replace and (folder / PROJECT).exists()):
            fix = "Use --replace to run it again." if (folder / PROJECT).exists() else "Choose another folder."
            raise InputError("is not empty.", where=str(folder), fix=fix)
        for name in (PROJECT, REPORT, TABLES, BUNDLE):
            (folder / name).unlink(missing_ok=True)
        for name in (GIVEN, WORKBOOKS):
            shutil.rmtree(folder / name, ignore_errors=True)
    (folder / GIVEN).mkdir(parents=True, exist_ok=True)
    for file in importlib.resources.files("intercoder.sample_data.coproduction").iterdir():
        if file.name.endswith((".csv", ".xlsx", ".yaml", ".md")):
            (folder / GIVEN / file.name).write_bytes(file.read_bytes())


def _flagged() -> list[str]:
    from intercoder.project import Project

    with Project.open(PROJECT) as project:
        frame = project.reliability().to_frame()
    return list(frame.loc[frame["flagged"], "code"])


def _close(folder: Path, flagged: list[str], *, as_json: bool) -> None:
    places = {"folder": folder, "project": folder / PROJECT, "report": folder / REPORT, "tables": folder / TABLES}
    places["bundle"] = folder / BUNDLE
    if as_json:
        import json

        workbooks = sorted(str(path) for path in (folder / WORKBOOKS).iterdir())
        click.echo(json.dumps({**{key: str(path) for key, path in places.items()}, "workbooks": workbooks}, indent=2))
        return
    lines = ["", "Flagged (kappa below .6), discussed and resolved:", *(f"  {code}" for code in flagged), ""]
    lines += ["Where to look:", *(f"  {key:<9} {path}" for key, path in places.items() if key != "folder")]
    lines += [
        f"  workbooks {folder / WORKBOOKS}",
        f"Go on from here: cd {shlex.quote(str(folder))}, then {_command()} --help",
    ]
    say("\n".join(lines))


def _command() -> str:
    """Return how the command is called from a terminal: by its name, or where it is not found so, by its place."""
    called = Path(sys.argv[0])
    found = shutil.which("intercoder") or called.stem != "intercoder" or not called.is_file()
    return "intercoder" if found else shlex.quote(str(called.absolute()))
