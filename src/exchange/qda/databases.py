"""Databases of other tools (SQLite), opened to be read only, with limits on what a hostile one can make them do."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any

from ...errors import InputError
from ...opening import begins_with

CODINGS_LIMIT = 2_000_000
TEXT_LIMIT = 1 << 29  # characters
_STEPS_LIMIT = 5_000  # times 100,000 instructions of the database's machine


def is_database(path: Path) -> bool:
    """Return whether the file begins as a SQLite database does."""
    return begins_with(path, b"SQLite format 3\0")


@contextlib.contextmanager
def opened_database(path: Path, tool: str) -> Iterator[sqlite3.Connection]:
    """Open the database of a project of `tool` to read it; nothing in it is run, and long queries are stopped.

    Raises InputError when it is damaged.
    """
    try:
        with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1 << 28)  # bytes of a cell
            left = iter(range(_STEPS_LIMIT))
            connection.set_progress_handler(lambda: int(next(left, None) is None), 100_000)
            yield connection
    except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
        raise broken(path, tool, str(error)) from error


@contextlib.contextmanager
def as_made(path: Path, tool: str) -> Iterator[None]:
    """Raise InputError where what was read is not what `tool` writes: SQLite takes any value in any column."""
    try:
        yield
    except (TypeError, ValueError, LookupError, AttributeError, RecursionError) as error:
        raise broken(path, tool, f"holds a value that {tool} does not write: {error}") from error


def broken(path: Path, tool: str, reason: str) -> InputError:
    """Return the error that a database cannot be read."""
    return InputError(
        f"cannot be read as a {tool} project ({reason}).",
        where=str(path),
        fix=f"Open and close it in {tool}, and read it again.",
    )


def missing_table(connection: sqlite3.Connection, needed: Mapping[str, Set[str]]) -> str:
    """Return the first of the tables `needed` that is not there with its columns, or nothing; views are no tables."""
    real = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table, columns in needed.items():
        known = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")} if table in real else set()
        if not columns <= known:
            return table
    return ""


def require_tables(connection: sqlite3.Connection, needed: Mapping[str, Set[str]], path: Path, tool: str) -> None:
    """Raise InputError unless the database has the tables that `tool` makes."""
    if missing := missing_table(connection, needed):
        raise broken(path, tool, f'there is no table "{missing}" as {tool} has it')


def codings_within(cursor: sqlite3.Cursor, path: Path) -> list[tuple[Any, ...]]:
    """Return all rows, a coding each.

    Raises InputError when there are too many, or their texts are too long together: a join may repeat one for ever.
    """
    rows: list[tuple[Any, ...]] = []
    left = TEXT_LIMIT
    for row in cursor:
        if len(rows) == CODINGS_LIMIT:
            raise InputError(f"has more than {CODINGS_LIMIT:,} codings.", where=str(path), fix="Split the project.")
        left -= sum(len(cell) for cell in row if isinstance(cell, str | bytes))
        if left < 0:
            raise InputError("holds more text than is read.", where=str(path), fix="Split the project.")
        rows.append(row)
    return rows
