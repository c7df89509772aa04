"""The shell completes commands, options and the names in the project of the folder, and never fails."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.shell_completion import BashComplete, ShellComplete, ZshComplete

from intercoder.cli import main
from intercoder.project import Project

NOTES = "Service,Notes,Model\nS1,A parent chose.,North\nS2,Nobody asked.,South\n"
FRAMEWORK = "Code,Definition\nPlanning,Plans.\nPlanning / New buildings,Buildings.\nStaff,People choose staff.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INTERCODER_PROJECT", raising=False)
    Path("notes.csv").write_text(NOTES, encoding="utf-8")
    Path("framework.csv").write_text(FRAMEWORK, encoding="utf-8")
    with Project.create("study") as project:
        project.notes_read("notes.csv", case="Service", text="Notes", attributes={"model": "Model"})
        project.framework_read("framework.csv")
        project.round_start("main", coders=["Ali", "Bea"])
    return tmp_path


def completed(*words: str, shell: type[ShellComplete] = ZshComplete) -> list[str]:
    *before, last = words
    found = shell(main, {}, "intercoder", "_INTERCODER_COMPLETE").get_completions(before, last)
    return [item.value for item in found]


def test_commands_and_options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert completed("rel") == ["reliability"]
    assert completed("round", "") == ["start", "status"]
    assert "--threshold" in completed("reliability", "--th")


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["reliability", "--round", ""], ["main"]),
        (["reliability", "--coders", ""], ["Ali", "Bea"]),
        (["reliability", "--coders", "Ali,b"], ["Ali,Bea"]),
        (["counts", "--by", ""], ["model"]),
        (["counts", "--code", "plan"], ["Planning", "Planning / New buildings"]),
        (["code", "profile", "S"], ["Staff"]),
        (["framework", "merge", "Staff", "--into", "Planning /"], ["Planning / New buildings"]),
        (["round", "start", "check", "--against", "m"], ["main"]),
        (["notes", "show", "S"], ["S1", "S2"]),
        (["quotes", "pin", "Staff", "S2"], ["S2"]),
        (["reliability", "coded.csv", "--unit", "S"], []),
    ],
)
def test_names_of_the_project(folder: Path, words: list[str], names: list[str]) -> None:
    assert completed(*words) == names


def test_bash_is_given_quotes_around_blanks(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_INTERCODER_COMPLETE", "bash_complete")
    assert completed("counts", "--code", "Planning /", shell=BashComplete) == ["'Planning / New buildings'"]


def test_a_project_that_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy("study.intercoder", "other.intercoder")
    assert completed("counts", "--by", "") == []
    assert completed("--project", "other", "counts", "--by", "") == ["model"]
    assert completed("counts", "--project", "other", "--by", "") == ["model"]
    monkeypatch.setenv("INTERCODER_PROJECT", "other.intercoder")
    assert completed("counts", "--by", "") == ["model"]


def test_nothing_fails_where_there_is_no_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INTERCODER_PROJECT", raising=False)
    assert completed("counts", "--by", "") == []
    Path("broken.intercoder").write_bytes(b"no database at all, but long enough to be looked at" * 40)
    assert completed("counts", "--code", "") == []
    assert capsys.readouterr() == ("", "")
