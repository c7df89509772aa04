"""From a finished study to the folder for the paper, on the command line."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from intercoder.cli import main
from intercoder.project import Project


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with notes and a framework, in the folder of the test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INTERCODER_PROJECT", raising=False)
    Path("notes.csv").write_text("case,text\nP1,They asked parents about everything.\nP2,A leaflet was made.\n")
    Path("framework.csv").write_text("Code,Definition\nPlanning,About planning\nTraining,About training\n")
    with Project.create("study", id="study") as project:
        project.notes_read("notes.csv", case="case", text="text")
        project.framework_read("framework.csv")
        return project.path


def test_methods_are_printed_as_text_and_as_json(study: Path) -> None:
    printed = run("methods").stdout
    assert printed.startswith("In a few sentences\n\n")
    assert "The coding framework had 2 codes" in printed
    assert json.loads(run("methods", "--json").stdout)["full"] in printed


def test_a_checklist_is_written_to_word(study: Path) -> None:
    assert run("checklist", "SRQR", "-o", "srqr.docx").exit_code == 0
    assert Path("srqr.docx").stat().st_size
    assert run("checklist", "PRISMA").exit_code == 2


def test_the_kit_is_written_once_and_again_only_when_asked(study: Path) -> None:
    assert run("manuscript", "kit").exit_code == 0
    assert Path("kit/report.html").exists()
    assert run("manuscript", "kit").exit_code == 2
    assert run("manuscript", "kit", "--replace").exit_code == 0
    assert run("figures", "drawn").exit_code == 0


def test_a_bundle_is_verified_and_a_changed_one_refused(study: Path) -> None:
    assert run("project", "bundle", "study.zip", "--no-texts").exit_code == 0
    assert "Every number is the same." in run("project", "verify", "study.zip").stdout
    with zipfile.ZipFile("study.zip", "a") as archive:
        archive.writestr("results/more.json", "{}")
    verified = run("project", "verify", "study.zip")
    assert verified.exit_code == 1
    assert "was added later" in verified.stdout
