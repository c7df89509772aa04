"""The goodness-of-fit interval: published tables, and what makes a limit a limit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.reliability.coefficients import scott_pi
from intercoder.reliability.counts.counting import patterns_of_tables
from intercoder.reliability.inference.donner_eliasziw import (
    agreement_groups,
    donner_eliasziw,
    goodness_of_fit,
    group_probabilities,
)
from intercoder.reliability.inference.intervals import kappa_intervals

CELLS = st.integers(0, 40)
VARIED = st.tuples(CELLS, CELLS, CELLS, CELLS).filter(lambda c: 0 < 2 * c[0] + c[1] + c[2] < 2 * sum(c))


def table(cells: tuple[int, ...]) -> np.ndarray:
    return np.array(cells).reshape(1, 2, 2)


@pytest.mark.parametrize(
    ("cells", "low", "high"),
    [
        # Goodness-of-fit limits with chi-square 3.841 for tables of Feinstein & Cicchetti (1990), Sim & Wright (2005)
        # and McKenzie et al. (1996); the model is that of R kappaSize.
        ((40, 9, 6, 45), 0.533255754647, 0.813401123818),
        ((80, 10, 5, 5), 0.0854636890029, 0.555029416111),
        ((45, 15, 25, 15), -0.071389188541, 0.313564738719),
        ((25, 35, 5, 35), -0.00405938658741, 0.37438748326),
        ((22, 2, 4, 11), 0.363632954783, 0.842092918496),
        ((7, 6, 2, 35), 0.228889989311, 0.75318955189),
        ((11, 2, 3, 34), 0.475380331499, 0.889133246809),
    ],
)
def test_donner_eliasziw_limits_of_published_tables(cells: tuple[int, ...], low: float, high: float) -> None:
    found = kappa_intervals(table(cells), method="donner_eliasziw")
    assert found.low[0] == pytest.approx(low, abs=1e-9)
    assert found.high[0] == pytest.approx(high, abs=1e-9)
    assert found.method == ("Donner-Eliasziw goodness of fit",)


@given(VARIED)
def test_limits_lie_where_the_fit_is_just_rejected(cells: tuple[int, ...]) -> None:
    pi = scott_pi(patterns_of_tables(table(cells))).value[0]
    low, high = (ends[0] for ends in donner_eliasziw(table(cells), 3.841))
    groups, prevalence = agreement_groups(table(cells))
    assert low - 1e-9 <= pi <= high + 1e-9
    for end in (low, high):
        fit = goodness_of_fit(groups, group_probabilities(np.array([end]), prevalence))[0]
        lowest = max(-prevalence[0] / (1 - prevalence[0]), -(1 - prevalence[0]) / prevalence[0])
        at_the_bound = min(abs(end - 1), abs(end - lowest)) < 1e-6
        assert at_the_bound or fit == pytest.approx(3.841, rel=1e-6)


def test_nothing_to_say_where_all_answers_are_the_same() -> None:
    low, high = donner_eliasziw(np.array([[[12, 0], [0, 0]], [[0, 0], [0, 3]]]), 3.841)
    assert np.isnan([low, high]).all()


def test_group_probabilities_sum_to_one() -> None:
    probabilities = group_probabilities(np.array([0.0, 0.4, 1.0]), np.array([0.3, 0.05, 0.5]))
    np.testing.assert_allclose(probabilities.sum(-1), 1)
    np.testing.assert_allclose(probabilities[0], [0.49, 0.42, 0.09])
