"""The project file: what it holds, and what is refused as one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from intercoder.errors import ProjectError
from intercoder.project import Project
from intercoder.project.storage import store


def test_no_column_is_a_float() -> None:
    """SQLite writes floats into JSON with fifteen digits: a row would come back rounded."""
    found = [column for table in store.metadata.sorted_tables for column in table.columns]
    assert found
    assert not [column for column in found if isinstance(column.type, sa.Numeric)]


def test_what_is_no_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="there is no such project file"):
        Project.open(tmp_path / "none.intercoder")
    (tmp_path / "text.intercoder").write_text("notes")
    with pytest.raises(ProjectError, match="is not an intercoder project"):
        Project.open(tmp_path / "text.intercoder")
    sqlite3.connect(tmp_path / "empty.intercoder").close()
    with pytest.raises(ProjectError, match="is not an intercoder project"):
        Project.open(tmp_path / "empty.intercoder")


def test_a_project_of_a_newer_version_is_refused(project: Project) -> None:
    connection = sqlite3.connect(project.path)
    connection.execute("UPDATE about SET value = '99' WHERE key = 'format'")
    connection.commit()
    connection.close()
    with pytest.raises(ProjectError, match="was made by a newer intercoder"):
        Project.open(project.path)


def test_a_project_is_never_made_over_another(project: Project) -> None:
    with pytest.raises(ProjectError, match="there is such a file already"):
        Project.create(project.path)


def test_a_project_that_cannot_be_made_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("intercoder.project.storage.trail.record", fail)
    with pytest.raises(Exception, match="No space left"):
        Project.create(tmp_path / "study")
    assert list(tmp_path.iterdir()) == []


def half_a_step(project: Project) -> None:
    with project._step("test") as step:
        step.connection.execute(store.samples.insert().values(name="s", certificate={}, at=""))
        raise ZeroDivisionError


def test_a_step_that_fails_halfway_is_not_done(project: Project) -> None:
    with pytest.raises(ZeroDivisionError):
        half_a_step(project)
    with project._store.reading() as connection:
        assert connection.execute(sa.select(store.samples)).first() is None
    assert project.project_check().ok
