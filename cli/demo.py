"""`intercoder demo`: an example study, from notes to report, with the commands that a team would type."""

from __future__ import annotations

import contextlib
import importlib.resources
import io
import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from intercoder.errors import InputError

from .demo_studies import COPRODUCTION, GIVEN, STUDIES, Study
from .plumbing import say


@click.command()
@click.argument("folder", default="intercoder-demo", type=click.Path(file_okay=False, path_type=Path))
@click.option("--study", "name", type=click.Choice(list(STUDIES)), default="coproduction", show_default=True,
              help="Which study to run.")  # fmt: skip
@click.option("--replace", is_flag=True, help="Run it again in a folder where it ran before.")
@click.option("--json", "as_json", is_flag=True, help="Print only where the results are, as JSON.")
@click.pass_context
def demo(context: click.Context, folder: Path, name: str, replace: bool, as_json: bool) -> None:
    """Run an example study, from notes to report, in FOLDER (intercoder-demo by default).

    The studies: coproduction (notes of 60 services, reliability, classification), framework_method (24 transcripts, a
    framework matrix), inductive (themes found in post-its and pictures). All are synthetic.
    """
    study = STUDIES[name]
    _prepare(folder, study, replace=replace)
    root = context.find_root().command
    with (
        contextlib.chdir(folder),
        _no_other_project(),
        contextlib.redirect_stdout(io.StringIO()) if as_json else _as_is(),
    ):
        for number, step in enumerate(study.steps, start=1):
            click.secho(f"\n{number:>2}/{len(study.steps)}  {step.aim}", bold=True)
            click.echo(f"       $ intercoder {step.command}")
            with _as_is() if step.shown else contextlib.redirect_stdout(io.StringIO()):
                root.main(shlex.split(step.command), prog_name="intercoder", standalone_mode=False)
        flagged = _flagged() if study is COPRODUCTION else []
    _close(folder, study, flagged, as_json=as_json)


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


def _prepare(folder: Path, study: Study, *, replace: bool) -> None:
    """Make the folder and put the study's files into it; what an earlier run made is taken away first."""
    if folder.is_dir() and any(folder.iterdir()):
        ran = (folder / study.made["project"]).exists()
        if not (replace and ran):
            fix = "Use --replace to run it again." if ran else "Choose another folder."
            raise InputError("is not empty.", where=str(folder), fix=fix)
        for name in (GIVEN, *study.made.values()):
            if (folder / name).is_dir():
                shutil.rmtree(folder / name)
            else:
                (folder / name).unlink(missing_ok=True)
    given = importlib.resources.files("intercoder.sample_data") / study.name
    _copy(given, folder / GIVEN, (".csv", ".xlsx", ".yaml", ".md"))
    if (given / "pictures").is_dir():
        _copy(given / "pictures", folder / GIVEN / "pictures", (".svg",))


def _copy(given: Traversable, folder: Path, endings: tuple[str, ...]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for file in given.iterdir():
        if file.name.endswith(endings):
            (folder / file.name).write_bytes(file.read_bytes())


def _flagged() -> list[str]:
    from intercoder.project import Project

    with Project.open(COPRODUCTION.made["project"]) as project:
        frame = project.reliability().to_frame()
    return list(frame.loc[frame["flagged"], "code"])


def _close(folder: Path, study: Study, flagged: list[str], *, as_json: bool) -> None:
    places: dict[str, Path] = {key: folder / name for key, name in study.made.items()}
    if as_json:
        import json

        found: dict[str, object] = {"folder": str(folder), **{key: str(path) for key, path in places.items()}}
        if "workbooks" in places:
            found["workbooks"] = sorted(str(path) for path in places["workbooks"].iterdir())
        click.echo(json.dumps(found, indent=2))
        return
    lines = (
        ["", "Flagged (kappa below .6), discussed and resolved:", *(f"  {code}" for code in flagged)] if flagged else []
    )
    lines += ["", "Where to look:", *(f"  {key:<9} {path}" for key, path in places.items())]
    lines.append(f"Go on from here: cd {shlex.quote(str(folder))}, then {_command()} --help")
    say("\n".join(lines))


def _command() -> str:
    """Return how the command is called from a terminal: by its name, or where it is not found so, by its place."""
    called = Path(sys.argv[0])
    found = shutil.which("intercoder") or called.stem != "intercoder" or not called.is_file()
    return "intercoder" if found else shlex.quote(str(called.absolute()))
