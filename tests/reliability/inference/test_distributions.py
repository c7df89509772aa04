"""The distributions against scipy, which serves as oracle here only."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from intercoder.reliability.inference.distributions import (
    binomial_none,
    binomial_test,
    chi_square_tail,
    hypergeometric_none,
    incomplete_beta,
    t_cdf,
    t_quantile,
)


@pytest.mark.parametrize("df", [1, 2, 3, 11, 59.5, 1e4, 1e9])
@pytest.mark.parametrize("probability", [0.005, 0.025, 0.5, 0.9, 0.975])
def test_t_quantile(df: float, probability: float) -> None:
    assert t_quantile(probability, df) == pytest.approx(stats.t.ppf(probability, df), rel=1e-8, abs=1e-12)


def test_t_quantile_keeps_the_shape_and_has_none_without_freedom() -> None:
    found = t_quantile(0.975, np.array([[0.0, 4.0], [math.nan, 4.0]]))
    assert np.isnan(found[:, 0]).all()
    assert found[:, 1] == pytest.approx([2.776445] * 2)


@pytest.mark.parametrize("x", [-40.0, -2.0, 0.0, 0.3, 5.0])
def test_t_cdf(x: float) -> None:
    assert t_cdf(x, 7) == pytest.approx(stats.t.cdf(x, 7), rel=1e-10)


@pytest.mark.parametrize("df", range(1, 9))
@pytest.mark.parametrize("statistic", [0.0, 0.01, 3.84, 40.0])
def test_chi_square_tail(statistic: float, df: int) -> None:
    assert chi_square_tail(statistic, df) == pytest.approx(stats.chi2.sf(statistic, df), rel=1e-10)


def test_chi_square_tail_of_nothing() -> None:
    assert math.isnan(chi_square_tail(math.nan, 2))


@pytest.mark.parametrize(("a", "b", "x"), [(0.5, 0.5, 0.2), (3, 400, 0.01), (2000, 1500, 0.57), (1, 1, 1), (2, 3, 0)])
def test_incomplete_beta(a: float, b: float, x: float) -> None:
    assert incomplete_beta(a, b, x) == pytest.approx(stats.beta.cdf(x, a, b), rel=1e-9)


@pytest.mark.parametrize(
    ("successes", "trials"), [(0, 0), (5, 5), (1, 10), (5, 10), (9, 10), (480, 1001), (4_000, 9_000)]
)
def test_binomial_test(successes: int, trials: int) -> None:
    expected = stats.binomtest(successes, trials).pvalue if trials else 1.0
    assert binomial_test(successes, trials) == pytest.approx(expected, rel=1e-9)


def test_chance_of_a_sample_without_the_code() -> None:
    assert binomial_none(12, 0.05) == pytest.approx(stats.binom.pmf(0, 12, 0.05))
    assert hypergeometric_none(12, 60, 3) == pytest.approx(stats.hypergeom.pmf(0, 60, 3, 12))
    assert hypergeometric_none(58, 60, 3) == 0
