"""Headings in two rows: what several columns have in common stands above them, as a code above its sub-codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...framework import paths
from ..cells import is_missing, is_number, tidy
from ..headers import HeadedTable, find_header, headed
from .marks import is_mark

if TYPE_CHECKING:
    from ..tabular import RawTable


@dataclass(frozen=True)
class _Pair:
    """Two rows of headings: the index of the upper one, and what stands above and below in each column."""

    row: int
    above: tuple[str, ...]
    below: tuple[str, ...]


def headed_twice(raw: RawTable, *, names: Iterable[str] = ()) -> HeadedTable:
    """Return the table with its header found, as `headers.headed` does, also where the header has two rows.

    A column is then called `Above / Below`, and `Column.group` and `Column.own` say both. Two rows are one header when
    cells of the upper one are merged over several columns, or when the column of the units is headed in the upper one
    and the lower one holds headings where the upper one has none.
    """
    names = list(names)
    header = find_header(raw.rows, names)
    pair = next((found for row in (header - 1, header) if (found := _pair(raw, row))), None)
    if pair is None:
        return headed(raw, names=names)
    joined = [paths.join(list(filter(None, both))) for both in zip(pair.above, pair.below, strict=True)]
    rows = [*raw.rows[: pair.row], [], joined, *raw.rows[pair.row + 2 :]]
    example = next(name for name, *both in zip(joined, pair.above, pair.below, strict=True) if all(both))
    what = f'rows {pair.row + 1} and {pair.row + 2} read as one header: "{example}"'
    raw.repairs.note(raw.where, what)
    table = headed(replace(raw, rows=rows), names=joined)
    columns = tuple(
        replace(column, group=pair.above[column.index], own=pair.below[column.index])
        if column.index < len(joined) and pair.above[column.index] and pair.below[column.index]
        else column
        for column in table.columns
    )
    return replace(table, columns=columns)


def _pair(raw: RawTable, row: int) -> _Pair | None:
    """Return what stands in two rows of headings, when `row` and the next one are that."""
    if row < 0 or row + 2 >= len(raw.rows):
        return None
    width = max(len(raw.rows[row]), len(raw.rows[row + 1]))
    upper, lower = (_padded(raw.rows[at], width) for at in (row, row + 1))
    spans = _spans(raw, row)
    below = [tidy(cell) for cell in lower]
    if sum(map(bool, below)) < 2 or any(is_mark(cell) or is_number(cell) for cell in below if cell):
        return None
    first = next((at for at, cell in enumerate(upper) if cell.strip()), width)
    hanging = first < width and not below[first] and not is_missing(_cell(raw.rows[row + 2], first))
    under = [at for at in range(width) if below[at] and not upper[at].strip()]
    merged = [last for left, last in spans.items() if 0 < left < last and all(below[left : last + 1])]
    if not merged and not (hanging and under and not below[first]):
        return None
    above = _above([tidy(cell) for cell in upper], below, spans)
    return _Pair(row, tuple(above), tuple(below)) if any(a and b for a, b in zip(above, below, strict=True)) else None


def _spans(raw: RawTable, row: int) -> dict[int, int]:
    """Return the first and last column of the cells of a row that are merged sideways."""
    return {left: right for (top, left), (bottom, right) in raw.merged if top == bottom == row and right > left}


def _above(upper: Sequence[str], below: Sequence[str], spans: dict[int, int]) -> list[str]:
    """Return what stands above each column: over merged cells, or without any over all that follow it."""
    found: list[str] = []
    group, last = "", -1
    for at, (cell, own) in enumerate(zip(upper, below, strict=True)):
        if cell:
            group, last = cell, spans.get(at, at) if spans else len(upper)
        elif not own or at > last:
            group = ""
        found.append(group)
    return found


def _padded(row: Sequence[str], width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))]


def _cell(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""
