"""Spans on a continuum, and agreement over characters."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from intercoder.errors import InputError, SeveralErrors
from intercoder.reliability.counts.coded_units import read_codings
from intercoder.reliability.unitizing.characters import character_agreement, character_patterns
from intercoder.reliability.unitizing.spans import continuum, continuum_of_units


def spans(*rows):
    return pd.DataFrame(rows, columns=["source", "coder", "code", "start", "end"])


@pytest.mark.parametrize(
    ("a_end", "b_start", "b_end", "kappa"), [(125, 75, 200, 0.314285714286), (200, 0, 50, 0.347826086957)]
)
def test_nvivo_example(a_end, b_start, b_end, kappa):
    """NVivo help, "Run a Coding Comparison query": of 1000 characters 50 by both, 150 by one, 800 by neither: 85 %."""
    found = continuum(spans(("s", "A", "x", 0, a_end), ("s", "B", "x", b_start, b_end)), {"s": 1000})
    row = character_agreement(found, "A", "B").to_frame().iloc[0]
    assert (row["both"], row["only_a"] + row["only_b"], row["neither"]) == (50, 150, 800)
    assert row["percent_agreement"] == pytest.approx(85, abs=1e-9)
    assert row["kappa"] == pytest.approx(kappa, abs=1e-9)


def test_characters_marked_twice_count_once():
    found = continuum(
        spans(("s", "A", "x", 0, 6), ("s", "A", "x", 4, 8), ("s", "B", "x", 2, 3)), {"s": 10}, codes=["x"]
    )
    assert character_patterns(found, "A", "B").counts.tolist() == [[2, 0, 7, 1]]


def test_sources_are_counted_apart_and_together():
    rows = spans(("s", "A", "x", 0, 200), ("s", "B", "x", 0, 50), ("t", "B", "x", 5, 10))
    found = continuum(rows, {"s": 1000, "t": 10})
    assert character_patterns(found, "A", "B", by_source=True).counts.tolist() == [[[800, 0, 150, 50]], [[5, 5, 0, 0]]]
    result = character_agreement(found, "A", "B")
    assert result.patterns.counts.tolist() == [[805, 5, 150, 50]]
    first = 0.347826086957  # in source t only B marked anything, so kappa there is 0
    assert result.to_frame()["mean_kappa_of_sources"][0] == pytest.approx((first + 0) / 2)
    assert "2 sources that A and B both coded" in result.summary()


def test_only_sources_with_a_length_count():
    rows = spans(("s", "A", "x", 0, 5), ("not finished", "A", "x", 0, 5))
    assert continuum(rows, {"s": 10}, coders=["A", "B"]).start.tolist() == [0]


def test_a_coder_who_marked_nothing_disagrees():
    found = continuum(spans(("s", "A", "x", 0, 5)), {"s": 10}, coders=["A", "B"])
    assert character_patterns(found, "A", "B").counts.tolist() == [[5, 0, 5, 0]]


def test_undefined_kappa_comes_with_its_reason():
    found = continuum(spans(("s", "A", "x", 0, 5)), {"s": 10}, coders=["A", "B"], codes=["x", "never"])
    row = character_agreement(found, "A", "B").to_dict()["codes"][1]
    assert row["kappa"] is None
    assert row["reason"]


def test_all_misplaced_spans_are_named_at_once():
    rows = spans(("s", "A", "x", 5, 5), ("s", "A", "x", -1, 4), ("s", "B", "y", 8, 11), ("s", "B", "y", 8, 10))
    with pytest.raises(SeveralErrors) as caught:
        continuum(rows, {"s": 10})
    assert len(caught.value.problems) == 3
    assert 'B\'s span 8 to 11 with code "y" does not lie in source "s", which is 10 long' in str(caught.value)


def test_unknown_coder():
    found = continuum(spans(("s", "Anna", "x", 0, 5)), {"s": 10})
    with pytest.raises(InputError, match='Did you mean "Anna"'):
        character_agreement(found, "Ana", "B")


spans_of_two = st.lists(
    st.tuples(
        st.sampled_from("st"), st.sampled_from("AB"), st.sampled_from("xy"), st.integers(0, 9), st.integers(1, 6)
    ),
    unique=True,
    max_size=12,
)


@given(spans_of_two, st.randoms(use_true_random=False))
def test_counts_equal_marking_every_character(drawn, random):
    """Against the plain way: an array of characters per coder, code and source."""
    lengths = {"s": 15, "t": 16}
    rows = [(source, coder, code, start, start + size) for source, coder, code, start, size in drawn]
    marked = {(s, c, k): np.zeros(n, bool) for s, n in lengths.items() for c in "AB" for k in "xy"}
    for source, coder, code, start, end in rows:
        marked[source, coder, code][start:end] = True
    found = continuum(spans(*random.sample(rows, len(rows))), lengths, coders=["A", "B"], codes=["x", "y"])
    counts = character_patterns(found, "A", "B", by_source=True).counts
    for i, source in enumerate(lengths):
        for j, code in enumerate("xy"):
            a, b = marked[source, "A", code], marked[source, "B", code]
            assert counts[i, j].tolist() == [(~a & ~b).sum(), (~a & b).sum(), (a & ~b).sum(), (a & b).sum()]


@given(spans_of_two)
def test_exchanging_the_coders_exchanges_only_a_and_only_b(drawn):
    rows = spans(*((source, coder, code, start, start + size) for source, coder, code, start, size in drawn))
    found = continuum(rows, {"s": 15, "t": 16}, coders=["A", "B"], codes=["x", "y"])
    one, other = character_patterns(found, "A", "B").counts, character_patterns(found, "B", "A").counts
    assert (one[:, [0, 2, 1, 3]] == other).all()


def coded_units():
    codings = [("u1", "A", "x"), ("u1", "B", "x"), ("u2", "A", "x"), ("u3", "B", "y"), ("u4", "A", "y")]
    coverage = [(unit, coder) for unit in ("u1", "u2", "u3") for coder in "AB"] + [("u4", "A")]
    return read_codings(
        pd.DataFrame(codings, columns=["unit", "coder", "code"]), pd.DataFrame(coverage, columns=["unit", "coder"])
    )


def test_coded_units_laid_out_as_text():
    texts = {"u1": 10, "u2": 20, "u3": 5, "u4": 99}
    found = continuum_of_units(coded_units(), length_of=texts, source_of={"u1": "s", "u2": "t", "u3": "s", "u4": "t"})
    assert found.sources == ("s", "t")
    assert found.lengths.tolist() == [15, 20]
    counts = character_patterns(found, "A", "B", by_source=True).counts
    assert counts.tolist() == [[[5, 0, 0, 10], [10, 5, 0, 0]], [[0, 0, 20, 0], [20, 0, 0, 0]]]


def test_coded_units_of_unknown_length_count_alike():
    assert character_patterns(continuum_of_units(coded_units()), "A", "B").counts.tolist() == [
        [1, 0, 1, 1],
        [2, 1, 0, 0],
    ]


@pytest.mark.parametrize(
    ("length_of", "problem"),
    [({"u1": 3}, "length of unit"), (dict.fromkeys(["u1", "u2", "u3"], 0), "no unit with text")],
)
def test_units_without_a_length(length_of, problem):
    with pytest.raises(InputError, match=problem):
        continuum_of_units(coded_units(), length_of=length_of)


def test_units_without_text_are_left_out():
    sources = {"u1": "s", "u2": "t", "u3": "t"}
    found = continuum_of_units(coded_units(), length_of={"u1": 10, "u2": 0, "u3": math.nan}, source_of=sources)
    assert (found.sources, found.length) == (("s",), 10)
    assert character_patterns(found, "A", "B").counts.tolist() == [[0, 0, 0, 10], [10, 0, 0, 0]]


def test_the_mean_over_sources_is_of_those_that_have_a_kappa():
    """Source s: kappa 1; source t: .25 (16 of both's 20 characters); source v: nobody marked anything there."""
    rows = spans(("s", "A", "x", 0, 5), ("s", "B", "x", 0, 5), ("t", "A", "x", 0, 8), ("t", "B", "x", 4, 8))
    found = character_agreement(continuum(rows, {"s": 10, "t": 10, "v": 30}), "A", "B")
    of_t = cohen_kappa_score([1] * 8 + [0] * 2, [0] * 4 + [1] * 4 + [0] * 2)
    assert found.mean_of_sources()[0] == pytest.approx((1 + of_t) / 2)
    nobody = character_agreement(continuum(rows[:0], {"s": 10}, coders=["A", "B"], codes=["x"]), "A", "B")
    assert np.isnan(nobody.mean_of_sources()).all()


def test_coders_are_chosen_in_the_order_in_which_they_are_named():
    found = continuum(spans(("s", "A", "x", 0, 5), ("s", "B", "x", 2, 9), ("s", "C", "x", 3, 4)), {"s": 10})
    turned = found.of_coders(("C", "A"))
    assert turned.coders == ("C", "A")
    assert turned.start[turned.coder == 0].tolist() == [3]
    assert turned.start[turned.coder == 1].tolist() == [0]
