"""The Jeffreys-Dirichlet interval: numerical integration against a large seeded sample from the posterior."""

from __future__ import annotations

import numpy as np
import pytest

from intercoder.reliability.coefficients import kappa_of_tables
from intercoder.reliability.inference.intervals import kappa_intervals
from intercoder.reliability.inference.jeffreys import jeffreys_dirichlet, posterior_cdf


def test_jeffreys_dirichlet_is_the_posterior_interval() -> None:
    """Against a large seeded sample from the posterior itself."""
    cells = np.array([[9, 1, 1, 1], [5, 0, 7, 0], [80, 7, 8, 5], [950, 3, 10, 37], [3, 0, 7, 2], [20, 3, 3, 14]])
    rng = np.random.default_rng(20)
    posterior = np.stack([rng.dirichlet(row + 0.5, 300_000) for row in cells], 1)
    limits = np.quantile(kappa_of_tables(posterior.reshape(-1, len(cells), 2, 2)), [0.05, 0.95], axis=0)
    found = kappa_intervals(cells.reshape(-1, 2, 2), method="jeffreys_dirichlet", confidence=0.9)
    np.testing.assert_allclose([found.low, found.high], limits, atol=0.004)


def test_posterior_cdf_grows_and_is_one_half_at_0_for_a_table_without_association() -> None:
    kappas = np.linspace(-0.95, 0.95, 21)[None]
    below = posterior_cdf(np.array([[4.0, 4.0, 4.0, 4.0]]), kappas)[0]
    assert (np.diff(below) > 0).all()
    assert below[10] == pytest.approx(0.5, abs=1e-6)


def test_limits_are_quantiles_of_the_posterior() -> None:
    cells = np.array([[9.0, 1, 1, 1], [990.0, 4, 2, 4], [3.0, 5, 4, 0]])
    low, high = jeffreys_dirichlet(cells.reshape(-1, 2, 2), 0.9)
    np.testing.assert_allclose(posterior_cdf(cells, np.stack([low, high], 1)), [[0.05, 0.95]] * 3, atol=1e-6)


def test_more_units_of_the_same_kind_narrow_it() -> None:
    tables = np.array([[[8, 1], [1, 2]]]) * np.array([1, 4, 16]).reshape(-1, 1, 1)
    low, high = jeffreys_dirichlet(tables, 0.95)
    widths = high - low
    assert widths[0] > widths[1] > widths[2]
    assert widths[2] == pytest.approx(widths[1] / 2, rel=0.2)


def test_at_the_boundary_the_limit_is_the_boundary() -> None:
    low, high = jeffreys_dirichlet(np.array([[[8, 0], [0, 4]], [[0, 6], [6, 0]]]), 0.95)
    assert high[0] == 1
    assert low[1] == -1


def test_no_tables() -> None:
    low, high = jeffreys_dirichlet(np.zeros((0, 2, 2)), 0.95)
    assert low.shape == high.shape == (0,)
