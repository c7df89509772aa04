"""Counting codings that come batch by batch: memory for a bit per unit, coder and code, however many rows there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ...errors import InputError
from .marks import APPLIED, FEW_CODERS, only
from .patterns import MISSING, Patterns, merged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Batch: TypeAlias = tuple[NDArray[np.integer], NDArray[np.integer], NDArray[np.integer]]

_ROWS = 1 << 18  # of a batch taken at a time: what is made of them stays in the processor's cache


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
    bits = np.zeros((r, m, -(-n_units // 64) * 8), np.uint8)
    rows = sum(_add(bits, *part, n_units=n_units) for batch in batches for part in _parts(batch))
    words = bits.view(np.uint64)
    if rows != sum(int(np.bitwise_count(of_code).sum()) for of_code in chain.from_iterable(words)):
        raise InputError("some codings come twice.", where="batches", fix="Keep each coding once.")
    finished = np.ones((1, r), bool) if coded is None else np.asarray(coded, bool)
    kinds, group = np.unique(finished, axis=0, return_inverse=True)
    if coded is not None and any(np.bitwise_and(words[g], ~_packed(finished[:, g])).any() for g in range(r)):
        raise InputError("something was applied to a unit that its coder did not finish.", fix="Mark it as coded.")
    answers, counts = [np.zeros((0, r), np.int8)], [np.zeros((m, 0), np.int64)]
    for number, kind in enumerate(kinds):
        units = None if len(kinds) == 1 else _packed(group.reshape(-1) == number)
        size = n_units if units is None else int(np.bitwise_count(units).sum())
        members = np.flatnonzero(kind)
        given = np.full((1 << len(members), r), MISSING, np.int8)
        given[:, members] = (np.arange(len(given))[:, None] >> np.arange(len(members))) & 1
        answers.append(given)
        counts.append(_counted(words[members], units, size))
    together, totals = merged(np.concatenate(answers), np.concatenate(counts, axis=1), len(APPLIED))
    return Patterns(tuple(codes), tuple(coders), APPLIED, together, totals)


def _parts(batch: Batch) -> Iterable[Batch]:
    unit, coder, code = batch
    return ((unit[at : at + _ROWS], coder[at : at + _ROWS], code[at : at + _ROWS]) for at in range(0, len(unit), _ROWS))


def _add(
    bits: NDArray[np.uint8],
    unit: NDArray[np.integer],
    coder: NDArray[np.integer],
    code: NDArray[np.integer],
    *,
    n_units: int,
) -> int:
    """Set the bits of some codings and return how many they are.

    A bit that is added twice is carried, so that fewer bits than codings are set in the end.
    """
    r, m, width = bits.shape
    for what, places, size in (("unit", unit, n_units), ("coder", coder, r), ("code", code, m)):
        if places.min() < 0 or places.max() >= size:
            raise InputError(f"a {what} has a number that is not below {size}.", where="batches", fix="Count from 0.")
    byte = (coder.astype(np.int64) * m + code) * width + (unit >> 3)
    np.add.at(bits.reshape(-1), byte, np.left_shift(np.uint8(1), (unit & 7).astype(np.uint8)))
    return len(unit)


def _packed(wanted: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Return a bit per unit, in the order in which codings set theirs."""
    packed = np.zeros(-(-len(wanted) // 64) * 8, np.uint8)
    as_bits = np.packbits(wanted, bitorder="little")
    packed[: len(as_bits)] = as_bits
    return packed.view(np.uint64)


def _counted(words: NDArray[np.uint64], units: NDArray[np.uint64] | None, size: int) -> NDArray[np.int64]:
    """Return to how many of the `size` units exactly each set of coders applied each code, (m, 2^r)."""
    r, m, _ = words.shape
    together = np.zeros((1 << r, m), np.int64)
    together[0] = size
    for code in range(m):
        common: list[NDArray[np.uint64] | None] = [units]
        for g in range(r):
            mine = words[g, code]
            common += [mine if others is None else others & mine for others in common]
        together[1:, code] = [int(np.bitwise_count(both).sum()) for both in common[1:] if both is not None]
    return only(together).T
