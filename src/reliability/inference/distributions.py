"""The few probability distributions that intervals and tests need, exact and without scipy."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from ...results import for_json, p_sentence

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_STANDARD = NormalDist()


def normal_quantile(probability: float) -> float:
    """Return the quantile of the standard normal distribution.

    >>> round(normal_quantile(0.975), 6)
    1.959964
    """
    return _STANDARD.inv_cdf(probability)


def normal_cdf(x: float) -> float:
    """Return the probability that a standard normal variable is at most `x`."""
    return _STANDARD.cdf(x)


def two_sided(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability of standard normal values at least as far from 0 as each `z`, (any shape); NaN for NaN.

    >>> two_sided(np.array([0.0, -1.959964])).round(6).tolist()
    [1.0, 0.05]
    """
    return np.array([2 * normal_cdf(-abs(one)) for one in z.ravel().tolist()]).reshape(z.shape)


def chi_square_tail(statistic: float, df: int) -> float:
    """Return the probability that a chi-square variable with `df` (1, 2, ...) degrees of freedom exceeds `statistic`.

    The sums are finite for whole degrees of freedom (Abramowitz & Stegun 1964, 26.4.4 and 26.4.5).

    >>> round(chi_square_tail(3.841459, 1), 6), round(chi_square_tail(5.991465, 2), 6)
    (0.05, 0.05)
    """
    if math.isnan(statistic):
        return math.nan
    half = max(statistic, 0.0) / 2
    tail, term = (math.erfc(math.sqrt(half)), 0.5) if df % 2 else (math.exp(-half), 1.0)
    if half == 0:
        return 1.0
    while term < df / 2:
        tail += math.exp(term * math.log(half) - half - math.lgamma(term + 1))
        term += 1
    return min(tail, 1.0)


@dataclass(frozen=True)
class ChiSquareTest:
    """A chi-square test: the statistic, its degrees of freedom and the probability of a larger one by chance."""

    statistic: float
    df: int
    p: float

    def to_dict(self) -> dict[str, Any]:
        """Return the test for JSON: None where a number is undefined."""
        return {"chi_square": for_json(self.statistic), "df": self.df, "p": for_json(self.p)}

    def in_words(self) -> str:
        """Return the test as it stands in brackets.

        >>> chi_square_test(3.841459, 1).in_words()
        'chi-square 3.84, df 1, p = .050'
        """
        return f"chi-square {self.statistic:.2f}, df {self.df}, {p_sentence(self.p)}"


def chi_square_test(statistic: float, df: int) -> ChiSquareTest:
    """Return the test with its probability; without a degree of freedom nothing was tested, and p is 1."""
    return ChiSquareTest(statistic, df, chi_square_tail(statistic, df) if df else 1.0)


def t_cdf(x: float, df: float) -> float:
    """Return the probability that a variable of Student's t with `df` degrees of freedom is at most `x`.

    >>> round(t_cdf(2.200985, 11), 6)
    0.975
    """
    if df > 1e8:
        return normal_cdf(x)
    tail = incomplete_beta(df / 2, 0.5, df / (df + x * x)) / 2
    return 1 - tail if x > 0 else tail


def t_quantile(probability: float, df: ArrayLike) -> NDArray[np.float64]:
    """Return the quantile of Student's t, one value per `df` (any shape); NaN where `df` is not above 0.

    >>> t_quantile(0.975, [1, 11, 1e9]).round(4).tolist()
    [12.7062, 2.201, 1.96]
    """
    dfs = np.asarray(df, dtype=np.float64)
    distinct, places = np.unique(dfs, return_inverse=True)
    values = np.array([_t_quantile(probability, one) for one in distinct.tolist()])
    return values[places].reshape(dfs.shape)


def _t_quantile(probability: float, df: float) -> float:
    if not df > 0:
        return math.nan
    if probability < 0.5:
        return -_t_quantile(1 - probability, df)
    low, high = 0.0, 1.0
    while t_cdf(high, df) < probability:
        low, high = high, high * 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if t_cdf(middle, df) < probability else (low, middle)
        if high - low <= 1e-14 * high:
            break
    return (low + high) / 2


def incomplete_beta(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b): the Beta(a, b) probability of at most `x`.

    Continued fraction DLMF 8.17.22, evaluated by Lentz's method.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(scale) / (a * _beta_fraction(a, b, x))


def _beta_fraction(a: float, b: float, x: float) -> float:
    tiny = 1e-300
    value, c, d = 1.0, 1.0, 0.0
    for step in range(1, 100_000):
        m = step // 2
        if step % 2:
            numerator = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            numerator = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / ((1 + numerator * d) or tiny)
        c = (1 + numerator / c) or tiny
        value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return value


def binomial_test(successes: int, trials: int) -> float:
    """Return the two-sided probability of a split at least as uneven as this one, when both sides are equally likely.

    With `successes` the units that only the first of two coders marked and `trials` those that only one marked, this is
    McNemar's exact test. It is 1 when there are no trials.

    >>> binomial_test(1, 10)
    0.021484375
    """
    smaller = min(successes, trials - successes)
    if trials > 1_000:  # the integers of the exact sum grow with the trials
        tail = incomplete_beta(trials - smaller, smaller + 1, 0.5)
    else:
        tail = sum(math.comb(trials, i) for i in range(smaller + 1)) / 2**trials
    return min(1.0, 2 * tail)


def binomial_none(n: int, probability: float) -> float:
    """Return the probability of no success in `n` independent draws."""
    return (1 - probability) ** n


def hypergeometric_none(n: int, population: int, positives: int) -> float:
    """Return the probability that `n` of `population` units, drawn without replacement, hold none of the `positives`.

    >>> round(hypergeometric_none(12, 60, 3), 4)
    0.5054
    """
    if n > population - positives:
        return 0.0
    return math.prod((population - n - i) / (population - i) for i in range(positives))
