"""Whose answers stand where: in a coder column, in a column, sheet or file per coder, or in an overlap sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

from ...errors import InputError, no_such, raise_all
from ...spreadsheet import cell_name
from ...wording import some_of
from ..cells import is_missing, tidy
from ..headers import Column, HeadedTable, matching, without_legend, without_totals
from .coders_in_cells import by_cell, who_may_be_named
from .coders_in_files import coders_of_files
from .coders_in_headings import by_heading
from .joined_units import joined, named_together
from .roles import (
    coder_column,
    coder_groups,
    is_side_column,
    is_slots,
    names_raters,
    profile,
    text_column,
    unit_column,
    value_column,
)
from .rows_as_units import numbered
from .source import Source

if TYPE_CHECKING:
    from .layouts import Arrangement

_NAMED = 6  # columns that a message names


def sources(
    tables: Sequence[HeadedTable],
    *,
    unit: str | None = None,
    coder: str | None = None,
    coders: Sequence[str] | None = None,
    layout: str = "auto",
) -> tuple[list[Source], Arrangement]:
    """Return each table with its unit column and its coder, and where the coders stand.

    Raises InputError when a table has no unit column, or when nothing says who coded.
    """
    alone = len(tables) == 1 and coder is None
    opened = [
        _source(table, unit, coder) or (_by_row(table, coders, layout) if alone else None) or _without_units(table)
        for table in tables
    ]
    raise_all(
        [problem for found in opened for problem in _incomplete(found)], fix="Correct the file and read it again."
    )
    if coder and not any(found.coder for found in opened):
        return placed(opened, coder, coders)
    if any(found.coder for found in opened):
        raise_all([_without_coder(found) for found in opened if not found.coder])
        return _apart(opened, "coder"), "coder column"
    if all(coder_columns(found, coders, layout) for found in opened):
        return _apart(opened, "columns"), "columns"
    if len(opened) == 1 and (parts := by_heading(opened[0], coders)):
        return parts, "headings"
    if len(opened) == 1 and coders and (parts := by_cell(opened[0], coders)):
        return parts, "cells"
    return placed(opened, coder, coders)


def placed(
    opened: Sequence[Source], coder: str | None, coders: Sequence[str] | None
) -> tuple[list[Source], Arrangement]:
    """Return tables in which nothing says who coded with the coder: the one named, or a file or sheet each.

    Raises InputError when there is one table and no coder is named.
    """
    if coder:
        return [replace(found, name=tidy(coder)) for found in _apart(opened, "")], "one coder"
    return _by_place(opened, coders)


def _without_coder(source: Source) -> InputError:
    where = source.table.raw.where
    return InputError("there is no coder column, as the other tables have.", where=where, fix="Add one to this table.")


def coder_columns(source: Source, coders: Sequence[str] | None, layout: str = "auto") -> list[tuple[Column, ...]]:
    """Return the sets of columns in which each coder has one: those named by `coders`, else those that look it.

    Numbered slots of one coder and columns of marks that do not speak of coders are none. When the layout is said to be
    a category per coder, all columns that hold answers are the coders'.
    """
    if coders:
        found = [matching(source.answers(), name) for name in coders]
        return [tuple(columns[0] for columns in found)] if all(found) else []
    columns = [column for column in source.answers() if column.heading and not is_side_column(column)]
    marked = tuple(column for column in columns if (held := profile(source.table, column)).filled and held.marks == 1)
    if source.code() and not value_column(source.table) and len(marked) > 1:
        return [marked]
    groups = [
        group
        for group in coder_groups(columns)
        if names_raters(group) or not (is_slots(source.table, group) or set(group) <= set(marked))
    ]
    return [tuple(columns)] if layout == "categories" and not groups and len(columns) > 1 else groups


def _by_row(table: HeadedTable, coders: Sequence[str] | None, layout: str) -> Source | None:
    """Return a table without a column of units, each row being one, when every coder has a column, else None."""
    if coder_column(table):
        return None
    plain = Source(table, Column(-1, "", ""), text_column(table, ()))
    if not coder_columns(plain, coders, layout):
        return None
    table, row = numbered(table)
    return replace(plain, table=table, unit=row)


def _without_units(table: HeadedTable) -> NoReturn:
    few = [each.name for each in table.columns if each.heading]
    columns = f" If each column is a coder: --coders {','.join(few)}" if len(few) < 7 else ""
    raise InputError(
        "there is no telling which column names the units.",
        where=table.raw.where,
        fix=f"Name it with --unit, or add one that numbers the units.{columns}",
    )


def _source(table: HeadedTable, unit: str | None, coder: str | None) -> Source | None:
    """Return a table with the column that names its units, or None when there is none."""
    named = matching(table.columns, coder) if coder else []
    by = named[0] if named else None if coder else coder_column(table)
    if unit and (parts := named_together(table, unit)):
        table = _unmerged(without_totals(without_legend(table, parts[0]), parts[0]), [*parts, *filter(None, [by])])
        table, together = joined(table, parts)
        return Source(table, together, text_column(table, (together, by, *parts)), coder=by, parts=parts)
    column = table.find(unit, what="the units") if unit else unit_column(table, by)
    if column is None:
        return None
    table = _unmerged(without_totals(without_legend(table, column), column), [each for each in (column, by) if each])
    return Source(table, column, text_column(table, (column, by)), coder=by)


def _unmerged(table: HeadedTable, columns: Sequence[Column]) -> HeadedTable:
    """Return the table with the value of cells merged downwards in each of their rows, in these columns."""
    wanted = {column.index for column in columns}
    ranges = [(first, last) for first, last in table.raw.merged if first[1] in wanted and first[0] > table.header]
    if not ranges:
        return table
    rows = [list(row) for row in table.raw.rows]
    for (top, column), (bottom, _) in sorted(ranges):
        for row in range(top + 1, min(bottom + 1, len(rows))):
            rows[row][column] = rows[top][column]
        table.raw.repairs.cell(
            table.raw.where, cell_name(top, column), "merged cells read as if each row held the value"
        )
    raw = replace(table.raw, rows=rows)
    return replace(table, raw=raw, rows=tuple(row for row in table.rows if row < len(rows)))


def _incomplete(source: Source) -> list[InputError]:
    problems = []
    for name, column in (("unit", source.unit), ("coder", source.coder)):
        if column is None:
            continue
        for row in source.table.rows:
            if is_missing(source.table.cell(row, column)):
                where = source.table.where(row, column)
                problems.append(
                    InputError(f"the {name} is empty.", where=where, fix=f"Write the {name} into every row.")
                )
    return problems


def _apart(opened: Sequence[Source], by: str) -> list[Source]:
    """Return the sources with the sheet's name before the ids of units when sheets number their units anew."""
    if len(opened) == 1:
        return list(opened)
    seen: Counter[tuple[str, str]] = Counter()
    for found in opened:
        coders = found.coders() if by == "coder" else [""] * len(found.table.rows)
        seen.update(set(zip(found.units(), coders, strict=True)))
    if max(seen.values(), default=0) < 2:
        return list(opened)
    opened[0].table.raw.repairs.note(
        opened[0].table.raw.where, "sheets number their units anew, so the sheet's name stands before each unit"
    )
    return [replace(found, prefix=f"{name}/") for found, name in zip(opened, _names_apart(opened), strict=True)]


def _names_apart(opened: Sequence[Source]) -> list[str]:
    """Return the sheet of each source, or its file where there are none, with as many folders as tell them apart."""
    places = [
        [*found.table.raw.path.parent.parts, found.table.raw.path.stem, *filter(None, [found.table.raw.sheet])]
        for found in opened
    ]
    named: list[str] = []
    for length in range(1, max(map(len, places)) + 1):
        named = ["/".join(place[-length:]) for place in places]
        if len(set(named)) == len(named):
            break
    return named


def _by_place(opened: Sequence[Source], coders: Sequence[str] | None) -> tuple[list[Source], Arrangement]:
    files = list(dict.fromkeys(found.table.raw.path for found in opened))
    if len(files) > 1:
        names = dict(zip(files, coders_of_files(files, coders), strict=True))
        parts = [
            replace(part, name=names[file])
            for file in files
            for part in _apart([found for found in opened if found.table.raw.path == file], "")
        ]
        return parts, "files"
    units = [set(found.units()) for found in opened]
    if len(opened) > 1 and any(units[i] & units[j] for i in range(len(units)) for j in range(i)):
        return [replace(found, name=found.table.raw.sheet) for found in opened], "sheets"
    named = who_may_be_named(opened[0])
    cells = f"If the cells name who applied each code: --coders {','.join(named)}." if named else ""
    for name in coders or ():
        if not matching(opened[0].answers(), name):
            known = [column.name for column in opened[0].answers() if column.heading]
            raise no_such("column of coder", name, known, where=opened[0].table.raw.where, fix=cells)
    known = [column.name for column in opened[0].answers() if column.heading and not is_side_column(column)]
    here = f" (here: {some_of(known, _NAMED)})" if known else ""
    raise InputError(
        "nothing says who coded: there is no coder column, no column per coder, and no second file or sheet.",
        where=opened[0].table.raw.where,
        fix=cells
        or "Name the coder of the whole file with --coder, or with --coders A,B the columns of the coders"
        f"{here}, or the coders in headings such as Trust_A.",
    )
