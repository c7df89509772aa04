"""Scott's pi of two coders."""

import pytest

from intercoder.reliability.coefficients import scott_pi
from intercoder.reliability.counts.counting import patterns_of_tables


@pytest.mark.parametrize(
    ("table", "pi"),
    [
        ([[40, 9], [6, 45]], 0.699248120301),
        ([[80, 10], [5, 5]], 0.314285714286),
        ([[45, 15], [25, 15]], 0.120879120879),
        ([[25, 35], [5, 35]], 0.191919191919),
        ([[22, 2], [4, 11]], 0.665714285714),
        ([[7, 6], [2, 35]], 0.5337995338),
        ([[11, 2], [3, 34]], 0.74632166413),
    ],
)
def test_the_point_that_the_goodness_of_fit_interval_surrounds(table, pi):
    """Feinstein & Cicchetti (1990), Sim & Wright (2005), McKenzie et al. (1996); values as R irrCAC, scott2.table."""
    assert scott_pi(patterns_of_tables(table)).value[0] == pytest.approx(pi, abs=1e-9)
