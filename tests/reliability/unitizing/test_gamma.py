"""Gamma: the best alignment of the coders' spans, and its disorder against chance."""

import math
import re
from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intercoder.errors import InputError
from intercoder.reliability.unitizing.gamma import Dissimilarity, _distances, _shuffled, best_alignment, gamma
from intercoder.reliability.unitizing.spans import continuum


def marked(*coders):
    """Units as (coder, start, end, code), from one text per coder: "1-5a 6-10b"."""
    units = [(f"Ann{at}", unit) for at, text in enumerate(coders) for unit in text.split()]
    pieces = [(coder, re.fullmatch(r"(\d+)-(\d+)(\w)", unit)) for coder, unit in units]
    return [(coder, int(unit[1]), int(unit[2]), unit[3]) for coder, unit in pieces]


TWO = marked("1-5a 6-10b 11-15a", "2-6a 7-11b 12-16a")
UNEQUAL = marked("1-5a 6-10b 20-24a 30-34b", "2-6a 31-35b")
SAME = marked("1-5a 10-15b 20-25c", "1-5a 10-15b 20-25c")
THREE = marked("1-5a 10-14b", "2-6a 11-15b", "1-4a 9-14c")
WEIGHTED = marked("1-5a 6-10b 11-15c", "2-7a 8-12b 11-15a")


def on_continuum(units, length=40, **options):
    rows = [("s", coder, code, start, end) for coder, start, end, code in units]
    return continuum(pd.DataFrame(rows, columns=["source", "coder", "code", "start", "end"]), {"s": length}, **options)


@pytest.mark.parametrize(
    ("units", "dissimilarity", "disorder"),
    [
        (TWO, Dissimilarity(), 0.0625),
        (UNEQUAL, Dissimilarity(), 0.708333313465),
        (SAME, Dissimilarity(), 0.0),
        (THREE, Dissimilarity(), 0.408756434917),
        (WEIGHTED, Dissimilarity(position=3, code=2), 1.02777779102),
    ],
)
def test_disorder_of_the_best_alignment(units, dissimilarity, disorder):
    """The fixtures that dkpro-statistics took from pygamma-agreement 0.5.9 (which computes in single precision)."""
    assert best_alignment(on_continuum(units), dissimilarity).disorder == pytest.approx(disorder, abs=1e-6)


def test_which_spans_answer_to_each_other():
    assert best_alignment(on_continuum(UNEQUAL)).groups.tolist() == [[0, 4], [1, -1], [2, -1], [3, 5]]


def test_spans_of_different_sources_never_answer_to_each_other():
    rows = [("s", "A", "x", 8, 10), ("t", "B", "x", 0, 2)]
    frame = pd.DataFrame(rows, columns=["source", "coder", "code", "start", "end"])
    found = best_alignment(continuum(frame, {"s": 10, "t": 10}))
    assert sorted(found.groups.tolist()) == [[-1, 1], [0, -1]]
    assert found.disorder == 2


def test_gamma_of_identical_coders_is_one():
    assert gamma(on_continuum(SAME), seed=1, samples=5).value == 1


def test_gamma_is_reproducible_and_says_how_it_was_found():
    one, two = (gamma(on_continuum(TWO), seed=7, samples=10) for _ in range(2))
    assert one == two
    assert one.disorder == pytest.approx(0.0625)
    assert 0.8 < one.value < 1  # pygamma-agreement, with another way of drawing: .884
    assert one.value == pytest.approx(1 - one.disorder / one.expected)
    assert "10 random continua (seed 7)" in one.summary()
    assert one.to_dict()["value"] == one.value


def test_nothing_marked_is_undefined():
    found = gamma(on_continuum([], coders=["A", "B"], codes=["x"]), seed=1, samples=3)
    assert math.isnan(found.value)
    assert found.to_dict()["value"] is None


def test_one_coder_is_refused():
    with pytest.raises(InputError, match="only one"):
        best_alignment(on_continuum([("A", 0, 3, "x")]))


units = st.lists(
    st.tuples(st.sampled_from("ABC"), st.integers(0, 15), st.integers(1, 6), st.sampled_from("xy")),
    min_size=1,
    max_size=5,
)


def placed(drawn, scale=1):
    rows = sorted({(coder, scale * start, scale * (start + size), code) for coder, start, size, code in drawn})
    return rows, on_continuum(rows, 25 * scale, coders=["A", "B", "C"], codes=["x", "y"])


@given(units)
@settings(max_examples=40)
def test_no_alignment_has_less_disorder(drawn):
    """Against trying out every way to put the spans into groups."""
    rows, found = placed(drawn)
    coders = {index: row[0] for index, row in enumerate(rows)}
    least = min(sum(_disorder(rows, group) for group in groups) for groups in _partitions(list(coders), coders))
    assert best_alignment(found).disorder == pytest.approx(least / (len(rows) / 3))


def _partitions(spans, coders):
    if not spans:
        yield []
        return
    first, rest = spans[0], spans[1:]
    others = {coder: [None, *(s for s in rest if coders[s] == coder)] for coder in "ABC" if coder != coders[first]}
    for partners in product(*others.values()):
        group = [first, *(s for s in partners if s is not None)]
        for further in _partitions([s for s in rest if s not in group], coders):
            yield [group, *further]


def _disorder(rows, group):
    alone = 3 - len(list(combinations(group, 2)))
    total = sum(_unlike(rows[a], rows[b]) for a, b in combinations(group, 2))
    return (total + alone) / 3


def _unlike(one, other):
    shifts = abs(one[1] - other[1]) + abs(one[2] - other[2])
    lengths = one[2] - one[1] + other[2] - other[1]
    return (shifts / lengths) ** 2 + (one[3] != other[3])


@given(units, st.permutations("ABC"), st.integers(2, 5))
@settings(max_examples=40)
def test_names_of_coders_and_the_unit_of_length_do_not_matter(drawn, names, scale):
    renamed = [(names["ABC".index(coder)], *rest) for coder, *rest in drawn]
    first = best_alignment(placed(drawn)[1]).disorder
    assert best_alignment(placed(renamed)[1]).disorder == pytest.approx(first)
    assert best_alignment(placed(drawn, scale)[1]).disorder == pytest.approx(first)
    assert 0 <= first <= 3 + 1e-9


@given(units)
@settings(max_examples=40)
def test_every_span_is_in_one_group(drawn):
    rows, found = placed(drawn)
    groups = best_alignment(found).groups
    assert sorted(groups[groups >= 0].tolist()) == list(range(len(rows)))
    for column, spans in enumerate(groups.T):
        assert (found.coder[spans[spans >= 0]] == column).all()
    assert np.shape(groups)[1] == 3


@given(units, st.sampled_from([0.25, 0.5, 2, 4]))
@settings(max_examples=20)
def test_the_cost_of_an_empty_place_is_the_unit_of_disorder(drawn, empty):
    found = placed(drawn)[1]
    once, scaled = best_alignment(found), best_alignment(found, Dissimilarity(empty=empty))
    assert scaled.disorder == pytest.approx(empty * once.disorder)


def test_the_sampling_error_is_the_spread_of_gamma_over_seeds():
    found = on_continuum(UNEQUAL, length=60)
    drawn = [gamma(found, seed=seed, samples=20) for seed in range(30)]
    spread = np.std([one.value for one in drawn], ddof=1)
    assert np.mean([one.error for one in drawn]) == pytest.approx(spread, rel=0.35)


@pytest.mark.parametrize(("whole", "m", "least"), [(40.0, 2, 5.0), (40.0, 4, 3.0), (10.0, 3, 8.0)])
def test_shifts_keep_their_distance_around_the_circle(whole, m, least):
    """Where there is no room for `least`, they stand evenly."""
    rng = np.random.default_rng(1)
    for _ in range(50):
        places = np.sort(_distances(whole, m, least, rng))
        assert ((places >= 0) & (places < whole)).all()
        gaps = np.diff(np.append(places, places[0] + whole))
        assert gaps.min() >= min(least, whole / m) - 1e-9
        assert gaps.sum() == pytest.approx(whole)


def test_a_random_continuum_has_spans_of_the_coders_moved_as_a_whole():
    found = on_continuum(UNEQUAL, length=60)
    lengths = {coder: sorted((found.end - found.start)[found.coder == coder]) for coder in (0, 1)}
    rng = np.random.default_rng(4)
    for _ in range(30):
        random = _shuffled(found, rng)
        for coder in (0, 1):
            mine = random.coder == coder
            moved = sorted((random.end - random.start)[mine])
            assert any(moved == pytest.approx(whose) for whose in lengths.values() if len(whose) == len(moved))
            assert ((random.start[mine] >= 0) & (random.start[mine] < found.length)).all()
        assert (random.source == 0).all()


def test_without_any_span_there_is_no_group():
    nothing = best_alignment(on_continuum([], coders=["A", "B"], codes=["x"]))
    assert math.isnan(nothing.disorder)
    assert nothing.groups.shape == (0, 2)


def test_too_many_spans_are_refused():
    many = [(coder, at, at + 1000, "x") for coder in "ABC" for at in range(150)]
    with pytest.raises(InputError, match="450 spans of 3 coders are too many for gamma"):
        best_alignment(on_continuum(many, length=2000))


def test_chance_is_measured_with_the_same_dissimilarity():
    """Twice the unit of cost doubles the disorder and what is expected of it, so gamma stays."""
    found = on_continuum(TWO)
    once, doubled = (
        gamma(found, seed=3, samples=8),
        gamma(found, seed=3, samples=8, dissimilarity=Dissimilarity(empty=2)),
    )
    assert doubled.disorder == pytest.approx(2 * once.disorder)
    assert doubled.expected == pytest.approx(2 * once.expected)
    assert doubled.value == pytest.approx(once.value)
