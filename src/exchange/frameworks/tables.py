"""Frameworks in spreadsheets: a column of paths, one column per level, or a tree indented over several columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import InputError, IntercoderError
from ...framework import paths
from ...framework.headings import HEADINGS, OTHER_HEADINGS, fields, heading_problems, plain
from ...framework.rows import Row
from ...spreadsheet import cell_indents, cell_name, put_text, save_workbook
from ..cells import folded
from ..levels import SURE, as_paths
from ..tabular import RawTable, read_table
from ..texts.word_text import read_word_tables
from .nvivo_codebook import COUNTED, as_plain_codebook, name_column

if TYPE_CHECKING:
    from ...framework.codes import Framework
    from ..repairs import RepairLog

_LEVEL = re.compile(r"(?:code )?(?:level|tier|ebene) ?\d+|(?:(?:sub-? ?)*(?:code|theme|category))")
_BULLETS = "○●◇◆▪•"  # what ATLAS.ti and others put before the names of codes
_LOOKED_AT = 25  # rows in which the headings are looked for
_WIDTHS = {"path": 60.0, "applicable": 14.0, "origin": 13.0, "added_by": 16.0, "colour": 10.0, "guid": 38.0}


@dataclass(frozen=True)
class _Layout:
    """Where the headings are, which columns hold the levels of the tree, and which field each other one holds."""

    header: int
    levels: tuple[int, ...]
    fields: dict[str, int]


def table_rows(
    path: Path, previous: Framework | None, *, sheet: str | None = None, log: RepairLog | None = None
) -> tuple[list[Row], list[IntercoderError]]:
    """Return the rows of a framework in .xlsx, .csv or .docx, one per code with its path, and the problems so far.

    A Word document holds the framework in a table. Columns that are not read are listed in `log`.
    """
    raw = _from_word(path) if path.suffix.lower() == ".docx" else _from_sheet(path, sheet)
    layout = _layout(raw)
    headings = [paths.tidy(cell) for cell in raw.rows[layout.header]]
    named = [(heading, raw.at(layout.header, at)) for at, heading in enumerate(headings) if heading]
    named = [pair for at, pair in enumerate(named) if len(layout.levels) < 2 or not _LEVEL.fullmatch(plain(pair[0]))]
    problems = list(heading_problems([h for h, _ in named], layout.fields, [place for _, place in named], previous))
    problems += _stray(raw, layout, len(headings))
    if log is not None:
        _tell_unread(raw, layout, log)
    rows = _without_bullets(list(_rows(raw, layout, problems)))
    return (rows if {"guid", "applicable"} & set(layout.fields) else _with_levels(rows)), problems


def _from_sheet(path: Path, sheet: str | None) -> RawTable:
    raw = read_table(path, sheet=sheet)
    place = name_column(raw)
    return as_plain_codebook(raw, cell_indents(path, raw.sheet, place[1])) if place else raw


def _from_word(path: Path) -> RawTable:
    """Return the first table of a Word document whose headings are those of a codebook."""
    for number, table in enumerate(read_word_tables(path), start=1):
        raw = RawTable(path, f"table {number}", [[text for text, _ in row] for row in table])
        if place := name_column(raw):
            indents = [row[place[1]][1] if place[1] < len(row) else 0.0 for row in table]
            return as_plain_codebook(raw, indents)
        if raw.rows and any(plain(cell) in ("code", "code name") for cell in raw.rows[0]):
            return raw
    problem = "holds no table with codes: one headed Name, Files and References, or Code."
    raise InputError(problem, where=str(path), fix="Export the codebook from NVivo again, or save it as .xlsx.")


def _layout(raw: RawTable) -> _Layout:
    for at, cells in enumerate(raw.rows[:_LOOKED_AT]):
        headings = [plain(cell) for cell in cells]
        levels = tuple(column for column, heading in enumerate(headings) if _LEVEL.fullmatch(heading))
        if len(levels) > 1:
            others = ["" if column in levels else heading for column, heading in enumerate(headings)]
            found = fields([*others, "Code"], where=raw.where)
            return _Layout(at, levels, {name: column for name, column in found.items() if name != "path"})
        if "code" in headings or any(OTHER_HEADINGS.get(heading) == "path" for heading in headings):
            found = fields(cells, where=raw.where)
            return _Layout(at, _tree(raw, at, found["path"]), found)
    first = next(row for row in raw.rows if any(map(str.strip, row)))
    fields(first, where=raw.where)  # has no column of codes, and says so
    raise AssertionError


def _tree(raw: RawTable, header: int, first: int) -> tuple[int, ...]:
    """Return the columns of the tree: that of the codes, and those beside it that have texts but no heading."""
    headings = raw.rows[header]
    last = first
    for column in range(first + 1, max(map(len, raw.rows))):
        if column < len(headings) and headings[column].strip():
            break
        last = column
    while last > first and not any(_cell(row, last) for row in raw.rows[header + 1 :]):
        last -= 1
    covered = any(top == header and left == first for (top, left), _ in raw.merged)
    outline = covered or any(not _cell(row, first) and _cell(row, first + 1) for row in raw.rows[header + 1 :])
    return tuple(range(first, last + 1)) if outline else (first,)


def _stray(raw: RawTable, layout: _Layout, width: int) -> Iterator[IntercoderError]:
    """Yield a problem for each column that holds texts under no heading: probably they have moved."""
    for column in range(max(map(len, raw.rows))):
        if column in layout.levels or (column < width and _cell(raw.rows[layout.header], column)):
            continue
        for at, row in enumerate(raw.rows[layout.header + 1 :], start=layout.header + 1):
            if _cell(row, column):
                yield InputError(
                    f"the column {cell_name(0, column)[:-1]} holds texts but has no heading.",
                    where=raw.at(at, column),
                    fix="Head it, or move the texts back under their heading.",
                )
                break


def _tell_unread(raw: RawTable, layout: _Layout, log: RepairLog) -> None:
    """List the columns that hold texts under a heading of no field, or of one that another column has.

    What NVivo counts, files and references, is no text.
    """
    headings = raw.rows[layout.header]
    read = {*layout.levels, *layout.fields.values()}
    read |= {column for column, heading in enumerate(headings) if folded(heading) in COUNTED}
    unread = [
        f'"{paths.tidy(heading)}"'
        for column, heading in enumerate(headings)
        if heading.strip() and column not in read and any(_cell(row, column) for row in raw.rows[layout.header + 1 :])
    ]
    if unread:
        known = ", ".join(HEADINGS)
        log.note(raw.where, f"not read: {', '.join(unread)}; the columns of a framework are headed {known}")


def _rows(raw: RawTable, layout: _Layout, problems: list[IntercoderError]) -> Iterator[Row]:
    above: list[str] = []
    for at, cells in enumerate(raw.rows[layout.header + 1 :], start=layout.header + 1):
        values = {name: _cell(cells, column) for name, column in layout.fields.items() if name != "path"}
        names = [_cell(cells, column) for column in layout.levels]
        if len(layout.levels) < 2:
            path = names[0]
            if path or any(values.values()):
                yield Row({**values, "path": path}, raw.at(at, layout.levels[0]))
            continue
        if not any(names):
            if any(values.values()):
                problems.append(InputError("a code has no name.", where=raw.at(at), fix="Write its name."))
            continue
        filled = [level for level, name in enumerate(names) if name]
        here = raw.at(at, layout.levels[filled[-1]])
        if filled[0] > len(above) or filled != list(range(filled[0], filled[-1] + 1)):
            problems.append(
                InputError("a level above the code is empty.", where=here, fix="Fill in the code above it.")
            )
            continue
        above = [*above[: filled[0]], *names[filled[0] : filled[-1] + 1]]
        yield Row({**values, "path": paths.join(above)}, here)


def _cell(cells: Sequence[str], column: int) -> str:
    return cells[column].strip() if column < len(cells) else ""


def _without_bullets(rows: list[Row]) -> list[Row]:
    """Return the rows without the sign before each name, when all names have one."""
    split = [paths.split(row.values["path"]) for row in rows]
    if not all(name[:1] in _BULLETS and name[1:2] == " " for names in split for name in names if name):
        return rows
    return [
        Row({**row.values, "path": paths.join([name[2:] for name in names])}, row.where)
        for row, names in zip(rows, split, strict=True)
    ]


def _with_levels(rows: list[Row]) -> list[Row]:
    """Return the rows of another tool with paths, when its names are `Planning > Asking` below `Planning`."""
    names = [row.values["path"] for row in rows]
    renamed, sign = as_paths(names)
    above = {path.rpartition(paths.SEPARATOR)[0] for path in renamed.values()} - {""}
    if sign not in SURE or not above <= set(renamed.values()):
        return rows
    return [Row({**row.values, "path": renamed[name]}, row.where) for row, name in zip(rows, names, strict=True)]


def write_xlsx(table: Sequence[Sequence[str]], path: Path) -> None:
    """Write the headings and rows of a framework to a workbook; every text stays text."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active or book.create_sheet()
    sheet.title = "Framework"
    for at_row, row in enumerate(table, start=1):
        for at, text in enumerate(row, start=1):
            cell = put_text(sheet, at_row, at, text)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if at_row == 1:
                cell.font = Font(bold=True)
                sheet.column_dimensions[cell.column_letter].width = _WIDTHS.get(HEADINGS.get(text, ""), 45.0)
    sheet.freeze_panes = "B2"
    save_workbook(book, path)


def write_csv(table: Sequence[Sequence[str]], path: Path) -> None:
    """Write the headings and rows of a framework as comma-separated values, in UTF-8 with a mark for Excel."""
    import csv

    from ...atomic import replacing

    with replacing(path) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(table)
