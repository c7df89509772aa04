"""The history: every step with when, who, what and why, sealed so that a change is found."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from intercoder.cli import main
from intercoder.errors import ProjectError

if TYPE_CHECKING:
    from intercoder.project import Project


def test_every_step_says_when_who_what_and_why(project: Project) -> None:
    project.round_start("main", coders=("A", "B"), why="first pass")
    last = project.history().to_dict()["steps"][-1]
    assert last["at"].startswith("2026-01-05T09:00:")
    assert (last["who"], last["verb"], last["why"]) == ("Lead", "round_start", "first pass")
    assert last["summary"] == "Round main: A, B code 6 units with framework version 1."
    assert project.history().cells()[-1][-1] == "first pass"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history SET who = 'someone else' WHERE number = 2",
        "UPDATE history SET options = '{}' WHERE number = 3",
        "DELETE FROM history WHERE number = 2",
        "UPDATE history SET number = 9 WHERE number = 3",
    ],
)
def test_a_change_is_found(project: Project, statement: str) -> None:
    assert project.history(verify=True).broken is None
    connection = sqlite3.connect(project.path)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute(statement)
    connection.commit()
    connection.close()
    assert project.history(verify=True).broken in {2, 3}
    told = CliRunner().invoke(main, ["--project", str(project.path), "history", "--verify"])
    assert told.exit_code == 1
    assert "is not as it was written" in told.output


def test_a_step_that_fails_leaves_no_trace(project: Project) -> None:
    before = project.path.read_bytes()
    with pytest.raises(ProjectError, match="has no round yet"):
        project.round_start("check", coders=("C",), against="main")
    assert project.path.read_bytes() == before
