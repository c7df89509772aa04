"""P values corrected for the number of tests are those of statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from intercoder.errors import InputError
from intercoder.reliability.inference.multiple_tests import CORRECTIONS, corrected

NAN = float("nan")


@pytest.mark.parametrize("correction", [name for name in CORRECTIONS if name != "none"])
@given(p=st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_corrections_are_those_of_statsmodels(correction: str, p: list[float]) -> None:
    np.testing.assert_allclose(corrected(p, correction), multipletests(p, method=correction)[1], rtol=1e-12)


def test_corrections_count_only_the_tests_that_were_made() -> None:
    np.testing.assert_allclose(corrected([0.01, NAN, 0.04]), [0.02, NAN, 0.04])
    np.testing.assert_allclose(corrected([0.01, 0.04, 0.03], "bonferroni"), [0.03, 0.12, 0.09])
    assert corrected([0.01, 0.04, 0.03], "none").tolist() == [0.01, 0.04, 0.03]
    assert np.isnan(corrected([NAN, NAN])).all()
    assert corrected([]).tolist() == []


def test_what_was_given_stays_as_it_was() -> None:
    given_values = np.array([0.2, 0.01])
    corrected(given_values, "bonferroni")
    assert given_values.tolist() == [0.2, 0.01]


def test_an_unknown_correction_is_met_with_the_nearest() -> None:
    with pytest.raises(InputError, match='Did you mean "holm"'):
        corrected([0.01], "holmes")
