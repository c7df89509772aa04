"""Counting the codings of many coders: of each code the units that somebody applied it to, and then the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .coded_units import coming_twice
from .patterns import APPLIED, MISSING, Patterns, merged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...errors import InputError
    from .coded_units import CodedUnits

MARKS_AT_ONCE = 1 << 26  # bytes, so that counting needs little memory beside its input
_IN_A_KEY = 40  # coders whose bits are one key, with room for the number of who finished the unit


def patterns_of_many_coders(coded_units: CodedUnits) -> Patterns:
    """Return the patterns of any number of coders, from the units that somebody applied a code to and the rest.

    Raises InputError when a coding comes twice.
    """
    r = len(coded_units.coders)
    check_once(coded_units)
    if r > _IN_A_KEY:
        return _patterns_row_by_row(coded_units)
    powers = 1 << np.arange(r, dtype=np.int64)
    finished, group = np.unique(coded_units.coded @ powers, return_inverse=True)
    code, key = _touched(coded_units, group << r)
    nothing = np.arange(len(finished), dtype=np.int64) << r
    known = np.union1d(nothing, key)
    m, k = len(coded_units.codes), len(known)
    counts = np.bincount(code * k + np.searchsorted(known, key), minlength=m * k).reshape(m, k)
    for number, often in enumerate(np.bincount(group, minlength=len(finished))):
        counts[:, np.searchsorted(known, nothing[number])] = often - counts[:, known >> r == number].sum(1)
    applied = (known[:, None] & powers) > 0
    coded = (finished[known >> r][:, None] & powers) > 0
    answers = np.where(coded, applied, MISSING).astype(np.int8)
    return Patterns(coded_units.codes, coded_units.coders, APPLIED, answers, counts)


def _touched(coded_units: CodedUnits, group: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return code and pattern of every unit x code that somebody applied, each once."""
    n, r = coded_units.coded.shape
    bits = next(kind for kind, size in ((np.uint8, 8), (np.uint16, 16), (np.uint32, 32), (np.uint64, 64)) if r <= size)
    step = max(MARKS_AT_ONCE // max(n, 1), 1)
    codes, keys = [], []
    for start in range(0, len(coded_units.codes), step):
        block = (coded_units.code >= start) & (coded_units.code < start + step)
        everything = bool(block.all())
        unit = coded_units.unit if everything else coded_units.unit[block]
        coder = coded_units.coder if everything else coded_units.coder[block]
        code = coded_units.code if everything else coded_units.code[block]
        cell = (code - start) * n + unit
        marks = np.zeros(step * n, bits)
        by_coder = [np.flatnonzero(coder == g) for g in range(r)]
        for g, rows in enumerate(by_coder):
            marks[cell[rows]] |= bits(1 << g)
        for g, rows in enumerate(by_coder):
            mark = marks[cell[rows]]
            first = (mark & bits((1 << g) - 1)) == 0
            codes.append(code[rows[first]])
            keys.append(group[unit[rows[first]]] | mark[first].astype(np.int64))
    return np.concatenate([np.zeros(0, np.int64), *codes]), np.concatenate([np.zeros(0, np.int64), *keys])


def _patterns_row_by_row(coded_units: CodedUnits) -> Patterns:
    answers, counts = [], []
    m = len(coded_units.codes)
    for place in range(m):
        given = np.where(coded_units.coded, 0, MISSING).astype(np.int8)
        rows = coded_units.code == place
        given[coded_units.unit[rows], coded_units.coder[rows]] = 1
        distinct, often = merged(given, np.ones(len(given), np.int64), len(APPLIED))
        answers.append(distinct)
        counts.append(np.zeros((m, len(distinct)), np.int64))
        counts[-1][place] = often
    together, totals = merged(np.concatenate(answers), np.concatenate(counts, axis=1), len(APPLIED))
    return Patterns(coded_units.codes, coded_units.coders, APPLIED, together, totals)


def check_once(coded_units: CodedUnits) -> None:
    """Raise InputError when a coding comes twice."""
    if len(np.unique(coded_units.keys())) != len(coded_units.unit):
        raise twice(coded_units)


def twice(coded_units: CodedUnits) -> InputError:
    """Return the error that names the first of the codings that come twice."""
    keys = np.sort(coded_units.keys())
    again = keys[1:][keys[1:] == keys[:-1]]
    first = int(np.flatnonzero(coded_units.keys() == again[0])[0])
    unit, coder = coded_units.units[coded_units.unit[first]], coded_units.coders[coded_units.coder[first]]
    return coming_twice(unit, coder, coded_units.codes[coded_units.code[first]], len(again))
