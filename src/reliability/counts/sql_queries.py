"""The two queries that count: the units by who finished them, and by who applied which code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .sql_checks import check_codings, check_coverage, raise_if_not_finished

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .engines import Row
    from .sql_sources import Sources


@dataclass(frozen=True)
class Query:
    """The two queries.

    places     of the coders who are compared, in the order of all
    groups     how many groups of clusters are counted; 0 every cluster, None all units in one
    everyone   whether all coders of the coverage are compared
    named      whether who finished and applied is counted (as a sum of bits), or only how many did
    """

    places: Sequence[int]
    groups: int | None
    everyone: bool
    named: bool

    def units(self, sources: Sources, whole: Sources) -> list[Row]:
        """Return how many units whom finished: cluster, finished, often, n, unclear; errors are told of the `whole`."""
        rows = sources.engine.ask(self.units_of(self.masks(sources)))
        self.check(rows, whole)
        return rows

    def check(self, rows: Sequence[Row], whole: Sources) -> None:
        """Raise InputError for rows of units that come twice or whose cluster is not clear; see `units`."""
        sets = numbers((row[1:4] for row in rows), 3)
        check_coverage(whole, self._ones(sets[:, 0]) != sets[:, 1], sum(int(row[4]) for row in rows))

    def marks(self, sources: Sources, whole: Sources) -> list[Row]:
        """Return to how many units whom applied each code: cluster, code, finished, applied, often, n.

        A coder who is not in the coverage has a bit above all others; unless everyone is compared, such are left out.
        """
        if not self.named:
            raise_if_not_finished(sources)
        rows = sources.engine.ask(self._marks_of(sources))
        finished, applied, often, _ = numbers((row[2:] for row in rows), 4).T
        outside = (applied >= 1 << len(self.places)) | (applied & ~finished > 0) if self.named else applied > finished
        check_codings(whole, [row[1] for row in rows], outside, self._ones(applied) != often)
        return rows

    def _ones(self, sums: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.bitwise_count(sums).astype(np.int64) if self.named else sums

    def _sums(self, coder: str, bit: str) -> str:
        if self.named:
            return f"CAST(SUM({bit}) AS BIGINT) AS {{}}, COUNT(*) AS often"
        return f"COUNT(*) AS {{}}, COUNT(DISTINCT {coder}) AS often"

    def coders(self, sources: Sources) -> str:
        """Return the sub-query of the coders who are compared: coder, bit."""
        coders = sources.bits if self.named else sources.ones
        return coders(self.places, everyone=self.everyone)

    def masks(self, sources: Sources) -> str:
        """Return the sub-query of the units: unit, finished, often, cluster, unclear (1 if in none, or several)."""
        single = "MIN(v.cluster) = MAX(v.cluster) AND COUNT(v.cluster) = COUNT(*)"
        cluster = (
            ""
            if self.groups is None
            else f", MIN(v.cluster) AS cluster, CASE WHEN {single} THEN 0 ELSE 1 END AS unclear"
        )
        masks = (
            f"(SELECT v.unit, {self._sums('v.coder', 'k.bit').format('finished')}{cluster} "
            f"FROM {sources.coverage} AS v JOIN {self.coders(sources)} AS k ON v.coder = k.coder GROUP BY v.unit)"
        )
        return sources.in_groups(masks, self.groups) if self.groups else masks

    def units_of(self, masks: str) -> str:
        """Return the query of how many units whom finished, from the sub-query of the units."""
        if self.groups is None:
            counted = "SELECT 0 AS cluster, u.finished, u.often, COUNT(*) AS n, 0 AS unclear"
            return f"{counted} FROM {masks} AS u GROUP BY u.finished, u.often"
        return (
            "SELECT u.cluster, u.finished, u.often, COUNT(*) AS n, SUM(u.unclear) AS unclear "
            f"FROM {masks} AS u GROUP BY u.cluster, u.finished, u.often"
        )

    def _marks_of(self, sources: Sources) -> str:
        join, bit = ("LEFT JOIN", f"COALESCE(k.bit, {1 << len(self.places)})") if self.everyone else ("JOIN", "k.bit")
        marks = (
            f"SELECT c.unit, c.code, {self._sums('c.coder', bit).format('applied')} "
            f"FROM {sources.codings} AS c {join} {self.coders(sources)} AS k ON c.coder = k.coder "
            "GROUP BY c.unit, c.code"
        )
        cluster, by_cluster = ("0 AS cluster", "") if self.groups is None else ("u.cluster", "u.cluster, ")
        finished = "COALESCE(u.finished, 0)"
        return (
            f"SELECT {cluster}, a.code, {finished} AS finished, a.applied, a.often, COUNT(*) AS n "
            f"FROM ({marks}) AS a LEFT JOIN {self.masks(sources)} AS u ON a.unit = u.unit "
            f"GROUP BY {by_cluster}a.code, {finished}, a.applied, a.often"
        )


def numbers(rows: Iterable[Row], width: int) -> NDArray[np.int64]:
    """Return rows of whole numbers as an array; some engines give them as decimals."""
    return np.array([[int(number) for number in row] for row in rows], np.int64).reshape(-1, width)
