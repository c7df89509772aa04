"""Counting: whatever form the answers come in, the same patterns are counted."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intercoder.errors import InputError
from intercoder.reliability.counts import marks as marks_module
from intercoder.reliability.counts.coded_units import read_codings
from intercoder.reliability.counts.counting import (
    patterns_of_categories,
    patterns_of_codings,
    patterns_of_marks,
    patterns_of_tables,
    patterns_of_votes,
)


@st.composite
def coded_marks(draw, most_coders=7):
    n, r, m = draw(st.integers(1, 40)), draw(st.integers(2, most_coders)), draw(st.integers(1, 4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    coded = rng.random((n, r)) < draw(st.sampled_from([0.3, 0.8, 1.0]))
    return (rng.random((n, r, m)) < draw(st.floats(0, 1))) & coded[:, :, None], coded


def counted_one_by_one(marks, coded):
    n, _, m = marks.shape
    answers = np.where(coded[:, :, None], marks, -1)
    every = ((f"code {c + 1}", tuple(answers[u, :, c].tolist())) for u in range(n) for c in range(m))
    return Counter(key for key in every if max(key[1]) >= 0)


def as_counter(patterns):
    rows = [tuple(row) for row in patterns.answers.tolist()]
    cells = zip(patterns.variables, patterns.counts.tolist(), strict=True)
    pairs = ((name, row, often) for name, counts in cells for row, often in zip(rows, counts, strict=True))
    return Counter({(name, row): often for name, row, often in pairs if often and max(row) >= 0})


def tidy(marks, coded):
    unit, coder, code = np.nonzero(marks)
    codings = {"unit": unit.astype(str), "coder": coder.astype(str), "code": [f"code {c + 1}" for c in code]}
    units, coders = np.nonzero(coded)
    coverage = pd.DataFrame({"unit": units.astype(str), "coder": coders.astype(str)})
    return pd.DataFrame(codings, dtype=object), coverage


@given(coded_marks())
def test_marks_are_counted_as_one_by_one(data):
    marks, coded = data
    assert as_counter(patterns_of_marks(marks, coded)) == counted_one_by_one(marks, coded)


@given(coded_marks())
def test_codings_give_the_patterns_of_the_marks(data):
    marks, coded = data
    codings, coverage = tidy(marks, coded)
    coders = [str(coder) for coder in np.flatnonzero(coded.any(0))]
    codes = [f"code {c + 1}" for c in range(marks.shape[2])]
    if not coders:
        return
    found = patterns_of_codings(read_codings(codings, coverage, codes=codes, coders=coders))
    kept = coded.any(0)
    assert as_counter(found) == counted_one_by_one(marks[:, kept], coded[:, kept])


@settings(max_examples=5)
@given(st.integers(0, 2**32))
def test_more_coders_than_bits(seed):
    rng = np.random.default_rng(seed)
    coded = rng.random((12, 45)) < 0.8
    marks = (rng.random((12, 45, 2)) < 0.3) & coded[:, :, None]
    assert as_counter(patterns_of_marks(marks, coded)) == counted_one_by_one(marks, coded)


def test_blocks_and_the_rest_of_a_block(monkeypatch):
    """The same counts when the marks come in many small blocks, of which the last is not full."""
    marks = np.random.default_rng(3).random((2_000, 3, 5)) < 0.3
    everyone = np.ones((2_000, 3), bool)
    expected = counted_one_by_one(marks, everyone)
    monkeypatch.setattr(marks_module, "_BLOCK", 1)
    assert as_counter(patterns_of_marks(marks)) == expected
    assert as_counter(patterns_of_marks(marks, everyone)) == expected


def test_not_coded_is_not_the_same_as_not_applied():
    marks = np.zeros((2, 2, 1), bool)
    found = patterns_of_marks(marks, np.array([[True, True], [True, False]]))
    assert sorted(zip(map(tuple, found.answers.tolist()), found.counts[0].tolist(), strict=True)) == [
        ((0, -1), 1),
        ((0, 0), 1),
        ((0, 1), 0),
        ((1, -1), 0),
        ((1, 0), 0),
        ((1, 1), 0),
    ]


@pytest.mark.parametrize(
    ("marks", "coded", "what"),
    [
        (np.zeros((2, 2, 1)), None, "true or false"),
        (np.zeros((2, 2), bool), None, "three dimensions"),
        (np.zeros((2, 2, 1), bool), np.ones((2, 3), bool), "do not fit"),
        (np.ones((2, 2, 1), bool), np.zeros((2, 2), bool), "did not finish"),
    ],
)
def test_marks_that_cannot_be_counted(marks, coded, what):
    with pytest.raises(InputError, match=what):
        patterns_of_marks(marks, coded)


def test_a_coding_that_comes_twice_is_named():
    codings = pd.DataFrame({"unit": ["u1"] * 2, "coder": ["A"] * 2, "code": ["Trust"] * 2})
    coverage = pd.DataFrame({"unit": ["u1", "u1"], "coder": ["A", "B"]})
    with pytest.raises(InputError, match='"Trust" by coder "A" on unit "u1"'):
        patterns_of_codings(read_codings(codings, coverage))


@given(st.lists(st.lists(st.sampled_from([None, 3, 4, 7]), min_size=3, max_size=3), min_size=1, max_size=30))
def test_categories_as_numbers_and_as_text(rows):
    """Whole numbers take a short cut; texts are looked up: the counts are the same."""
    numbers = patterns_of_categories(np.array(rows, float))
    texts = patterns_of_categories(pd.DataFrame([[None if x is None else str(x) for x in row] for row in rows]))
    expected = Counter(tuple(row) for row in rows if any(x is not None for x in row))

    def named(patterns, kind):
        rows = [tuple(None if x < 0 else kind(patterns.categories[x]) for x in row) for row in patterns.answers]
        return Counter(dict(zip(rows, patterns.counts[0].tolist(), strict=True)))

    assert named(numbers, int) == expected
    assert named(texts, int) == expected


def test_categories_that_occur_in_order():
    assert patterns_of_categories(np.array([[9, 2], [2, 2]])).categories == (2, 9)
    assert patterns_of_categories(np.array([[0.5, 2], [2, 2]])).categories == (0.5, 2.0)
    assert patterns_of_categories(pd.DataFrame({"A": ["b", "a"], "B": ["c", None]})).categories == ("a", "b", "c")
    given_order = pd.CategoricalDtype(["low", "high", "highest"], ordered=True)
    ordered = pd.DataFrame({"A": ["low", "high"], "B": ["high", "low"]}).astype(given_order)
    assert patterns_of_categories(ordered).categories == ("low", "high", "highest")


def test_numbers_too_far_apart_for_a_table():
    found = patterns_of_categories(np.array([[0, 10**9], [5, 5], [np.nan, np.inf]]))
    assert found.categories == (0.0, 5.0, 1e9, np.inf)
    assert found.counts.sum() == 3


def test_a_category_that_is_not_possible():
    with pytest.raises(InputError, match="Did you mean"):
        patterns_of_categories(pd.DataFrame({"A": ["agre"], "B": ["agree"]}), categories=["agree", "disagree"])


def test_votes_are_answers_of_anyone():
    found = patterns_of_votes([[2, 0, 1], [0, 0, 3], [1, 0, 0]], categories=["a", "b", "c"])
    assert found.votes.tolist() == [[1, 0, 0], [2, 0, 1], [0, 0, 3]]
    assert found.counts.tolist() == [[1, 1, 1]]


def test_tables_come_back_as_they_went_in():
    table = np.array([[[40, 9], [6, 45]], [[0, 1], [2, 3]]])
    assert (patterns_of_tables(table).tables() == table).all()


@pytest.mark.parametrize(
    "table", [[[0.5, 0.5], [0, 0]], [[-1, 0], [0, 1]], [[1, 2, 3], [4, 5, 6]], [["a", "b"], ["c", "d"]]]
)
def test_tables_must_be_square_and_count_units(table):
    with pytest.raises(InputError):
        patterns_of_tables(table)


def test_coders_and_codes_keep_their_names_whatever_the_way_of_counting():
    """Eight coders are too many for one table of all patterns, and are counted row by row."""
    for r in (2, 3, 8):
        marks = np.random.default_rng(r).random((30, r, 2)) < 0.5
        coders = [f"coder {at}" for at in range(r)]
        unit, coder, code = np.nonzero(marks)
        codings = pd.DataFrame(
            {"unit": unit.astype(str), "coder": [coders[c] for c in coder], "code": [f"c{k}" for k in code]}
        )
        covered = [(str(u), name) for u in range(30) for name in coders]
        coverage = pd.DataFrame(covered, columns=["unit", "coder"])
        found = patterns_of_codings(read_codings(codings, coverage, codes=["c0", "c1"], coders=coders))
        assert (found.variables, found.coders, found.categories) == (("c0", "c1"), tuple(coders), (0, 1))


def test_names_of_coders_nobody_named():
    assert patterns_of_marks(np.zeros((3, 2, 1), bool)).coders == ("coder 1", "coder 2")
    assert patterns_of_votes([[2, 1], [3, 0]]).coders == ("coder 1", "coder 2", "coder 3")
    assert patterns_of_votes([[2, 1]]).variables == ("",)


def test_a_table_that_is_not_square():
    with pytest.raises(InputError, match=r"as many rows as columns.*Give every category on both sides"):
        patterns_of_tables(np.ones((2, 3)))
