"""Whatever is wrong is said with what, where and how to put it right; exit code 2, the project as it was."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import openpyxl
import pytest
from click.testing import CliRunner, Result

from intercoder.cli import main

NOTES = "Participant,Model,Notes\nP01,CAMHS,They asked parents.\nP02,All-age,A leaflet was made.\n"
FRAMEWORK = "Code,Definition\nService planning,About planning\nService planning / Steering groups,\nRecruitment,\n"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def done(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with notes, a framework, a round of A and B and their workbooks, in the folder of the test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INTERCODER_PROJECT", raising=False)
    Path("notes.csv").write_text(NOTES)
    Path("framework.csv").write_text(FRAMEWORK)
    done("project", "new", "study", "--id", "study")
    done("notes", "read", "notes.csv", "--case", "Participant", "--text", "Notes", "--attribute", "model=Model")
    done("framework", "read", "framework.csv")
    done("round", "start", "main", "--coders", "Anna,Ben")
    done("workbook", "write", ".", "--attributes", "model")
    return tmp_path / "study.intercoder"


def refused(study: Path, *arguments: str, saying: tuple[str, ...]) -> None:
    before = hashlib.sha256(study.read_bytes()).hexdigest()
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    for part in saying:
        assert part in result.stderr, result.stderr
    assert "Traceback" not in result.output
    assert hashlib.sha256(study.read_bytes()).hexdigest() == before


def test_a_file_whose_name_is_no_text(study: Path) -> None:
    name = "P\udcff.txt"  # a byte that is no letter in UTF-8, as Python tells it
    try:
        Path(name).write_text("They asked parents.")
    except OSError:
        pytest.skip("this file system has no such names")
    refused(study, "notes", "read", name, saying=("bytes that are no letters", "Rename it"))


READ = ("notes", "read", "notes.csv", "--case", "Participant", "--text")


@pytest.mark.parametrize(
    ("arguments", "saying"),
    [
        (("notes", "read", "nots.csv", "--case", "P", "--text", "N"), ("nots.csv", "no such file", "Check the name")),
        ((*READ, "Note"), ("notes.csv", 'no column "Note"', 'Did you mean "Notes"')),
        ((*READ, "Notes", "--attribute", "m=Modell"), ('no column "Modell"', 'Did you mean "Model"')),
        ((*READ, "Notes"), ("in the project already", "P01")),
        ((*READ, "Notes", "--unit", "sentences"), ("sentences", 'Did you mean "sentence"')),
        (("framework", "read", "notes.csv"), ("notes.csv", 'no column "Code"')),
        (("framework", "show", "--version", "7"), ("no framework version 7", "There are 1 to 1")),
        (("round", "start", "main", "--coders", "A"), ('there is a round "main" already', "another name")),
        (("round", "start", "next", "--coders", "A,a"), ("the same name",)),
        (("round", "start", "next", "--coders", "A", "--sample", "ten"), ('no sample "ten"', "sample draw")),
        (("round", "start", "next", "--coders", "A", "--against", "mian"), ('Did you mean "main"',)),
        (("workbook", "write", "."), ("is there already", "--replace")),
        (("workbook", "write", "out", "--coders", "Bne"), ('no coder "Bne" in round main', 'Did you mean "Ben"')),
        (("workbook", "read", "notes.csv"), ("notes.csv",)),
        (("sample", "draw", "check", "--fraction", "20", "--seed", "1"), ("20", "fraction", "0.2 for 20 %")),
        (("reliability",), ("no finished unit", "workbook read")),
        (("reliability", "--coders", "Anna,Bn"), ('no coder "Bn" in round main', 'Did you mean "Ben"')),
        (("reliability", "--round", "man"), ('no round "man"', 'Did you mean "main"')),
        (("reliability", "nothing.xlsx"), ("nothing.xlsx", "no such file")),
        (("counts",), ("no codings yet", "workbook read")),
        (("classification", "table"), ("no classification scheme yet", "scheme read")),
        (("report", "report.pdf"), ('".pdf"', ".html")),
        (("report", "nowhere/report.html"), ("nowhere", "folder")),
        (("cuonts",), ('no command "cuonts"', 'Did you mean "counts"')),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)  # fmt: skip
def test_it_is_said_what_where_and_how(study: Path, arguments: tuple[str, ...], saying: tuple[str, ...]) -> None:
    refused(study, *arguments, saying=saying)


def fill(name: str, change: Callable[[openpyxl.worksheet.worksheet.Worksheet], object]) -> None:
    book = openpyxl.load_workbook(name)
    change(book["Coding"])
    book.save(name)


def test_a_workbook_with_problems_is_read_not_at_all(study: Path) -> None:
    def spoil(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        keys = {cell.value: cell.column for cell in sheet[1]}
        sheet.cell(4, keys["code:c001"]).value = "x"
        sheet.cell(5, keys["code:c002"]).value = "perhaps"
        sheet.cell(5, keys["none"]).value = "x"
        sheet.cell(4, keys["unit"]).value = "P09"

    fill("main_Anna.xlsx", spoil)
    refused(study, "workbook", "read", "main_Anna.xlsx", saying=("3 problems found", "P09", "P01", "perhaps"))


def test_a_damaged_workbook_is_no_workbook(study: Path) -> None:
    whole = Path("main_Anna.xlsx").read_bytes()
    Path("main_Anna.xlsx").write_bytes(whole[: len(whole) // 2])
    refused(study, "workbook", "read", "main_Anna.xlsx", saying=("main_Anna.xlsx", "cannot be read as a workbook"))


def test_a_workbook_of_another_project_is_refused(study: Path) -> None:
    done("project", "new", "other", "--id", "other")
    refused(study, "--project", "study", "disagreements", "--code", "x", saying=("no finished unit",))
    refused(study, "--project", "other", "workbook", "read", "main_Anna.xlsx", saying=("belongs to another project",))


def test_an_unknown_code_is_answered_with_the_nearest(study: Path) -> None:
    for name in ("main_Anna.xlsx", "main_Ben.xlsx"):
        fill(name, lambda sheet: [setattr(sheet.cell(row, 5), "value", "x") for row in (4, 5)])
        done("workbook", "read", name)
    near = ('no code "Recruitement"', 'Did you mean "Recruitment"')
    refused(study, "disagreements", "--code", "Recruitement", saying=near)


def test_a_project_of_a_newer_intercoder_is_refused(study: Path) -> None:
    with sqlite3.connect(study) as connection:
        connection.execute("UPDATE about SET value = '99' WHERE key = 'format'")
    connection.close()
    refused(study, "counts", saying=("made by a newer intercoder", "format 99", "Update intercoder"))


def test_what_is_no_project_is_refused(study: Path) -> None:
    shutil.copy("notes.csv", "notes.intercoder")
    refused(study, "--project", "notes.intercoder", "counts", saying=("is not an intercoder project",))
    refused(study, "--project", "gone", "counts", saying=("no such project file",))
    refused(study, "counts", saying=("several projects here", "--project"))


def test_without_a_project_it_says_how_to_make_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INTERCODER_PROJECT", raising=False)
    result = run("counts")
    assert result.exit_code == 2
    assert "intercoder project new NAME" in result.stderr


def test_a_project_is_never_written_over(study: Path) -> None:
    refused(study, "project", "new", "study", saying=("there is such a file already",))


def test_nothing_in_a_name_can_steer_the_terminal(study: Path) -> None:
    result = run("reliability", "--round", "a\x1b[2Jb")
    assert "\x1b" not in result.stderr
    assert result.exit_code == 2
    assert study.exists()


def commands(group: click.Group, *above: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)
        else:
            yield (*above, name), command


REQUIRED = [
    (names, parameter)
    for names, command in commands(main)
    for parameter in command.params
    if parameter.required and isinstance(parameter, click.Option)
]


@pytest.mark.parametrize(("names", "option"), REQUIRED, ids=str)
def test_an_option_that_must_be_given_is_explained_with_an_example(
    names: tuple[str, ...], option: click.Option
) -> None:
    assert option.help
    assert "such as" in option.help or "one of the two" in option.help, names


def test_what_was_left_out_is_told_with_what_it_is_for() -> None:
    seed = run("sample", "draw")
    assert seed.exit_code == 2
    assert "--seed is missing. Any whole number, such as 2026: with it anyone can draw the same" in seed.stderr
    assert "FILES is missing. Read notes from FILES" in run("notes", "read").stderr
    assert "--applies or --does-not-apply is missing." in run("consensus", "decide", "P1", "A", "--why", "x").stderr


@pytest.mark.parametrize(
    ("command", "instead"),
    [("reliability", "intercoder reliability coded.xlsx"), ("counts", "intercoder counts TABLE.csv")],
)
def test_where_there_is_no_project_both_ways_in_are_told(
    command: str, instead: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INTERCODER_PROJECT", raising=False)
    result = run(command)
    assert result.exit_code == 2
    assert "intercoder project new NAME" in result.stderr
    assert instead in result.stderr
