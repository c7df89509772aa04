"""Kappas of groups compared: Landis & Koch's two clinics, and what must hold."""

from __future__ import annotations

import numpy as np
import pytest

from intercoder.errors import InputError
from intercoder.reliability.inference.homogeneity import goodness_of_fit_test, kappa_homogeneity

WINNIPEG = np.array([[38, 5, 0, 1], [33, 11, 3, 0], [10, 14, 5, 6], [3, 7, 3, 10]])
NEW_ORLEANS = np.array([[5, 3, 0, 0], [3, 11, 4, 0], [2, 13, 3, 4], [1, 2, 4, 14]])


def test_two_neurologists_on_two_groups_of_patients() -> None:
    """Landis & Koch (1977), Biometrics 33: 159-174; the test of equal kappas as SAS PROC FREQ prints it."""
    found = kappa_homogeneity([WINNIPEG, NEW_ORLEANS], ["Winnipeg", "New Orleans"])
    assert found.to_frame()["kappa"].tolist() == pytest.approx([0.20794246404, 0.296516567545])
    assert found.to_frame()["se"].tolist() == pytest.approx([0.0504553652409, 0.0785038706724])
    assert (found.common, found.se) == pytest.approx((0.233834908387, 0.0424447728207))
    assert (found.low, found.high) == pytest.approx((0.150644682326, 0.317025134447))
    assert (found.test.statistic, found.test.df, found.test.p) == pytest.approx((0.900876188747, 1, 0.342546881361))
    assert found.fit is None
    assert "do not differ more than chance explains" in found.summary()


def test_the_same_table_twice_fits_perfectly() -> None:
    table = np.array([[40, 9], [6, 45]])
    found = kappa_homogeneity([table, 3 * table], ["a", "b"])
    assert found.test.statistic == pytest.approx(0, abs=1e-12)
    assert found.fit is not None
    assert found.fit.statistic == pytest.approx(0, abs=1e-12)
    assert found.fit.p == pytest.approx(1)


def test_goodness_of_fit_by_hand() -> None:
    """Two groups with prevalence .5: kappas .6 and .2 of 50 units each, pooled .4, so expected 35, 15 discordant."""
    tables = np.array([[[20, 5], [5, 20]], [[15, 10], [10, 15]]])
    found = goodness_of_fit_test(tables)
    one = 2 * (20 - 17.5) ** 2 / 17.5 + (10 - 15) ** 2 / 15
    assert found.statistic == pytest.approx(2 * one)
    assert found.df == 1


def test_groups_without_an_error_are_told() -> None:
    tables = [np.array(t) for t in ([[40, 9], [6, 45]], [[80, 10], [5, 5]], [[8, 0], [0, 4]], [[9, 0], [0, 0]])]
    found = kappa_homogeneity(tables, ["a", "b", "perfect", "absent"])
    assert found.left_out == ("perfect", "absent")
    assert found.test.df == 1
    assert found.fit is not None
    assert found.fit.df == 2
    assert found.to_dict()["groups"][3]["kappa"] is None
    assert "perfect, absent" in found.notes()[-1]
    nothing = kappa_homogeneity(tables[3:] * 2, ["c", "d"])
    assert nothing.to_dict()["common_kappa"] is None
    assert nothing.notes() == ("No group has a kappa that can be compared.",)


def test_different_kappas_are_found_out() -> None:
    found = kappa_homogeneity([np.array([[90, 5], [5, 90]]), np.array([[60, 35], [35, 60]])], ["early", "late"])
    assert found.test.p < 0.001
    assert "p < .001" in found.summary()
    assert found.fit is not None
    assert found.fit.p < 0.001


def test_it_takes_two() -> None:
    with pytest.raises(InputError, match="two groups or more"):
        kappa_homogeneity([WINNIPEG], ["one"])


def test_a_group_in_which_all_gave_one_answer_says_nothing_about_the_fit() -> None:
    tables = np.array([[[20, 5], [5, 20]], [[15, 10], [10, 15]]])
    with_silent = np.array([*tables, [[0, 0], [0, 30]], [[30, 0], [0, 0]]])
    assert goodness_of_fit_test(with_silent) == goodness_of_fit_test(tables)
    assert np.isnan(goodness_of_fit_test(with_silent[2:]).statistic)


def test_the_document_for_json_has_the_limits() -> None:
    found = kappa_homogeneity([WINNIPEG, NEW_ORLEANS], ["Winnipeg", "New Orleans"])
    assert found.to_dict()["ci"] == [found.low, found.high]
    undefined = kappa_homogeneity(np.array([[[5, 0], [0, 0]], [[0, 0], [0, 7]]]), ["a", "b"])
    assert undefined.to_dict()["ci"] is None
    assert undefined.notes() == ("No group has a kappa that can be compared.",)


def test_the_tests_are_told_in_words() -> None:
    found = kappa_homogeneity([[[400, 90], [60, 450]], [[280, 220], [240, 260]], [[30, 0], [0, 20]]], ["a", "b", "c"])
    first, second, third = found.notes()
    assert first.startswith("The kappas differ more than chance explains (chi-square ")
    assert "p < .001; Fleiss 1981" in first
    assert second.startswith("By goodness of fit: chi-square ")
    assert "df 2, p < .001 (Donner, Eliasziw & Klar 1996)" in second
    assert third == "Left out of Fleiss' test, because their error cannot be told: c."
