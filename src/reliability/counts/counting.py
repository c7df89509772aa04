"""Counting: from codings, marks, categories or tables to how often each pattern of answers occurs."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ...errors import InputError
from .categories import encoded, given_in_order
from .many_coders import MARKS_AT_ONCE, patterns_of_many_coders, twice
from .marks import FEW_CODERS, patterns_of_marks
from .patterns import APPLIED, MISSING, Patterns, merged, names_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from .coded_units import CodedUnits


def patterns_of_codings(coded_units: CodedUnits) -> Patterns:
    """Return how often each pattern of applied, not applied, not coded occurs, code by code.

    Raises InputError when a coding comes twice.
    """
    if len(coded_units.coders) > FEW_CODERS:
        return patterns_of_many_coders(coded_units)
    n, r, m = len(coded_units.units), len(coded_units.coders), len(coded_units.codes)
    cell = (coded_units.unit * r + coded_units.coder) * m + coded_units.code
    everyone = bool(coded_units.coded.all())
    step = max(MARKS_AT_ONCE // max(r * m, 1), 1)
    parts = []
    for start in range(0, max(n, 1), step):
        stop = min(start + step, n)
        here = cell if stop - start == n else cell[(cell >= start * r * m) & (cell < stop * r * m)]
        marks = np.zeros((stop - start, r, m), bool)
        marks.reshape(-1)[here - start * r * m] = True
        if np.count_nonzero(marks) != len(here):
            raise twice(coded_units)
        coded = None if everyone else coded_units.coded[start:stop]
        parts.append(patterns_of_marks(marks, coded, codes=coded_units.codes, coders=coded_units.coders))
    answers, counts = merged(
        np.concatenate([part.answers for part in parts]), np.concatenate([part.counts for part in parts], axis=1), 2
    )
    return Patterns(coded_units.codes, coded_units.coders, APPLIED, answers, counts)


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
        coders = names_of("coder", len(columns), None if named is None else [str(name) for name in named])
    places, order = encoded(columns, categories)
    answers, counts = _distinct(places, len(order))
    if categories is None and not given_in_order(columns):
        answers, order = occurring(answers, order)
    return Patterns((variable,), tuple(coders), order, answers, counts[None])


def _distinct(places: NDArray[Any], q: int) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return the distinct columns of `places` (r, n) as rows, and how often each occurs; without units nobody coded."""
    r, n = places.shape
    size = (q + 1) ** r
    if size > max(4 * n, 1 << 16):
        answers, counts = merged(places.T, np.ones(n, np.int64), q)
    else:
        key = np.zeros(n, np.int32 if size < 1 << 31 else np.int64)
        for column in places:
            key = key * (q + 1) + (column + 1)
        often = np.bincount(key, minlength=size)
        keys = np.flatnonzero(often)
        counts = often[keys]
        answers = (keys[:, None] // (q + 1) ** np.arange(r - 1, -1, -1)) % (q + 1) - 1
    some = (answers != MISSING).any(1)
    return answers[some], counts[some]


def occurring(
    answers: NDArray[Any], categories: tuple[Hashable, ...]
) -> tuple[NDArray[np.int64], tuple[Hashable, ...]]:
    """Return the same answers with only those categories that occur."""
    used = np.zeros(len(categories) + 1, bool)
    used[answers] = True
    place = np.cumsum(used) - 1
    place[MISSING] = MISSING
    return place[answers], tuple(category for category, occurs in zip(categories, used, strict=False) if occurs)


def patterns_of_votes(
    votes: ArrayLike, *, categories: Sequence[Hashable] | None = None, variable: str = ""
) -> Patterns:
    """Return the patterns of one variable from how many coders gave each category, unit by unit, (n, q).

    Who gave which answer is not known: coefficients with a distribution for each coder (Cohen, Conger, Light) do not
    apply. Raises InputError for anything but whole numbers from 0.
    """
    given = _whole_numbers(votes)
    if given.ndim != 2:
        raise InputError("votes must come as a table, units x categories.", fix="Give one row per unit.")
    q = given.shape[1]
    given, often = merged(given, np.ones((1, len(given)), np.int64), int(given.max(initial=0)) + 1)
    r = int(given.sum(1).max(initial=0))
    answers = np.full((len(given), r), MISSING, np.int64)
    upto = given.cumsum(1)
    for category in range(q):
        before = upto[:, [category]] - given[:, [category]]
        answers[(np.arange(r) >= before) & (np.arange(r) < upto[:, [category]])] = category
    distinct, counts = merged(answers, often, q)
    order = tuple(categories) if categories is not None else tuple(range(1, q + 1))
    return Patterns((variable,), names_of("coder", r), order, distinct, counts, named=False)


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
    counts = _whole_numbers(tables)
    counts = counts[None] if counts.ndim == 2 else counts
    if counts.ndim != 3 or counts.shape[1] != counts.shape[2]:
        raise InputError("a two-way table must have as many rows as columns.", fix="Give every category on both sides.")
    m, q, _ = counts.shape
    answers = np.array([(a, b) for a in range(q) for b in range(q)], np.int64).reshape(-1, 2)
    return Patterns(
        names_of("table", m, variables),
        tuple(coders),
        tuple(categories) if categories is not None else tuple(range(1, q + 1)),
        answers,
        counts.reshape(m, -1),
    )


def _whole_numbers(numbers: ArrayLike) -> NDArray[np.int64]:
    given = np.asarray(numbers)
    if not np.issubdtype(given.dtype, np.number) or (given < 0).any() or (given != np.floor(given)).any():
        raise InputError("counts must be whole numbers from 0.", fix="Give counts, not shares.")
    return given.astype(np.int64)
