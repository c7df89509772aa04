"""How surely a coefficient lies in a band: Gwet's published example, and the posterior for small samples."""

from __future__ import annotations

import math

import numpy as np
import pytest

from intercoder.reliability.benchmarking import benchmark, posterior_benchmarks, probability_below
from intercoder.reliability.coefficients import kappa_of_tables


def test_ac1_of_four_raters_on_altmans_scale() -> None:
    """Gwet (2014), ch. 6; R irrCAC, vignette on benchmarking."""
    found = benchmark(0.77544, 0.14295, "altman")
    assert found.bands == ("very good", "good", "moderate", "fair", "poor")
    assert found.cumulative == pytest.approx((0.39674303137, 0.88336488297, 0.995418807348, 0.999969814525, 1.0))
    assert found.held == "moderate"


def test_without_a_standard_error_nothing_is_said() -> None:
    for se in (0.0, math.nan):
        assert benchmark(0.9, se).held == ""
        assert np.isnan(benchmark(0.9, se).cumulative).all()


def test_posterior_against_gwet_in_a_large_sample() -> None:
    table = np.array([[400, 90], [60, 450]])
    from intercoder.reliability.inference.variance import fleiss_cohen_everitt_variance

    se = float(np.sqrt(fleiss_cohen_everitt_variance(table[None]))[0])
    by_posterior, by_gwet = posterior_benchmarks(table[None])[0], benchmark(kappa_of_tables(table[None])[0], se)
    assert by_posterior.cumulative == pytest.approx(by_gwet.cumulative, abs=0.01)
    assert by_posterior.held == by_gwet.held == "substantial"


def test_few_units_hold_little() -> None:
    """Perfect agreement on 12 units with one application: the estimate is 1, what is sure is far less."""
    found = posterior_benchmarks(np.array([[[11, 0], [0, 1]], [[12, 0], [0, 0]]]))
    assert found[0].held == "slight"
    assert list(found[0].cumulative) == sorted(found[0].cumulative)
    assert found[0].cumulative[-1] == 1
    assert found[1].held == ""


def test_probabilities_below_grow() -> None:
    below = probability_below(np.array([[[9, 1], [1, 1]]]), np.array([-0.5, 0.0, 0.4, 0.8]))
    assert (np.diff(below[0]) > 0).all()
    assert probability_below(np.zeros((0, 2, 2)), np.array([0.5])).shape == (0, 1)
