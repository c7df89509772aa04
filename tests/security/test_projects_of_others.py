"""A project file from somebody else: what could act in it is refused, and whatever stands in it ends in plain words."""

from __future__ import annotations

import gc
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from intercoder.errors import IntercoderError, ProjectError
from intercoder.project import Project

if TYPE_CHECKING:
    from .conftest import Run

STRANGE = {
    "trigger": "CREATE TRIGGER t AFTER INSERT ON history BEGIN DELETE FROM units; END",
    "view": "CREATE VIEW v AS SELECT * FROM units",
    "index": "CREATE INDEX i ON units (text)",
    "virtual table": "CREATE VIRTUAL TABLE v USING fts5(x)",
    "computed column": "ALTER TABLE units ADD COLUMN c TEXT GENERATED ALWAYS AS (zeroblob(900000000)) VIRTUAL",
}
VIEW_FOR_TABLE = (
    "ALTER TABLE units RENAME TO hidden; CREATE VIEW units AS WITH RECURSIVE n(unit) AS "
    "(SELECT 1 UNION ALL SELECT unit + 1 FROM n) SELECT unit, 'P01' AS \"case\", 1 AS position, 'x' AS text FROM n"
)
VERBS = ("project status", "project check", "counts", "reliability", "framework show", "history", "round status",
         "notes show", "disagreements", "quotes show")  # fmt: skip


def change(path: Path, statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(statements)
        connection.commit()


@pytest.mark.parametrize("what", STRANGE)
def test_what_could_act_is_refused_before_anything_is_read(study: Path, run: Run, what: str) -> None:
    change(study, STRANGE[what])
    for verb in ("counts", "project check", "round start next --coders A"):
        result = run(*verb.split())
        assert result.exit_code == 2
        assert f"holds what intercoder never writes: the {what}" in result.stderr


def test_a_view_without_end_in_the_place_of_a_table_is_not_read(study: Path, run: Run) -> None:
    change(study, VIEW_FOR_TABLE)
    assert 'the view "units"' in run("notes", "show").stderr


def test_own_project_files_hold_nothing_strange(study: Path) -> None:
    with Project.open(study) as project:
        assert project.project_check().ok


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("seed", range(3))
def test_whatever_stands_in_the_cells_ends_in_plain_words(study: Path, run: Run, verb: str, seed: int) -> None:
    chance = random.Random(f"{verb} {seed}")  # noqa: S311 - not for secrets
    original = study.with_suffix(".original")
    shutil.copy(study, original)
    for _ in range(4):
        shutil.copy(original, study)
        spoil(study, chance)
        assert run(*verb.split()).exit_code in (0, 1, 2)
        gc.collect()  # an error that is kept keeps the rows that were being read, and so the file


def spoil(path: Path, chance: random.Random) -> None:
    """Put something else into some cells of a project."""
    values = [None, 7, -1.5, b"\xff\xfe", "", "{}", "[]", "[[[", "null", "9" * 30, '{"a": 1}', "x" * 999, "\x1b[2J"]
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        filled = [name for name in tables if connection.execute(f'SELECT 1 FROM "{name}"').fetchone()]  # noqa: S608
        for _ in range(chance.randint(1, 3)):
            table = chance.choice(filled)
            columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
            statement = f'UPDATE OR IGNORE "{table}" SET "{chance.choice(columns)}" = ?'  # noqa: S608
            try:
                connection.execute(statement, (chance.choice(values),))
            except sqlite3.Error:
                continue
        connection.commit()


def test_a_wrong_kind_of_value_is_found_by_the_check(study: Path, run: Run) -> None:
    change(study, "UPDATE units SET position = 'first' WHERE unit = 'P01'; UPDATE cases SET attributes = '{'")
    found = run("project", "check")
    assert found.exit_code == 1
    assert "position of units are no integer" in " ".join(found.stdout.split())
    assert "attributes of cases are no text" in " ".join(found.stdout.split())


@pytest.mark.parametrize("bend", ["cut", "header", "pages"])
def test_a_damaged_file_is_said_to_be_damaged(study: Path, run: Run, bend: str) -> None:
    content = bytearray(study.read_bytes())
    if bend == "cut":
        del content[len(content) // 2 :]
    elif bend == "header":
        content[:16] = b"SQLite format 4\0"
    else:
        for at in range(4096, len(content)):
            content[at] ^= 0x5A
    study.write_bytes(content)
    for verb in ("counts", "project check", "project status", "project backup copy.intercoder"):
        assert run(*verb.split()).exit_code in (1, 2)
    assert not Path("copy.intercoder").exists()


def test_an_import_of_triggers_and_of_changed_rows_is_refused(study: Path, tmp_path: Path) -> None:
    with Project.open(study) as project:
        project.project_export(tmp_path / "out")
    for name, content in {
        "units.csv": b'"unit","case","position","text"\r\n"a","b","1","c"\r\n',
        "contents.csv": b'"table","rows","sha256"\r\n"x","1"\r\n',
        "about.csv": b"\xff\xfe",
        "history.csv": b'"number"\r\n' + b'"' * 999,
        "cases.csv": b"",
    }.items():
        whole = (tmp_path / "out" / name).read_bytes()
        (tmp_path / "out" / name).write_bytes(content)
        with pytest.raises(IntercoderError):
            Project.project_import(tmp_path / "out", tmp_path / "again")
        (tmp_path / "out" / name).write_bytes(whole)
    assert not (tmp_path / "again.intercoder").exists()
    Project.project_import(tmp_path / "out", tmp_path / "again")


def test_a_newer_or_nameless_format_is_refused(study: Path) -> None:
    for value in ("2", "", "x", "1e3"):
        change(study, f"UPDATE about SET value = '{value}' WHERE key = 'format'")  # noqa: S608
        with pytest.raises(ProjectError):
            Project.open(study)
