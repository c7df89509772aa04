"""Counting: from codings, marks, categories or tables to how often each pattern of answers occurs."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import InputError
from .categories import encoded
from .patterns import MISSING, Patterns, merged

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from .coded_units import CodedUnits

APPLIED = (False, True)
_MARKS_AT_ONCE = 1 << 26  # bytes, so that counting needs little memory beside its input
_BLOCK = 1 << 22  # bytes of marks packed at a time: they stay in the processor's cache
_FEW_CODERS = 5  # up to which all intersections of coders are cheaper to count than to look at unit by unit
_ROWS = 24  # rows of bit counts (at most 8 each) that a byte can add up


def patterns_of_codings(coded_units: CodedUnits) -> Patterns:
    """Return how often each pattern of applied, not applied, not coded occurs, code by code.

    The work grows with the number of codings, not with units x codes: what nobody applied follows by subtraction.
    """
    r = len(coded_units.coders)
    if r > 40:
        return _patterns_of_many_coders(coded_units)
    powers = 1 << np.arange(r, dtype=np.int64)
    finished, group = np.unique(coded_units.coded @ powers, return_inverse=True)
    code, key = _touched(coded_units, group << r)
    known = np.union1d(np.arange(len(finished), dtype=np.int64) << r, key) if len(finished) << r > 1 << 16 else None
    k = len(finished) << r if known is None else len(known)
    place = key if known is None else np.searchsorted(known, key)
    m = len(coded_units.codes)
    counts = np.bincount(code * k + place, minlength=m * k).reshape(m, k)
    keys = np.arange(k, dtype=np.int64) if known is None else known
    untouched = np.searchsorted(keys, np.arange(len(finished), dtype=np.int64) << r)
    per_group = np.bincount(group, minlength=len(finished))
    for number, column in enumerate(untouched):
        touched = counts[:, keys >> r == number].sum(1)
        counts[:, column] += per_group[number] - touched
    seen = counts.any(0)
    applied = (keys[seen, None] & powers) > 0
    coded = (finished[keys[seen] >> r][:, None] & powers) > 0
    answers = np.where(coded, applied, MISSING).astype(np.int8)
    return Patterns(coded_units.codes, coded_units.coders, APPLIED, answers, counts[:, seen])


def _touched(coded_units: CodedUnits, group: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return code and pattern of every unit x code that somebody applied, each once."""
    n, r = coded_units.coded.shape
    bits = next(kind for kind, size in ((np.uint8, 8), (np.uint16, 16), (np.uint32, 32), (np.uint64, 64)) if r <= size)
    step = max(_MARKS_AT_ONCE // max(n, 1), 1)
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


def _patterns_of_many_coders(coded_units: CodedUnits) -> Patterns:
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
    coders = tuple(coders) if coders is not None else tuple(f"coder {g + 1}" for g in range(r))
    codes = tuple(codes) if codes is not None else tuple(f"code {c + 1}" for c in range(m))
    if (len(coders), len(codes)) != (r, m) or (coded is not None and np.shape(coded) != (n, r)):
        raise InputError("the names or the coded units do not fit the marks.", fix=f"Marks are {n} x {r} x {m}.")
    if coded is None:
        given, counts = _patterns_of_group(applied, None, np.ones(r, bool))
        return Patterns(codes, coders, APPLIED, given, counts)
    if applied[~coded].any():
        raise InputError("something was applied to a unit that its coder did not finish.", fix="Mark it as coded.")
    kinds, group = np.unique(coded, axis=0, return_inverse=True)
    found = [_patterns_of_group(applied, np.flatnonzero(group.ravel() == i), kinds[i]) for i in range(len(kinds))]
    answers = np.concatenate([given for given, _ in found])
    return Patterns(codes, coders, APPLIED, answers, np.concatenate([counts for _, counts in found], axis=1))


def _patterns_of_group(
    applied: NDArray[np.bool_], units: NDArray[np.int64] | None, finished: NDArray[np.bool_]
) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    """Return answers (k, r) and counts (m, k) of the `units` (None for all), which the same coders `finished`."""
    coders = np.flatnonzero(finished)
    n, r, m = len(applied) if units is None else len(units), len(coders), applied.shape[2]
    if r > _FEW_CODERS:
        return _patterns_unit_by_unit(applied if units is None else applied[units], finished)
    together = np.zeros((1 << r, m), np.int64)
    together[0] = n
    per_block = max(_BLOCK // max(applied.shape[1] * m, 1) // (8 * _ROWS), 1) * 8 * _ROWS
    for start in range(0, n, per_block):
        block = applied[start : start + per_block] if units is None else applied[units[start : start + per_block]]
        if r < len(finished):
            block = block[:, coders]
        _count_together(_packed(block), together)
    exactly = _only(together)
    answers = np.full((1 << r, len(finished)), MISSING, np.int8)
    answers[:, coders] = (np.arange(1 << r)[:, None] >> np.arange(r)) & 1
    return answers, exactly.T


def _packed(block: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return marks (n, r, m) with eight units to a byte, (n / 8, r, m); which eight does not matter for counting."""
    n, r, m = block.shape
    rows = -(-n // (8 * _ROWS)) * _ROWS
    if n != 8 * rows or not block.flags.c_contiguous:
        padded = np.zeros((8 * rows, r, m), bool)
        padded[:n] = block
        block = padded
    eighths = block.reshape(8, -1).view(np.uint64)
    packed = eighths[0].copy()
    for eighth in eighths[1:]:
        np.left_shift(packed, 1, out=packed)
        np.bitwise_or(packed, eighth, out=packed)
    as_bytes: NDArray[np.uint8] = packed.view(np.uint8)
    return as_bytes.reshape(rows, r, m)


def _count_together(packed: NDArray[np.uint8], together: NDArray[np.int64]) -> None:
    """Add to `together` (2^r, m), for each set of coders, the units to which all of the set applied each code."""
    rows, r, m = packed.shape
    common = [packed[:, :0]] * (1 << r)
    for coders in range(1, 1 << r):
        last = coders.bit_length() - 1
        rest = coders ^ (1 << last)
        common[coders] = common[rest] & packed[:, last] if rest else packed[:, last]
        bits = np.bitwise_count(common[coders]).reshape(rows // _ROWS, _ROWS, m)
        together[coders] += bits.sum(1, dtype=np.uint8).sum(0, dtype=np.int64)


def _only(together: NDArray[np.int64]) -> NDArray[np.int64]:
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
    from .coded_units import CodedUnits

    n, r, m = applied.shape
    coded = np.broadcast_to(finished, (n, r))
    unit, coder, code = np.nonzero(applied)
    names = tuple(map(str, range(max(r, m))))
    patterns = patterns_of_codings(CodedUnits(np.arange(n), names[:r], names[:m], unit, coder, code, coded))
    return patterns.answers, patterns.counts


def patterns_of_categories(
    ratings: Any,
    *,
    categories: Sequence[Hashable] | None = None,
    coders: Sequence[str] | None = None,
    variable: str = "",
) -> Patterns:
    """Return the patterns of one variable, from a frame or array (n, r) of categories, None or NaN where missing.

    `categories` are all possible ones in their order; by default those that occur, numbers ascending and texts by the
    alphabet (or in the order of an ordered pandas categorical). Raises InputError for a category that is not possible.
    """
    columns = (
        [ratings[column] for column in ratings.columns] if hasattr(ratings, "columns") else list(np.asarray(ratings).T)
    )
    if coders is None:
        named = getattr(ratings, "columns", None)
        coders = [f"coder {g + 1}" for g in range(len(columns))] if named is None else [str(name) for name in named]
    places, order = encoded(columns, categories)
    answers, counts = _distinct(places, len(order))
    return Patterns((variable,), tuple(coders), order, answers, counts[None])


def _distinct(places: NDArray[Any], q: int) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return the distinct columns of `places` (r, n) as rows, and how often each occurs; without units nobody coded."""
    r, n = places.shape
    size = (q + 1) ** r
    if size > max(4 * n, 1 << 16):
        answers, counts = merged(places.T, np.ones(n, np.int64), q)
    else:
        key = np.zeros(n, np.int64)
        for column in places:
            key *= q + 1
            key += column
            key += 1
        often = np.bincount(key, minlength=size)
        keys = np.flatnonzero(often)
        counts = often[keys]
        answers = (keys[:, None] // (q + 1) ** np.arange(r - 1, -1, -1)) % (q + 1) - 1
    some = (answers != MISSING).any(1)
    return answers[some], counts[some]


def patterns_of_tables(
    tables: ArrayLike,
    *,
    variables: Sequence[str] | None = None,
    coders: Sequence[str] = ("A", "B"),
    categories: Sequence[Hashable] | None = None,
) -> Patterns:
    """Return the patterns of two coders from two-way tables (m, q, q) or one (q, q): rows the first coder.

    The categories are 1, 2, 3 and on unless given. Raises InputError when the tables are not square or hold anything
    but whole numbers of units.
    """
    counts = np.asarray(tables)
    counts = counts[None] if counts.ndim == 2 else counts
    if counts.ndim != 3 or counts.shape[1] != counts.shape[2]:
        raise InputError("a two-way table must have as many rows as columns.", fix="Give every category on both sides.")
    if not np.issubdtype(counts.dtype, np.number) or (counts < 0).any() or (counts != np.floor(counts)).any():
        raise InputError("a two-way table counts units: whole numbers from 0.", fix="Give counts, not shares.")
    m, q, _ = counts.shape
    answers = np.array([(a, b) for a in range(q) for b in range(q)], np.int64).reshape(-1, 2)
    return Patterns(
        tuple(variables) if variables is not None else tuple(f"table {i + 1}" for i in range(m)),
        tuple(coders),
        tuple(categories) if categories is not None else tuple(range(1, q + 1)),
        answers,
        counts.reshape(m, -1).astype(np.int64),
    )
