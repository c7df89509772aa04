"""How far a project file is trusted: what no project holds is refused, and trouble is said in plain words."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from ...errors import ProjectError

_VIRTUAL = re.compile(r"\s*CREATE\s+VIRTUAL", re.IGNORECASE)
_DAMAGED = "Run `intercoder project check`, and go back to a backup."
_REASONS = (
    (
        ("locked", "locking protocol"),
        "another program is writing to the project, or the disk cannot lock files.",
        "Wait until it has finished and try again; from a network drive, copy the project to this machine.",
    ),
    (
        ("readonly", "unable to open"),
        "the project cannot be written to.",
        "Check that you may write to the file and its folder.",
    ),
    (
        ("is full", "disk I/O error"),
        "the disk is full, or cannot be used.",
        "Make room and try again; the project is as it was.",
    ),
)


class Unreadable(ProjectError):
    """The file is no database, is damaged, or lacks what a project has."""


@contextlib.contextmanager
def said(path: Path) -> Iterator[None]:
    """Say in plain words what the disk, the file or another program did not allow. Raises ProjectError."""
    try:
        yield
    except (sa.exc.IntegrityError, sa.exc.ProgrammingError):  # mistakes of ours, not of the file
        raise
    except (sa.exc.DatabaseError, sqlite3.OperationalError) as error:
        reason = str(getattr(error, "orig", error))
        for signs, problem, fix in _REASONS:
            if any(sign in reason for sign in signs):
                raise ProjectError(problem, where=str(path), fix=fix) from error
        raise Unreadable(f"cannot be read ({reason}).", where=str(path), fix=_DAMAGED) from error
    except json.JSONDecodeError as error:
        raise Unreadable(f"cannot be read ({error}).", where=str(path), fix=_DAMAGED) from error
    except UnicodeEncodeError as error:
        fix = "Rename it, or write it anew."
        raise ProjectError("a name or text holds bytes that are no letters.", where=str(path), fix=fix) from error


def refuse_strange(connection: sa.Connection, path: Path) -> None:
    """Raise ProjectError for what no project holds and what could act when the file is read or written to.

    That is triggers, views, indexes of others, virtual tables and computed columns.
    """
    found = list(_strange(connection))
    if found:
        problem = f"holds what intercoder never writes: {found[0]}."
        fix = "Do not work with it; ask for a backup or an export of the project."
        raise ProjectError(problem, where=str(path), fix=fix)


def _strange(connection: sa.Connection) -> Iterator[str]:
    for kind, name, made in connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master").all():
        if kind != "table":
            if made is not None:  # an index of a key has no statement
                yield f'the {kind} "{name}"'
        elif _VIRTUAL.match(str(made)):
            yield f'the virtual table "{name}"'
        else:
            columns = sa.text("SELECT name FROM pragma_table_xinfo(:name) WHERE hidden")
            for column in connection.execute(columns, {"name": name}).scalars():
                yield f'the computed column "{column}" of {name}'
