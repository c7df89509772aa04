"""The bootstrap from counts: resampling n units is one multinomial draw over the few patterns of answers.

So 2,000 resamples of a million units cost what 2,000 resamples of thirty units cost. Each code is resampled on its
own here; where codes are to be taken together (the average over codes) see `average_interval`. Resamples in which a
statistic is undefined are left out and their share is told: they are never counted as 1 or as 0.

The random numbers are those of numpy's PCG64 with the seed that is passed in: the same seed gives the same limits on
every machine with the same version of numpy. Efron & Tibshirani (1993), chapters 6, 13 and 14.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from ...errors import InputError, no_such
from .distributions import normal_cdf, normal_quantile
from .intervals import Intervals, check_confidence
from .jackknife import without_each

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..counts.patterns import Counts, Floats, Patterns
    from .jackknife import Statistic

Kind = Literal["percentile", "bca"]

RESAMPLES = 2_000
SEED = 20_250
_NUMBERS_AT_ONCE = 20_000_000
_FEW_UNITS = 15  # per variable, up to which drawing units is faster than drawing from distributions
_IN_CACHE = 1 << 17  # numbers that are worked on at a time
_TITLES = {"percentile": "bootstrap, percentiles", "bca": "bootstrap, BCa"}


@dataclass(frozen=True)
class BootstrapIntervals(Intervals):
    """Intervals with the standard error and the share of resamples in which the statistic is undefined, each (m,)."""

    se: Floats
    undefined: Floats
    resamples: int


def bootstrap_intervals(
    patterns: Patterns,
    statistic: Statistic,
    *,
    kind: Kind = "percentile",
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    case_counts: Counts | None = None,
    what: str = "cases",
) -> BootstrapIntervals:
    """Return bootstrap intervals of a statistic of the patterns, one per variable.

    statistic     takes patterns, gives one value per variable, also for counts with leading dimensions
    kind          "percentile", or "bca": corrected for bias and for a spread that changes with the value
    case_counts   (cases, m, k) the counts of each case: cases are resampled in place of units. For units that are
                  segments of a case, and so resemble each other
    what          the name of what is resampled then

    There is no interval (NaN) where the statistic is undefined, or takes the same value in every resample, which is no
    sign of precision. Raises InputError for an unknown kind and for fewer than 100 resamples.
    """
    check_confidence(confidence)
    _check(kind, resamples)
    estimate = statistic(patterns)
    replicates = np.ascontiguousarray(_replicates(patterns, statistic, resamples, seed, case_counts).T)
    left_out = _left_out(patterns, statistic, case_counts) if kind == "bca" else None
    low, high, se = np.full((3, len(estimate)), np.nan)
    undefined = np.isnan(replicates).mean(1)
    for place in np.flatnonzero(~np.isnan(estimate)):
        jackknife = None if left_out is None else (left_out[0][:, place], left_out[1][:, place])
        low[place], high[place], se[place] = limits(replicates[place], estimate[place], confidence, jackknife)
    methods = tuple("" if np.isnan(end) else method_name(kind, "units" if case_counts is None else what) for end in low)
    return BootstrapIntervals(low, high, methods, se, undefined, resamples)


def resampled_counts(patterns: Patterns, resamples: int, rng: np.random.Generator) -> Counts:
    """Return counts of resampled units, (resamples, m, k), right for each variable on its own.

    In memory the patterns come first, so that sums over patterns run along long rows.
    """
    counts = patterns.counts
    units = counts.sum(1)
    n = int(units[0]) if len(units) else 0
    if 0 < n <= _FEW_UNITS * len(counts) and (units == n).all():
        return _by_position(counts, n, resamples, rng)
    return _multinomial(counts, resamples, rng)


def _by_position(counts: Counts, n: int, resamples: int, rng: np.random.Generator) -> Counts:
    """Draw positions of units and count how many fall on each pattern, the units lying in order of their patterns."""
    m, k = counts.shape
    ends = np.zeros((k + 1, m), np.int64)
    ends[1:] = counts.cumsum(1).T
    drawn = np.empty((k, m, resamples), np.int64)
    step = max(1, _IN_CACHE // n)
    for start in range(0, resamples, step):
        rows = min(step, resamples - start)
        positions = rng.integers(0, n, size=(rows, n)) + np.arange(rows)[:, None] * n
        upto = np.zeros((rows, n + 1), np.int64)
        np.bincount(positions.ravel(), minlength=rows * n).reshape(rows, n).cumsum(1, out=upto[:, 1:])
        below = upto.take(ends.ravel(), axis=1).T.reshape(k + 1, m, rows)
        np.subtract(below[1:], below[:-1], out=drawn[:, :, start : start + rows])
    return np.moveaxis(drawn, (0, 1, 2), (2, 1, 0))


def _multinomial(counts: Counts, resamples: int, rng: np.random.Generator) -> Counts:
    """Draw pattern after pattern, the most frequent first, each binomial given those before."""
    m, k = counts.shape
    drawn = np.zeros((k, m, resamples), np.int64)
    for variable, row in enumerate(counts):
        left, units = np.full(resamples, row.sum()), int(row.sum())
        for pattern in np.argsort(-row, kind="stable").tolist():
            if not row[pattern]:
                break
            share = min(row[pattern] / units, 1.0)
            drawn[pattern, variable] = left if share == 1 else rng.binomial(left, share)
            left = left - drawn[pattern, variable]
            units -= int(row[pattern])
    return np.moveaxis(drawn, (0, 1, 2), (2, 1, 0))


def limits(
    replicates: Floats, estimate: float, confidence: float, jackknife: tuple[Floats, Floats] | None = None
) -> tuple[float, float, float]:
    """Return the lower limit, the upper limit and the standard error from the defined ones of the `replicates`.

    `jackknife`, the values with one unit (or case) left out and how many units each stands for, makes the limits BCa
    (bias-corrected and accelerated). NaN for fewer than 100 defined replicates and for such as are all the same.
    Efron (1987), Journal of the American Statistical Association 82: 171-185.
    """
    known = np.sort(replicates[np.isfinite(replicates)])
    if len(known) < 100 or known[-1] - known[0] < 1e-12:
        return np.nan, np.nan, np.nan
    tails = np.array([(1 - confidence) / 2, (1 + confidence) / 2])
    if jackknife is not None:
        tails = _bca_tails(known, estimate, tails, *jackknife)
    low, high = np.interp(tails * (len(known) - 1), np.arange(len(known)), known)
    return float(low), float(high), float(known.std(ddof=1))


def method_name(kind: Kind, what: str) -> str:
    """Return what was done, in words; `what` was resampled: units, cases."""
    return f"{_TITLES[kind]}, {what} resampled"


def _bca_tails(known: Floats, estimate: float, tails: Floats, left_out: Floats, often: Floats) -> Floats:
    near = 1e-12
    below = ((known < estimate - near).mean() + (known <= estimate + near).mean()) / 2
    if not 0 < below < 1:
        return tails
    bias = normal_quantile(float(below))
    defined = np.isfinite(left_out) & (often > 0)
    weight, values = often[defined], left_out[defined]
    apart = (weight @ values) / max(weight.sum(), 1) - values
    spread = weight @ apart**2
    acceleration = (weight @ apart**3) / (6 * spread**1.5) if spread > near else 0.0
    shifted = bias + np.array([normal_quantile(float(tail)) for tail in tails])
    return np.array([normal_cdf(float(bias + z / (1 - acceleration * z))) for z in shifted])


def _replicates(
    patterns: Patterns, statistic: Statistic, resamples: int, seed: int, case_counts: Counts | None
) -> Floats:
    rng = np.random.Generator(np.random.PCG64(seed))
    at_once = max(1, _NUMBERS_AT_ONCE // max(patterns.counts.size, 1))
    values = []
    for start in range(0, resamples, at_once):
        number = min(at_once, resamples - start)
        if case_counts is None:
            counts = resampled_counts(patterns, number, rng)
        else:
            counts = resampled_groups(case_counts, np.ones(len(case_counts)), number, rng)
        values.append(statistic(patterns.with_counts(counts)))
    return np.concatenate(values)


def resampled_groups(
    group_counts: Counts, often: NDArray[np.float64], resamples: int, rng: np.random.Generator
) -> Counts:
    """Return counts (resamples, m, k) of resampled groups of units that stay together over all variables.

    `group_counts` (groups, m, k) are the counts of each group, `often` (groups,) how many cases or units look like
    that.
    """
    groups = len(group_counts)
    weights = rng.multinomial(int(often.sum()), often / often.sum(), size=resamples)
    flat = group_counts.reshape(groups, -1)
    exact = np.float32 if int(often.sum()) * int(flat.max(initial=0)) < 1 << 24 else np.float64
    drawn = weights.astype(exact) @ flat.astype(exact)
    return np.asarray(np.rint(drawn).astype(np.int64).reshape(resamples, *group_counts.shape[1:]))


def _left_out(patterns: Patterns, statistic: Statistic, case_counts: Counts | None) -> tuple[Floats, Floats]:
    """Return the statistic with one unit (or case) left out, (j, m), and how many units each of these stands for."""
    counts = patterns.counts
    if case_counts is not None:
        values = statistic(patterns.with_counts(counts - case_counts))
        return values, np.ones(values.shape)
    return without_each(patterns, statistic), counts.T.astype(np.float64)


def _check(kind: str, resamples: int) -> None:
    if kind not in _TITLES:
        raise no_such("bootstrap", kind, _TITLES)
    if resamples < 100:
        raise InputError(f"{resamples:,} resamples are too few for an interval.", fix="Take 1,000 or more.")
