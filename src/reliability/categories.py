"""Categories in numbers: the place of every answer among the possible categories, fast for whole numbers."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import InputError, did_you_mean
from .patterns import MISSING

if TYPE_CHECKING:
    from numpy.typing import NDArray

_RANGE = 1 << 12  # whole numbers this far apart are looked up in a table


def encoded(
    columns: Sequence[Any], categories: Sequence[Hashable] | None = None
) -> tuple[NDArray[Any], tuple[Hashable, ...]]:
    """Return the place of each answer among the categories, (r, n), -1 where missing, and the categories in order.

    `columns` holds one array or series per coder. Without `categories` those that occur are taken: in the order of an
    ordered pandas categorical, numbers ascending, texts by the alphabet. Raises InputError for an answer that is not
    among the `categories` given.
    """
    if categories is None:
        small = _small_whole_numbers(columns)
        if small is not None:
            return small
    return _looked_up(columns, categories)


def _small_whole_numbers(columns: Sequence[Any]) -> tuple[NDArray[np.int16], tuple[Hashable, ...]] | None:
    arrays = [np.asarray(column) for column in columns]
    if not arrays or any(array.dtype.kind not in "iuf" for array in arrays) or not arrays[0].size:
        return None
    floats = any(array.dtype.kind == "f" for array in arrays)
    lowest, highest = min(_edge(array, np.fmin) for array in arrays), max(_edge(array, np.fmax) for array in arrays)
    if not highest - lowest < _RANGE:
        return None
    places = np.empty((len(arrays), len(arrays[0])), np.int16)
    for row, array in zip(places, arrays, strict=True):
        shifted = array - lowest
        if array.dtype.kind == "f":
            missing = np.isnan(array)
            shifted[missing] = MISSING
            if (shifted != np.trunc(shifted)).any():
                return None
        row[:] = shifted
    often = np.zeros(int(highest - lowest) + 2, np.int64)
    for row in places:
        often += np.bincount(row.astype(np.intp) + 1, minlength=len(often))
    present = np.flatnonzero(often[1:])
    table = np.full(len(often), MISSING, np.int16)
    table[present + 1] = np.arange(len(present))
    names = present + lowest
    kind = float if floats else int
    return table[places + 1], tuple(kind(name) for name in names)


def _edge(array: NDArray[Any], of_two: np.ufunc) -> float:
    return float(of_two.reduce(array))


def _looked_up(
    columns: Sequence[Any], categories: Sequence[Hashable] | None
) -> tuple[NDArray[np.int64], tuple[Hashable, ...]]:
    import pandas as pd

    together = pd.concat([pd.Series(column).reset_index(drop=True).astype(object) for column in columns])
    places, names = pd.factorize(together)
    if categories is None:
        categories = _in_order(columns, list(names))
    order = {category: place for place, category in enumerate(categories)}
    for name in names:
        if name not in order:
            hint = did_you_mean(str(name), map(str, categories)) or f"Categories: {', '.join(map(str, categories))}."
            raise InputError(f'"{name}" is not one of the categories.', fix=hint)
    table = np.array([order[name] for name in names] + [MISSING], np.int64)
    return table[places].reshape(len(columns), -1), tuple(categories)


def _in_order(columns: Sequence[Any], names: list[Hashable]) -> tuple[Hashable, ...]:
    dtype = getattr(columns[0], "dtype", None)
    if getattr(dtype, "ordered", False):
        return tuple(dtype.categories)  # type: ignore[union-attr] # only a categorical dtype is ordered
    try:
        return tuple(sorted(names))  # type: ignore[type-var] # what cannot be sorted is caught
    except TypeError:
        return tuple(sorted(names, key=str))
