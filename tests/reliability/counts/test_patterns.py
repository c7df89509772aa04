"""Patterns: choosing coders and units from the counts gives what choosing them from the data gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.errors import InputError
from intercoder.reliability.counts.counting import patterns_of_categories
from intercoder.reliability.counts.patterns import merged, tally

ANSWERS = st.lists(st.lists(st.sampled_from([-1, 0, 1, 2]), min_size=3, max_size=3), min_size=1, max_size=30).map(
    np.array
)


def patterns_of(answers):
    return patterns_of_categories(np.where(answers < 0, np.nan, answers), coders=["A", "B", "C"])


@given(ANSWERS)
def test_tables_of_a_pair_count_the_units_that_both_coded(answers):
    patterns = patterns_of(answers)
    tables = patterns.pair("C", "A").tables()[0]
    for i, first in enumerate(patterns.categories):
        for j, second in enumerate(patterns.categories):
            assert tables[i, j] == ((answers[:, 2] == first) & (answers[:, 0] == second)).sum()


@given(ANSWERS)
def test_all_pairs_at_once(answers):
    patterns = patterns_of(answers)
    tables = patterns.pair_tables()
    for place, pair in enumerate([("A", "B"), ("A", "C"), ("B", "C")]):
        assert (tables[place] == patterns.pair(*pair).tables()).all()


@given(ANSWERS)
def test_units_and_marginals(answers):
    patterns = patterns_of(answers)
    assert patterns.n_units.tolist() == [(answers >= 0).any(1).sum()]
    assert patterns.complete().n_units.tolist() == [(answers >= 0).all(1).sum()]
    for coder in range(3):
        expected = [(answers[:, coder] == category).sum() for category in patterns.categories]
        assert patterns.marginals()[0, coder].tolist() == expected


@given(ANSWERS, st.integers(0, 2**32))
def test_resamples_are_further_dimensions(answers, seed):
    patterns = patterns_of(answers)
    counts = np.random.default_rng(seed).integers(0, 5, (4, *patterns.counts.shape))
    together = patterns.with_counts(counts).pair("A", "B").tables()
    apart = [patterns.with_counts(one).pair("A", "B").tables() for one in counts]
    assert (together == np.stack(apart)).all()


@given(ANSWERS)
def test_merged_rows_are_distinct_in_order_and_keep_the_units(answers):
    rows, counts = merged(answers, np.ones((1, len(answers)), int), 3)
    assert rows.tolist() == [list(row) for row in sorted({tuple(row) for row in answers.tolist()})]
    assert counts.sum() == len(answers)
    wide_rows, wide_counts = merged(np.tile(answers, 20), np.ones((1, len(answers)), int), 3)
    assert (wide_rows[:, :3] == rows).all(), "the same for more coders than fit into one number"
    assert (wide_counts == counts).all()


def test_tally_adds_by_place():
    assert tally(np.array([2, 0, 2]), np.array([[1, 10, 100]]), 4).tolist() == [[10, 0, 101, 0]]
    assert tally(np.array([], int), np.zeros((2, 0), int), 2).tolist() == [[0, 0], [0, 0]]


def test_an_unknown_coder_is_named():
    with pytest.raises(InputError, match='no coder "D"'):
        patterns_of(np.array([[0, 1, 2]])).pair("A", "D")


def test_a_two_way_table_takes_two_coders():
    with pytest.raises(InputError, match="two coders"):
        patterns_of(np.array([[0, 1, 2]])).tables()
