"""A bit per unit, coder and code: codings in numbers set them in any order, and kinds of units are counted apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .marks import only

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ROWS = 1 << 18  # of codings taken at a time: what is made of them stays in the processor's cache


def size_of(sizes: NDArray[np.int64], coders: int, codes: int) -> int:
    """Return how many bytes the bits take of kinds with so many units."""
    return int(_words(sizes).sum()) * 8 * coders * codes


def _words(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    return -(-sizes // 64)


class Bits:
    """Which coder applied which code to which unit. Units of a kind lie together, from a new word of 64 bits on."""

    def __init__(self, sizes: NDArray[np.int64], coders: int, codes: int, kind: NDArray[np.integer] | None = None):
        """Make room for kinds with so many units (k,), at least one each.

        kind   (n,) the kind of every unit, a number below k; None when all are of one
        """
        words = _words(sizes)
        self._sizes = sizes
        self._starts = np.concatenate([[0], np.cumsum(words)[:-1]]).astype(np.int64)
        self._bits = np.zeros((coders, codes, int(words.sum()) * 8), np.uint8)
        self._place = None if kind is None else self._places(kind)
        self.rows = 0

    def _places(self, kind: NDArray[np.integer]) -> NDArray[np.integer]:
        """Return the bit of every unit, (n,): in the order of the kinds."""
        order = np.argsort(kind, kind="stable")
        before = np.cumsum(self._sizes) - self._sizes
        bit = np.arange(len(order)) + np.repeat(64 * self._starts - before, self._sizes)
        places: NDArray[np.integer] = np.empty(len(order), np.int32 if self._bits.shape[2] < 1 << 28 else np.int64)
        places[order] = bit
        return places

    def add(self, unit: NDArray[np.integer], coder: NDArray[np.integer], code: NDArray[np.integer]) -> None:
        """Set the bits of some codings; a bit that is set again is carried, so that fewer are set than codings came."""
        _, m, width = self._bits.shape
        flat = self._bits.reshape(-1)
        for start in range(0, len(unit), _ROWS):
            rows = slice(start, start + _ROWS)
            bit = unit[rows] if self._place is None else self._place[unit[rows]]
            byte = (coder[rows].astype(np.int64) * m + code[rows]) * width + (bit >> 3)
            np.add.at(flat, byte, np.left_shift(np.uint8(1), (bit & 7).astype(np.uint8)))
        self.rows += len(unit)

    def counted(self) -> tuple[NDArray[np.int64], bool]:
        """Return to how many units of each kind exactly each set of coders applied each code, (2^r, m, k).

        And whether any coding came twice. The set of coders g is the number with these bits, the first the lowest.
        """
        words = self._bits.view(np.uint64)
        r, m, _ = words.shape
        together = np.zeros((1 << r, m, len(self._sizes)), np.int64)
        together[0] = self._sizes
        for code in range(m):
            common: list[NDArray[np.uint64] | None] = [None]
            for g in range(r):
                mine = words[g, code]
                common += [mine if others is None else others & mine for others in common]
            for number, both in enumerate(common):
                if both is not None and len(both):
                    ones = np.bitwise_count(both)
                    together[number, code] = np.add.reduceat(ones, self._starts, dtype=np.int64)
        twice = self.rows != int(together[1 << np.arange(r)].sum())
        return only(together), twice
