"""The exports of other tools for qualitative analysis, whichever they are, as coding sheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..headers import matching
from . import atlasti_report, qualcoder, taguette
from .segments import SegmentFile, coding_sheets
from .tables import read_segments, tool_of

if TYPE_CHECKING:
    from ..headers import HeadedTable
    from ..sheets.coding_sheets import CodingSheets


def is_qda_file(path: Path) -> bool:
    """Return whether this is an export that is no table: QualCoder's or Taguette's database, ATLAS.ti's report."""
    if qualcoder.database_of(path) or taguette.is_taguette(path):
        return True
    return atlasti_report.is_report_file(path)


def read_qda_files(
    paths: Iterable[Path],
    *,
    coder: str | None = None,
    coders: Sequence[str] | None = None,
    codes: Sequence[str] | None = None,
    beside: Sequence[str] = (),
    project: str | None = None,
) -> CodingSheets:
    """Return the codings in files that are no tables (see `is_qda_file`); `project` is the one meant of several."""
    files = [_read(path, beside, project) for path in paths]
    return coding_sheets(files, coder=coder, coders=coders, codes=codes, beside=beside)


def _read(path: Path, beside: Sequence[str], project: str | None) -> SegmentFile:
    if taguette.is_taguette(path):
        return taguette.read_database(path, project=project, beside=beside)
    database = qualcoder.database_of(path)
    if database:
        return qualcoder.read_project(database, beside=beside)
    return atlasti_report.read_code_report(path, beside=beside)


def read_qda_tables(
    tables: Sequence[HeadedTable],
    *,
    coder: str | None = None,
    coders: Sequence[str] | None = None,
    codes: Sequence[str] | None = None,
    separator: str | None = None,
    beside: Sequence[str] = (),
) -> CodingSheets | None:
    """Return the codings in tables that other tools exported, or None when any of them is another table."""
    tools = [tool_of(table) for table in tables]
    files = [
        read_segments(table, tool, coder=coder, separator=separator, beside=beside)
        for table, tool in zip(tables, tools, strict=True)
        if tool
    ]
    if not files or len(files) < len(tables):
        return None
    named = coder and any(matching(table.columns, coder) for table in tables)
    return coding_sheets(files, coder=None if named else coder, coders=coders, codes=codes, beside=beside)
