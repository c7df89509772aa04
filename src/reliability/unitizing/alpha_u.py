"""alpha_U: with which agreement coders located the spans of one code. Krippendorff (1995), (2004).

Disagreement is how far the boundaries of overlapping spans lie apart, squared, and the squared length of the spans that
meet nothing of the other coder's.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from ...errors import InputError
from ..chance import beyond_chance

if TYPE_CHECKING:
    from ..counts.patterns import Floats
    from .spans import Continuum


@dataclass(frozen=True)
class AlphaU:
    """alpha_U per code: value (NaN when undefined), observed and expected disagreement, and all codes together."""

    codes: tuple[str, ...]
    value: Floats
    observed: Floats
    expected: Floats
    overall: float


def alpha_u(continuum: Continuum, *, continuous: bool = False) -> AlphaU:
    """Return alpha_U, with which several coders located spans of each code on the continuum.

    Overlapping spans that a coder gave the same code count as one; spans that only touch stay two. The continuum is cut
    into whole steps, the characters of a text; `continuous` takes the limit of ever finer steps, for time. Alpha is NaN
    for a code that nobody used. Over all codes it is 1 - sum of observed over sum of expected disagreement.
    Krippendorff (1995), Sociological Methodology 25; (2004), Quality and Quantity 38. Raises InputError for one coder.
    """
    need_two(continuum)
    step = 0.0 if continuous else 1.0
    by_code = [_disagreement(continuum, code, step) for code in range(len(continuum.codes))]
    observed, expected = np.array(by_code, float).reshape(-1, 2).T
    value = alpha_of(observed, expected)
    overall = float(alpha_of(observed.sum(), expected.sum()))
    return AlphaU(continuum.codes, value, observed, expected, overall)


def need_two(continuum: Continuum) -> None:
    """Raise InputError when there is only one coder."""
    if len(continuum.coders) < 2:
        raise InputError("agreement on spans compares coders, but there is only one.", fix="Add a second coder.")


def alpha_of(observed: Floats | float, expected: Floats | float) -> Floats:
    """Return 1 - observed / expected disagreement; NaN where none is expected."""
    return beyond_chance(np.subtract(expected, observed), 0.0, np.asarray(expected, float))


def _disagreement(continuum: Continuum, code: int, step: float) -> tuple[float, float]:
    """Return observed and expected disagreement on one code."""
    units = [continuum.units(coder, code) for coder in range(len(continuum.coders))]
    m, whole = len(units), continuum.length
    apart = sum(_apart(*mine, *theirs) for mine, theirs in permutations(units, 2))
    lengths = np.concatenate([end - start for start, end in units])
    gaps = np.concatenate([_gaps(start, end, whole) for start, end in units])
    between_units = (len(lengths) - 1) / 3 * (2 * lengths**3 - 3 * step * lengths**2 + step * lengths)
    into_gaps = lengths**2 * _room(gaps, lengths, step)
    places = m * whole * (m * whole - step) - (lengths * (lengths - step)).sum()
    expected = 2 / whole * (between_units + into_gaps).sum() / places if len(lengths) else 0.0
    return float(apart / (m * (m - 1) * whole**2)), float(expected)


def _apart(start: Floats, end: Floats, other_start: Floats, other_end: Floats) -> float:
    """Return how far one coder's units lie from the other's: squared shifts of both ends where two units overlap.

    A unit that meets none of the other's counts its squared length twice, because the pair of coders comes in both
    orders while only this one sees the unit alone.
    """
    first = np.searchsorted(other_end, start, "right")
    n = np.searchsorted(other_start, end, "left") - first
    mine = np.repeat(np.arange(len(start)), n)
    theirs = np.repeat(first - np.append(0, np.cumsum(n)[:-1])[: len(n)], n) + np.arange(n.sum())
    shifts = (start[mine] - other_start[theirs]) ** 2 + (end[mine] - other_end[theirs]) ** 2
    alone = n == 0
    return float(shifts.sum() + 2 * ((end - start)[alone] ** 2).sum())


def _gaps(start: Floats, end: Floats, whole: float) -> Floats:
    gaps: Floats = np.append(start, whole) - np.append(0.0, end)
    return gaps[gaps > 0]


def _room(gaps: Floats, lengths: Floats, step: float) -> Floats:
    """Return, for units of these lengths, in how many places they would lie wholly within a gap."""
    gaps = np.sort(gaps)
    first = np.searchsorted(gaps, lengths, "left")
    total = np.append(np.cumsum(gaps[::-1])[::-1], 0.0)[first]
    room: Floats = total + (len(gaps) - first) * (step - lengths)
    return room
