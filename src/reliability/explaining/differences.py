"""Where two coders differ: every code that one applied to a unit and the other, who coded it too, did not."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..counts.coded_units import CodedUnits


@dataclass(frozen=True)
class Differences:
    """The differences of two coders on the units that both coded.

    coders    the two of them, a and b
    both      (n,) which units both coded
    n_a, n_b  how many codes each of them applied there
    only_a    units and codes (2, d) that a applied and b did not, by unit
    only_b    the other way round
    """

    coders: tuple[str, str]
    both: NDArray[np.bool_]
    n_a: int
    n_b: int
    only_a: NDArray[np.int64]
    only_b: NDArray[np.int64]

    @property
    def per_unit(self) -> NDArray[np.int64]:
        """On how many codes they differ, unit by unit, shape (n,); 0 where not both coded."""
        units = np.concatenate([self.only_a[0], self.only_b[0]])
        return np.bincount(units, minlength=len(self.both)).astype(np.int64)


def differences(coded_units: CodedUnits, a: str, b: str) -> Differences:
    """Return where coders `a` and `b` differ. Raises InputError for an unknown coder."""
    pair = coded_units.of_coders((a, b))
    both: NDArray[np.bool_] = np.asarray(pair.coded.all(1))
    m = max(len(pair.codes), 1)
    applied = both[pair.unit]
    keys = pair.unit * m + pair.code
    by_a, by_b = (np.unique(keys[applied & (pair.coder == place)]) for place in (0, 1))
    only_a, only_b = (np.stack([only // m, only % m]) for only in (np.setdiff1d(by_a, by_b), np.setdiff1d(by_b, by_a)))
    return Differences((a, b), both, len(by_a), len(by_b), only_a, only_b)


def all_differences(coded_units: CodedUnits) -> list[Differences]:
    """Return the differences of every two coders."""
    return [differences(coded_units, a, b) for a, b in combinations(coded_units.coders, 2)]


def differences_by_unit(coded_units: CodedUnits) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how often two coders differ on a code of each unit, over all pairs of its coders, and its pairs, (n,)."""
    n, r, m = len(coded_units.units), len(coded_units.coders), max(len(coded_units.codes), 1)
    n_coders = coded_units.coded.sum(1)
    marks = np.unique((coded_units.unit * m + coded_units.code) * r + coded_units.coder)
    cells, applied = np.unique(marks // max(r, 1), return_counts=True)
    differing = np.zeros(n, np.int64)
    np.add.at(differing, cells // m, applied * (n_coders[cells // m] - applied))
    return differing, n_coders * (n_coders - 1) // 2
