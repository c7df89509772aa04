"""Which codes come together: in how many cases (or units) both are, with Jaccard's coefficient."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ..errors import no_such
from ..framework.paths import SEPARATOR
from ..results import Column
from .finding import Finding
from .groups import chosen_cases, said
from .presence import LEVELS, Level, presence_in_cases, presence_in_units

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from ..framework.codes import Framework
    from .presence import Presence


@dataclass(frozen=True, repr=False)
class CoOccurrence(Finding):
    """Pairs of codes that come together, those with the highest Jaccard coefficient first.

    `frame` has the columns code_a, code_b (paths), n_a, n_b, both, either, jaccard (both / either).
    """

    title: ClassVar[str] = "Codes that come together"
    frame: pd.DataFrame
    level: Level
    n: int
    among: str
    at_least: int

    def to_frame(self) -> pd.DataFrame:
        """Return a row per pair."""
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return the two codes, how often each and both are there, and Jaccard's coefficient."""
        return (
            Column("code_a", "Code"),
            Column("code_b", "And"),
            Column("n_a", "n of the first", "count"),
            Column("n_b", "n of the second", "count"),
            Column("both", "Both", "count"),
            Column("jaccard", "Jaccard", "coefficient"),
        )

    def notes(self) -> tuple[str, ...]:
        """Return what is counted."""
        return (
            f"Numbers are {self.level}s, of {self.n}{self.among}; pairs that share at least {self.at_least}.",
            "Jaccard (1912): both / either. A code counts with its sub-codes; its pairs with these are left out.",
            *self.rests_on,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return {"level", "n", "rests_on", "pairs": [{"code_a", "code_b", "n_a", .., "jaccard"}]}."""
        return {
            "level": self.level,
            "n": self.n,
            "rests_on": list(self.rests_on),
            "pairs": self.frame.to_dict("records"),
        }


def co_occurrence(
    codings: pd.DataFrame,
    units: pd.DataFrame,
    cases: pd.DataFrame,
    framework: Framework,
    *,
    level: str = "case",
    code: str | None = None,
    at_least: int = 1,
    where: Mapping[str, str] | None = None,
) -> CoOccurrence:
    """Count for each pair of codes the cases (or units) that have both.

    The tables are those of `counts.count_cases`. `code` (a path) keeps the pairs with that code, `at_least` those that
    share as many cases. Raises InputError for another level, or a code that does not exist.
    """
    if level not in LEVELS:
        raise no_such("level", level, LEVELS, where="--level")
    chosen = chosen_cases(cases, where)
    inside = units[units["case"].isin(chosen["case"])]
    if level == "case":
        found = presence_in_cases(codings, inside, chosen, framework)
    else:
        found = presence_in_units(codings, inside, framework)
    only = framework.path(framework.find(code, where="--code").id) if code is not None else None
    frame = _pairs(found, framework, only, at_least)
    return CoOccurrence(frame, "unit" if level == "unit" else "case", len(found.things), said(where), at_least)


def _pairs(found: Presence, framework: Framework, only: str | None, at_least: int) -> pd.DataFrame:
    both = _together(found)
    first, second = np.nonzero(np.triu(both >= max(at_least, 1), k=1))
    paths = [framework.path(code) for code in found.codes]
    met = zip(first.tolist(), second.tolist(), both[first, second].tolist(), strict=True)
    return frame_of_pairs(
        [(paths[a], paths[b], n) for a, b, n in met], dict(zip(paths, found.totals.tolist(), strict=True)), only
    )


def frame_of_pairs(met: Iterable[tuple[str, str, int]], n: Mapping[str, int], only: str | None) -> pd.DataFrame:
    """Return the frame of `CoOccurrence` from the pairs of paths that met, how often, and how often each is there.

    Pairs of a code with one below it are left out, and, with `only`, those without that code, which stands first.
    """
    import pandas as pd

    rows = []
    for above, below, both in met:
        if (only is not None and only not in (above, below)) or below.startswith(above + SEPARATOR):
            continue
        a, b = (below, above) if only == below else (above, below)
        either = n[a] + n[b] - both
        rows.append((a, b, n[a], n[b], both, either, both / either))
    frame = pd.DataFrame(rows, columns=["code_a", "code_b", "n_a", "n_b", "both", "either", "jaccard"])
    return frame.sort_values(["jaccard", "both"], ascending=False, kind="stable", ignore_index=True)


def _together(found: Presence) -> NDArray[np.int64]:
    """Return for each pair of codes how many things have both; float32 counts are exact below 2**24."""
    if len(found.things) < 2**24:
        as_numbers = found.matrix.astype(np.float32)
        return np.asarray(np.rint(as_numbers @ as_numbers.T), dtype=np.int64)
    whole = found.matrix.astype(np.int64)
    return np.asarray(whole @ whole.T, dtype=np.int64)
