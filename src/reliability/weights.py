"""Weights of partial agreement: 1 on the diagonal, less the further two categories lie apart. Gwet (2014), ch. 3."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from ..errors import InputError, no_such

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from .counts.patterns import Floats

Weights: TypeAlias = str | ArrayLike


def _quadratic(x: Floats, y: Floats) -> Floats:
    return np.square(x - y)


def _linear(x: Floats, y: Floats) -> Floats:
    return np.asarray(np.abs(x - y))


def _radical(x: Floats, y: Floats) -> Floats:
    return np.asarray(np.sqrt(np.abs(x - y)))


def _identity(x: Floats, y: Floats) -> Floats:
    return np.asarray(x != y, float)


def _ordinal(x: Floats, y: Floats) -> Floats:
    apart = np.abs(x - y) + 1
    return np.asarray(apart * (apart - 1) / 2)


def _ratio(x: Floats, y: Floats) -> Floats:
    total = x + y
    share: Floats = np.divide(x - y, total, out=np.zeros_like(total), where=total != 0)
    return share**2


def _circular(x: Floats, y: Floats) -> Floats:
    around = x.max() - x.min() + 1
    chord: Floats = np.sin(np.pi * (x - y) / around)
    return chord**2


def _bipolar(x: Floats, y: Floats) -> Floats:
    ends = (x + y - 2 * x.min()) * (2 * x.max() - x - y)
    share: Floats = np.divide((x - y) ** 2, ends, out=np.zeros_like(ends), where=x != y)
    return share


DISTANCES: dict[str, Callable[[Floats, Floats], Floats]] = {
    "identity": _identity,
    "linear": _linear,
    "quadratic": _quadratic,
    "ordinal": _ordinal,
    "radical": _radical,
    "ratio": _ratio,
    "circular": _circular,
    "bipolar": _bipolar,
}


def weights_for(categories: Sequence[Hashable], weights: Weights = "identity") -> Floats:
    """Return the (q, q) weights of agreement between `categories`, by name or as given.

    Distances are taken between the categories' values where all are numbers, otherwise between their places in the
    order given; `ordinal` always takes places. Note that Gwet's ordinal weights are not Krippendorff's ordinal metric.
    Raises InputError for an unknown name, and for given weights that are not (q, q) with ones on the diagonal.

    >>> weights_for(["never", "sometimes", "often"], "linear")
    array([[1. , 0.5, 0. ],
           [0.5, 1. , 0.5],
           [0. , 0.5, 1. ]])
    """
    if not isinstance(weights, str):
        return _given(np.asarray(weights, float), len(categories))
    if weights not in DISTANCES:
        raise no_such("kind of weights", weights, DISTANCES)
    scale = np.arange(1.0, len(categories) + 1) if weights == "ordinal" else values_of(categories)
    distance = DISTANCES[weights](*np.meshgrid(scale, scale, indexing="ij"))
    return from_disagreements(distance)


def from_disagreements(disagreements: ArrayLike) -> Floats:
    """Return weights of agreement from weights of disagreement (0 on the diagonal). Cohen (1968).

    >>> from_disagreements([[0, 1], [2, 0]])
    array([[1. , 0.5],
           [0. , 1. ]])
    """
    distance = np.asarray(disagreements, float)
    largest = distance.max(initial=0.0)
    return 1 - distance / largest if largest else np.ones_like(distance)


def values_of(categories: Sequence[Hashable]) -> Floats:
    """Return the categories as numbers: their values where all are numbers, otherwise 1, 2, 3 and on in their order."""
    if numeric(categories):
        return np.array(categories, float)
    return np.arange(1.0, len(categories) + 1)


def numeric(categories: Sequence[Hashable]) -> bool:
    """Return whether all the categories are numbers."""
    return all(isinstance(category, Real) for category in categories)


def _given(weights: Floats, q: int) -> Floats:
    if weights.shape != (q, q):
        shape = " x ".join(map(str, weights.shape))
        raise InputError(
            f"the weights are {shape}, but there are {q} categories.", fix=f"Give {q} rows of {q} weights."
        )
    if not np.allclose(np.diag(weights), 1):
        raise InputError(
            "weights of agreement must be 1 on the diagonal.", fix="Turn weights of disagreement into 1 - v / max(v)."
        )
    return weights
