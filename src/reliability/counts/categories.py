"""Categories in numbers: the place of every answer among the possible categories, fast for whole numbers."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ...errors import no_such
from .patterns import MISSING

if TYPE_CHECKING:
    from numpy.typing import NDArray

_RANGE = 1 << 12  # whole numbers within such a range are their own places


def encoded(
    columns: Sequence[Any], categories: Sequence[Hashable] | None = None
) -> tuple[NDArray[Any], tuple[Hashable, ...]]:
    """Return the place of each answer among the categories, (r, n), -1 where missing, and the categories in order.

    `columns` holds one array or series per coder. Without `categories` those that occur are taken, among whole numbers
    also those between: in the order of an ordered pandas categorical, numbers ascending, texts by the alphabet. Raises
    InputError for an answer that is not among the `categories` given.
    """
    small = _small_whole_numbers(columns) if categories is None else None
    return _looked_up(columns, categories) if small is None else small


def _small_whole_numbers(columns: Sequence[Any]) -> tuple[NDArray[np.int16], tuple[Hashable, ...]] | None:
    """Return what `encoded` does when all answers are whole numbers within a small range, None otherwise."""
    arrays = [np.asarray(column) for column in columns]
    if any(array.dtype.kind not in "iuf" for array in arrays) or not (arrays and arrays[0].size):
        return None
    numbers = [np.ascontiguousarray(array, float) for array in arrays]
    lowest = np.fmin.reduce([np.fmin.reduce(number) for number in numbers])
    highest = np.fmax.reduce([np.fmax.reduce(number) for number in numbers])
    if not highest - lowest < _RANGE:
        return None
    places = np.empty((len(numbers), len(numbers[0])), np.int16)
    for place, number in zip(places, numbers, strict=True):
        shifted = np.fmax(number, lowest + MISSING) - lowest
        place[:] = shifted
        if (place != shifted).any():
            return None
    return places, tuple(range(int(lowest), int(highest) + 1))


def _looked_up(
    columns: Sequence[Any], categories: Sequence[Hashable] | None
) -> tuple[NDArray[Any], tuple[Hashable, ...]]:
    import pandas as pd

    arrays = [np.asarray(column if hasattr(column, "dtype") else pd.Series(column), object) for column in columns]
    given = [np.asarray(pd.notna(array)) for array in arrays]
    answers = [array[answered] for array, answered in zip(arrays, given, strict=True)]
    found, names = pd.factorize(np.concatenate(answers))
    if categories is None:
        categories = _in_order(columns, list(names))
    order = {category: place for place, category in enumerate(categories)}
    for name in names:
        if name not in order:
            raise no_such("category", name, categories)
    places = np.full((len(given), len(given[0])), MISSING, np.min_scalar_type(-len(categories) - 1))
    places[np.stack(given)] = np.array([order[name] for name in names], np.int64)[found]
    return places, tuple(categories)


def given_in_order(columns: Sequence[Any]) -> bool:
    """Return whether the columns are pandas categoricals that bring all their categories in order."""
    return all(getattr(getattr(column, "dtype", None), "ordered", False) for column in columns)


def _in_order(columns: Sequence[Any], names: list[Any]) -> tuple[Hashable, ...]:
    if given_in_order(columns):
        return tuple(columns[0].dtype.categories)
    try:
        return tuple(sorted(names))
    except TypeError:
        return tuple(sorted(names, key=str))
