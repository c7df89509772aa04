"""Shares of cases: their intervals, and tests of whether groups differ in them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..reliability.inference.distributions import normal_quantile
from ..reliability.inference.intervals import check_confidence

SMALL = 5  # an expected number below it makes the chi-squared approximation doubtful (Cochran 1954)
TABLES_LIMIT = 2_000_000  # tables that are listed for an exact test
DRAWS, SEED = 100_000, 1
_TIE = 1 + 1e-7  # probabilities that differ by less are the same one, computed in another order


def wilson_interval(n: int, of: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the limits of Wilson's score interval for n of `of`, as shares from 0 to 1; (nan, nan) for none of none.

    Wilson (1927); Brown, Cai & DasGupta (2001), section 3.1.1. Raises InputError for a confidence level that is none.

    >>> [round(limit, 3) for limit in wilson_interval(31, 60)]
    [0.393, 0.638]
    """
    check_confidence(confidence)
    if not of:
        return math.nan, math.nan
    z = normal_quantile((1 + confidence) / 2)
    share, weight = n / of, 1 + z * z / of
    middle = (share + z * z / (2 * of)) / weight
    half = z / weight * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (0.0 if n == 0 else middle - half), (1.0 if n == of else middle + half)


@dataclass(frozen=True)
class GroupTest:
    """Whether groups differ in how many of their cases have a code: the p value and the test it comes from.

    `p` is NaN, and `method` says why, where nothing can be tested.
    """

    p: float
    method: str


def compare_groups(having: Sequence[int], sizes: Sequence[int]) -> GroupTest:
    """Test whether the share of cases with a code is the same in all groups: `having[i]` of `sizes[i]` cases have it.

    Pearson's chi-squared test where every expected number is at least 5. Otherwise the exact test of Fisher, Freeman
    and Halton: the share of tables with the same margins that are no more likely than this one. Where there are too
    many such tables to list, 100,000 of them are drawn at random (seed 1). Groups without cases are left out.
    """
    groups = [(n, size) for n, size in zip(having, sizes, strict=True) if size]
    n, total = sum(n for n, _ in groups), sum(size for _, size in groups)
    if len(groups) < 2:
        return GroupTest(math.nan, "only one group has cases")
    if n in (0, total):
        return GroupTest(math.nan, "no case has it" if n == 0 else "all cases have it")
    smallest = min(min(size * n / total, size * (total - n) / total) for _, size in groups)
    if smallest >= SMALL:
        return GroupTest(_chi_squared(groups), "chi-squared")
    if math.prod(min(size, n) + 1 for _, size in groups[:-1]) <= TABLES_LIMIT:
        return GroupTest(_exact(groups), "exact")
    return GroupTest(_drawn(groups), f"exact, from {DRAWS:,} random tables")


def _chi_squared(groups: Sequence[tuple[int, int]]) -> float:
    from statsmodels.stats.contingency_tables import Table

    table = Table(np.array([[n, size - n] for n, size in groups]), shift_zeros=False)
    return float(table.test_nominal_association().pvalue)


def _exact(groups: Sequence[tuple[int, int]]) -> float:
    observed = _log_ways(groups)
    n, total = sum(n for n, _ in groups), sum(size for _, size in groups)
    all_ways = _log_choose(total, n)
    limit = math.exp(observed - all_ways) * _TIE
    likelihoods = (math.exp(ways - all_ways) for ways in _tables([size for _, size in groups], n))
    return min(1.0, math.fsum(p for p in likelihoods if p <= limit))


def _tables(sizes: Sequence[int], n: int) -> Iterator[float]:
    """Yield, for every way to share `n` among the groups, the logarithm of the number of ways to pick the cases."""
    logs = [[_log_choose(size, k) for k in range(min(size, n) + 1)] for size in sizes]
    for shared in itertools.product(*(range(len(log)) for log in logs[:-1])):
        rest = n - sum(shared)
        if 0 <= rest < len(logs[-1]):
            yield math.fsum(log[k] for log, k in zip(logs, (*shared, rest), strict=True))


def _drawn(groups: Sequence[tuple[int, int]]) -> float:
    sizes = [size for _, size in groups]
    draws = np.random.default_rng(SEED).multivariate_hypergeometric(sizes, sum(n for n, _ in groups), size=DRAWS)
    logs = [np.array([_log_choose(size, k) for k in range(size + 1)]) for size in sizes]
    ways = sum(log[draws[:, at]] for at, log in enumerate(logs))
    rarer = int(np.count_nonzero(ways <= _log_ways(groups) + math.log(_TIE)))
    return (rarer + 1) / (DRAWS + 1)


def _log_ways(groups: Sequence[tuple[int, int]]) -> float:
    return math.fsum(_log_choose(size, n) for n, size in groups)


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
