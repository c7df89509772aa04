"""What is wrong with codings and coverage in an engine, told as it is told of tables in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ...errors import InputError
from .coded_units import ComeTwice, coming_twice, not_finished

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .engines import Row
    from .sql_sources import Sources


def check_coverage(sources: Sources, twice: NDArray[np.bool_], unclear: int) -> None:
    """Raise InputError when a coder has a unit twice, or when `unclear` units are in no cluster, or in several."""
    if twice.any():
        raise_if_covered_twice(sources)
    if unclear:
        raise_if_unclear(sources)


def raise_if_unclear(sources: Sources) -> None:
    """Raise InputError for a unit that is in no cluster, or in several."""
    clusters = "COUNT(v.cluster) AS known, COUNT(*) AS often, MIN(v.cluster) AS lowest, MAX(v.cluster) AS highest"
    units = f"SELECT v.unit, {clusters} FROM {sources.coverage} AS v GROUP BY v.unit"
    odd = f"SELECT u.unit FROM ({units}) AS u WHERE u.known < u.often OR u.lowest <> u.highest"
    number, unit = first_of(sources, odd, "unit", "COUNT(*)")
    if number:
        others = f" So it is with {number - 1} more." if number > 1 else ""
        raise InputError(
            f'unit "{unit}" belongs to no case (or group), or to several.{others}',
            where="table coverage",
            fix="Give every unit one, the same in all its rows.",
        )


def raise_if_covered_twice(sources: Sources) -> None:
    """Raise InputError when a coder has a unit twice in the coverage."""
    again = (
        f"SELECT v.unit, v.coder, COUNT(*) AS often FROM {sources.coverage} AS v "
        "GROUP BY v.unit, v.coder HAVING COUNT(*) > 1"
    )
    number, unit, coder = first_of(sources, again, "unit, coder", "SUM(t.often - 1)")
    if number:
        raise ComeTwice(
            f'{number} rows come twice, the first is unit "{unit}", coder "{coder}".', where="table coverage"
        )


def check_codings(sources: Sources, codes: Sequence[Any], outside: NDArray[np.bool_], twice: NDArray[np.bool_]) -> None:
    """Raise InputError for codings that their coder did not finish, that come twice, or that have no code."""
    if outside.any():
        raise_if_not_finished(sources)
    if twice.any():
        raise_if_coded_twice(sources)
    if any(code is None for code in codes):
        raise InputError("unit and coder and code must not be empty.", where="table codings")


def raise_if_not_finished(sources: Sources) -> None:
    """Raise InputError for a coding of a unit that its coder did not finish."""
    outside = (
        f"SELECT c.unit, c.coder, c.code FROM {sources.codings} AS c LEFT JOIN {sources.coverage} AS v "
        "ON c.unit = v.unit AND c.coder = v.coder WHERE v.unit IS NULL"
    )
    number, unit, coder, code = first_of(sources, outside, "unit, coder, code", "COUNT(*)")
    if number:
        raise not_finished(unit, coder, code, number)


def raise_if_coded_twice(sources: Sources) -> None:
    """Raise InputError for a coding that comes twice."""
    again = (
        f"SELECT c.unit, c.coder, c.code, COUNT(*) AS often FROM {sources.codings} AS c "
        "GROUP BY c.unit, c.coder, c.code HAVING COUNT(*) > 1"
    )
    number, unit, coder, code = first_of(sources, again, "unit, coder, code", "SUM(t.often - 1)")
    if number:
        raise coming_twice(unit, coder, code, number)


def first_of(sources: Sources, found: str, columns: str, number: str) -> Row:
    """Return how many rows a query finds, and the first of them in order."""
    (total,) = sources.engine.ask(f"SELECT {number} AS n FROM ({found}) AS t")
    rows = sources.engine.ask(f"SELECT {columns} FROM ({found}) AS t ORDER BY {columns} LIMIT 1")
    return (int(total[0] or 0), *(rows[0] if rows else [None] * len(columns.split(","))))
