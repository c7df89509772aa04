"""Counting codings that come batch by batch: memory for a bit per unit, coder and code, however many rows there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ...errors import InputError
from .bits import Bits
from .marks import FEW_CODERS
from .patterns import APPLIED, MISSING, Patterns, merged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Batch: TypeAlias = tuple[NDArray[np.integer], NDArray[np.integer], NDArray[np.integer]]


def patterns_of_batches(
    batches: Iterable[Batch],
    *,
    n_units: int,
    coders: Sequence[str],
    codes: Sequence[str],
    coded: NDArray[np.bool_] | None = None,
) -> Patterns:
    """Return how often each pattern of answers occurs, from codings in numbers that come in batches of any size.

    batches   unit, coder and code of some codings: whole numbers, positions among `n_units`, `coders` and `codes`
    coded     (n_units, r) which coder finished which unit; by default every coder every unit

    These are the patterns of `patterns_of_codings`; the memory is n_units x r x m bits and a batch. Raises InputError
    for more than five coders, for a position that does not exist, for a coding of a unit that its coder did not finish,
    and when a coding comes twice.
    """
    r, m = len(coders), len(codes)
    if r > FEW_CODERS:
        raise InputError(
            f"batches are counted for up to {FEW_CODERS} coders, but there are {r}.",
            fix="Count in an engine (counts_from_sql), or choose some of the coders.",
        )
    kinds, sizes, kind = _kinds(n_units, r, coded)
    bits = Bits(sizes, r, m, kind)
    for unit, coder, code in batches:
        for what, places, size in (("unit", unit, n_units), ("coder", coder, r), ("code", code, m)):
            if len(places) and (places.min() < 0 or places.max() >= size):
                problem = f"a {what} has a number that is not below {size}."
                raise InputError(problem, where="batches", fix="Count from 0.")
        bits.add(unit, coder, code)
    exactly, twice = bits.counted()
    if twice:
        raise InputError("some codings come twice.", where="batches", fix="Keep each coding once.")
    marked: NDArray[np.bool_] = ((np.arange(1 << r)[:, None] >> np.arange(r)) & 1) > 0
    fits = (kinds >= marked[:, None]).all(2)
    if np.any(exactly.any(1) & ~fits):
        raise InputError("something was applied to a unit that its coder did not finish.", fix="Mark it as coded.")
    answers = np.where(kinds, marked[:, None], MISSING).astype(np.int8)
    together, totals = merged(answers[fits], np.moveaxis(exactly, 1, 0)[:, fits], len(APPLIED))
    return Patterns(tuple(codes), tuple(coders), APPLIED, together, totals)


def _kinds(
    n_units: int, r: int, coded: NDArray[np.bool_] | None
) -> tuple[NDArray[np.bool_], NDArray[np.int64], NDArray[np.uint8] | None]:
    """Return who finished the units of each kind (k, r), how many these are (k,), and each unit's kind (n,)."""
    if coded is None:
        return np.ones((1, r), bool), np.array([n_units], np.int64), None
    finished = np.asarray(coded, bool)
    who = finished.astype(np.int64) @ (1 << np.arange(r))
    found, kind, sizes = np.unique(who, return_inverse=True, return_counts=True)
    kinds: NDArray[np.bool_] = ((found[:, None] >> np.arange(r)) & 1) > 0
    return kinds, sizes.astype(np.int64), kind.reshape(-1).astype(np.uint8)
