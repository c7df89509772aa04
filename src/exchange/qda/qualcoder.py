"""QualCoder's project: a folder `NAME.qda` with the database `data.qda`, which is only read."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...framework import paths
from ...framework.rows import Row
from ...wording import number_of
from ..cells import tidy
from ..repairs import Repair
from .databases import (
    broken,
    codings_within,
    is_database,
    opened_database,
    require_tables,
)
from .qualcoder_cases import are_numbers, read_cases
from .segments import Segment, SegmentFile, named_beside

if TYPE_CHECKING:
    from ...errors import IntercoderError

DATABASE = "data.qda"

_NEEDED = {
    "source": {"id", "name"},
    "code_text": {"cid", "fid", "seltext", "pos0", "pos1", "owner"},
    "code_name": {"cid", "name", "catid"},
    "code_cat": {"catid", "name", "supercatid"},
}
_MEMOS = {"code_name": {*_NEEDED["code_name"], "memo"}, "code_cat": {*_NEEDED["code_cat"], "memo"}}
_TOOL = "QualCoder"


def database_of(path: Path) -> Path | None:
    """Return the database of a QualCoder project, given its folder or the database itself; None for anything else."""
    file = path / DATABASE if path.is_dir() else path
    return file if file.suffix.lower() == ".qda" and is_database(file) else None


def read_project(path: Path, *, beside: Sequence[str] = ()) -> SegmentFile:
    """Return the codings of texts in a QualCoder project; codes stand below their categories, coders are its owners.

    A segment is about the case that most of it belongs to, and about its file where there is none; attributes of the
    file are the case's as well. Nothing is written. Raises InputError when the database is damaged or not QualCoder's.
    """
    with opened_database(path, _TOOL) as connection:
        require_tables(connection, _NEEDED, path, _TOOL)
        names = {code: " > ".join(path) for code, path in _code_names(connection).items()}
        query = (
            "SELECT source.name, pos0, pos1, seltext, coded.owner, cid, fid FROM code_text AS coded "
            "JOIN source ON source.id = coded.fid ORDER BY source.name, pos0, pos1, coded.owner"
        )
        rows = codings_within(connection.execute(query), path)
        found = read_cases(connection)
        repairs = _left_out(connection, path)
    for document, start, end, *_, code, _file in rows:
        if code not in names or not isinstance(document, str) or not are_numbers(start, end):
            raise broken(path, _TOOL, "a coding names a code, a file or a place that is not there")
    cases = [found.of(file, document, start, end) for document, start, end, *_, file in rows]
    attributes = found.attributes()
    about = {case: {**dict.fromkeys(found.names(), ""), **attributes.get(case, {})} for case in dict.fromkeys(cases)}
    segments = []
    for (document, start, end, text, owner, code, _file), case in zip(rows, cases, strict=True):
        extra = named_beside(beside, {"document": document, "case": case, **about[case]}, str(path))
        coder = tidy(str(owner or ""))
        segments.append(Segment(document, f"{start}-{end}", str(text or ""), coder, (names[code],), extra, case))
    told = (*repairs, *found.told(path))
    return SegmentFile(path, "QualCoder project", tuple(segments), tuple(names.values()), told, attributes=attributes)


def qualcoder_rows(path: Path) -> tuple[list[Row], list[IntercoderError]]:
    """Return the codes of a project below their categories, with their memos, as the rows of a framework."""
    with opened_database(path, _TOOL) as connection:
        require_tables(connection, {**_NEEDED, **_MEMOS}, path, _TOOL)
        codes = _code_names(connection)
        memos = dict(connection.execute("SELECT cid, memo FROM code_name"))
        categories = _categories(connection)
        about = dict(connection.execute("SELECT catid, memo FROM code_cat"))
    given = {paths.join(_above(each, categories)): (about[each], "no") for each in categories}
    given |= {paths.join(names): (memos[code], "yes") for code, names in codes.items()}
    return [
        Row(
            {"path": code, "definition": str(memo or "").strip(), "applicable": applicable}, f"{path.name}, code {code}"
        )
        for code, (memo, applicable) in given.items()
    ], []


def _code_names(connection: sqlite3.Connection) -> dict[int, list[str]]:
    """Return the names of the categories above each code and its own, by id."""
    categories = _categories(connection)
    found = connection.execute("SELECT cid, name, catid FROM code_name ORDER BY cid").fetchall()
    return {code: [*_above(above, categories), tidy(str(name))] for code, name, above in found}


def _categories(connection: sqlite3.Connection) -> dict[int, tuple[str, int | None]]:
    """Return the name of each category and the id of the one above it."""
    query = "SELECT catid, name, supercatid FROM code_cat ORDER BY catid"
    return {number: (name, above) for number, name, above in connection.execute(query)}


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
