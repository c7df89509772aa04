"""The bootstrap from counts: its spread, its two kinds, undefined resamples, and cases in place of units."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from intercoder.errors import InputError
from intercoder.reliability.coefficients import cohen_kappa
from intercoder.reliability.counts.counting import patterns_of_tables
from intercoder.reliability.counts.patterns import Floats, Patterns
from intercoder.reliability.inference.bootstrap import bootstrap_intervals, limits, resampled_counts
from intercoder.reliability.inference.variance import fleiss_cohen_everitt_variance

LARGE = [[400, 90], [60, 450]]


def kappa(patterns: Patterns) -> Floats:
    return cohen_kappa(patterns).value


def two_by_two(*tables: list[list[int]]) -> Patterns:
    return patterns_of_tables(np.array(tables), categories=(False, True))


@pytest.mark.parametrize("n", [200, 20_000], ids=["drawing units", "drawing from distributions"])
def test_resamples_are_multinomial(n: int) -> None:
    patterns = two_by_two([[n // 2, n // 10], [n // 20, n - n // 2 - n // 10 - n // 20]], [[n - 2, 1], [0, 1]])
    drawn = resampled_counts(patterns, 20_000, np.random.default_rng(3))
    shares = patterns.counts / n
    assert (drawn.sum(-1) == n).all()
    assert drawn.min() >= 0
    np.testing.assert_allclose(drawn.mean(0), patterns.counts, atol=0.02 * np.sqrt(n))
    np.testing.assert_allclose(drawn.std(0), np.sqrt(n * shares * (1 - shares)), rtol=0.03, atol=0.02)
    covariance = np.cov(drawn[:, 0, 0], drawn[:, 0, 3])[0, 1]
    assert covariance == pytest.approx(-n * shares[0, 0] * shares[0, 3], rel=0.05)


def test_variables_with_different_units() -> None:
    drawn = resampled_counts(two_by_two([[30, 2], [3, 5]], [[9, 1], [0, 2]]), 50, np.random.default_rng(1))
    assert (drawn.sum(-1) == [40, 12]).all()


def test_in_large_samples_it_agrees_with_the_formula() -> None:
    patterns = two_by_two(LARGE)
    found = bootstrap_intervals(patterns, kappa, resamples=4_000)
    assert found.se[0] == pytest.approx(np.sqrt(fleiss_cohen_everitt_variance(np.array([LARGE])))[0], rel=0.05)
    assert found.low[0] < kappa(patterns)[0] < found.high[0]
    assert found.method == ("bootstrap, percentiles, units resampled",)
    assert found.undefined[0] == 0


def test_the_seed_decides() -> None:
    one, same, other = (bootstrap_intervals(two_by_two([[30, 2], [3, 5]]), kappa, seed=seed) for seed in (4, 4, 5))
    assert one.low[0] == same.low[0]
    assert one.low[0] != other.low[0]


def test_undefined_resamples_are_told_and_left_out() -> None:
    """One of 12 units carries the code: a resample misses it with probability (11/12)^12 = .352."""
    found = bootstrap_intervals(two_by_two([[11, 0], [0, 1]], [[10, 1], [0, 1]]), kappa, resamples=4_000)
    assert found.undefined[0] == pytest.approx((11 / 12) ** 12, abs=0.03)
    assert np.isnan(found.low[0]), "every defined resample gives kappa 1, which is no sign of precision"
    assert found.method[0] == ""
    assert found.high[1] <= 1
    assert found.undefined[1] == pytest.approx((10 / 12) ** 12, abs=0.03)


def test_an_undefined_statistic_has_no_interval() -> None:
    found = bootstrap_intervals(two_by_two([[12, 0], [0, 0]]), kappa)
    assert np.isnan([found.low[0], found.high[0], found.se[0]]).all()
    assert found.undefined[0] == 1


def test_bca_is_scipys() -> None:
    """The mean of a skewed sample, against scipy.stats.bootstrap, which resamples the values themselves."""
    from scipy.stats import bootstrap

    values = np.array([0, 0, 0, 1, 1, 2, 3, 5, 9, 20])
    patterns = Patterns(("x",), ("A",), tuple(values), values[:, None], np.ones((1, 10), int))

    def mean(resampled: Patterns) -> Floats:
        counts = resampled.counts
        return np.asarray(counts @ values / counts.sum(-1))

    found = bootstrap_intervals(patterns, mean, kind="bca", resamples=20_000)
    expected = bootstrap((values,), np.mean, method="BCa", n_resamples=20_000, rng=np.random.default_rng(1))
    assert found.low[0] == pytest.approx(expected.confidence_interval.low, abs=0.1)
    assert found.high[0] == pytest.approx(expected.confidence_interval.high, abs=0.3)
    plain = bootstrap_intervals(patterns, mean, resamples=20_000)
    assert plain.high[0] < found.high[0]


def test_cases_that_repeat_themselves_carry_less_information() -> None:
    """Every case gives the same four units: the error is that of the cases, twice that of as many separate units."""
    rng = np.random.default_rng(2)
    one = rng.multinomial(1, [0.4, 0.1, 0.1, 0.4], size=200)[:, None, :]
    patterns = two_by_two([[40, 9], [6, 45]])
    whole = patterns.with_counts(4 * one.sum(0))
    by_unit = bootstrap_intervals(whole, kappa)
    by_case = bootstrap_intervals(whole, kappa, case_counts=4 * one)
    assert by_case.se[0] == pytest.approx(2 * by_unit.se[0], rel=0.1)
    assert by_case.method == ("bootstrap, percentiles, cases resampled",)
    assert bootstrap_intervals(whole, kappa, case_counts=4 * one, kind="bca").se[0] == by_case.se[0]


def test_too_few_defined_resamples_give_no_interval() -> None:
    values = np.array([np.nan] * 950 + [0.5, 0.6] * 25)
    assert np.isnan(limits(values, 0.55, 0.95)).all()


def test_what_cannot_be_done_is_said() -> None:
    with pytest.raises(InputError, match='no bootstrap "basic"'):
        bootstrap_intervals(two_by_two(LARGE), kappa, kind="basic")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="too few"):
        bootstrap_intervals(two_by_two(LARGE), kappa, resamples=20)


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95])
def test_percentile_limits_are_the_quantiles_of_the_resamples(confidence: float) -> None:
    replicates = np.random.default_rng(2).beta(2, 5, 401)
    low, high, se = limits(np.append(replicates, np.nan), 0.3, confidence)
    assert [low, high] == pytest.approx(np.quantile(replicates, [(1 - confidence) / 2, (1 + confidence) / 2]))
    assert se == pytest.approx(np.std(replicates, ddof=1))


class TestBcaByHand:
    """Efron (1987): z0 from the share of resamples below the estimate, a from the skewness of the jackknife."""

    replicates = np.linspace(0, 1, 1001)

    def test_without_bias_or_skewness_they_are_the_percentiles(self) -> None:
        jackknife = (np.array([0.4, 0.6]), np.array([5.0, 5.0]))
        found = limits(self.replicates, 0.5, 0.9, jackknife)[:2]
        assert found == pytest.approx((0.05, 0.95), abs=1e-9)

    def test_an_estimate_above_the_middle_moves_both_limits_up(self) -> None:
        jackknife = (np.array([0.4, 0.6]), np.array([5.0, 5.0]))
        bias = norm.ppf((700 + 701) / 2 / 1001)
        expected = norm.cdf(2 * bias + norm.ppf([0.05, 0.95]))
        assert limits(self.replicates, 0.7, 0.9, jackknife)[:2] == pytest.approx(expected, abs=1e-9)

    def test_skewness_moves_the_tails_and_counts_how_often_a_value_occurs(self) -> None:
        values, often = np.array([0.2, 0.5, 0.55]), np.array([1.0, 6.0, 3.0])
        apart = np.average(values, weights=often) - values
        acceleration = (often @ apart**3) / (6 * (often @ apart**2) ** 1.5)
        z = norm.ppf([0.05, 0.95])
        expected = norm.cdf(z / (1 - acceleration * z))
        found = limits(self.replicates, 0.5, 0.9, (np.append(values, np.nan), np.append(often, 2.0)))[:2]
        assert acceleration > 0.05
        assert found == pytest.approx(expected, abs=1e-9)

    def test_an_estimate_beyond_all_resamples_takes_the_percentiles(self) -> None:
        jackknife = (np.array([0.4, 0.6]), np.array([5.0, 5.0]))
        assert limits(self.replicates, 1.5, 0.9, jackknife)[:2] == pytest.approx((0.05, 0.95))


def test_no_limits_from_few_or_equal_resamples() -> None:
    assert np.isnan(limits(np.linspace(0, 1, 99), 0.5, 0.95)).all()
    assert np.isfinite(limits(np.linspace(0, 1, 100), 0.5, 0.95)).all()
    assert np.isnan(limits(np.full(500, 0.3), 0.3, 0.95)).all()
