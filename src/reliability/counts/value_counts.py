"""Value counts: of how many coders how many gave which answer, without who gave it.

With 500 coders of whom three code each unit, nearly every unit has a pattern of its own, and three answers for each of
500 coders make 3^500 of them. How many coders coded a unit and how many of them applied a code has a handful of values,
and percent agreement, Fleiss' kappa, Krippendorff's alpha, Gwet's AC1 and Brennan and Prediger's kappa need no more.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ...tables import RATINGS
from .categories import encoded, given_in_order
from .coded_units import numbered
from .counting import occurring, patterns_of_categories, patterns_of_votes
from .joint import JointPatterns
from .many_coders import check_once
from .marks import FEW_CODERS
from .patterns import APPLIED, MISSING, Patterns, names_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from .coded_units import CodedUnits

MANY_CODERS = 30
_CELLS_AT_ONCE = 1 << 23  # units x codes counted at a time


def is_crowd(coded: NDArray[np.bool_]) -> bool:
    """Return whether coders are too many, or meet too seldom, to be compared by name: `coded` is (n, r).

    That is so for more than 30 coders, and for more than five who never all coded one unit.
    """
    r = coded.shape[1]
    return r > MANY_CODERS or (r > FEW_CODERS and not coded.all(1).any())


def value_counts_of_codings(coded_units: CodedUnits) -> Patterns:
    """Return how many units have so many coders of whom so many applied the code, for every code.

    The patterns have columns for the most coders that one unit has, and no names: first those who did not apply the
    code. Raises InputError when a coding comes twice.
    """
    return _counted(coded_units, places=False).patterns


def joint_value_counts(coded_units: CodedUnits) -> JointPatterns:
    """Return the value counts together with the place of each unit and code among them, (n, m)."""
    return _counted(coded_units, places=True)


def _counted(coded_units: CodedUnits, *, places: bool) -> JointPatterns:
    check_once(coded_units)
    n, m = len(coded_units.units), len(coded_units.codes)
    n_coders = coded_units.coded.sum(1)
    most = int(n_coders.max(initial=0))
    found = [_tally(n_coders * (most + 1) + times, (most + 1) ** 2) for times in _times_applied(coded_units)]
    known = np.unique(np.concatenate([np.zeros(0, np.int64), *(keys for keys, _ in found)]))
    counts = np.zeros((m, len(known)), np.int64)
    for row, (keys, often) in zip(counts, found, strict=True):
        row[np.searchsorted(known, keys)] = often
    place = np.zeros((n, m if places else 0), np.min_scalar_type(max(len(known) - 1, 0)))
    if places:
        for code, times in enumerate(_times_applied(coded_units)):
            place[:, code] = np.searchsorted(known, n_coders * (most + 1) + times)
    here, applied = known[:, None] // (most + 1), known[:, None] % (most + 1)
    column = np.arange(most)
    answers = np.where(column < here, column >= here - applied, MISSING).astype(np.int8)
    return JointPatterns(
        Patterns(coded_units.codes, names_of("coder", most), APPLIED, answers, counts, named=False), place
    )


def _times_applied(coded_units: CodedUnits) -> Iterator[NDArray[np.int64]]:
    """Yield, code by code, how many coders applied it to each unit, (n,)."""
    n, m = len(coded_units.units), len(coded_units.codes)
    order = np.argsort(coded_units.code, kind="stable")
    starts = np.searchsorted(coded_units.code[order], np.arange(m + 1))
    step = max(_CELLS_AT_ONCE // max(n, 1), 1)
    for first in range(0, m, step):
        here = min(step, m - first)
        rows = order[starts[first] : starts[first + here]]
        cells = (coded_units.code[rows] - first) * n + coded_units.unit[rows]
        yield from np.bincount(cells, minlength=here * n).reshape(here, n)


def _tally(keys: NDArray[np.int64], size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the distinct keys, all below `size`, in order, and how often each occurs."""
    if size > max(4 * len(keys), 1 << 16):
        return np.unique(keys, return_counts=True)
    often = np.bincount(keys, minlength=size)
    found = np.flatnonzero(often)
    return found, often[found]


def is_long(ratings: Any) -> bool:
    """Return whether the ratings are a frame with a row per unit and coder: the columns unit, coder and category."""
    return {str(column) for column in getattr(ratings, "columns", ())} == set(RATINGS.columns)


def patterns_of_ratings(
    ratings: pd.DataFrame, categories: Sequence[Hashable] | None = None
) -> tuple[Patterns, tuple[str, ...]]:
    """Return the patterns of one variable, value counts where the coders are a crowd, and who the coders are.

    `ratings` has a column per coder and a row per unit, or is long (`is_long`), and a row without a category is then no
    answer. Raises InputError for a category that is not possible and for a coder who answered twice on one unit.
    """
    if not is_long(ratings):
        who = tuple(str(name) for name in ratings.columns)
        if not is_crowd(ratings.notna().to_numpy()):
            return patterns_of_categories(ratings, categories=categories), who
        return _votes_of_columns([ratings[column] for column in ratings.columns], categories), who
    ratings = ratings[ratings["category"].notna()]
    unit, units = numbered(ratings, RATINGS, "unit")
    coder, names = numbered(ratings, RATINGS, "coder")
    if len(np.unique(unit * max(len(names), 1) + coder)) != len(ratings):
        RATINGS.check(ratings)
    if len(names) <= MANY_CODERS:
        by_coder = ratings.set_index(["unit", "coder"])["category"].unstack("coder")  # noqa: PD010 - nothing to aggregate
        return patterns_of_ratings(by_coder[names], categories)
    places, order = _places([ratings["category"]], categories)
    votes = np.bincount(unit * len(order) + places[0], minlength=len(units) * len(order))
    return patterns_of_votes(votes.reshape(len(units), len(order)), categories=order), tuple(map(str, names))


def _votes_of_columns(columns: Sequence[Any], categories: Sequence[Hashable] | None) -> Patterns:
    places, order = _places(columns, categories)
    votes = np.zeros((places.shape[1], len(order)), np.int64)
    for given in places:
        answered = np.flatnonzero(given != MISSING)
        votes[answered, given[answered]] += 1
    return patterns_of_votes(votes[votes.any(1)], categories=order)


def _places(columns: Sequence[Any], categories: Sequence[Hashable] | None) -> tuple[NDArray[Any], tuple[Hashable, ...]]:
    """Return the place of each answer among the categories, (r, n), and these: those that occur unless all are said."""
    places, order = encoded(columns, categories)
    return occurring(places, order) if categories is None and not given_in_order(columns) else (places, order)
