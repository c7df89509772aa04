"""Each coder against the others on the same units, in sums: what the table of coders is made of.

For coder g, unit i and code c, x is 1 where g applied c to i, and s the share of the other coders of i who did. Only
units that somebody else coded too can say anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..coefficients.parts import ratio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from ..counts.coded_units import CodedUnits
    from ..counts.patterns import Floats

_CELLS_AT_ONCE = 1 << 21  # units x codes of one coder looked at at a time


@dataclass(frozen=True)
class CoderSums:
    """One row per coder (r), summed over the units that somebody else coded too.

    n          (r,) units
    own        (r, m) how often the coder applied each code
    others     (r, m) how often the others did, as a mean of them on each unit: the sum of s
    squares    (r, m) the sum of (x - s)^2
    agreement  (r,) the share of decisions on which the coder agrees with another coder of the unit, drawn at random
    kappa, se  (r,) the same corrected for chance, pooled over codes, with its standard error
    """

    n: Floats
    own: Floats
    others: Floats
    squares: Floats
    agreement: Floats
    kappa: Floats
    se: Floats


def coder_sums(coded_units: CodedUnits) -> CoderSums:
    """Return the sums of every coder; NaN where nobody else coded any of the coder's units.

    Kappa is (Ao - Ae) / (1 - Ae) with Ao and Ae summed over the codes: by chance, coder and others apply a code to as
    many units as they do, unrelated. With two coders it is De Vries et al.'s (2008) pooled kappa; with one code and
    units that all coded it is the sum over the other coders of what the two agree beyond chance, over the sum of what
    they could: Schouten's (1982) kappa of one observer against the others. Its error is linearised over units.
    """
    r, m = len(coded_units.coders), len(coded_units.codes)
    n, squares = np.zeros(r), np.zeros((r, m))
    own, others, agreed = np.zeros((r, m)), np.zeros((r, m)), np.zeros(r)
    for coder, x, s in _compared(coded_units):
        n[coder] += len(x)
        own[coder] += x.sum(0)
        others[coder] += s.sum(0)
        squares[coder] += ((x - s) ** 2).sum(0)
        agreed[coder] += (x * s + (1 - x) * (1 - s)).sum()
    p, q = ratio(own, n[:, None]), ratio(others, n[:, None])
    observed = ratio(agreed, n)
    expected = (p * q + (1 - p) * (1 - q)).sum(1)
    room = np.where(m - expected > 1e-12 * max(m, 1), m - expected, np.nan)
    kappa = (observed - expected) / room
    spread = np.zeros(r)
    for coder, x, s in _compared(coded_units):
        agreeing = (x * s + (1 - x) * (1 - s)).sum(1) - observed[coder]
        chance = (x - p[coder]) @ (2 * q[coder] - 1) + (s - q[coder]) @ (2 * p[coder] - 1)
        spread[coder] += (((agreeing - (1 - kappa[coder]) * chance) / room[coder]) ** 2).sum()
    se = np.sqrt(ratio(spread, n * np.maximum(n - 1, 0)))
    return CoderSums(n, own, others, squares, observed / max(m, 1), kappa, se)


def _compared(coded_units: CodedUnits) -> Iterator[tuple[int, Floats, Floats]]:
    """Yield coder, own marks and shares of the others (units, m), for some of the coder's units at a time."""
    n, m = len(coded_units.units), len(coded_units.codes)
    n_coders = coded_units.coded.sum(1)
    cells = coded_units.unit * m + coded_units.code
    times = np.bincount(cells, minlength=n * m).astype(np.min_scalar_type(int(n_coders.max(initial=0))))
    applied_by = times.reshape(n, m)
    order = np.lexsort((coded_units.unit, coded_units.coder))
    unit, code = coded_units.unit[order], coded_units.code[order]
    starts = np.searchsorted(coded_units.coder[order], np.arange(len(coded_units.coders) + 1))
    step = max(_CELLS_AT_ONCE // max(m, 1), 1)
    for coder in range(len(coded_units.coders)):
        mine = slice(starts[coder], starts[coder + 1])
        shared = np.flatnonzero(coded_units.coded[:, coder] & (n_coders >= 2))
        for first in range(0, len(shared), step):
            units = shared[first : first + step]
            x = np.zeros((len(units), m))
            place = np.minimum(np.searchsorted(units, unit[mine]), len(units) - 1)
            here = units[place] == unit[mine]
            x[place[here], code[mine][here]] = 1
            yield coder, x, (applied_by[units] - x) / (n_coders[units, None] - 1)


@dataclass(frozen=True)
class CommonAnswer:
    """The set of codes that each coder gave most often (r), over the units that somebody else coded too.

    codes    the positions of its codes
    n        to how many units the coder gave exactly it
    others   to how many of the coder's units the others did, as a mean of them on each unit
    squares  the sum of the squared differences, unit by unit
    """

    codes: tuple[tuple[int, ...], ...]
    n: Floats
    others: Floats
    squares: Floats


def common_answers(coded_units: CodedUnits) -> CommonAnswer:
    """Return the answer that each coder gave most often, and how often the others gave it to the same units."""
    r = len(coded_units.coders)
    unit, coder, answer, first = _answers(coded_units)
    n_coders = np.bincount(unit, minlength=len(coded_units.units))
    shared = n_coders[unit] >= 2
    unit, coder, answer = unit[shared], coder[shared], answer[shared]
    size = len(first)
    pairs, often = np.unique(coder * size + answer, return_counts=True)
    best = np.lexsort((-often, pairs // size))
    chosen = best[np.flatnonzero(np.diff(pairs[best] // size, prepend=-1))]
    common, n = np.full(r, -1), np.zeros(r)
    common[pairs[chosen] // size], n[pairs[chosen] // size] = pairs[chosen] % size, often[chosen]
    given, times = np.unique(unit * size + answer, return_counts=True)
    wanted = unit * size + common[coder]
    place = np.minimum(np.searchsorted(given, wanted), max(len(given) - 1, 0))
    all_gave = np.where(given[place] == wanted, times[place], 0) if len(given) else np.zeros(0)
    own = answer == common[coder]
    share = (all_gave - own) / np.maximum(n_coders[unit] - 1, 1)
    codes = tuple(_codes_of(coded_units, *first[which]) if which >= 0 else () for which in common)
    others = np.bincount(coder, weights=share, minlength=r).astype(float)
    squares = np.bincount(coder, weights=(own - share) ** 2, minlength=r).astype(float)
    return CommonAnswer(codes, n, others, squares)


def _answers(
    coded_units: CodedUnits,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return unit, coder and number of the set of codes of all that was coded, and where each set first stands.

    Sets are told apart by the sum of a random number of 64 bits for each of their codes.
    """
    signs = np.random.default_rng(0).integers(1, 2**63, len(coded_units.codes), np.uint64)
    r = len(coded_units.coders)
    key = coded_units.unit * r + coded_units.coder
    order = np.argsort(key, kind="stable")
    unit, coder = np.nonzero(coded_units.coded)
    answer = np.zeros(len(unit), np.uint64)
    if len(key):
        starts = np.flatnonzero(np.diff(key[order], prepend=-1))
        sums = np.add.reduceat(signs[coded_units.code[order]], starts)
        answer[np.searchsorted(unit * r + coder, key[order][starts])] = sums
    _, first, number = np.unique(answer, return_index=True, return_inverse=True)
    return unit, coder, number.reshape(-1), np.stack([unit[first], coder[first]], 1)


def _codes_of(coded_units: CodedUnits, unit: int, coder: int) -> tuple[int, ...]:
    given = coded_units.code[(coded_units.unit == unit) & (coded_units.coder == coder)]
    return tuple(sorted(int(code) for code in given))
