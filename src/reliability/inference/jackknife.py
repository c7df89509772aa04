"""The jackknife: how much a statistic hangs on single units, by leaving out each in turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ..coefficients.parts import ratio

if TYPE_CHECKING:
    from ..counts.patterns import Floats, Patterns

_NUMBERS_AT_ONCE = 2_000_000

Statistic: TypeAlias = "Callable[[Patterns], Floats]"


@dataclass(frozen=True)
class Jackknifed:
    """A statistic, one value per variable, with its delete-one-unit jackknife: standard error and value less bias."""

    value: Floats
    se: Floats
    corrected: Floats


def without_each(patterns: Patterns, statistic: Statistic) -> Floats:
    """Return the statistic with one unit of each pattern left out, (k, m); meaningless where no unit has the pattern.

    `statistic` takes patterns and gives one value per variable, also for counts with leading dimensions.
    """
    counts = patterns.counts
    k = counts.shape[-1]
    each = np.eye(k, dtype=counts.dtype)[:, None, :]
    size = max(1, _NUMBERS_AT_ONCE // max(counts.size, 1))
    blocks = [np.maximum(counts - each[at : at + size], 0) for at in range(0, max(k, 1), size)]
    return np.concatenate([statistic(patterns.with_counts(block)) for block in blocks])


def jackknifed(patterns: Patterns, statistic: Statistic) -> Jackknifed:
    """Return `statistic` of the patterns and what leaving out each unit in turn tells of its error and bias.

    `statistic` is that of `without_each`. The error is NaN where the statistic is undefined without some unit. Efron &
    Tibshirani (1993), ch. 11.
    """
    counts = patterns.counts
    value, left_out = statistic(patterns), without_each(patterns, statistic)
    n = counts.sum(-1)
    often = counts.T
    without = np.where(often > 0, left_out, 0.0)
    mean = ratio((often * without).sum(0), n)
    spread = (often * np.where(often > 0, (without - mean) ** 2, 0.0)).sum(0)
    return Jackknifed(value, np.sqrt(ratio((n - 1) * spread, n)), n * value - (n - 1) * mean)
