"""The test of Fleiss' kappa against chance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.errors import InputError
from intercoder.reliability.counts.counting import patterns_of_categories
from intercoder.reliability.inference.fleiss_test import fleiss_test

# Krippendorff (1980), p. 139: 9 units, 3 observers; the numbers are those of R irr, kappam.fleiss(detail = TRUE).
KRIPPENDORFF = ["111", "122", "222", "444", "144", "222", "123", "333", "222"]


def patterns_of(rows):
    return patterns_of_categories(np.array([list(map(int, row)) for row in rows]))


def test_krippendorff_1980():
    found = fleiss_test(patterns_of(KRIPPENDORFF))
    assert found.value[0] == pytest.approx(0.627952755906, abs=1e-9)
    assert found.se0[0] == pytest.approx(0.116623283117, abs=1e-9)
    assert found.z[0] == pytest.approx(5.38445445132, abs=1e-9)
    assert found.p[0] == pytest.approx(7.26647012902e-08, rel=1e-6)
    assert found.by_category[0] == pytest.approx([0.357142857143, 0.7, 0.70652173913, 0.754545454545], abs=1e-9)
    assert found.z_by_category[0] == pytest.approx(
        [1.8557687224, 3.63730669589, 3.67119464648, 3.92073319168], abs=1e-9
    )


def test_every_answer_the_same_is_undefined():
    found = fleiss_test(patterns_of(["11", "11"]))
    assert np.isnan([found.value, found.se0, found.z, found.p]).all()


def test_units_with_a_missing_answer_do_not_count():
    rows = [[1.0, 1, 1], [1, 2, 2], [2, 2, 2], [2, 1, np.nan]]
    with_gap, without = (fleiss_test(patterns_of_categories(np.array(some))) for some in (rows, rows[:3]))
    assert with_gap.z == without.z


def test_one_coder_is_refused():
    with pytest.raises(InputError, match="only one"):
        fleiss_test(patterns_of(["1", "2"]))


@given(st.lists(st.lists(st.sampled_from([1, 2]), min_size=3, max_size=3), min_size=2, max_size=20))
def test_with_two_categories_each_test_is_the_whole_test(rows):
    found = fleiss_test(patterns_of_categories(np.array(rows), categories=[1, 2]))
    assert found.z_by_category[0] == pytest.approx([found.z[0]] * 2, nan_ok=True)
