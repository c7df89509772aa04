"""Intervals of kappa: published cases, what must always hold, and the automatic choice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intercoder.errors import InputError
from intercoder.reliability.coefficients import kappa_of_tables
from intercoder.reliability.inference.intervals import NAMES, kappa_intervals, pair_intervals

METHODS = [name for name in NAMES if name != "fleiss_cohen_everitt"]
CELLS = st.integers(0, 40)
TABLES = st.tuples(CELLS, CELLS, CELLS, CELLS).filter(lambda cells: sum(cells) > 0)


def table(cells: tuple[int, ...]) -> np.ndarray:
    return np.array(cells).reshape(1, 2, 2)


def test_fleiss_cohen_everitt_of_their_own_example() -> None:
    """Fleiss, Cohen & Everitt (1969), n = 200: kappa .429, standard error .054 with three categories."""
    example = np.array([[[106, 10, 4], [22, 28, 10], [2, 12, 6]]])
    found = kappa_intervals(example)
    assert found.method == ("Fleiss-Cohen-Everitt",)
    assert found.half_width[0] / 1.959964 == pytest.approx(0.0534, abs=5e-4)
    assert found.low[0] + found.half_width[0] == pytest.approx(kappa_of_tables(example)[0])


class TestAutomaticChoice:
    """The counts decide, and the name is told."""

    def test_enough_in_every_cell(self) -> None:
        assert kappa_intervals(table((40, 5, 6, 45))).method == ("Fleiss-Cohen-Everitt",)

    def test_a_sparse_cell_in_a_large_sample(self) -> None:
        assert kappa_intervals(table((40, 4, 6, 45))).method == ("Jeffreys-Dirichlet",)

    def test_a_sparse_cell_in_a_small_sample(self) -> None:
        found = kappa_intervals(table((40, 3, 1, 5)))
        each = [kappa_intervals(table((40, 3, 1, 5)), method=m) for m in ("donner_eliasziw", "jeffreys_dirichlet")]
        assert found.method == ("Donner-Eliasziw and Jeffreys-Dirichlet, the wider limits",)
        assert found.low[0] == min(one.low[0] for one in each)
        assert found.high[0] == max(one.high[0] for one in each)

    def test_no_interval_where_kappa_is_undefined(self) -> None:
        found = kappa_intervals(np.array([[[12, 0], [0, 0]], [[0, 0], [0, 12]], [[0, 0], [0, 0]]]))
        assert np.isnan(found.low).all()
        assert np.isnan(found.high).all()
        assert found.method == ("", "", "")

    def test_perfect_agreement_is_not_certainty(self) -> None:
        """One code on 1 of 12 units, both agree: the usual interval would be 1 to 1."""
        found = kappa_intervals(table((11, 0, 0, 1)))
        assert found.high[0] == 1
        assert 0 < found.low[0] < 0.3

    def test_no_codes_no_intervals(self) -> None:
        assert kappa_intervals(np.zeros((0, 2, 2), int)).method == ()

    def test_a_million_units_with_a_rare_code(self) -> None:
        found = kappa_intervals(table((999_960, 20, 3, 17)))
        assert found.low[0] < kappa_of_tables(table((999_960, 20, 3, 17)))[0] < found.high[0]
        assert found.half_width[0] < 0.2


@given(TABLES, st.sampled_from(["auto", *METHODS]))
@settings(max_examples=60, deadline=None)
def test_an_interval_holds_the_estimate_and_stays_within_bounds(cells: tuple[int, ...], method: str) -> None:
    kappa = kappa_of_tables(table(cells))[0]
    found = kappa_intervals(table(cells), method=method)
    if np.isnan(kappa):
        assert np.isnan(found.low[0])
    else:
        assert -1 <= found.low[0] <= kappa <= found.high[0] <= 1
        assert found.half_width[0] > 0


@given(TABLES, st.sampled_from(["auto", *METHODS]))
@settings(max_examples=40, deadline=None)
def test_names_of_coders_and_of_answers_do_not_matter(cells: tuple[int, ...], method: str) -> None:
    a, b, c, d = cells
    same = np.array([[a, b, c, d], [a, c, b, d], [d, b, c, a], [d, c, b, a]]).reshape(-1, 2, 2)
    found = kappa_intervals(same, method=method)
    np.testing.assert_allclose(found.low, found.low[0], atol=1e-7)
    np.testing.assert_allclose(found.high, found.high[0], atol=1e-7)


@given(st.lists(TABLES, min_size=1, max_size=6))
@settings(max_examples=20, deadline=None)
def test_each_code_gets_the_interval_it_has_alone(rows: list[tuple[int, ...]]) -> None:
    together = kappa_intervals(np.array(rows).reshape(-1, 2, 2))
    for place, cells in enumerate(rows):
        alone = kappa_intervals(table(cells))
        found = [together.low[place], together.high[place]]
        np.testing.assert_allclose(found, [alone.low[0], alone.high[0]], atol=1e-8)


@pytest.mark.parametrize("method", METHODS)
def test_more_confidence_is_wider(method: str) -> None:
    cells = table((30, 2, 3, 8))
    widths = [kappa_intervals(cells, method=method, confidence=level).half_width[0] for level in (0.8, 0.9, 0.95, 0.99)]
    assert widths == sorted(widths)
    assert len(set(widths)) == 4


def test_the_default_covers_where_the_usual_interval_fails() -> None:
    """All 2 x 2 tables of 12 units, prevalence .1, kappa .8: coverage at least .93; the usual interval has .28."""
    tables = np.array([(a, b, c, 12 - a - b - c) for a in range(13) for b in range(13 - a) for c in range(13 - a - b)])
    spread = 0.09
    cells = np.array([0.81 + 0.8 * spread, 0.2 * spread, 0.2 * spread, 0.01 + 0.8 * spread])
    factorials = np.cumprod([1.0, *range(1, 13)])
    weight = factorials[12] / factorials[tables].prod(1) * (cells**tables).prod(1)
    found = kappa_intervals(tables.reshape(-1, 2, 2))
    usual = kappa_intervals(tables.reshape(-1, 2, 2), method="fleiss_cohen_everitt")
    defined = ~np.isnan(found.low)
    shares = [weight[(one.low <= 0.8) & (one.high >= 0.8)].sum() / weight[defined].sum() for one in (found, usual)]
    assert shares[0] >= 0.93
    assert shares[1] < 0.3


def test_a_finite_corpus_narrows_the_large_sample_interval() -> None:
    whole = kappa_intervals(table((40, 9, 6, 45)))
    finite = kappa_intervals(table((40, 9, 6, 45)), population=400)
    assert finite.half_width[0] == pytest.approx(whole.half_width[0] * np.sqrt(0.75))


class TestThreeCoders:
    """Where counts are small, the interval of the average pair of coders."""

    def test_the_average_pair(self) -> None:
        pairs = np.array([[[[9, 1], [0, 2]]], [[[8, 2], [1, 1]]], [[[9, 0], [2, 1]]]])
        found = pair_intervals(pairs, np.array([0.5]))
        alone = kappa_intervals(np.array([[[26 / 3, 1], [1, 4 / 3]]]))
        assert (found.low[0], found.high[0]) == pytest.approx((alone.low[0], alone.high[0]))
        assert found.method[0] == alone.method[0] + ", of the average pair of coders"

    def test_only_where_counts_are_small_and_kappa_is_defined(self) -> None:
        pairs = np.tile([[[40, 6], [9, 45]], [[12, 0], [0, 0]], [[11, 0], [0, 1]]], (3, 1, 1, 1))
        found = pair_intervals(pairs, np.array([0.7, np.nan, 1.0]))
        assert np.isnan(found.low).tolist() == [True, True, False]
        assert found.method[:2] == ("", "")
        assert found.high[2] == 1

    def test_it_holds_the_estimate(self) -> None:
        pairs = np.tile([[[9, 1], [1, 1]]], (3, 1, 1, 1))
        assert pair_intervals(pairs, np.array([0.95])).high[0] == 0.95


def test_crossing_a_threshold() -> None:
    found = kappa_intervals(np.array([[[40, 9], [6, 45]], [[80, 7], [8, 5]], [[400, 3], [6, 450]]]))
    assert found.crosses(0.6).tolist() == [True, False, False]


def test_what_cannot_be_done_is_said() -> None:
    with pytest.raises(InputError, match="no method of interval"):
        kappa_intervals(table((1, 2, 3, 4)), method="wald")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="without weights"):
        kappa_intervals(np.ones((1, 3, 3)), method="jeffreys_dirichlet")
    with pytest.raises(InputError, match="between 0 and 1"):
        kappa_intervals(table((1, 2, 3, 4)), confidence=95)


def test_pairs_with_five_units_in_every_cell_on_average_have_a_standard_error() -> None:
    pairs = np.array([[[[9, 5], [5, 5]]], [[[9, 5], [5, 5]]]])
    assert np.isnan(pair_intervals(pairs, np.array([0.3])).low).all()
    fewer = np.array([[[[9, 5], [5, 4]]], [[[9, 5], [5, 5]]]])
    assert np.isfinite(pair_intervals(fewer, np.array([0.3])).low).all()


def test_pairs_take_the_confidence_that_is_asked_for() -> None:
    pairs = np.tile([[[9, 1], [1, 3]]], (3, 1, 1, 1))
    narrow, wide = (pair_intervals(pairs, np.array([0.6]), confidence=confidence) for confidence in (0.5, 0.99))
    assert wide.low[0] < narrow.low[0] < narrow.high[0] < wide.high[0]
