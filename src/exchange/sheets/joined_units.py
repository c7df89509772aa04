"""Units that several columns name together: an interview and the number of the segment in it."""

from __future__ import annotations

from dataclasses import replace

from ...errors import InputError, raise_all
from ..cells import is_missing, tidy
from ..headers import Column, HeadedTable, matching


def named_together(table: HeadedTable, unit: str) -> tuple[Column, ...]:
    """Return the columns that `unit` names together, with commas between, or none when it names one column.

    Raises InputError for a name among several that no column has.
    """
    names = [name.strip() for name in unit.split(",")]
    if len(names) < 2 or matching(table.columns, unit) or not any(matching(table.columns, name) for name in names):
        return ()
    return tuple(table.find(name, what="the units") for name in names)


def joined(table: HeadedTable, parts: tuple[Column, ...]) -> tuple[HeadedTable, Column]:
    """Return the table with one more column, and that column: what stands in `parts`, with a slash between.

    Raises all empty cells of the parts together.
    """
    raise_all(
        [
            InputError(
                f'"{part.name}" is empty.',
                where=table.where(row, part),
                fix="Write it into every row, for it names units.",
            )
            for row in table.rows
            for part in parts
            if is_missing(table.cell(row, part))
        ]
    )
    width = max(map(len, table.raw.rows), default=0)
    rows = [[*row, *[""] * (width - len(row)), ""] for row in table.raw.rows]
    for row in table.rows:
        rows[row][width] = "/".join(tidy(table.cell(row, part)) for part in parts)
    return replace(table, raw=replace(table.raw, rows=rows)), Column(width, "unit", "")
