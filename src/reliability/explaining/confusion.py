"""Code against code: where one coder used a code and the other did not, what the other used instead.

Another code on the same unit is a substitution: the two definitions may need telling apart. Nothing is an omission: one
coder may have read past it, or the definition may not say when the code applies.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ...results import Column, Result, rows_for_json
from ...wording import number_of
from .differences import differences

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from ..counts.coded_units import CodedUnits


@dataclass(frozen=True, repr=False, eq=False)
class Confusion(Result):
    """How often coder a used one code where coder b used another, or nothing, on the units both coded.

    counts  (m + 1, m + 1) units on which a alone used the row's code and b alone the column's; the last row and column
            are "nothing instead"
    only_a  (m,) units on which a used the code and b did not; only_b the other way round
    """

    title: ClassVar[str] = "Code against code"
    coders: tuple[str, str]
    codes: tuple[str, ...]
    n_units: int
    counts: NDArray[np.int64]
    only_a: NDArray[np.int64]
    only_b: NDArray[np.int64]

    @property
    def omissions(self) -> int:
        """How many codes one coder applied where the other applied nothing instead."""
        return int(self.counts[-1].sum() + self.counts[:, -1].sum())

    @property
    def substitutions(self) -> int:
        """How many codes one coder applied where the other applied another code instead."""
        return int(self.only_a.sum() + self.only_b.sum()) - self.omissions

    def to_frame(self) -> pd.DataFrame:
        """Return one row per pair of codes that met, the most frequent first: `code_a`, `code_b`, `units`, `kind`.

        An empty code stands for nothing; `kind` is substitution or omission.
        """
        import pandas as pd

        names = (*self.codes, "")
        rows, columns = np.nonzero(self.counts)
        order = np.lexsort((columns, rows, -self.counts[rows, columns]))
        met = [(names[i], names[j], int(self.counts[i, j])) for i, j in zip(rows[order], columns[order], strict=True)]
        kinds = ["substitution" if a and b else "omission" for a, b, _ in met]
        frame = pd.DataFrame(met, columns=["code_a", "code_b", "units"])
        return frame.assign(kind=pd.Series(kinds, dtype=object))

    def by_code(self) -> pd.DataFrame:
        """Return one row per code on which they differed: `only_a`, `only_b`, `instead`, `sentence`; the worst first.

        `instead` names what the other coder used most often in its place (empty: nothing).
        """
        import pandas as pd

        rows = [
            (code, int(self.only_a[at]), int(self.only_b[at]), self._instead(at), self._sentence(at))
            for at, code in enumerate(self.codes)
            if self.only_a[at] or self.only_b[at]
        ]
        rows.sort(key=lambda row: -(row[1] + row[2]))
        return pd.DataFrame(rows, columns=["code", "only_a", "only_b", "instead", "sentence"])

    def _meetings(self, at: int) -> NDArray[np.int64]:
        total: NDArray[np.int64] = self.counts[at] + self.counts[:, at]
        return total

    def _instead(self, at: int) -> str:
        others = self._meetings(at)
        return (*self.codes, "")[int(np.argmax(others))]

    def _sentence(self, at: int) -> str:
        total, nothing = int(self.only_a[at] + self.only_b[at]), int(self._meetings(at)[-1])
        start = f'"{self.codes[at]}" was used by one coder only on {number_of(total, "unit")}'
        if nothing == total:
            return f"{start}; the other used nothing instead each time."
        others = self._meetings(at)[:-1]
        first = int(np.argmax(others))
        rest = f", and nothing on {nothing}" if nothing else ""
        return f'{start}; the other used "{self.codes[first]}" instead on {others[first]}{rest}.'

    def columns(self) -> tuple[Column, ...]:
        """Return the columns that people see."""
        a, b = self.coders
        return (
            Column("code_a", f"{a} used"),
            Column("code_b", f"{b} used instead"),
            Column("units", "Units", "count"),
            Column("kind", "Kind"),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the result for JSON."""
        return {
            "coders": list(self.coders),
            "n_units": self.n_units,
            "substitutions": self.substitutions,
            "omissions": self.omissions,
            "pairs": rows_for_json(self.to_frame()),
            "codes": rows_for_json(self.by_code()),
        }

    def notes(self) -> tuple[str, ...]:
        """Return how much is substitution and how much omission, and the code with the most of either."""
        a, b = self.coders
        total = self.substitutions + self.omissions
        if not total:
            return (f"{a} and {b} applied the same codes to all {number_of(self.n_units, 'unit')} that both coded.",)
        worst = self.by_code().iloc[0]["sentence"]
        return (
            f"Of {number_of(total, 'code')} that only one of {a} and {b} applied, on the "
            f"{number_of(self.n_units, 'unit')} both coded, {self.substitutions} met another code "
            f"instead and {self.omissions} nothing.",
            str(worst),
        )


def code_confusion(coded_units: CodedUnits, a: str, b: str) -> Confusion:
    """Return which codes coders `a` and `b` used in place of each other, on the units both coded.

    On a unit where a alone used two codes and b alone one, both of a's codes meet that of b. Raises InputError for an
    unknown coder.
    """
    found = differences(coded_units, a, b)
    m = len(coded_units.codes)
    counts = np.zeros((m + 1, m + 1), np.int64)
    (units_a, codes_a), (units_b, codes_b) = found.only_a, found.only_b
    first = np.searchsorted(units_b, units_a, "left")
    n = np.searchsorted(units_b, units_a, "right") - first
    starts = np.repeat(first - np.append(0, np.cumsum(n))[:-1], n)
    np.add.at(counts, (np.repeat(codes_a, n), codes_b[starts + np.arange(n.sum())]), 1)
    np.add.at(counts, (codes_a[n == 0], m), 1)
    np.add.at(counts, (m, codes_b[~np.isin(units_b, units_a)]), 1)
    only_a, only_b = (np.bincount(codes, minlength=m) for codes in (codes_a, codes_b))
    return Confusion((a, b), coded_units.codes, int(found.both.sum()), counts, only_a, only_b)
