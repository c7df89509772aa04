"""Nothing is lost: steps are undone exactly, copies are whole, checks find changes, kills and rivals do no harm."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from intercoder.errors import InputError, ProjectError

if TYPE_CHECKING:
    from intercoder.project import Project

ROOT = Path(__file__).parents[3]
STEERING = "Planning / Steering groups"

DECIDING = """
import sys
from intercoder.project import Project
with Project.open(sys.argv[1]) as project:
    for unit in sys.argv[3:]:
        project.consensus_decide(unit, sys.argv[2], applies=True, why="said so")
"""


def rows(project: Project) -> dict[str, list[Any]]:
    """Return every row of every table but those that tell of the steps themselves."""
    connection = sqlite3.connect(project.path)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    told = {"history", "reversals"}
    found = {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables if name not in told}  # noqa: S608
    connection.close()
    return {name: sorted(of_table, key=repr) for name, of_table in found.items()}


def spoil(project: Project, statement: str) -> None:
    """Change the file behind the project's back."""
    connection = sqlite3.connect(project.path)
    connection.execute(statement)
    connection.commit()
    connection.close()


class TestUndo:
    """The last step is undone exactly, and the history tells of both."""

    @pytest.mark.parametrize("step", ["read", "decide", "draw", "start", "finalise"])
    def test_everything_is_as_before(self, coded: Project, fill: Any, step: str) -> None:
        file = fill("A", {"P1": (), "P6": ("Leaflets",)}, example={"P6": "Leaflets"})
        steps: dict[str, Callable[[], object]] = {
            "read": lambda: coded.workbook_read(file),
            "decide": lambda: coded.consensus_decide("P1", STEERING, applies=True, why="said so"),
            "draw": lambda: coded.sample_draw("s", fraction=1 / 3, seed=7),
            "start": lambda: coded.round_start("check", coders=("C",), against="main"),
            "finalise": lambda: coded.framework_finalise(why="done"),
        }
        before = rows(coded)
        steps[step]()
        assert rows(coded) != before
        coded.undo(why="a slip")
        assert rows(coded) == before
        assert coded.project_check().ok
        last = coded.history(verify=True)
        assert last.broken is None
        assert last.frame.iloc[-1]["verb"] == "undo"
        assert last.frame.iloc[-1]["options"]["why"] == "a slip"

    def test_step_by_step_back_to_the_beginning(self, coded: Project) -> None:
        coded.consensus_decide("P1", STEERING, applies=True, why="said so")
        for _ in range(6):
            coded.undo()
            assert coded.project_check().ok
        assert {name for name, of_table in rows(coded).items() if of_table} == {"about"}

    def test_again_it_undoes_the_step_before(self, coded: Project) -> None:
        before = rows(coded)
        coded.sample_draw("one", fraction=0.5, seed=1)
        coded.sample_draw("two", fraction=0.5, seed=2)
        assert "Sample two" in coded.undo().summary
        coded.sample_draw("three", fraction=0.5, seed=3)
        assert "Sample three" in coded.undo().summary
        assert "Sample one" in coded.undo().summary
        assert rows(coded) == before

    def test_a_project_is_not_undone_itself(self, project: Project) -> None:
        project.undo()
        project.undo()
        with pytest.raises(ProjectError, match="no step to undo"):
            project.undo()

    def test_what_was_changed_by_another_program_is_not_undone(self, coded: Project) -> None:
        coded.sample_draw("s", fraction=0.5, seed=1)
        spoil(coded, "DELETE FROM samples")
        before = rows(coded)
        with pytest.raises(ProjectError, match="samples are not as the step left them"):
            coded.undo()
        assert rows(coded) == before

    def test_steps_of_long_ago_stay(self, coded: Project, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("intercoder.project.storage.reversals.KEPT", 2)
        for number in range(4):
            coded.sample_draw(f"s{number}", fraction=0.5, seed=number)
        coded.undo()
        with pytest.raises(ProjectError, match="step 9 can no longer be undone"):
            coded.undo()

    def test_nothing_in_the_file_is_run(self, coded: Project) -> None:
        coded.sample_draw("s", fraction=0.5, seed=1)
        spoil(coded, "UPDATE reversals SET place = 'sqlite_master'")
        with pytest.raises(ProjectError, match="can no longer be undone"):
            coded.undo()


class TestBackup:
    """A copy on request is a project itself."""

    def test_the_copy_is_the_project(self, coded: Project, tmp_path: Path) -> None:
        outcome = coded.project_backup(tmp_path / "copy.intercoder")
        assert outcome.summary.startswith("Copied the project with its 6 steps")
        with type(coded).open(tmp_path / "copy.intercoder") as copy:
            assert rows(copy) == rows(coded)
            assert copy.project_check().ok

    def test_a_copy_beside_the_project_is_remarked_on(self, coded: Project) -> None:
        elsewhere = coded.path.parent / "copies"
        elsewhere.mkdir()
        (remark,) = coded.project_backup(coded.path.with_name("copy.intercoder")).remarks
        assert remark.startswith("There are two projects in this folder now")
        assert coded.project_backup(elsewhere / "copy.intercoder").remarks == ()
        assert coded.project_backup(coded.path.with_name("copy.bak")).remarks == ()

    def test_nothing_is_written_over_unasked(self, coded: Project, tmp_path: Path) -> None:
        (tmp_path / "copy.intercoder").write_text("mine")
        with pytest.raises(InputError, match="is there already"):
            coded.project_backup(tmp_path / "copy.intercoder")
        coded.project_backup(tmp_path / "copy.intercoder", replace=True)
        with pytest.raises(InputError, match="is the project itself"):
            coded.project_backup(coded.path, replace=True)


class TestCheck:
    """A check finds what was changed behind the project's back."""

    @pytest.mark.parametrize(
        ("statement", "what"),
        [
            ("UPDATE history SET summary = 'nothing' WHERE number = 3", "history"),
            ("DELETE FROM history WHERE number = 4", "history"),
            ("DELETE FROM codings WHERE unit = 'P1'", "codings"),
            ("INSERT INTO coverage VALUES (1, 'P9')", "references"),
            ("UPDATE remarks SET memo = 'no'", "codings"),
            ("UPDATE decisions SET applied = 1 - applied", "decisions"),
            ("DELETE FROM decisions", "decisions"),
            ("UPDATE samples SET certificate = replace(certificate, '\"seed\": 1', '\"seed\": 2')", "samples"),
            ("UPDATE framework_versions SET codes = replace(codes, 'About', 'Not about')", "framework"),
        ],
    )
    def test_it_says_where(self, coded: Project, statement: str, what: str) -> None:
        coded.consensus_decide("P1", STEERING, applies=True, why="said so")
        coded.sample_draw("s", fraction=0.5, seed=1)
        assert coded.project_check().ok
        spoil(coded, statement)
        found = coded.project_check()
        assert not found.ok
        assert what in {row["what"] for row in found.to_dict()["checks"] if row["found"] != "in order"}


class TestRivals:
    """Two programs that write at once wait for each other or fail with a plain word; nothing is lost."""

    def test_a_busy_project_is_said_so(self, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("intercoder.project.storage.database.BUSY_SECONDS", 0.05)
        rival = type(project).open(project.path)
        with project._store.writing(), pytest.raises(ProjectError, match="another program is writing"):
            rival.framework_finalise()
        rival.framework_finalise()
        rival.close()

    def test_what_two_decide_at_once_is_all_kept(self, coded: Project) -> None:
        units = ["P1", "P2", "P3", "P4", "P5", "P6"]
        commands = [[sys.executable, "-c", DECIDING, str(coded.path), code, *units] for code in (STEERING, "Training")]
        rivals = [subprocess.Popen(command) for command in commands]
        assert [rival.wait() for rival in rivals] == [0, 0]
        connection = sqlite3.connect(coded.path)
        assert connection.execute("SELECT count(DISTINCT unit || code) FROM decisions").fetchone() == (12,)
        connection.close()
        assert coded.history(verify=True).broken is None
        assert coded.project_check().ok


def test_a_killed_program_leaves_the_project_whole() -> None:
    """The thousand kills of benchmarks/kill_test.py, in small."""
    command = [sys.executable, ROOT / "benchmarks" / "kill_test.py", "--kills", "24", "--seed", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "24 kills, every project whole" in done.stdout, done.stdout + done.stderr
