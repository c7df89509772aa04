"""Agreement on sets: when a coder may give a unit several codes, the answer is the set of codes applied.

Two answers can then agree in part. Krippendorff's alpha takes that up through a distance between sets: Jaccard's, or
MASI, which also asks whether one set contains the other.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..errors import no_such
from .chance import beyond_chance
from .counts.patterns import MISSING, Floats

if TYPE_CHECKING:
    from .counts.coded_units import CodedUnits

Members: TypeAlias = NDArray[np.bool_]
SetDistance: TypeAlias = "Callable[[NDArray[Any], NDArray[Any], NDArray[Any]], Floats]"
NOT_PAIRED = "No unit was coded by two coders."
ALL_ALIKE = "Every coder gave the same set to every unit."
_BLOCK = 256  # rows of the distance matrix held at a time


@dataclass(frozen=True)
class SetAnswers:
    """Which set of codes each coder gave each unit.

    coders   who answered (r)
    codes    what a set may hold (m)
    members  (s, m) the distinct sets that occur: True where the set holds the code
    answers  (n, r) index of the set that the coder gave the unit, -1 where the coder did not code it
    """

    coders: tuple[str, ...]
    codes: tuple[str, ...]
    members: Members
    answers: NDArray[np.int64]

    def pairable(self) -> NDArray[np.int64]:
        """Return the answers on units that two coders or more coded, shape (n', r)."""
        several: NDArray[np.bool_] = (self.answers != MISSING).sum(1) >= 2
        return self.answers[several]


def set_answers(coded_units: CodedUnits) -> SetAnswers:
    """Return the sets of codes that the coders gave the units they finished."""
    coded = coded_units.coded
    cell = np.cumsum(coded) - 1
    rows = cell[coded_units.unit * len(coded_units.coders) + coded_units.coder]
    members, inverse = _distinct(rows, coded_units.code, (int(coded.sum()), len(coded_units.codes)))
    answers = np.full(coded.shape, MISSING, np.int64)
    answers[coded] = inverse
    return SetAnswers(coded_units.coders, coded_units.codes, members, answers)


def _distinct(rows: NDArray[Any], columns: NDArray[Any], shape: tuple[int, int]) -> tuple[Members, NDArray[np.int64]]:
    """Return the distinct sets among `shape[0]` of them and which of these each one is, from the marked cells."""
    width = max(1, math.ceil(shape[1] / 8))
    weights = 2.0 ** (7 - columns % 8)
    packed = np.bincount(rows * width + columns // 8, weights, shape[0] * width).astype(np.uint8)
    distinct, inverse = np.unique(packed.reshape(shape[0], width), axis=0, return_inverse=True)
    return np.unpackbits(distinct, axis=1)[:, : shape[1]].astype(bool), inverse.reshape(-1)


def jaccard(common: NDArray[Any], a: NDArray[Any], b: NDArray[Any]) -> Floats:
    """Return Jaccard's distance of two sets of `a` and `b` codes, `common` of which are in both; arrays of one shape.

    It is 1 less the share that the common codes have in all codes of the two sets; two empty sets have distance 0.
    Jaccard (1912).
    """
    union = a + b - common
    return np.where(union > 0, 1 - common / np.maximum(union, 1), 0.0)


def masi(common: NDArray[Any], a: NDArray[Any], b: NDArray[Any]) -> Floats:
    """Return the MASI distance of two sets of `a` and `b` codes, `common` of which are in both; arrays of one shape.

    It is 1 - J M, where J is Jaccard's index and M is 1 for equal sets, 2/3 when one holds the other, 1/3 when they
    meet without that, and 0 when they have nothing in common; two empty sets have distance 0. Passonneau (2006).
    """
    equal, nested = (common == a) & (common == b), common == np.minimum(a, b)
    monotonicity = np.select([equal, common == 0, nested], [1.0, 0.0, 2 / 3], 1 / 3)
    distance: Floats = 1 - (1 - jaccard(common, a, b)) * monotonicity
    return distance


DISTANCES: dict[str, SetDistance] = {"masi": masi, "jaccard": jaccard}


def set_distances(a: Members, b: Members, distance: str = "masi") -> Floats:
    """Return the distance of every set of `a` (s, m) from every set of `b` (t, m), shape (s, t).

    Raises InputError when there is no distance of this name.

    >>> import numpy as np
    >>> sets = np.array([[True, True, False], [True, False, False], [False, False, False]])
    >>> set_distances(sets, sets, "jaccard").tolist()
    [[0.0, 0.5, 1.0], [0.5, 0.0, 1.0], [1.0, 1.0, 0.0]]
    """
    common = a.astype(np.float64) @ b.T.astype(np.float64)
    sizes = np.broadcast_arrays(a.sum(1)[:, None], b.sum(1)[None, :])
    return _distance(distance)(common, *sizes)


@dataclass(frozen=True)
class SetAlpha:
    """Krippendorff's alpha on sets: its value (NaN when undefined), and observed and expected disagreement."""

    value: float
    observed: float
    expected: float
    reason: str = ""


def set_alpha(answers: SetAnswers, distance: str = "masi") -> SetAlpha:
    """Return Krippendorff's alpha of two coders or more who gave sets, with `distance` "masi" or "jaccard".

    Units that fewer than two coders coded do not count. Alpha is undefined, with the reason, when no unit was coded by
    two coders, and when every coder gave one and the same set throughout. Krippendorff (2004), with the distances of
    Passonneau (2006) and Jaccard (1912).
    """
    measure = _distance(distance)
    pairable = answers.pairable()
    if not len(pairable):
        return SetAlpha(math.nan, math.nan, math.nan, NOT_PAIRED)
    observed = _observed(pairable, answers.members, measure)
    expected = _expected(np.bincount(pairable[pairable != MISSING]), answers.members, measure)
    value = float(beyond_chance(1 - observed, 1 - expected))
    return SetAlpha(value, observed, expected, ALL_ALIKE if math.isnan(value) else "")


def _distance(name: str) -> SetDistance:
    if name not in DISTANCES:
        raise no_such("distance", name, DISTANCES, among="between sets")
    return DISTANCES[name]


def _observed(pairable: NDArray[np.int64], members: Members, measure: SetDistance) -> float:
    """Return the mean distance between two answers to the same unit, each unit weighted by its number of answers."""
    rows, counts = np.unique(pairable, axis=0, return_counts=True)
    coded = rows != MISSING
    total = np.zeros(len(rows))
    for i in range(rows.shape[1]):
        for j in range(i):
            both = np.flatnonzero(coded[:, i] & coded[:, j])
            total[both] += 2 * _elementwise(members[rows[both, i]], members[rows[both, j]], measure)
    answers = coded.sum(1)
    return float((counts * total / (answers - 1)).sum() / (counts * answers).sum())


def _elementwise(a: Members, b: Members, measure: SetDistance) -> Floats:
    return measure((a & b).sum(1), a.sum(1), b.sum(1))


def _expected(uses: NDArray[np.int64], members: Members, measure: SetDistance) -> float:
    """Return the mean distance between any two of the answers, whichever units they belong to.

    The distance hangs on the sizes of two sets and on how many codes they share, so it is looked up, size by size.
    """
    used = np.flatnonzero(uses)
    sizes = members[used].sum(1)
    groups = [used[sizes == size] for size in np.unique(sizes)]
    total = 0.0
    for at, group in enumerate(groups):
        for other in groups[at:]:
            twice = 1 if other is group else 2
            total += twice * _total_distance(uses, members, group, other, measure)
    n = float(uses.sum())
    return total / (n * (n - 1))


def _total_distance(
    uses: NDArray[np.int64], members: Members, group: NDArray[Any], other: NDArray[Any], measure: SetDistance
) -> float:
    """Return the distances between the answers with sets of one size and those with sets of another, added up."""
    first, second = (int(members[some[0]].sum()) for some in (group, other))
    shared = np.arange(min(first, second) + 1)
    known = measure(shared, np.full_like(shared, first), np.full_like(shared, second))
    theirs, weights = members[other].T.astype(np.float32), uses[other].astype(np.float64)
    total = 0.0
    for at in range(0, len(group), _BLOCK):
        rows = group[at : at + _BLOCK]
        common = (members[rows].astype(np.float32) @ theirs).astype(np.intp)
        total += float(uses[rows] @ (known[common] @ weights))
    return total
