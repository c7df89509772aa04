"""The interval of the average kappa over codes, with the codes taken together as they occur in the units.

Codes of one unit hang together: where a coder was careless, several codes suffer. Resampling each code on its own
treats them as unrelated and makes the average look more exact than it is. So units (or cases) are left out, or
resampled, once for all codes.

The default is the jackknife with Student's t. With few units and rare codes the bootstrap of the average is too narrow
(docs/interval_simulation.md): a resample often loses the one unit with a code, and with it the code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from ...errors import no_such
from ..coefficients import cohen_kappa, conger_kappa
from .bootstrap import RESAMPLES, SEED, limits, method_name, resampled_groups
from .distributions import t_quantile
from .intervals import check_confidence
from .jackknife import without_each

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from numpy.typing import ArrayLike, NDArray

    from ..coefficients import Measure
    from ..counts.joint import JointPatterns
    from ..counts.patterns import Counts, Floats, Patterns
    from .bootstrap import Kind
    from .jackknife import Statistic

AverageMethod = Literal["auto", "jackknife", "percentile", "bca", "linearised"]

_FEW = 5_000  # units or cases: with more, the linearised interval is the same and far quicker
_NUMBERS_AT_ONCE = 20_000_000


@dataclass(frozen=True)
class AverageInterval:
    """The interval of the mean over the codes with a defined coefficient.

    mean, low, high, se   NaN where they cannot be computed
    method                in words
    undefined             share of resamples in which a code that has a kappa in the data had none
    """

    mean: float
    low: float
    high: float
    se: float
    method: str
    undefined: float


def mean_kappa_interval(
    joint: JointPatterns,
    *,
    measure: Measure | None = None,
    cases: ArrayLike | None = None,
    method: AverageMethod = "auto",
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> AverageInterval:
    """Return the interval of the mean kappa over codes, units (or cases) resampled once for all codes.

    joint      the patterns of each unit over all codes (`joint.joint_patterns`)
    measure    Cohen's kappa for two coders and Conger's for more, unless another coefficient is given
    cases      (n,) the case of each unit, where units are segments of a case: cases are resampled then
    method     "jackknife", "percentile" or "bca" bootstrap, "linearised" (influences added up over codes), or "auto":
               the jackknife up to 5,000 units or cases, linearised beyond

    With some units left out or drawn again the mean is over the codes that then have a kappa. There is no interval
    where nothing varies: that is no sign of precision. Raises InputError for an unknown method.
    """
    chosen, mean = _chosen(joint.patterns, measure, method, confidence)
    if np.isnan(mean):
        return _no_interval(mean)
    groups = len(joint.place) if cases is None else len(np.unique(np.asarray(cases)))
    what = "units" if cases is None else "cases"
    if method == "auto":
        method = "jackknife" if groups <= _FEW else "linearised"
    if method == "linearised":
        return _by_t(mean, _linearised_variance(joint, chosen, cases), groups, confidence, f"{method} over {what}")
    group_counts, often = joint.distinct() if cases is None else (joint.by_case(cases), np.ones(groups))
    resampling = _Resampling(joint.patterns, chosen, group_counts, often, what)
    return resampling.interval(mean, method, confidence, resamples, seed)


def mean_kappa_interval_of_groups(
    patterns: Patterns,
    group_counts: Counts,
    *,
    what: str,
    measure: Measure | None = None,
    method: AverageMethod = "auto",
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> AverageInterval:
    """Return the same from the counts of groups of units that are left out or drawn as a whole, once for all codes.

    `group_counts` (groups, m, k) are in the order of `patterns`; `what` the groups are, in words. "auto" is the
    jackknife. Raises InputError for an unknown method.
    """
    chosen, mean = _chosen(patterns, measure, method, confidence)
    if np.isnan(mean):
        return _no_interval(mean)
    groups = len(group_counts)
    if method == "linearised":
        influence = np.einsum("gmk,mk->g", group_counts, _per_cell(patterns, chosen))
        return _by_t(mean, _spread(influence), groups, confidence, f"{method} over {what}")
    resampling = _Resampling(patterns, chosen, group_counts, np.ones(groups), what)
    return resampling.interval(mean, "jackknife" if method == "auto" else method, confidence, resamples, seed)


def mean_interval_of_variables(
    variables: Sequence[tuple[Patterns, NDArray[Any]]],
    coefficients: Sequence[Statistic],
    *,
    confidence: float = 0.95,
) -> AverageInterval:
    """Return the interval of the mean over variables that each have their own categories: the jackknife over units.

    variables      the patterns of each variable (its counts (1, k)), and for each of the n units the position of its
                   pattern among them, (n,), -1 where nobody gave the unit an answer
    coefficients   how the coefficient of each variable is computed from its patterns, (..., 1)

    A unit is left out of all variables at once; the mean is over those that are defined then.
    """
    check_confidence(confidence)
    found = list(zip(variables, coefficients, strict=True))
    values = np.array([float(coefficient(patterns)[0]) for (patterns, _), coefficient in found])
    answered = np.any([place >= 0 for _, place in variables], axis=0)
    mean = float(_mean(values[None])[0])
    if np.isnan(mean):
        return _no_interval(mean)
    total, defined = np.zeros(len(answered)), np.zeros(len(answered), np.int64)
    for value, ((patterns, place), coefficient) in zip(values, found, strict=True):
        without = np.where(place >= 0, without_each(patterns, coefficient)[place, 0], value)
        total += np.nan_to_num(without)
        defined += ~np.isnan(without)
    left_out = (total / np.maximum(defined, 1))[answered & (defined > 0)]
    n = len(left_out)
    if n < 2:
        return _no_interval(mean)
    return _by_t(mean, _jackknife_variance(left_out, np.ones(n)), n, confidence, "jackknife over units")


def _chosen(
    patterns: Patterns, measure: Measure | None, method: AverageMethod, confidence: float
) -> tuple[Measure, float]:
    """Return the coefficient and its mean over the codes; raises InputError for options that do not exist."""
    check_confidence(confidence)
    check_method(method)
    chosen = measure or (cohen_kappa if len(patterns.coders) == 2 else conger_kappa)
    return chosen, float(_mean(chosen(patterns).value[None])[0])


def _no_interval(mean: float) -> AverageInterval:
    return AverageInterval(mean, np.nan, np.nan, np.nan, "", np.nan)


def check_method(method: str) -> None:
    """Raise InputError for a method that does not exist."""
    if method not in get_args(AverageMethod):
        raise no_such("method", method, get_args(AverageMethod), among="for the average")


@dataclass(frozen=True)
class _Resampling:
    """Groups of units, left out or drawn as a whole: their counts (groups, m, k), and how many look like that."""

    patterns: Patterns
    measure: Measure
    group_counts: Counts
    often: Floats
    what: str

    def interval(
        self, mean: float, method: AverageMethod, confidence: float, resamples: int, seed: int
    ) -> AverageInterval:
        parts = (self.patterns, self.measure, self.group_counts)
        if method == "jackknife":
            variance = _jackknife_variance(_left_out(*parts), self.often)
            return _by_t(mean, variance, int(self.often.sum()), confidence, f"{method} over {self.what}")
        kind: Kind = "bca" if method == "bca" else "percentile"
        replicates, lost = _replicates(*parts, self.often, resamples=resamples, seed=seed)
        jackknife = (_left_out(*parts), self.often) if method == "bca" else None
        low, high, se = limits(replicates, mean, confidence, jackknife)
        return AverageInterval(mean, low, high, se, method_name(kind, self.what), lost)


def _mean(values: Floats) -> Floats:
    """Return the mean of the defined values of each row (..., m), NaN where none is defined."""
    defined = ~np.isnan(values)
    number = defined.sum(-1)
    total = np.where(defined, values, 0.0).sum(-1)
    return np.asarray(np.where(number > 0, total / np.maximum(number, 1), np.nan))


def _replicates(
    patterns: Patterns, measure: Measure, group_counts: Counts, often: Floats, *, resamples: int, seed: int
) -> tuple[Floats, float]:
    """Return the mean of each resample, and the share of resamples in which some code lost its kappa."""
    rng = np.random.Generator(np.random.PCG64(seed))
    has_kappa = ~np.isnan(measure(patterns).value)
    at_once = max(1, _NUMBERS_AT_ONCE // max(patterns.counts.size, len(often)))
    means, lost = [], []
    for start in range(0, resamples, at_once):
        counts = resampled_groups(group_counts, often, min(at_once, resamples - start), rng)
        values = measure(patterns.with_counts(counts)).value
        means.append(_mean(values))
        lost.append(np.isnan(values[:, has_kappa]).any(1))
    return np.concatenate(means), float(np.concatenate(lost).mean())


def _left_out(patterns: Patterns, measure: Measure, group_counts: Counts) -> Floats:
    """Return the mean with one of each group left out."""
    blocks = _blocks(group_counts, max(1, _NUMBERS_AT_ONCE // max(patterns.counts.size, 1)))
    without = [measure(patterns.with_counts(patterns.counts - block)).value for block in blocks]
    return np.concatenate([_mean(values) for values in without])


def _blocks(group_counts: Counts, size: int) -> Iterator[Counts]:
    for start in range(0, len(group_counts), size):
        yield group_counts[start : start + size].astype(np.int64)


def _jackknife_variance(left_out: Floats, often: Floats) -> float:
    n = often.sum()
    apart = left_out - (often @ left_out) / n
    return float((n - 1) / n * (often @ apart**2))


def _linearised_variance(joint: JointPatterns, measure: Measure, cases: ArrayLike | None) -> float:
    """Add up, unit by unit, what the unit adds to the coefficient of every code; their spread gives the error."""
    influence = unit_influences(joint, measure)
    if cases is not None:
        _, case = np.unique(np.asarray(cases), return_inverse=True)
        influence = np.bincount(case.reshape(-1), weights=influence).astype(np.float64)
    return _spread(influence)


def _spread(influence: Floats) -> float:
    """Return the variance of a sum from what each of its independent parts adds to it."""
    g = len(influence)
    return float(influence @ influence * g / (g - 1)) if g > 1 else np.nan


def _by_t(mean: float, variance: float, groups: int, confidence: float, what: str) -> AverageInterval:
    se = float(np.sqrt(variance))
    if not se > 1e-9:
        return AverageInterval(mean, np.nan, np.nan, np.nan, "", 0.0)
    reach = se * float(t_quantile((1 + confidence) / 2, groups - 1))
    method = f"{what}, t of {groups - 1}"
    return AverageInterval(mean, max(mean - reach, -1.0), min(mean + reach, 1.0), se, method, 0.0)


def unit_influences(joint: JointPatterns, measure: Measure) -> Floats:
    """Return what each unit adds to the mean coefficient over the defined codes, (n,). The sum is 0.

    Raises InputError when the coefficient has no linearisation.
    """
    per_cell = _per_cell(joint.patterns, measure)
    total = np.zeros(len(joint.place))
    for of_pattern, place in zip(per_cell, joint.place.T, strict=True):
        total += of_pattern[place]
    return total


def _per_cell(patterns: Patterns, measure: Measure) -> Floats:
    """Return what one unit with each pattern on each code adds to the mean over the defined codes, (m, k)."""
    coefficient = measure(patterns)
    defined = np.flatnonzero(~np.isnan(coefficient.value))
    per_pattern = coefficient.influence_of_units()
    kept = {tuple(row): column for column, row in enumerate(coefficient.patterns.answers.tolist())}
    column = np.array([kept.get(tuple(row), -1) for row in patterns.answers.tolist()])
    units = coefficient.patterns.counts.sum(-1)
    adds = np.zeros(patterns.counts.shape)
    for code in defined:
        adds[code] = np.where(column >= 0, per_pattern[code, column], 0.0) / units[code] / len(defined)
    return adds
