"""Tables of codes by documents with the number of quotations, as ATLAS.ti and MAXQDA export them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import InputError, IntercoderError, raise_all
from ..cells import is_missing, is_number, is_total, number, tidy
from ..tabular import read_tables

if TYPE_CHECKING:
    from ..tabular import RawTable

_GROUNDED = re.compile(r"\s+Gr\s*=\s*(?P<said>\d+)(?:\s*;\s*GS\s*=\s*\d+)?\s*$")
_BULLETS = "○●◇◆▪•"


@dataclass(frozen=True)
class CountTable:
    """A table of codes by documents: how many quotations of each document have each code.

    counts       a row per code, a number per document
    totals       what the table says is the sum of each row; None where it says nothing
    of_documents what it says is the sum of each column, or nothing
    grounded     what the heading of a code says is its number of quotations (`Gr=12`); None where it says nothing
    """

    where: str
    codes: tuple[str, ...]
    documents: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    totals: tuple[int | None, ...]
    of_documents: tuple[int, ...]
    grounded: tuple[int | None, ...]


def read_count_table(path: Path | str) -> CountTable:
    """Read a table with a row per code and a column per document, and totals if it has any; empty cells are 0.

    Of two rows of one name the second is called by its row as well. Raises InputError when no sheet is such a table or
    several are, and, all together, for cells that are no counts.
    """
    tables = read_tables(path)
    found = [raw for raw in tables if _is_counts(raw)]
    if len(found) != 1:
        said = "has no sheet" if not found else f"has {len(found)} sheets"
        problem = f"{said} with a row per code, a column per document, and numbers in the cells."
        fix = "Export the code-document table with absolute values, by itself; codings need --coverage."
        raise InputError(problem, where=str(path), fix=fix)
    return _Reading(found[0]).table()


def _is_counts(raw: RawTable) -> bool:
    """Return whether nearly all cells but those of the first row and column are numbers or empty."""
    cells = [cell for row in raw.rows[1:] for cell in row[1:] if not is_missing(cell)]
    numbers = sum(is_number(cell) for cell in cells)
    return len(raw.rows) > 1 and len(raw.rows[0]) > 1 and bool(cells) and numbers > 0.9 * len(cells)


@dataclass(frozen=True)
class _Reading:
    raw: RawTable

    def table(self) -> CountTable:
        heads = self.raw.rows[0]
        documents = [at for at, head in enumerate(heads) if at and head.strip() and not is_total(head)]
        total = next((at for at, head in enumerate(heads) if at and is_total(head)), None)
        rows = [at for at, row in enumerate(self.raw.rows) if at and row and row[0].strip() and not is_total(row[0])]
        last = [at for at, row in enumerate(self.raw.rows) if at and row and is_total(row[0])]
        problems: list[IntercoderError] = []
        counts = tuple(tuple(self._count(row, at, problems) for at in documents) for row in rows)
        totals = tuple(self._count(row, total, problems) if total else None for row in rows)
        below = tuple(self._count(last[-1], at, problems) for at in documents) if last else ()
        raise_all(problems, where=self.raw.where, fix="Export absolute values, not shares.")
        names = [_name(self.raw.rows[row][0]) for row in rows]
        grounded = tuple(said for _, said in names)
        return CountTable(
            self.raw.where,
            self._distinct([name for name, _ in names], rows),
            tuple(_name(heads[at])[0] for at in documents),
            counts,
            totals,
            below,
            grounded,
        )

    def _count(self, row: int, column: int, problems: list[IntercoderError]) -> int:
        cells = self.raw.rows[row]
        text = cells[column] if column < len(cells) else ""
        if is_missing(text):
            return 0
        value = number(text) if is_number(text) else -1
        if isinstance(value, int) and value >= 0:
            return value
        fix = "A count is a whole number."
        problems.append(InputError(f'"{tidy(text)[:60]}" is no count.', where=self.raw.at(row, column), fix=fix))
        return 0

    def _distinct(self, names: Sequence[str], rows: Sequence[int]) -> tuple[str, ...]:
        """Return the names; one that came before, under another code, is told by its row."""
        first = dict(zip(reversed(names), reversed(rows), strict=True))
        return tuple(
            name if first[name] == row else f"{name} (row {row + 1})" for name, row in zip(names, rows, strict=True)
        )


def _name(heading: str) -> tuple[str, int | None]:
    """Return the name in a heading without what ATLAS.ti adds, and how many quotations it says there are."""
    match = _GROUNDED.search(heading)
    name = tidy(heading[: match.start()] if match else heading)
    plain = name[1:].strip() if name[:1] in _BULLETS else name
    return plain, int(match["said"]) if match else None
