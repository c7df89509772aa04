"""Fleiss-Cuzick kappa is for two categories, with any number of coders per unit."""

from __future__ import annotations

import numpy as np
import pytest

from intercoder.errors import InputError
from intercoder.reliability.coefficients import positive_agreement
from intercoder.reliability.coefficients.fleiss_cuzick import fleiss_cuzick, fleiss_cuzick_null_error
from intercoder.reliability.counts.counting import patterns_of_categories

THREE = patterns_of_categories(np.array([["a", "b"], ["b", "c"], ["c", "c"]]))


@pytest.mark.parametrize("compute", [fleiss_cuzick, fleiss_cuzick_null_error])
def test_three_categories_are_refused(compute) -> None:
    with pytest.raises(InputError, match=r"Fleiss-Cuzick kappa is for two categories\. Take Fleiss' kappa"):
        compute(THREE)


def test_positive_agreement_is_for_codes() -> None:
    with pytest.raises(InputError, match="are for codes, applied or not applied"):
        positive_agreement(THREE)


def test_with_equally_many_coders_it_is_the_textbook_formula() -> None:
    """Fleiss & Cuzick (1979): kappa = 1 - sum x(n-x)/n / (N (n-1) p q), here with n = 3 answers to each of 4 units."""
    answers = np.array([["y", "y", "y"], ["y", "y", "n"], ["n", "n", "n"], ["y", "n", "n"]])
    x = (answers == "y").sum(1)
    p = x.sum() / 12
    expected = 1 - (x * (3 - x) / 3).sum() / (4 * 2 * p * (1 - p))
    assert fleiss_cuzick(patterns_of_categories(answers)).value[0] == pytest.approx(expected)


def test_the_error_under_chance_is_that_of_the_formula_and_shrinks_with_units() -> None:
    answers = np.array(
        [["y", "y", None], ["y", "n", "n"], ["n", "n", "n"], ["y", "n", "n"], ["y", "y", "n"]], dtype=object
    )
    n_i, x = (answers != None).sum(1), (answers == "y").sum(1)  # noqa: E711 - of arrays
    mean, harmonic, p = n_i.mean(), len(n_i) / (1 / n_i).sum(), x.sum() / n_i.sum()
    spread = p * (1 - p)
    inside = 2 * (harmonic - 1) + (mean - harmonic) * (1 - 4 * spread) / (mean * spread)
    expected = np.sqrt(inside) / ((mean - 1) * np.sqrt(len(n_i) * harmonic))
    assert fleiss_cuzick_null_error(patterns_of_categories(answers))[0] == pytest.approx(expected)
    tenfold = patterns_of_categories(np.tile(answers, (10, 1)))
    assert fleiss_cuzick_null_error(tenfold)[0] == pytest.approx(expected / np.sqrt(10))


def test_one_answer_throughout_has_no_kappa_and_says_why():
    found = fleiss_cuzick(patterns_of_categories(np.array([["yes", "yes"], ["yes", None]], dtype=object)))
    assert np.isnan(found.value[0])
    assert found.reasons[0]


def test_a_single_answer_counts_for_how_often_and_for_how_many() -> None:
    """Units of n = 1 add to the answers and to the mean number of coders, and nothing to what differs within units."""
    answers = np.array([["y", "y", "n"], ["n", "n", None], ["y", None, None], ["y", "y", "y"]], dtype=object)
    x, n = np.array([2, 0, 1, 3]), np.array([3, 2, 1, 3])
    p, within = 6 / 9, (x * (n - x) / n).sum() / (4 * (9 / 4 - 1))
    found = fleiss_cuzick(patterns_of_categories(answers))
    assert found.value[0] == pytest.approx(1 - within / (p * (1 - p)))
    assert found.observed[0] == pytest.approx(1 - 2 * within)
    assert found.expected[0] == pytest.approx(1 - 2 * p * (1 - p))
