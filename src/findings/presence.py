"""Which cases, or units, have which code: what every count, co-occurrence and saturation is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from ..errors import InputError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from ..framework.codes import Framework

Level = Literal["case", "unit"]
LEVELS: tuple[Level, ...] = ("case", "unit")


@dataclass(frozen=True)
class Presence:
    """A row per code of the framework, in its order, and a column per case (or unit): True where it has the code.

    A case has a code when any of its units has it, or has any code below it in the tree.
    """

    codes: tuple[str, ...]
    things: tuple[str, ...]
    matrix: NDArray[np.bool_]

    def having(self, code: str) -> list[str]:
        """Return the cases (or units) with the code of this id, in order."""
        row = self.matrix[self.codes.index(code)]
        return [self.things[at] for at in np.flatnonzero(row)]

    @property
    def totals(self) -> NDArray[np.intp]:
        """In how many cases (or units) each code is."""
        return np.asarray(np.count_nonzero(self.matrix, axis=1), dtype=np.intp)


def presence_in_cases(
    codings: pd.DataFrame, units: pd.DataFrame, cases: pd.DataFrame, framework: Framework
) -> Presence:
    """Return which of `cases` (tables.CASES) have which code; codings of other cases are left out.

    `codings` has the columns unit and code (id), `units` is a table of tables.UNITS. Raises InputError for a code that
    the framework does not have.
    """
    import pandas as pd

    places = pd.Index(cases["case"]).get_indexer(pd.Index(units["case"]))
    at_unit = pd.Index(units["unit"]).get_indexer(pd.Index(codings["unit"]))
    columns = np.where(at_unit >= 0, places[at_unit] if len(places) else -1, -1)
    return _presence(codings["code"], columns, tuple(cases["case"]), framework)


def presence_in_units(codings: pd.DataFrame, units: pd.DataFrame, framework: Framework) -> Presence:
    """Return which of `units` have which code; codings of other units are left out. See `presence_in_cases`."""
    import pandas as pd

    columns = pd.Index(units["unit"]).get_indexer(pd.Index(codings["unit"]))
    return _presence(codings["code"], columns, tuple(units["unit"]), framework)


def _presence(codes: pd.Series, columns: NDArray[np.intp], things: tuple[str, ...], framework: Framework) -> Presence:
    import pandas as pd

    ids = [code.id for code in framework]
    rows = pd.Index(ids, dtype=object).get_indexer(pd.Index(codes, dtype=object))
    if (rows < 0).any():
        unknown = codes.iloc[int(np.flatnonzero(rows < 0)[0])]
        raise InputError(f'the codings have a code "{unknown}" that the framework does not have.')
    matrix = np.zeros((len(ids), len(things)), dtype=bool)
    inside = columns >= 0
    matrix[rows[inside], columns[inside]] = True
    at = {code: place for place, code in enumerate(ids)}
    for code in reversed(framework.codes):  # children come after their parents
        if code.parent is not None:
            matrix[at[code.parent]] |= matrix[at[code.id]]
    return Presence(tuple(ids), things, matrix)
