"""Databases of QualCoder and Taguette with bytes and cells changed at random: read, or refused in plain words."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from intercoder.errors import InputError, IntercoderError
from intercoder.exchange.qda.databases import codings_within, opened_database
from intercoder.exchange.sheets.codings import read_codings

QUALCODER = """
CREATE TABLE source (id INTEGER, name TEXT, fulltext TEXT, mediapath TEXT, memo TEXT, owner TEXT, date TEXT);
CREATE TABLE code_cat (catid INTEGER, name TEXT, memo TEXT, owner TEXT, date TEXT, supercatid INTEGER);
CREATE TABLE code_name (cid INTEGER, name TEXT, memo TEXT, catid INTEGER, owner TEXT, date TEXT, color TEXT);
CREATE TABLE code_text (ctid INTEGER, cid INTEGER, fid INTEGER, seltext TEXT, pos0 INTEGER, pos1 INTEGER, owner TEXT);
INSERT INTO source VALUES (1, 'P01.txt', 'They asked parents. A leaflet.', NULL, '', 'A', '');
INSERT INTO code_cat VALUES (1, 'Planning', '', 'A', '', NULL), (2, 'Groups', '', 'A', '', 1);
INSERT INTO code_name VALUES (1, 'Asking', '', 2, 'A', '', ''), (2, 'Leaflets', '', NULL, 'A', '', '');
INSERT INTO code_text VALUES (1, 1, 1, 'They asked', 0, 10, 'A'), (2, 1, 1, 'They asked', 0, 10, 'B');
INSERT INTO code_text VALUES (3, 2, 1, 'A leaflet', 20, 29, 'A');
"""
TAGUETTE = """
CREATE TABLE projects (id INTEGER, name TEXT);
CREATE TABLE documents (id INTEGER, name TEXT, project_id INTEGER, contents TEXT);
CREATE TABLE highlights (id INTEGER, document_id INTEGER, start_offset INTEGER, end_offset INTEGER, snippet TEXT);
CREATE TABLE tags (id INTEGER, project_id INTEGER, path TEXT, description TEXT);
CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
CREATE TABLE commands (id INTEGER, user_login TEXT, project_id INTEGER, payload TEXT);
INSERT INTO projects VALUES (1, 'Study');
INSERT INTO documents VALUES (1, 'P01', 1, '<p>They asked parents.</p>');
INSERT INTO highlights VALUES (1, 1, 0, 10, 'They asked'), (2, 1, 11, 18, 'parents');
INSERT INTO tags VALUES (1, 1, 'planning.asking', ''), (2, 1, 'leaflets', '');
INSERT INTO highlight_tags VALUES (1, 1), (2, 2);
INSERT INTO commands VALUES (1, 'anna', 1, '{"type": "highlight_add", "highlight_id": 1, "tags": [1]}');
"""
KINDS = {"a.qda": QUALCODER, "a.sqlite3": TAGUETTE}
VALUES = (None, -1, 2**62, 1.5, b"\xff\x00", "", "\0", "x" * 999, "[[[", "{}", "null", '{"type": 1}', "a > b", "1", 7)


def bend(path: Path, script: str, chance: random.Random) -> None:
    """Make the database anew, with other values in some cells or other bytes in the file."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master")]
        for _ in range(chance.randint(1, 4)):
            table = chance.choice(tables)
            column = chance.choice([row[1] for row in connection.execute(f"PRAGMA table_info({table})")])
            connection.execute(f"UPDATE {table} SET {column} = ?", (chance.choice(VALUES),))  # noqa: S608
        connection.commit()
    if chance.random() < 0.3:
        content = bytearray(path.read_bytes())
        for _ in range(chance.randint(1, 20)):
            content[chance.randrange(16, len(content))] = chance.randrange(256)
        path.write_bytes(content[: chance.choice([len(content), len(content), len(content) // 2])])


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("seed", range(120))
def test_it_is_read_or_refused(tmp_path: Path, name: str, seed: int) -> None:
    bend(tmp_path / name, KINDS[name], random.Random(f"{name} {seed}"))  # noqa: S311 - not for secrets
    with suppress(IntercoderError):
        read_codings([tmp_path / name], coder=None if seed % 2 else "anna")


@pytest.mark.parametrize("name", KINDS)
def test_a_sound_one_is_read(tmp_path: Path, name: str) -> None:
    with closing(sqlite3.connect(tmp_path / name)) as connection:
        connection.executescript(KINDS[name])
    coder = {"a.sqlite3": "anna"}.get(name)  # who works alone is not named in the file
    assert len(read_codings([tmp_path / name], coder=coder).units) > 0


def test_a_join_that_repeats_a_long_text_is_stopped(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.qda")) as connection:
        connection.executescript("CREATE TABLE t (x TEXT); INSERT INTO t VALUES (printf('%.*c', 4000000, 'x'));")
    query = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT x FROM t, n"
    with (
        pytest.raises(InputError, match="more text than is read"),
        opened_database(tmp_path / "a.qda", "QualCoder") as connection,
    ):
        codings_within(connection.execute(query), tmp_path / "a.qda")
