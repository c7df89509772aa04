"""One table of a coding sheet: which column names the unit, and whose answers it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .roles import code_column

if TYPE_CHECKING:
    from ..headers import Column, HeadedTable


@dataclass(frozen=True)
class Source:
    """One table of a coding sheet: which column names the unit, and who coded it.

    `coder` is the column that says so, `name` the coder of the whole table; neither is there where coders have columns.
    `parts` are the columns that name the units together, where there are such; `codes` those of codes, where they are
    known. `prefix` goes before the ids of the units where the sheets number their units anew.
    """

    table: HeadedTable
    unit: Column
    text: Column | None
    coder: Column | None = None
    name: str = ""
    prefix: str = ""
    beside: tuple[Column, ...] = ()
    parts: tuple[Column, ...] = ()
    codes: tuple[Column, ...] = ()

    def units(self) -> list[str]:
        """Return the id of the unit of each row of data."""
        return [f"{self.prefix}{label}" if label else "" for label in self.table.labels(self.unit)]

    def coders(self) -> list[str]:
        """Return the coder of each row of data, or empty texts where each coder has columns."""
        return self.table.labels(self.coder) if self.coder else [self.name] * len(self.table.rows)

    def code(self) -> Column | None:
        """Return the column that holds one code per row, or None; the one that names the units is none."""
        found = code_column(self.table)
        return None if found and found.index == self.unit.index else found

    def answers(self) -> list[Column]:
        """Return the columns that may hold answers: those of codes, where they are known, else all others."""
        return [column for column in self.others() if not self.codes or column in self.codes]

    def others(self) -> list[Column]:
        """Return all columns but those for the unit, the coder and the text."""
        taken = {column.index for column in (self.unit, self.text, self.coder, *self.beside, *self.parts) if column}
        return [column for column in self.table.columns if column.index not in taken]
