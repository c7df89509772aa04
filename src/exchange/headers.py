"""Where a table's header is, what its columns are called, and which rows below it are data."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..errors import InputError, IntercoderError, did_you_mean, raise_all
from ..spreadsheet import cell_name
from ..wording import some_of
from .cells import folded, is_error, is_number, is_total, tidy

if TYPE_CHECKING:
    from .tabular import RawTable

_LOOKED_AT = 25  # rows in which the header is looked for


@dataclass(frozen=True)
class Column:
    """A column: where it stands, its unique name, and the question and ImportId that Qualtrics gives it.

    `group` and `own` are the heading above it and below that, where the header has two rows.
    """

    index: int
    name: str
    heading: str
    label: str = ""
    import_id: str = ""
    group: str = ""
    own: str = ""


@dataclass(frozen=True)
class HeadedTable:
    """A table whose header is known: its columns, and the indices of the rows that hold data."""

    raw: RawTable
    header: int
    columns: tuple[Column, ...]
    rows: tuple[int, ...]

    def cell(self, row: int, column: Column) -> str:
        """Return the text of a cell; a row that ends early has empty ones."""
        cells = self.raw.rows[row]
        return cells[column.index] if column.index < len(cells) else ""

    def values(self, column: Column) -> list[str]:
        """Return the texts of a column, one per row of data."""
        at, rows = column.index, self.raw.rows
        return [cells[at] if at < len(cells := rows[row]) else "" for row in self.rows]

    def where(self, row: int, column: Column | None = None) -> str:
        """Return file, sheet and cell of `row`, as error messages name them."""
        return self.raw.at(row, column.index if column else None)

    def labels(self, column: Column) -> list[str]:
        """Return the texts of a column without stray spaces and invisible characters, and list what was changed."""
        return [self._tidied(row, column) for row in self.rows]

    def _tidied(self, row: int, column: Column) -> str:
        text = self.cell(row, column)
        tidied = tidy(text)
        if tidied != text and tidied:
            what = "stray spaces or invisible characters removed"
            self.raw.repairs.cell(self.raw.where, self.raw.cell(row, column.index), what)
        return tidied

    def errors(self, columns: Iterable[Column]) -> list[IntercoderError]:
        """Return a problem for each cell of `columns` in which a formula failed."""
        return [
            InputError(
                f'the formula gives "{self.cell(row, column)}".',
                where=self.where(row, column),
                fix="Mend the formula, or write the value into the cell.",
            )
            for column in columns
            if any(map(is_error, set(self.values(column))))
            for row in self.rows
            if is_error(self.cell(row, column))
        ]

    def find(self, name: str, *, what: str) -> Column:
        """Return the column with this heading, question text or ImportId, whatever its case and spaces.

        `what` says what the column is wanted for. Raises InputError with the nearest headings when there is none, and
        with the columns when there are several.
        """
        found = matching(self.columns, name)
        if not found:
            names = [*(column.name for column in self.columns), *(c.label for c in self.columns if c.label)]
            begun = [each for each in names if name and folded(each).startswith(folded(name))]
            fix = f"Did you mean {_some(begun[:2])}?" if begun else did_you_mean(name, names)
            fix = fix or f"Its columns are {_some(names)}."
            raise InputError(f'there is no column "{name}" for {what}.', where=self.raw.where, fix=fix)
        if len(found) > 1:
            named = ", ".join(f'"{column.name}"' for column in found)
            raise InputError(
                f'{len(found)} columns are called "{name}".', where=self.raw.where, fix=f"Name one of them: {named}."
            )
        return found[0]


def matching(columns: Sequence[Column], name: str) -> list[Column]:
    """Return the columns that `name` names: exactly if any does, else whatever its case, else by question text."""
    wanted = folded(name)
    if not wanted:
        return []
    tests = (
        lambda c: name in (c.name, c.heading),
        lambda c: wanted in (folded(c.name), folded(c.heading)),
        lambda c: wanted == folded(c.label),
        lambda c: name == c.import_id,
    )
    exact = [column for column in columns if column.name == name]
    return exact[:1] or next((found for test in tests if (found := [c for c in columns if test(c)])), [])


def headed(raw: RawTable, *, names: Iterable[str] = ()) -> HeadedTable:
    """Return `raw` with its header found: the row that holds `names`, else the first row as full as the table.

    Title rows above the header are left out and listed; columns without a heading, and headings that come twice, get
    the column's letter into their name. Raises InputError when a row of a text file has more cells than the header.
    """
    header = find_header(raw.rows, names)
    if above := [row for row in range(header) if any(map(str.strip, raw.rows[row]))]:
        what = f"{'row' if len(above) == 1 else 'rows'} {_numbered(above)} above the header left out"
        raw.repairs.note(raw.where, what)
    rows = tuple(row for row in range(header + 1, len(raw.rows)) if any(map(str.strip, raw.rows[row])))
    table = HeadedTable(raw, header, (), rows)
    raise_all(list(_overlong(table)))
    return replace(table, columns=_columns(table))


def find_header(rows: Sequence[Sequence[str]], names: Iterable[str] = ()) -> int:
    """Return the index of the header: the row that holds all `names`, else the first that is as full as the table.

    >>> find_header([["Coding of interviews", "", ""], ["unit", "coder", "code"], ["1", "A", "x"]])
    1
    """
    wanted = {folded(name) for name in names}
    if wanted:
        for index, row in enumerate(rows[:_LOOKED_AT]):
            if wanted <= {folded(cell) for cell in row}:
                return index
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows[: 2 * _LOOKED_AT]]
    enough = 0.6 * max(filled, default=0)
    return next((index for index, count in enumerate(filled) if count and count >= enough), 0)


def _columns(table: HeadedTable) -> tuple[Column, ...]:
    raw = table.raw
    headings = [tidy(cell) for cell in raw.rows[table.header]] if raw.rows else []
    width = max((len(raw.rows[row]) for row in table.rows), default=0)
    headings += [""] * (width - len(headings))
    used = _used(table, [index for index, heading in enumerate(headings) if not heading])
    counts = Counter(headings)
    columns = []
    for index, heading in enumerate(headings):
        if not heading and index not in used:
            continue
        name = heading
        if not heading:
            name = f"column {letter(index)}"
        elif counts[heading] > 1:
            name = f"{heading} (column {letter(index)})"
        if name != heading:
            what = "the heading comes twice" if heading else "there is no heading"
            raw.repairs.note(raw.at(table.header, index), f'{what}; the column is called "{name}"')
        columns.append(Column(index, name, heading))
    return tuple(columns)


def _used(table: HeadedTable, indices: Iterable[int]) -> set[int]:
    unheaded = set(indices)
    if not unheaded:
        return set()
    return {
        index
        for row in table.rows
        for index, cell in enumerate(table.raw.rows[row])
        if index in unheaded and cell.strip()
    }


def _overlong(table: HeadedTable) -> Iterable[IntercoderError]:
    raw = table.raw
    if raw.sheet or not raw.rows:
        return
    width = len(raw.rows[table.header])
    for row in table.rows:
        if any(map(str.strip, raw.rows[row][width:])):
            yield InputError(
                f"the row has {len(raw.rows[row])} cells, the header has {width}.",
                where=raw.at(row),
                fix="Put the text that holds the delimiter into quotation marks, or save the table as .xlsx.",
            )


def without_totals(table: HeadedTable, key: Column) -> HeadedTable:
    """Return the table without the rows of totals at its end, which are listed.

    A row of totals is headed by a word such as Total, or has nothing in the `key` column and numbers in the others.
    """
    rows = list(table.rows)
    dropped = []
    while rows and _is_totals(table, rows[-1], key):
        dropped.append(rows.pop())
    if dropped:
        named = f"{'row' if len(dropped) == 1 else 'rows'} {_numbered(dropped[::-1])}"
        table.raw.repairs.note(table.raw.where, f"{named} at the end taken for totals and left out")
    return replace(table, rows=tuple(rows))


def without_legend(table: HeadedTable, key: Column) -> HeadedTable:
    """Return the table without what is explained below it ("x = the code applies", "Coded by Ann"), which is listed.

    A legend stands below the only empty row, has one filled cell in a row, and is named like none of the units.
    """
    rows = list(table.rows)
    gaps = [at for at in range(1, len(rows)) if rows[at] - rows[at - 1] > 1]
    below = rows[gaps[0] :] if len(gaps) == 1 else []
    while below and _is_totals(table, below[0], key):
        below.pop(0)
    named = {_shape(table.cell(row, key)) for row in rows if row not in below}
    if not below or not all(_is_remark(table.raw.rows[row], named) for row in below):
        return table
    what = f"{'row' if len(below) == 1 else 'rows'} {_numbered(below)} below the table left out"
    table.raw.repairs.note(table.raw.where, what)
    return replace(table, rows=tuple(row for row in rows if row not in below))


def _is_remark(cells: Sequence[str], named: Container[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) == 1 and not is_number(filled[0]) and _shape(filled[0]) not in named


def _shape(text: str) -> str:
    """Return a name with a sign for each number in it: units of one study are often called alike but for these."""
    return re.sub(r"\d+", "#", folded(text))


def _is_totals(table: HeadedTable, row: int, key: Column) -> bool:
    named = table.cell(row, key)
    others = [cell for cell in table.raw.rows[row] if cell.strip() and cell != named]
    numbers = all(is_number(cell.rstrip("% ")) or is_total(cell) or is_error(cell) for cell in others)
    first = next(cell for cell in table.raw.rows[row] if cell.strip())
    if named.strip():
        return is_total(named) and numbers
    return numbers and (is_total(first) or bool(others))


def _numbered(rows: Sequence[int]) -> str:
    return ", ".join(str(row + 1) for row in rows)


def _some(names: Sequence[str]) -> str:
    return some_of([f'"{textwrap.shorten(name, 60)}"' for name in names], 12)


def letter(index: int) -> str:
    """Return the letter of the column at `index`, counted from 0.

    >>> letter(0), letter(27)
    ('A', 'AB')
    """
    return cell_name(0, index)[:-1]
