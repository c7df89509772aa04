"""The u-alpha family: agreement on stretches and codes by the lengths of their intersections.

Krippendorff, Mathet, Bouvry & Widlöcher (2016) replaced alpha_U, which did not behave as expected for more than two
coders, by four coefficients: of everything (u-alpha), of coded against uncoded (|u-alpha), of the codes where coders
marked something (cu-alpha), and of each of these codes ((k)u-alpha).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from ...errors import InputError
from .alpha_u import alpha_of, need_two

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..counts.patterns import Floats
    from .spans import Continuum

_GAP = 0


@dataclass(frozen=True)
class UAlphas:
    """The u-alpha family (NaN when undefined).

    u         all sections of the continuum, units with their codes as well as gaps
    binary    |u-alpha: units of whatever code against gaps
    cu        the codes, where coders' units intersect; `covered` is the share of the continuum that this speaks of
    by_code   (k)u-alpha of each code, (codes,); `covered_by_code` is the share of its matter that this speaks of
    """

    codes: tuple[str, ...]
    u: float
    binary: float
    cu: float
    covered: float
    by_code: Floats
    covered_by_code: Floats


def u_alphas(continuum: Continuum) -> UAlphas:
    """Return u-alpha, |u-alpha, cu-alpha and (k)u-alpha of two coders or more.

    One coder's units must not overlap: what is marked with two codes at once has no single value. Raises InputError for
    one coder, and for overlapping units. Krippendorff, Mathet, Bouvry & Widlöcher (2016), Quality & Quantity 50;
    Krippendorff (2019), section 12.6.
    """
    need_two(continuum)
    cells = _partition(continuum)
    observed = cells.coincidences()
    expected = _expected(observed, cells.squares())
    valued = observed[1:, 1:]
    expected_valued = _expected(valued, cells.pairable_squares()[1:])
    total = observed.sum(1)[1:]
    return UAlphas(
        continuum.codes,
        _nominal_alpha(observed, expected),
        _nominal_alpha(_collapsed(observed), _collapsed(expected)),
        _nominal_alpha(valued, expected_valued),
        float(valued.sum() / observed.sum()) if observed.sum() else math.nan,
        _alpha_by_code(valued, expected_valued),
        np.divide(valued.sum(1), total, out=np.full(len(total), math.nan), where=total > 0),
    )


@dataclass(frozen=True)
class _Cells:
    """The continuum cut wherever any coder's unit begins or ends.

    length   (n,) of each piece
    value    (n, m) each coder's code there, from 1; 0 in a gap
    section  (n, m) which of the coders' sections the piece belongs to; sections are numbered across coders
    values   (sections,) the value of each section
    q        how many values there are, the gap among them
    """

    length: Floats
    value: NDArray[np.int64]
    section: NDArray[np.int64]
    values: NDArray[np.int64]
    q: int

    def coincidences(self) -> Floats:
        """Return how much of value c meets value k between coders, (q, q); the whole is m times the continuum."""
        q, m = self.q, self.value.shape[1]
        total = np.zeros(q * q)
        for i, j in permutations(range(m), 2):
            total += np.bincount(self.value[:, i] * q + self.value[:, j], self.length, q * q)
        pairs: Floats = total.reshape(q, q) / (m - 1)
        return pairs

    def squares(self) -> Floats:
        """Return, value by value, what pairs sections with themselves: squared lengths, of gaps just the lengths."""
        lengths = self._by_section(np.ones_like(self.value, float))
        return np.bincount(self.values, np.where(self.values == _GAP, lengths, lengths**2), self.q).astype(float)

    def pairable_squares(self) -> Floats:
        """Return the same for the parts of units that meet units of other coders, coder by coder."""
        m = self.value.shape[1]
        total = np.zeros(self.q)
        for j in range(m):
            met = np.repeat((self.value[:, [j]] != _GAP), m, axis=1).astype(float)
            met[:, j] = 0.0
            total += np.bincount(self.values, self._by_section(met) ** 2, self.q)
        squares: Floats = total / (m - 1)
        return squares

    def _by_section(self, weight: Floats) -> Floats:
        lengths = (self.length[:, None] * weight).ravel()
        return np.bincount(self.section.ravel(), lengths, len(self.values)).astype(float)


def _partition(continuum: Continuum) -> _Cells:
    cuts = np.unique(np.concatenate([[0.0, continuum.length], continuum.start, continuum.end]))
    n, m = len(cuts) - 1, len(continuum.coders)
    value, section = np.zeros((n, m), np.int64), np.zeros((n, m), np.int64)
    values: list[NDArray[np.int64]] = []
    known = 0
    for coder in range(m):
        unit, mine = _units_of_pieces(continuum, coder, cuts)
        value[:, coder] = np.where(unit >= 0, mine[unit] + 1 if len(mine) else _GAP, _GAP)
        new = np.append(True, np.diff(unit) != 0)[:n]
        section[:, coder] = known + np.cumsum(new) - 1
        values.append(value[new, coder])
        known += int(new.sum())
    return _Cells(np.diff(cuts), value, section, np.concatenate(values), len(continuum.codes) + 1)


def _units_of_pieces(continuum: Continuum, coder: int, cuts: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the unit of the coder that each piece between two cuts lies in (-1: none), and the units' codes."""
    mine = np.flatnonzero(continuum.coder == coder)
    mine = mine[np.argsort(continuum.start[mine], kind="stable")]
    start, end = continuum.start[mine], continuum.end[mine]
    overlap = np.flatnonzero(start[1:] < end[:-1])
    if len(overlap):
        first, second = (continuum.codes[continuum.code[mine[int(overlap[0]) + step]]] for step in (0, 1))
        raise InputError(
            f'{continuum.coders[coder]} marked overlapping stretches with "{first}" and "{second}"; the u-alphas need '
            "codes that exclude each other.",
            where="table spans",
            fix="Choose codes of which a coder uses one at a time, or use alpha_U, which takes each code by itself.",
        )
    unit = np.searchsorted(start, cuts[:-1], "right") - 1
    inside = (unit >= 0) & (cuts[:-1] < end[unit] if len(mine) else False)
    return np.where(inside, unit, -1), continuum.code[mine]


def _expected(observed: Floats, squares: Floats) -> Floats:
    """Return the expected coincidences (q, q): products of the margins, less what pairs a section with itself."""
    margin, whole = observed.sum(1), observed.sum()
    products = np.outer(margin, margin) - np.diag(squares)
    places = whole**2 - squares.sum()
    return whole * products / places if places > 0 else np.zeros_like(observed)


def _nominal_alpha(observed: Floats, expected: Floats) -> float:
    return float(alpha_of(observed.sum() - np.trace(observed), expected.sum() - np.trace(expected)))


def _collapsed(coincidences: Floats) -> Floats:
    gap, whole = coincidences[0, 0], coincidences.sum()
    gap_to_units = coincidences[0, 1:].sum()
    return np.array([[gap, gap_to_units], [gap_to_units, whole - gap - 2 * gap_to_units]])


def _alpha_by_code(observed: Floats, expected: Floats) -> Floats:
    """Return (k)u-alpha: what share of a code's matter meets other codes, against the share expected. Eq. 13b."""
    margins = observed.sum(1), expected.sum(1)
    shares = (
        np.divide(margin - np.diag(matrix), margin, out=np.full(len(margin), math.nan), where=margin > 0)
        for margin, matrix in zip(margins, (observed, expected), strict=True)
    )
    return alpha_of(*shares)
