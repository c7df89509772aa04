"""Counting dense marks: eight units to a byte, so that intersections of coders are single operations on the bits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ...errors import InputError
from .coded_units import CodedUnits
from .many_coders import patterns_of_many_coders
from .patterns import APPLIED, MISSING, Patterns, names_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEW_CODERS = 5  # up to which all intersections of coders are cheaper to count than to look at unit by unit
_BLOCK = 1 << 23  # bytes of marks packed at a time: they stay in the processor's cache
_ROWS = 24  # rows of bit counts (at most 8 each) that a byte can add up


def patterns_of_marks(
    applied: NDArray[np.bool_],
    coded: NDArray[np.bool_] | None = None,
    *,
    codes: Sequence[str] | None = None,
    coders: Sequence[str] | None = None,
) -> Patterns:
    """Return the patterns of a dense array of marks.

    applied   (n, r, m) booleans: units x coders x codes
    coded     (n, r) booleans: which coder finished which unit; by default every coder every unit

    Raises InputError when the shapes do not fit, or when something was applied to a unit that was not coded.
    """
    applied = np.asarray(applied)
    if applied.ndim != 3 or applied.dtype != bool:
        raise InputError(
            f"marks must be true or false in three dimensions, not {applied.dtype} in {applied.ndim}.",
            fix="Give an array of booleans, units x coders x codes.",
        )
    n, r, m = applied.shape
    coders, codes = names_of("coder", r, coders), names_of("code", m, codes)
    if (len(coders), len(codes)) != (r, m) or (coded is not None and np.shape(coded) != (n, r)):
        raise InputError("the names or the coded units do not fit the marks.", fix=f"Marks are {n} x {r} x {m}.")
    if coded is None:
        given, counts = _patterns_of_group(applied, None, np.ones(r, bool))
        return Patterns(codes, coders, APPLIED, given, counts)
    if applied[~coded].any():
        raise InputError("something was applied to a unit that its coder did not finish.", fix="Mark it as coded.")
    kinds, group = np.unique(coded, axis=0, return_inverse=True)
    found = [(np.zeros((0, r), np.int8), np.zeros((m, 0), np.int64))]
    for i, kind in enumerate(kinds):
        if kind.any():
            found.append(_patterns_of_group(applied, np.flatnonzero(group.ravel() == i), kind))
    answers = np.concatenate([given for given, _ in found])
    return Patterns(codes, coders, APPLIED, answers, np.concatenate([counts for _, counts in found], axis=1))


def _patterns_of_group(
    applied: NDArray[np.bool_], units: NDArray[np.int64] | None, finished: NDArray[np.bool_]
) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    """Return answers (k, r) and counts (m, k) of the `units` (None for all), which the same coders `finished`."""
    coders = np.flatnonzero(finished)
    n, r, m = len(applied) if units is None else len(units), len(coders), applied.shape[2]
    if r > FEW_CODERS:
        return _patterns_unit_by_unit(applied if units is None else applied[units], finished)
    together = np.zeros((1 << r, m), np.int64)
    per_block = max(_BLOCK // max(applied.shape[1] * m, 1) // (8 * _ROWS), 1) * 8 * _ROWS
    for start in range(0, n, per_block):
        block = applied[start : start + per_block] if units is None else applied[units[start : start + per_block]]
        if r < len(finished):
            block = block[:, coders]
        together += _count_together(_packed(block))
    together[0] = n
    exactly = only(together)
    answers = np.full((1 << r, len(finished)), MISSING, np.int8)
    answers[:, coders] = (np.arange(1 << r)[:, None] >> np.arange(r)) & 1
    return answers, exactly.T


def _packed(block: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return marks (n, r, m) with eight units to a byte, (n / 8, r, m); which eight does not matter for counting."""
    n, r, m = block.shape
    rows = -(-n // (8 * _ROWS)) * _ROWS
    size = rows * r * m
    marks = np.ascontiguousarray(block).reshape(-1)
    packed = np.zeros(size // 8, np.uint64)
    for start in reversed(range(0, n * r * m, size)):
        eighth = marks[start : start + size]
        if len(eighth) < size:
            eighth = np.append(eighth, np.zeros(size - len(eighth), bool))
        packed <<= 1
        packed |= eighth.view(np.uint64)
    as_bytes: NDArray[np.uint8] = packed.view(np.uint8)
    return as_bytes.reshape(rows, r, m)


def _count_together(packed: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return, for each set of coders but the empty one, to how many units all of them applied each code, (2^r, m)."""
    rows, r, m = packed.shape
    common = np.zeros((1 << r, rows, m), np.uint8)
    for g in range(r):
        common[1 << g] = packed[:, g]
        np.bitwise_and(common[1 : 1 << g], common[1 << g], out=common[(1 << g) + 1 : 2 << g])
    bits = np.bitwise_count(common).reshape(1 << r, _ROWS, rows // _ROWS, m)
    together: NDArray[np.int64] = bits.sum(1, dtype=np.uint8).sum(1, dtype=np.int64)
    return together


def only(together: NDArray[np.int64]) -> NDArray[np.int64]:
    """Turn counts of units for *at least* each set of coders into counts for exactly this set (inclusion-exclusion)."""
    exactly = together.copy()
    for g in range(len(together).bit_length() - 1):
        sets = np.arange(len(together))
        without = sets[(sets >> g) & 1 == 0]
        exactly[without] -= exactly[without | (1 << g)]
    return exactly


def _patterns_unit_by_unit(
    applied: NDArray[np.bool_], finished: NDArray[np.bool_]
) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    n, r, m = applied.shape
    coded = np.broadcast_to(finished, (n, r))
    unit, coder, code = np.nonzero(applied)
    names = tuple(map(str, range(max(r, m))))
    patterns = patterns_of_many_coders(CodedUnits(np.arange(n), names[:r], names[:m], unit, coder, code, coded))
    return patterns.answers, patterns.counts
