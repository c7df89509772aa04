"""All codes of a unit at once: what must stay together when units are resampled for the average over codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .patterns import APPLIED, Patterns, names_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from .coded_units import CodedUnits
    from .patterns import Counts

_TABLE = 1 << 20  # keys up to which a look-up table is faster than sorting


@dataclass(frozen=True)
class JointPatterns:
    """Which pattern of answers each unit has for each code.

    patterns   the counts, code by code
    place      (n, m) for every unit and code the position of its pattern among the k of `patterns`
    """

    patterns: Patterns
    place: NDArray[Any]

    def distinct(self) -> tuple[Counts, NDArray[np.float64]]:
        """Return the distinct units over all codes as counts (u, m, k) of one unit each, and how often each occurs."""
        rows = np.ascontiguousarray(self.place)
        as_bytes = rows.view(np.dtype((np.void, rows.dtype.itemsize * rows.shape[1]))).ravel()
        _, first, often = np.unique(as_bytes, return_index=True, return_counts=True)
        return self._one_hot(rows[first]), often.astype(np.float64)

    def by_case(self, cases: ArrayLike) -> Counts:
        """Return the counts of each case, (cases, m, k); `cases` (n,) names the case of each unit."""
        _, case = np.unique(np.asarray(cases), return_inverse=True)
        m = self.place.shape[1]
        k = self.patterns.counts.shape[-1]
        size = (int(case.max(initial=-1)) + 1, m, k)
        cell = (case.reshape(-1, 1) * m + np.arange(m)) * k + self.place
        return np.bincount(cell.ravel(), minlength=size[0] * m * k).reshape(size)

    def _one_hot(self, rows: NDArray[Any]) -> Counts:
        counts = np.zeros((*rows.shape, self.patterns.counts.shape[-1]), np.int8)
        np.put_along_axis(counts, rows[..., None].astype(np.int64), 1, axis=2)
        return counts


def joint_patterns(
    applied: NDArray[np.bool_],
    coded: NDArray[np.bool_] | None = None,
    *,
    codes: Sequence[str] | None = None,
    coders: Sequence[str] | None = None,
) -> JointPatterns:
    """Return the patterns of marks together with the pattern of each single unit.

    applied   (n, r, m) booleans: units x coders x codes
    coded     (n, r) booleans: which coder finished which unit; by default every coder every unit
    """
    n, r, m = applied.shape
    powers = 3 ** np.arange(r - 1, -1, -1, dtype=np.int64)
    keys = np.zeros((n, m), np.int64)
    for coder in range(r):
        answer = 1 + applied[:, coder].astype(np.int64)
        keys += powers[coder] * (answer if coded is None else np.where(coded[:, coder, None], answer, 0))
    found, place = _numbered(keys, 3**r)
    answers = ((found[:, None] // powers) % 3 - 1).astype(np.int8)
    cell = np.arange(m) * len(found) + place
    counts = np.bincount(cell.ravel(), minlength=m * len(found)).reshape(m, len(found))
    named = names_of("code", m, codes), names_of("coder", r, coders)
    return JointPatterns(Patterns(*named, APPLIED, answers, counts), place)


def joint_patterns_of(coded_units: CodedUnits) -> JointPatterns:
    """Return the patterns of codings together with the pattern of each single unit."""
    return joint_patterns(coded_units.marks(), coded_units.coded, codes=coded_units.codes, coders=coded_units.coders)


def _numbered(keys: NDArray[np.int64], size: int) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Return the distinct keys in order, and the place of each key among them in the smallest integers that fit."""
    if size <= _TABLE:
        found = np.flatnonzero(np.bincount(keys.ravel(), minlength=size))
        table = np.zeros(size, np.min_scalar_type(max(len(found) - 1, 0)))
        table[found] = np.arange(len(found))
        return found, table[keys]
    found, place = np.unique(keys, return_inverse=True)
    return found, place.reshape(keys.shape).astype(np.min_scalar_type(max(len(found) - 1, 0)))
