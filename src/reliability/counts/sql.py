"""Counting where the data are: plain SQL over codings and coverage, of which only the counts of patterns come back.

Each coder is a bit. By the coverage every unit has the sum of the bits of those who finished it; by the codings every
unit and code that somebody applied has the sum of the bits of those who did. How many units show each pair of sums is
the count of patterns; the units on which nobody applied a code are the rest of the coverage. A coding or a unit that
comes twice shows: a sum of so many bits has as many ones only when all of them differ.

The two queries have nothing that a dialect adds: sub-queries, sums, CASE, joins and ROW_NUMBER. They run unchanged on
SQLite, DuckDB, PostgreSQL, Spark and polars.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ...errors import InputError
from .coded_units import _check_coders as check_coders
from .engines import Engine, engine_of
from .marks import APPLIED
from .patterns import MISSING, Patterns, merged
from .sql_checks import check_codings, check_coverage, places_of_codes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .engines import Row

MANY_CODERS = 30


@dataclass(frozen=True)
class Sources:
    """Where the codings and the coverage are.

    engine     what runs the queries
    codings    what stands behind FROM: a sub-query with the columns unit, coder, code
    coverage   likewise, with the columns unit, coder
    """

    engine: Engine
    codings: str
    coverage: str

    def who(self) -> list[str]:
        """Return the coders of the coverage in the engine's order; raises InputError when an id is missing."""
        rows = self.engine.ask(f"SELECT k.coder, k.place, k.n_rows, k.n_units FROM {_coders(self.coverage)} AS k")
        if any(coder is None or n_rows != n_units for coder, _, n_rows, n_units in rows):
            raise InputError("unit and coder must not be empty.", where="table coverage")
        return [coder for coder, *_ in sorted(rows, key=lambda row: row[1])]


def sources_of(
    execute: Any, codings: str, coverage: str, *, unit: str = "unit", coder: str = "coder", code: str = "code"
) -> Sources:
    """Return where the tables of these names are; `unit`, `coder` and `code` name their columns.

    Raises InputError for a name that cannot be one.
    """
    engine = engine_of(execute)
    u, who, what = (engine.name(column) for column in (unit, coder, code))
    return Sources(
        engine,
        f"(SELECT {u} AS unit, {who} AS coder, {what} AS code FROM {engine.name(codings)})",
        f"(SELECT {u} AS unit, {who} AS coder FROM {engine.name(coverage)})",
    )


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
    known = sources.who()
    if coders is not None:
        check_coders(coders, known)
    if len(known) <= MANY_CODERS:
        found = _patterns(sources, known, known, codes)
        return found if coders is None else found.of_coders(coders)
    chosen = known if coders is None else list(coders)
    return _patterns(sources, known, chosen, codes)


def _patterns(sources: Sources, known: Sequence[str], chosen: Sequence[str], codes: Sequence[str] | None) -> Patterns:
    """Return the patterns of the `chosen` among the `known` coders of the coverage, each of whom gets a bit."""
    everyone = len(chosen) == len(known)
    coders = _bits(sources.coverage, [known.index(coder) + 1 for coder in chosen], everyone=everyone)
    masks = _masks(sources.coverage, coders)
    totals = _numbers(sources.engine.ask(_units_of(masks)), 3)
    check_coverage(sources, totals)
    rows = sources.engine.ask(_applied(sources.codings, coders, masks, unknown=1 << len(chosen), everyone=everyone))
    found = _numbers((row[1:] for row in rows), 4)
    check_codings(sources, rows, found, unknown=1 << len(chosen))
    place, names = places_of_codes([row[0] for row in rows], codes)
    return _assembled(names, chosen, place, found, totals)


def _coders(coverage: str) -> str:
    """Return the sub-query of the coders in order: coder, place (from 1), n_rows, n_units (rows that name a unit)."""
    each = f"SELECT v.coder, COUNT(*) AS n_rows, COUNT(v.unit) AS n_units FROM {coverage} AS v GROUP BY v.coder"
    place = "ROW_NUMBER() OVER (ORDER BY d.coder) AS place"
    return f"(SELECT d.coder, {place}, d.n_rows, d.n_units FROM ({each}) AS d)"


def _bits(coverage: str, places: Sequence[int], *, everyone: bool) -> str:
    """Return the sub-query of the coders at these places with a bit each: coder, bit."""
    cases = " ".join(f"WHEN {place} THEN {1 << number}" for number, place in enumerate(places))
    among = "" if everyone else f" WHERE o.place IN ({', '.join(map(str, places))})"
    return f"(SELECT o.coder, CASE o.place {cases} END AS bit FROM {_coders(coverage)} AS o{among})"


def _masks(coverage: str, coders: str) -> str:
    """Return the sub-query of the units: unit, finished (sum of the bits of who finished it), often (of how many)."""
    return (
        "(SELECT v.unit, CAST(SUM(k.bit) AS BIGINT) AS finished, COUNT(*) AS often "
        f"FROM {coverage} AS v JOIN {coders} AS k ON v.coder = k.coder GROUP BY v.unit)"
    )


def _units_of(masks: str) -> str:
    """Return the first query: how many units each set of coders finished."""
    return f"SELECT u.finished, u.often, COUNT(*) AS n FROM {masks} AS u GROUP BY u.finished, u.often"


def _applied(codings: str, coders: str, masks: str, *, unknown: int, everyone: bool) -> str:
    """Return the second query: to how many units that some finished some applied each code.

    A coder who is not in the coverage has the bit `unknown`; where not `everyone` is compared, such are left out.
    """
    join, bit = ("LEFT JOIN", f"COALESCE(k.bit, {unknown})") if everyone else ("JOIN", "k.bit")
    marks = (
        f"SELECT c.unit, c.code, CAST(SUM({bit}) AS BIGINT) AS applied, COUNT(*) AS often "
        f"FROM {codings} AS c {join} {coders} AS k ON c.coder = k.coder GROUP BY c.unit, c.code"
    )
    finished = "COALESCE(u.finished, 0)"
    return (
        f"SELECT a.code, {finished} AS finished, a.applied, a.often, COUNT(*) AS n "
        f"FROM ({marks}) AS a LEFT JOIN {masks} AS u ON a.unit = u.unit "
        f"GROUP BY a.code, {finished}, a.applied, a.often"
    )


def _numbers(rows: Iterable[Row], width: int) -> NDArray[np.int64]:
    """Return rows of whole numbers as an array; some engines give them as decimals."""
    return np.array([[int(number) for number in row] for row in rows], np.int64).reshape(-1, width)


def _assembled(
    codes: tuple[str, ...],
    coders: Sequence[str],
    place: NDArray[np.int64],
    found: NDArray[np.int64],
    totals: NDArray[np.int64],
) -> Patterns:
    """Return the patterns from what the two queries found.

    place    (rows,) the place of the code of each row of `found`
    found    (rows, 4) finished, applied, often, n
    totals   (sets, 3) finished, often, n
    """
    r, m = len(coders), len(codes)
    finished, applied, _, n = found.T
    kinds, _, units = totals.T
    known, column = np.unique(np.concatenate([kinds << r, finished << r | applied]), return_inverse=True)
    counts = np.zeros((m, len(known)), np.int64)
    np.add.at(counts, (place, column[len(kinds) :]), n)
    for nothing, kind, number in zip(column, kinds, units, strict=False):
        counts[:, nothing] = number - counts[:, known >> r == kind].sum(1)
    powers = 1 << np.arange(r, dtype=np.int64)
    coded, marked = (known[:, None] >> r & powers) > 0, (known[:, None] & powers) > 0
    answers = np.where(coded, marked, MISSING).astype(np.int8)
    answers, counts = merged(answers, counts, len(APPLIED))
    return Patterns(codes, tuple(coders), APPLIED, answers, counts)
