"""The tidy tables that pass between the packages: which columns they have, and the check at every door.

| table    | one row is                                            | columns                                |
|----------|-------------------------------------------------------|----------------------------------------|
| cases    | who the data is about                                 | case, then one column per attribute    |
| units    | a stretch of notes that a coder judges                | unit, case, position, text             |
| codings  | a coder applied a code to a unit                      | unit, coder, code                      |
| coverage | a coder finished a unit (with or without any code)    | unit, coder                            |
| ratings  | a coder gave a unit one category                      | unit, coder, category                  |

All ids are text. `codings` holds only what was applied; what a coder looked at and left unmarked is a row of `coverage`
without a row of `codings`; what is in neither was not coded, which is not the same as "not applied".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import InputError, no_such

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Table:
    """The shape of one tidy table: its name, the columns it must have, and those that together name a row."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]

    def empty(self) -> pd.DataFrame:
        """Return the table with no rows."""
        import pandas as pd

        return pd.DataFrame({column: pd.Series(dtype=object) for column in self.columns})

    def of(self, rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
        """Return the table made of `rows`, each in the order of `columns`."""
        import pandas as pd

        return pd.DataFrame(list(rows), columns=list(self.columns))

    def check(self, frame: pd.DataFrame, *, where: str = "") -> pd.DataFrame:
        """Return `frame` as it is, when it is a table of this shape.

        Raises InputError when a column is missing, when an id is empty, or when two rows have the same key.
        """
        where = where or f"table {self.name}"
        missing = [column for column in self.columns if column not in frame.columns]
        if missing:
            raise no_such("column", missing[0], frame.columns, where=where)
        keys = frame[list(self.key)]
        empty = (keys.isna() | (keys == "")).any(axis=1)
        if empty.any():
            rows = ", ".join(str(row) for row in empty[empty].index[:5])
            raise InputError(f"{' and '.join(self.key)} must not be empty (rows {rows}).", where=where)
        doubled = keys.duplicated()
        if doubled.any():
            first = dict(keys[doubled].iloc[0])
            named = ", ".join(f'{column} "{value}"' for column, value in first.items())
            raise InputError(f"{int(doubled.sum())} rows come twice, the first is {named}.", where=where)
        return frame


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame, each as a dictionary by column."""
    columns = [str(column) for column in frame.columns]
    return [dict(zip(columns, row, strict=True)) for row in frame.itertuples(index=False, name=None)]


CASES = Table("cases", ("case",), key=("case",))
UNITS = Table("units", ("unit", "case", "position", "text"), key=("unit",))
CODINGS = Table("codings", ("unit", "coder", "code"), key=("unit", "coder", "code"))
COVERAGE = Table("coverage", ("unit", "coder"), key=("unit", "coder"))
RATINGS = Table("ratings", ("unit", "coder", "category"), key=("unit", "coder"))
