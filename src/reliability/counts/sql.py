"""Counting where the data are: plain SQL over codings and coverage, of which only the counts of patterns come back.

Each coder is a bit. By the coverage every unit has the sum of the bits of those who finished it; by the codings every
unit and code that somebody applied has the sum of the bits of those who did. How many units show each pair of sums is
the count of patterns; the units on which nobody applied a code are the rest of the coverage. A coding or a unit that
comes twice shows: a sum of so many bits has as many ones only when all of them differ.

The two queries have nothing that a dialect adds: sub-queries, sums, CASE, joins and ranks. They run unchanged on
SQLite, DuckDB, PostgreSQL, Spark and polars.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from .coded_units import check_coders, places_of_codes
from .counting import patterns_of_votes
from .grouped import GroupedPatterns
from .patterns import APPLIED, MISSING, Patterns, merged
from .sql_bits import CountedBits
from .sql_queries import Query, numbers
from .sql_sources import Sources, sources_of
from .value_counts import MANY_CODERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .engines import Row

GROUPS = 200  # into which clusters are put together: a standard error from so many is itself exact to about 5 %


def counts_from_sql(
    execute: Any,
    codings: str,
    coverage: str,
    *,
    codes: Sequence[str] | None = None,
    coders: Sequence[str] | None = None,
    unit: str = "unit",
    coder: str = "coder",
    code: str = "code",
) -> Patterns:
    """Return how often each pattern of answers occurs, code by code, counted by an engine that has the tables.

    execute             a connection, a cursor, a Spark session, or any function that takes SQL and gives rows; see
                        `engines.engine_of`
    codings, coverage   the names of the tables: what was applied (unit, coder, code), who finished what (unit, coder)
    codes               the codes to compare, also those that nobody applied; by default those that were applied, in
                        the order of the alphabet
    coders              who is compared, in that order; by default all of the coverage
    unit, coder, code   the names of the columns

    These are the patterns that `patterns_of_codings` counts in memory; with more than 30 coders to compare, those of
    `value_counts_of_codings`. Raises InputError, as in memory, for a coding of a unit that its coder did not finish, a
    coding or a row of the coverage that comes twice, a missing id, and unknown coders and codes.

    >>> import sqlite3
    >>> with sqlite3.connect(":memory:") as connection:
    ...     _ = connection.executescript('''
    ...         CREATE TABLE coverage (unit, coder); CREATE TABLE codings (unit, coder, code);
    ...         INSERT INTO coverage VALUES (1, 'A'), (2, 'A'), (3, 'A'), (1, 'B'), (2, 'B'), (3, 'B');
    ...         INSERT INTO codings VALUES (1, 'A', 'Trust'), (1, 'B', 'Trust'), (2, 'A', 'Trust');
    ...     ''')
    ...     counts_from_sql(connection, "codings", "coverage").tables().tolist()
    [[[1, 0], [1, 1]]]
    """
    return count(sources_of(execute, codings, coverage, unit=unit, coder=coder, code=code), codes=codes, coders=coders)


def count(sources: Sources, *, codes: Sequence[str] | None = None, coders: Sequence[str] | None = None) -> Patterns:
    """Return the patterns of codings and coverage; see `counts_from_sql`."""
    return _counted(sources, codes, coders, groups=None).patterns


def count_by_cluster(
    sources: Sources,
    *,
    codes: Sequence[str] | None = None,
    coders: Sequence[str] | None = None,
    groups: int | None = GROUPS,
) -> GroupedPatterns:
    """Return the patterns cluster by cluster (cases, or units), of which more than `groups` are put together.

    Clusters put together by chance are clusters again, fewer and larger: what is left out or drawn as a whole stays
    whole, and the error of the statistic is estimated from fewer, independent parts. That is the delete-a-group
    jackknife: Kott (2001), Journal of Official Statistics 17: 521-526; random groups: Wolter (2007), Introduction to
    Variance Estimation, ch. 2 and 4. With None every cluster stays on its own.
    """
    if groups is not None and not sources.more_clusters_than(groups):
        groups = None
    what = sources.clusters if groups is None else f"{groups} groups of {sources.clusters}"
    return replace(_counted(sources, codes, coders, groups=groups or 0), what=what)


def _counted(
    sources: Sources, codes: Sequence[str] | None, coders: Sequence[str] | None, *, groups: int | None
) -> GroupedPatterns:
    """Return the patterns: in one (`groups` None), in so many groups of clusters, or (0) cluster by cluster."""
    known = sources.who()
    if coders is not None:
        coders = [str(coder) for coder in coders]
        check_coders(coders, known)
    chosen = known if coders is None or len(known) <= MANY_CODERS else list(coders)
    places = [known.index(coder) + 1 for coder in chosen]
    many = len(chosen) > MANY_CODERS
    query = Query(places, groups, everyone=len(chosen) == len(known), named=not many)
    units: Counter[Row] = Counter()
    marks: Counter[Row] = Counter()
    bits, in_sql = CountedBits.of(query, sources), 0
    for part in sources.parts():
        if bits is not None and bits.add(part):
            continue
        for cluster, finished, _, n, _ in query.units(part, sources):
            units[cluster, finished] += n
        for cluster, code, finished, applied, often, n in query.marks(part, sources):
            marks[cluster, code, finished, applied] += n
            in_sql += often * n
    if bits is not None:
        bits.finish(units, marks, in_sql)
    cells = _Cells.of(units, marks, codes)
    if many:
        return cells.votes(chosen)
    found = cells.patterns(chosen)
    return found if coders is None else found.of_coders(coders)


@dataclass(frozen=True)
class _Cells:
    """What was counted: for every kind (k) of unit and code, who (or how many) finished the unit and applied the code.

    groups, codes       the names of the groups of units (g) and of the codes (m)
    finished, applied   (k,) sums of bits, or numbers of coders
    counts              (g, m, k) units
    """

    groups: tuple[Hashable, ...]
    codes: tuple[str, ...]
    finished: NDArray[np.int64]
    applied: NDArray[np.int64]
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, units: Mapping[Row, int], marks: Mapping[Row, int], codes: Sequence[str] | None) -> _Cells:
        """Return the cells from how many `units` each cluster has that the same coders finished, and from the marks.

        `units` has the keys (cluster, finished), `marks` (cluster, code, finished, applied); the rest of the units of a
        kind are those that nobody applied the code to.
        """
        groups = sorted({cluster for cluster, _ in units}, key=lambda name: (str(type(name)), name))
        group_of = {group: number for number, group in enumerate(groups)}
        applied_codes = sorted({code for _, code, _, _ in marks})
        applied_names = [str(code) for code in applied_codes]
        names = tuple(applied_names) if codes is None else tuple(str(code) for code in codes)
        place_of = dict(zip(applied_codes, places_of_codes(applied_names, names).tolist(), strict=True))
        totals = numbers(((group_of[cluster], finished, n) for (cluster, finished), n in units.items()), 3)
        found = numbers(((group_of[row[0]], place_of[row[1]], row[2], row[3], n) for row, n in marks.items()), 5)
        nothing = np.stack([totals[:, 1], np.zeros(len(totals), np.int64)], axis=1)
        kinds, column = np.unique(np.concatenate([nothing, found[:, 2:4]]), axis=0, return_inverse=True)
        column = column.reshape(-1)
        counts = np.zeros((len(groups), len(names), len(kinds)), np.int64)
        np.add.at(counts, (found[:, 0], found[:, 1], column[len(totals) :]), found[:, 4])
        whole = np.zeros((len(groups), len(kinds)), np.int64)
        np.add.at(whole, (totals[:, 0], column[: len(totals)]), totals[:, 2])
        for place in np.flatnonzero(kinds[:, 1] == 0):
            here = kinds[:, 0] == kinds[place, 0]
            counts[..., place] = whole[:, place, None] - counts[..., here].sum(-1)
        return cls(tuple(groups), names, kinds[:, 0], kinds[:, 1], counts)

    def patterns(self, coders: Sequence[str]) -> GroupedPatterns:
        """Return the patterns of coders by name; the first has the lowest bit."""
        powers = 1 << np.arange(len(coders), dtype=np.int64)
        coded, marked = (self.finished[:, None] & powers) > 0, (self.applied[:, None] & powers) > 0
        answers, counts = merged(np.where(coded, marked, MISSING).astype(np.int8), self.counts, len(APPLIED))
        return self._grouped(Patterns(self.codes, tuple(coders), APPLIED, answers, counts))

    def votes(self, coders: Sequence[str]) -> GroupedPatterns:
        """Return the patterns of how many coders gave each answer."""
        votes = np.stack([self.finished - self.applied, self.applied], axis=1)
        found = patterns_of_votes(votes, categories=APPLIED)
        column = {tuple(row): place for place, row in enumerate(votes.tolist())}
        order = [column[tuple(row)] for row in found.votes.tolist()]
        grouped = self._grouped(replace(found, variables=self.codes, counts=self.counts[..., order]))
        return replace(grouped, who=tuple(coders))

    def _grouped(self, patterns: Patterns) -> GroupedPatterns:
        return GroupedPatterns(patterns.with_counts(patterns.counts.sum(0)), self.groups, patterns.counts)
