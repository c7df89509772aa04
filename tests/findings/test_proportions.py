"""Intervals of shares, and tests of groups, against published values and other implementations."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from intercoder.errors import InputError
from intercoder.findings import proportions
from intercoder.findings.proportions import compare_groups, wilson_interval


@pytest.mark.parametrize(
    ("n", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
    ids=["81 of 263", "15 of 148", "0 of 20", "1 of 29"],
)
def test_wilson_is_as_in_newcombe_1998(n: int, of: int, low: float, high: float) -> None:
    """Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3."""
    assert wilson_interval(n, of) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))), st.floats(0.5, 0.999))
def test_wilson_is_that_of_statsmodels_and_holds_the_share(given: tuple[int, int], confidence: float) -> None:
    n, of = given
    found = wilson_interval(n, of, confidence)
    assert found == pytest.approx(proportion_confint(n, of, alpha=1 - confidence, method="wilson"), abs=1e-9)
    assert found[0] <= n / of <= found[1]


@pytest.mark.parametrize("confidence", [95, 1, 0, -1, math.nan, math.inf])
def test_a_confidence_level_that_is_none_is_refused(confidence: float) -> None:
    with pytest.raises(InputError, match="the confidence level must lie between 0 and 1"):
        wilson_interval(3, 9, confidence)


def test_there_is_no_interval_of_none_of_none() -> None:
    assert all(math.isnan(limit) for limit in wilson_interval(0, 0))


def test_the_lady_tasting_tea() -> None:
    """Fisher (1935): three of four cups right each way; the two-sided p value is 34/70."""
    found = compare_groups([3, 1], [4, 4])
    assert found.method == "exact"
    assert found.p == pytest.approx(34 / 70)


@given(st.tuples(st.integers(0, 9), st.integers(0, 9)), st.tuples(st.integers(0, 9), st.integers(0, 9)))
def test_two_small_groups_are_tested_as_by_scipy(first: tuple[int, int], second: tuple[int, int]) -> None:
    sizes = [sum(first), sum(second)]
    found = compare_groups([first[0], second[0]], sizes)
    if math.isnan(found.p):
        assert 0 in sizes or first[0] + second[0] in (0, sum(sizes))
        return
    if found.method == "exact":
        assert found.p == pytest.approx(scipy.stats.fisher_exact([first, second])[1])


def test_three_groups_exactly() -> None:
    """All tables with the margins (2 of 7; groups of 3, 2, 2), added up by hand: 3 + 3 + ... of 21 ways."""
    # ways: (2,0,0) 3, (0,2,0) 1, (0,0,2) 1, (1,1,0) 6, (1,0,1) 6, (0,1,1) 4
    assert compare_groups([2, 0, 0], [3, 2, 2]).p == pytest.approx((3 + 1 + 1) / 21)
    assert compare_groups([0, 1, 1], [3, 2, 2]).p == pytest.approx((4 + 3 + 1 + 1) / 21)


def test_large_groups_get_the_chi_squared_test() -> None:
    found = compare_groups([30, 45, 20], [60, 60, 60])
    table = np.array([[30, 30], [45, 15], [20, 40]])
    assert found.method == "chi-squared"
    assert found.p == pytest.approx(scipy.stats.chi2_contingency(table, correction=False)[1])


def test_random_tables_come_close_to_all_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = compare_groups([5, 0, 1, 2], [9, 8, 7, 6])
    monkeypatch.setattr(proportions, "TABLES_LIMIT", 1)
    drawn = compare_groups([5, 0, 1, 2], [9, 8, 7, 6])
    assert "random tables" in drawn.method
    assert drawn.p == pytest.approx(exact.p, abs=0.01)
    assert drawn == compare_groups([5, 0, 1, 2], [9, 8, 7, 6])


@pytest.mark.parametrize(
    ("having", "sizes", "why"),
    [([0, 0], [5, 5], "no case has it"), ([5, 5], [5, 5], "all cases have it"), ([2, 0], [5, 0], "only one group")],
)
def test_what_cannot_be_tested_says_why(having: list[int], sizes: list[int], why: str) -> None:
    found = compare_groups(having, sizes)
    assert math.isnan(found.p)
    assert why in found.method
