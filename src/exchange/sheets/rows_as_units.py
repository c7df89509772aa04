"""Sheets with nothing but answers, as agreement calculators take them: a row is a unit, a column a coder."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...errors import InputError
from ..cells import is_number, is_total
from ..headers import Column, HeadedTable

if TYPE_CHECKING:
    from ..tabular import RawTable


def without_header(raw: RawTable) -> HeadedTable | None:
    """Return a table of numbers alone, with the columns `Coder 1`, `Coder 2`, ...; None when it is no such table.

    Raises InputError when the columns may be something else than one variable by several coders.
    """
    rows = [at for at, row in enumerate(raw.rows) if any(map(str.strip, row))]
    cells = [[cell.strip() for cell in raw.rows[at]] for at in rows]
    width = len(cells[0]) if cells else 0
    if len(rows) < 2 or width < 2 or not all(len(row) == width and all(map(is_number, row)) for row in cells):
        return None
    asked = "Write a row of headings above the numbers, such as: "
    if len(rows) > 2 and len({row[0] for row in cells}) == len(rows):
        problem = "there are no headings, and the first column may number the units or be a coder's."
        raise InputError(problem, where=raw.where, fix=f"{asked}unit, coder 1, coder 2.")
    if width > 3 and width % 2 == 0:
        problem = f"there are no headings, and the {width} columns may be {width} coders, or 2 for each variable."
        raise InputError(problem, where=raw.where, fix=f"{asked}coder 1, coder 2, coder 3; with a table per variable.")
    raw.repairs.note(raw.where, "no headings: each column taken for a coder")
    columns = tuple(Column(at, name := f"Coder {at + 1}", name) for at in range(width))
    return HeadedTable(raw, -1, columns, tuple(rows))


def numbered(table: HeadedTable) -> tuple[HeadedTable, Column]:
    """Return the table with one more column, and that column: the number of each row in the file, for its unit.

    Rows at the end that are headed by a word such as Total are left out.
    """
    width = max(map(len, table.raw.rows), default=0)
    rows = [[*row, *[""] * (width - len(row)), str(at + 1)] for at, row in enumerate(table.raw.rows)]
    data = list(table.rows)
    while data and is_total(next(cell for cell in rows[data[-1]] if cell.strip())):
        data.pop()
    left = f"; {len(table.rows) - len(data)} of totals left out" if len(data) < len(table.rows) else ""
    table.raw.repairs.note(table.raw.where, f"no column names the units: each row taken for one, by its number{left}")
    return replace(table, raw=replace(table.raw, rows=rows), rows=tuple(data)), Column(width, "row", "")
