"""The tables in files that hold codings: all sheets that one tool exported or that are alike, or the one that tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import InputError
from ..cells import folded
from ..tabular import RawTable, read_tables
from ..texts.qualtrics import survey
from .double_headings import headed_twice
from .roles import coder_column, coder_groups, unit_column
from .rows_as_units import without_header

if TYPE_CHECKING:
    from ..headers import HeadedTable


def open_tables(
    paths: Path | str | Iterable[Path | str], sheet: str | Sequence[str] | None, names: Iterable[str]
) -> list[HeadedTable]:
    """Return the tables with codings in these files, their headers found; `names` are headings known to be there.

    Raises InputError when a workbook has several sheets and there is no telling which hold the codings.
    """
    files = [paths] if isinstance(paths, str | Path) else list(paths)
    if not files:
        raise InputError("no file of codings is named.", fix="Name at least one.")
    names = list(names)
    return [table for file in files for table in _tables_of(Path(file), sheet, names)]


def _tables_of(path: Path, sheet: str | Sequence[str] | None, names: Sequence[str]) -> list[HeadedTable]:
    if sheet is not None:
        sheets = [sheet] if isinstance(sheet, str) else list(sheet)
        return [_headed(raw, names) for name in sheets for raw in read_tables(path, sheet=name)]
    raws = read_tables(path)
    if len(raws) == 1:
        return [_headed(raws[0], names)]
    tables = [headed_twice(raw, names=names) for raw in raws if sum(any(map(str.strip, row)) for row in raw.rows) > 1]
    chosen = _exported(tables) or _alike(tables) or _telling(tables)
    left = ", ".join(f'"{table.raw.sheet}"' for table in tables if table not in chosen)
    if left:
        chosen[0].raw.repairs.note(str(path), f"left out, for they hold something else: {left}")
    return chosen


def _headed(raw: RawTable, names: Sequence[str]) -> HeadedTable:
    return (None if names else without_header(raw)) or _without_questions(headed_twice(raw, names=names))


def _without_questions(table: HeadedTable) -> HeadedTable:
    """Return the table without the rows of question texts and ImportIds of a Qualtrics export, which are listed."""
    found = survey(table)
    left = sorted(set(table.rows) - set(found.table.rows)) if found else []
    for row in left:
        table.raw.repairs.note(table.raw.at(row), "this row of a Qualtrics export is about the questions; left out")
    return found.table if found and left else table


def _exported(tables: Sequence[HeadedTable]) -> list[HeadedTable]:
    """Return the sheets that another tool exported, which may have sheets about the project beside them."""
    from ..qda.tables import tool_of

    return [table for table in tables if tool_of(table)]


def _alike(tables: Sequence[HeadedTable]) -> list[HeadedTable]:
    """Return the largest set of sheets that have most of their headings in common, in order; at least two, or none."""
    headings = [{folded(column.heading) for column in table.columns if column.heading} for table in tables]
    best: list[int] = []
    most = 1
    for mine in headings:
        common = [len(mine & other) for other in headings]
        near = [at for at, count in enumerate(common) if count >= max(2, 0.7 * min(len(mine), len(headings[at])))]
        shared = max((common[at] for at in near if headings[at] is not mine), default=0)
        if shared > most:
            best, most = near, shared
    return [tables[at] for at in best]


def _telling(tables: Sequence[HeadedTable]) -> list[HeadedTable]:
    """Return the one sheet that names its coders, else the one with a unit column. Raises InputError when none does."""
    naming = [table for table in tables if coder_column(table) or coder_groups(table.columns)]
    keyed = [table for table in tables if unit_column(table, None)]
    for found in (naming, keyed):
        if len(found) == 1:
            return found
    names = ", ".join(f'"{table.raw.sheet}"' for table in tables)
    raise InputError(
        f"there is no telling which sheets hold the codings: {names}.",
        where=str(tables[0].raw.path) if tables else "",
        fix="Name them with --sheet.",
    )
