"""What is wrong with codings and coverage in an engine, told as it is told of tables in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ...errors import InputError
from .coded_units import CodedUnits, _with_codes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .engines import Row
    from .sql import Sources


def check_coverage(sources: Sources, totals: NDArray[np.int64]) -> None:
    """Raise InputError when a coder has a unit twice: `totals` (sets, 3) are finished, often and n of `sql`."""
    if not len(totals) or (np.bitwise_count(totals[:, 0]) == totals[:, 1]).all():
        return
    again = (
        f"SELECT v.unit, v.coder, COUNT(*) AS often FROM {sources.coverage} AS v "
        "GROUP BY v.unit, v.coder HAVING COUNT(*) > 1"
    )
    number, unit, coder = _first(sources, again, "unit, coder", "SUM(t.often - 1)")
    raise InputError(f'{number} rows come twice, the first is unit "{unit}", coder "{coder}".', where="table coverage")


def check_codings(sources: Sources, rows: Sequence[Row], found: NDArray[np.int64], *, unknown: int) -> None:
    """Raise InputError for a coding of a unit that its coder did not finish, that comes twice, or that has no code.

    `found` (rows, 4) are finished, applied, often and n; coders who are not in the coverage have the bit `unknown`.
    """
    if not len(found):
        return
    finished, applied, often, _ = found.T
    if (applied >= unknown).any() or (applied & ~finished).any():
        _raise_not_finished(sources)
    if (np.bitwise_count(applied) != often).any():
        _raise_twice(sources)
    if any(row[0] is None for row in rows):
        raise InputError("unit and coder and code must not be empty.", where="table codings")


def _raise_not_finished(sources: Sources) -> None:
    outside = (
        f"SELECT c.unit, c.coder, c.code FROM {sources.codings} AS c LEFT JOIN {sources.coverage} AS v "
        "ON c.unit = v.unit AND c.coder = v.coder WHERE v.unit IS NULL"
    )
    number, unit, coder, code = _first(sources, outside, "unit, coder, code", "COUNT(*)")
    more = number - 1
    others = f" So it is with {more} more coding{'s' if more > 1 else ''}." if more else ""
    raise InputError(
        f'coder "{coder}" applied "{code}" to unit "{unit}", '
        f"but that unit is not among those the coder finished.{others}",
        where="table codings",
        fix="Mark the unit as finished by this coder, or take the coding out.",
    )


def _raise_twice(sources: Sources) -> None:
    again = (
        f"SELECT c.unit, c.coder, c.code, COUNT(*) AS often FROM {sources.codings} AS c "
        "GROUP BY c.unit, c.coder, c.code HAVING COUNT(*) > 1"
    )
    number, unit, coder, code = _first(sources, again, "unit, coder, code", "SUM(t.often - 1)")
    raise InputError(
        f'{number} codings come twice, the first is "{code}" by coder "{coder}" on unit "{unit}".',
        where="table codings",
        fix="Keep each coding once.",
    )


def _first(sources: Sources, found: str, columns: str, number: str) -> Row:
    """Return how many rows a query finds, and the first of them in order."""
    (total,) = sources.engine.ask(f"SELECT {number} AS n FROM ({found}) AS t")
    rows = sources.engine.ask(f"SELECT {columns} FROM ({found}) AS t ORDER BY {columns} LIMIT 1")
    return (int(total[0]), *rows[0])


def places_of_codes(given: Sequence[str], codes: Sequence[str] | None) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return the place of each of the `given` codes among the `codes`, and these, by default in alphabetical order.

    Raises InputError for one that is not among the codes.
    """
    found = sorted(set(given))
    none = np.zeros(0, np.int64)
    known = CodedUnits(none, (), tuple(found), none, none, np.arange(len(found)), np.zeros((0, 0), bool))
    whole = known if codes is None else _with_codes(known, tuple(codes))
    place = dict(zip(found, whole.code.tolist(), strict=True))
    return np.array([place[code] for code in given], np.int64), whole.codes
