"""The exports of other tools for qualitative analysis, whichever they are, as coding sheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..headers import matching
from ..repairs import Repair, of_no_use
from ..sheets.lists import signs_of
from ..tabular import TEXTS, WORKBOOKS
from .tables import read_segments, tool_of

if TYPE_CHECKING:
    from ..headers import HeadedTable
    from ..sheets.coding_sheets import CodingSheets
    from .segments import Asked, SegmentFile


_TABLES = (WORKBOOKS | TEXTS) - {".txt"}


def is_qda_file(path: Path) -> bool:
    """Return whether this is an export that is no table: QualCoder's or Taguette's database, ATLAS.ti's report."""
    if path.suffix.lower() in _TABLES:
        return False
    from . import atlasti_report, qualcoder, taguette

    if qualcoder.database_of(path) or taguette.is_taguette(path):
        return True
    return atlasti_report.is_report_file(path)


def read_qda_files(paths: Iterable[Path], asked: Asked) -> CodingSheets:
    """Return the codings in files that are no tables (see `is_qda_file`)."""
    from .segment_sheets import coding_sheets

    files = [_read(path, asked) for path in paths]
    if asked.separator and signs_of(asked.separator):
        told = of_no_use("--separator", "codes do not stand together in cells")
        files = [replace(file, repairs=(*file.repairs, Repair(str(file.path), told))) for file in files]
    return coding_sheets(files, asked)


def _read(path: Path, asked: Asked) -> SegmentFile:
    from . import atlasti_report, qualcoder, taguette

    if taguette.is_taguette(path):
        return taguette.read_database(path, project=asked.project, beside=asked.beside)
    database = qualcoder.database_of(path)
    if database:
        return qualcoder.read_project(database, beside=asked.beside)
    return atlasti_report.read_code_report(path, beside=asked.beside)


def read_qda_tables(tables: Sequence[HeadedTable], asked: Asked) -> CodingSheets | None:
    """Return the codings in tables that other tools exported, or None when any of them is another table."""
    tools = [tool_of(table) for table in tables]
    if not tables or not all(tools):
        return None
    from .segment_sheets import coding_sheets

    files = [read_segments(table, tool, asked) for table, tool in zip(tables, tools, strict=True) if tool]
    named = asked.coder and any(matching(table.columns, asked.coder) for table in tables)
    return coding_sheets(files, replace(asked, coder=None) if named else asked)
