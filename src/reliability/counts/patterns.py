"""How often each pattern of answers occurs: from these counts alone every nominal coefficient follows.

With three coders and one code there are at most 27 patterns (applied, not applied, did not code this unit), however
many units there are. So the units are counted once, and coefficients, jackknife and bootstrap work on the counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ...errors import InputError, no_such

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

Floats: TypeAlias = NDArray[np.float64]
Counts: TypeAlias = NDArray[Any]
MISSING = -1
APPLIED = (False, True)
"""The categories of a code: not applied, applied."""


@dataclass(frozen=True)
class Patterns:
    """How often each pattern of answers occurs: the sufficient statistic of every nominal coefficient.

    variables   the codes, or the name of the one variable (m)
    coders      who answered (r)
    categories  the possible answers, in order (q); for codes `(False, True)`: not applied, applied
    answers     (k, r) the patterns: index of each coder's category, -1 where the coder did not code the unit
    counts      (m, k) units with each pattern, one row per variable; resamples are further leading dimensions
    named       False where a column is not one and the same coder throughout: only how many gave an answer is known
    """

    variables: tuple[str, ...]
    coders: tuple[str, ...]
    categories: tuple[Hashable, ...]
    answers: NDArray[Any]
    counts: Counts
    named: bool = True

    @property
    def n_units(self) -> Counts:
        """Units per variable that at least one coder coded, shape (m,)."""
        units: Counts = self.counts[..., self.n_coders > 0].sum(-1)
        return units

    @cached_property
    def coded(self) -> NDArray[np.bool_]:
        """Which coder coded the units of which pattern, shape (k, r)."""
        coded: NDArray[np.bool_] = self.answers != MISSING
        return coded

    @cached_property
    def n_coders(self) -> NDArray[np.int64]:
        """How many coders coded the units of each pattern, shape (k,)."""
        n_coders: NDArray[np.int64] = self.coded.sum(1)
        return n_coders

    @cached_property
    def votes(self) -> NDArray[np.int64]:
        """How many coders gave each category, pattern by pattern, shape (k, q)."""
        q = len(self.categories)
        votes = np.zeros((len(self.answers), q), np.int64)
        for column in self.answers.T:
            coded = np.flatnonzero(column != MISSING)
            votes[coded, column[coded]] += 1
        return votes

    def with_counts(self, counts: Counts) -> Patterns:
        """Return the same patterns with other counts of shape (..., k): resamples, or leaving units out."""
        return replace(self, counts=counts)

    def complete(self) -> Patterns:
        """Return the patterns of the units that all coders coded."""
        whole = self.coded.all(1)
        return replace(self, answers=self.answers[whole], counts=self.counts[..., whole])

    def of_coders(self, coders: Sequence[str]) -> Patterns:
        """Return the patterns of some of the coders, in that order, on all units that any of them coded.

        Raises InputError when one of them is not among the coders.
        """
        self.check_named("a comparison of some of the coders")
        places = [self.place_of(coder) for coder in coders]
        answers = self.answers[:, places]
        known = (answers != MISSING).any(1)
        answers, counts = merged(answers[known], self.counts[..., known], len(self.categories))
        return replace(self, coders=tuple(coders), answers=answers, counts=counts)

    def pair(self, a: str, b: str) -> Patterns:
        """Return the patterns of two coders on the units that both coded."""
        return self.of_coders((a, b)).complete()

    def tables(self) -> Counts:
        """Return the two-way tables of two coders, shape (m, q, q): rows the first coder, columns the second.

        Units that only one of them coded are left out. Raises InputError when there are not exactly two coders.
        """
        if len(self.coders) != 2:
            raise InputError(
                f"a two-way table takes two coders, here are {len(self.coders)}.", fix="Choose two of the coders."
            )
        return self._table(0, 1)

    def pair_tables(self) -> Counts:
        """Return the two-way tables of every pair of coders on the units that both coded, (pairs, m, q, q)."""
        pairs = combinations(range(len(self.coders)), 2)
        return np.stack([self._table(a, b) for a, b in pairs])

    def _table(self, a: int, b: int) -> Counts:
        q = len(self.categories)
        first, second = self.answers[:, a], self.answers[:, b]
        both = np.flatnonzero((first != MISSING) & (second != MISSING))
        cells = first[both].astype(np.int64) * q + second[both]
        return tally(cells, self.counts[..., both], q * q).reshape(*self.counts.shape[:-1], q, q)

    def marginals(self) -> Floats:
        """Return how often each coder gave each category, in units, shape (m, r, q)."""
        q = len(self.categories)
        shape = (*self.counts.shape[:-1], len(self.coders), q)
        marginals = np.zeros(shape)
        for place, column in enumerate(self.answers.T):
            for category in range(q):
                marginals[..., place, category] = self.counts[..., column == category].sum(-1)
        return marginals

    def check_named(self, what: str) -> None:
        """Raise InputError when it is not known which coder gave which answer, which `what` needs."""
        if not self.named:
            raise InputError(
                f"{what} needs to know who gave which answer, but here it is only counted how many gave it.",
                fix="Take Fleiss' kappa, Krippendorff's alpha or Gwet's AC1, or compare a few of the coders.",
            )

    def place_of(self, coder: str) -> int:
        """Return the column of a coder; raises InputError for one who is not among the coders."""
        if coder not in self.coders:
            raise no_such("coder", coder, self.coders)
        return self.coders.index(coder)


def names_of(what: str, number: int, names: Sequence[str] | None = None) -> tuple[str, ...]:
    """Return the `names`, or without any coder 1, coder 2 and on, where `what` is coder."""
    return tuple(f"{what} {place + 1}" for place in range(number)) if names is None else tuple(names)


def tally(places: NDArray[np.int64], counts: Counts, size: int) -> Counts:
    """Return the sums of `counts` (..., k) by place, (..., size), where `places` (k,) says where each one belongs.

    In memory the places come first, so that later sums over places run along long rows of resamples.
    """
    totals = np.zeros((size, *counts.shape[:-1]), counts.dtype)
    if len(places):
        order = np.argsort(places, kind="stable")
        ordered = places[order]
        starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
        totals[ordered[starts]] = np.add.reduceat(np.moveaxis(counts, -1, 0)[order], starts, axis=0)
    return np.moveaxis(totals, 0, -1)


def merged(answers: NDArray[Any], counts: Counts, q: int) -> tuple[NDArray[Any], Counts]:
    """Return the distinct rows of `answers` (k, r) in ascending order, and their counts (..., k) added up.

    `q` is the number of categories.
    """
    if not len(answers):
        return answers, counts
    if (q + 1) ** answers.shape[1] < 2**62:
        keys = (answers.astype(np.int64) + 1) @ (q + 1) ** np.arange(answers.shape[1] - 1, -1, -1)
        order = np.argsort(keys, kind="stable")
        new = np.diff(keys[order], prepend=keys[order[0]] - 1) != 0
    else:
        order = np.lexsort(answers.T[::-1])
        new = np.append(True, (np.diff(answers[order], axis=0) != 0).any(1))
    starts = np.flatnonzero(new)
    return answers[order[starts]], np.add.reduceat(counts[..., order], starts, axis=-1)
