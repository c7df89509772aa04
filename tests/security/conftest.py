"""A small project with one round of two coders, as an attacker or bad luck would find it."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from intercoder.cli import main

NOTES = "Participant,Model,Notes\nP01,CAMHS,They asked parents.\nP02,All-age,A leaflet was made.\n"
FRAMEWORK = "Code,Definition\nPlanning,About planning\nPlanning / Groups,\nRecruitment,\n"
Run = Callable[..., Result]


def run_here(*arguments: str) -> Result:
    """Run a command; whatever happens, nobody sees a traceback."""
    result = CliRunner().invoke(main, arguments)
    unexpected = result.exception is not None and not isinstance(result.exception, SystemExit)
    assert not unexpected, "".join(traceback.format_exception(*result.exc_info or (None, None, None)))
    return result


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said of errors."""

    code: int
    said: str


def start_here(*arguments: str, before: Callable[[], object] = lambda: None) -> Done:
    """Run a command in a process of its own, after `before`, which may take something away from that process."""
    read, write = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of threads that are not here any more in the new process
        child = os.fork()
    if child == 0:
        code = 70
        try:
            os.dup2(write, 2)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
            before()
            main(arguments, prog_name="intercoder")
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 0
        except BaseException:  # noqa: BLE001 - whatever it is, the test is to see it
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    os.close(write)
    with os.fdopen(read) as said:
        text = said.read()
    return Done(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), text)


Start = Callable[..., Done]


@pytest.fixture
def run() -> Run:
    return run_here


@pytest.fixture
def start(loaded: None) -> Start:
    return start_here


@pytest.fixture(scope="session")
def loaded(made: Path) -> None:
    """Have the heavy libraries here once, so that not every new process needs to load them again."""
    for command in ("report report.html tables.xlsx tables.docx", "figures drawn", "project qdpx out.qdpx"):
        with contextlib.chdir(made.parent):
            assert run_here("--project", str(made / "study.intercoder"), *command.split()).exit_code == 0


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    before = Path.cwd()
    os.chdir(folder)
    try:
        Path("notes.csv").write_text(NOTES)
        Path("framework.csv").write_text(FRAMEWORK)
        for command in (
            "project new study --id study",
            "notes read notes.csv --case Participant --text Notes --attribute model=Model",
            "framework read framework.csv",
            "round start main --coders Anna,Ben",
            "workbook write .",
        ):
            assert run_here(*command.split()).exit_code == 0
        for coder, row in (("Anna", 4), ("Ben", 5)):
            mark(Path(f"main_{coder}.xlsx"), row)
            assert run_here("workbook", "read", f"main_{coder}.xlsx").exit_code == 0
        assert run_here("project", "export", "given").exit_code == 0
    finally:
        os.chdir(before)
    return folder


def mark(workbook: Path, row: int) -> None:
    """Apply the last code to the unit of one row, and none to the others."""
    book = openpyxl.load_workbook(workbook)
    sheet = book["Coding"]
    column = {str(cell.value): cell.column for cell in sheet[1]}
    code = [at for key, at in column.items() if key.startswith("code:")][-1]
    for each in (4, 5):
        sheet.cell(each, code if each == row else column["none"]).value = "x"
    book.save(workbook)


@pytest.fixture
def study(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project after two coders have coded everything, in the folder of the test."""
    folder = tmp_path / "study of ünits"
    shutil.copytree(made, folder)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("INTERCODER_PROJECT", raising=False)
    monkeypatch.delenv("INTERCODER_WHO", raising=False)
    return folder / "study.intercoder"
