"""Weights of partial agreement: the formulas on four categories, as in Gwet (2014), ch. 3."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.errors import InputError
from intercoder.reliability.weights import DISTANCES, from_disagreements, weights_for


@pytest.mark.parametrize(
    ("name", "first_row"),
    [
        ("identity", [1, 0, 0, 0]),
        ("linear", [1, 2 / 3, 1 / 3, 0]),
        ("quadratic", [1, 8 / 9, 5 / 9, 0]),
        ("ordinal", [1, 5 / 6, 1 / 2, 0]),
        ("radical", [1, 1 - np.sqrt(1 / 3), 1 - np.sqrt(2 / 3), 0]),
        ("ratio", [1, 1 - (1 / 9) / (9 / 25), 1 - (1 / 4) / (9 / 25), 0]),
        ("circular", [1, 0.5, 0, 0.5]),
        ("bipolar", [1, 0.8, 0.5, 0]),
    ],
)
def test_first_row_of_four_categories(name, first_row):
    if name == "bipolar":
        distance = [0, 1 / (1 * 5), 4 / (2 * 4), 9 / (3 * 3)]
        first_row = [1 - d / max(distance) for d in distance]
    assert weights_for([1, 2, 3, 4], name)[0] == pytest.approx(first_row)


@given(
    st.lists(st.integers(-50, 50), min_size=2, max_size=6, unique=True).map(sorted), st.sampled_from(sorted(DISTANCES))
)
def test_every_weight_lies_between_0_and_1_and_is_1_for_the_same_category(categories, name):
    if name == "ratio":
        categories = [abs(category) * 2 + place for place, category in enumerate(categories)]
    weights = weights_for(categories, name)
    assert np.diag(weights) == pytest.approx(1)
    assert weights == pytest.approx(weights.T)
    assert (weights > -1e-12).all()
    assert (weights < 1 + 1e-12).all()


def test_numbers_lie_apart_by_value_and_texts_by_place():
    assert weights_for([0, 1, 10], "linear")[0].tolist() == [1, 0.9, 0]
    assert weights_for(["low", "mid", "high"], "linear")[0].tolist() == [1, 0.5, 0]
    assert weights_for([0, 1, 10], "ordinal").tolist() == weights_for(["a", "b", "c"], "ordinal").tolist()


def test_weights_of_disagreement():
    assert from_disagreements([[0, 1, 3], [1, 0, 6], [3, 6, 0]])[0] == pytest.approx([1, 5 / 6, 1 / 2])
    assert from_disagreements([[0, 0], [0, 0]]).tolist() == [[1, 1], [1, 1]]


@pytest.mark.parametrize(
    ("weights", "what"),
    [("quadratc", "Did you mean"), ([[1, 0]], "2 categories"), ([[0, 1], [1, 0]], "1 on the diagonal")],
)
def test_weights_that_cannot_be_used(weights, what):
    with pytest.raises(InputError, match=what):
        weights_for(["a", "b"], weights)
