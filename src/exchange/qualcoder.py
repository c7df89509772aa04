"""QualCoder's project: a folder `NAME.qda` with the database `data.qda`, which is only read."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ..errors import InputError
from .cells import tidy
from .repairs import Repair, number_of
from .segments import Segment, SegmentFile, named_beside

DATABASE = "data.qda"

_NEEDED = {
    "source": {"id", "name"},
    "code_text": {"cid", "fid", "seltext", "pos0", "pos1", "owner"},
    "code_name": {"cid", "name", "catid"},
    "code_cat": {"catid", "name", "supercatid"},
}
_SEGMENTS_LIMIT = 2_000_000
_STEPS_LIMIT = 5_000  # times 100,000 instructions of the database's machine


def database_of(path: Path) -> Path | None:
    """Return the database of a QualCoder project, given its folder or the database itself; None for anything else."""
    file = path / DATABASE if path.is_dir() else path
    if file.suffix.lower() != ".qda" or not file.is_file():
        return None
    with file.open("rb") as opened:
        return file if opened.read(16) == b"SQLite format 3\0" else None


def read_project(path: Path, *, beside: Sequence[str] = ()) -> SegmentFile:
    """Return the codings of texts in a QualCoder project; codes stand below their categories, coders are its owners.

    Nothing is written. Raises InputError when the database is damaged or is not QualCoder's.
    """
    with _opened(path) as connection:
        _check_tables(connection, path)
        names = _code_paths(connection)
        rows = connection.execute(
            "SELECT source.name, pos0, pos1, seltext, owner_of.owner, cid FROM code_text AS owner_of "
            "JOIN source ON source.id = owner_of.fid ORDER BY source.name, pos0, pos1, owner_of.owner LIMIT ?",
            (_SEGMENTS_LIMIT + 1,),
        ).fetchall()
        repairs = _left_out(connection, path)
    if len(rows) > _SEGMENTS_LIMIT:
        raise InputError(f"has more than {_SEGMENTS_LIMIT:,} codings.", where=str(path), fix="Split the project.")
    segments = []
    for document, start, end, text, owner, code in rows:
        if code not in names or not isinstance(document, str):
            raise _broken(path, "a coding names a code or a file that is not there")
        extra = named_beside(beside, {"document": document}, str(path))
        segments.append(
            Segment(document, f"{start}-{end}", str(text or ""), tidy(str(owner or "")), (names[code],), extra)
        )
    return SegmentFile(path, "QualCoder project", tuple(segments), tuple(names.values()), repairs)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            left = iter(range(_STEPS_LIMIT))
            connection.set_progress_handler(lambda: int(next(left, None) is None), 100_000)
            yield connection
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise _broken(path, str(error)) from error


def _broken(path: Path, reason: str) -> InputError:
    return InputError(
        f"cannot be read as a QualCoder project ({reason}).",
        where=str(path),
        fix="Open and close it in QualCoder, and read it again.",
    )


def _check_tables(connection: sqlite3.Connection, path: Path) -> None:
    real = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table, needed in _NEEDED.items():
        columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")} if table in real else set()
        if not needed <= columns:
            raise _broken(path, f'there is no table "{table}" as QualCoder has it')


def _code_paths(connection: sqlite3.Connection) -> dict[int, str]:
    """Return the path of each code below its categories, by id."""
    categories = {
        row[0]: (row[1], row[2]) for row in connection.execute("SELECT catid, name, supercatid FROM code_cat")
    }
    found = connection.execute("SELECT cid, name, catid FROM code_name ORDER BY cid").fetchall()
    return {cid: " > ".join([*_above(catid, categories), tidy(str(name))]) for cid, name, catid in found}


def _above(category: int | None, categories: Mapping[int, tuple[str, int | None]]) -> list[str]:
    names: list[str] = []
    met = set()
    while category is not None and category in categories and category not in met:
        met.add(category)
        name, category = categories[category]
        names.insert(0, tidy(str(name)))
    return names


def _left_out(connection: sqlite3.Connection, path: Path) -> tuple[Repair, ...]:
    repairs = []
    for table, what in (("code_image", "coding of a picture"), ("code_av", "coding of sound or film")):
        with contextlib.suppress(sqlite3.OperationalError):
            (count,) = connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()  # noqa: S608 - a fixed name
            if count:
                repairs.append(Repair(str(path), f"{number_of(count, what)} left out; texts are read"))
    return tuple(repairs)
