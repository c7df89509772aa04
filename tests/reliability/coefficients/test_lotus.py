"""Agreement with the majority (Lotus), and of all coders at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.errors import InputError
from intercoder.reliability.coefficients import all_agree, holsti
from intercoder.reliability.coefficients.lotus import lotus, s_lotus, von_eye_kappa
from intercoder.reliability.counts.counting import patterns_of_categories
from intercoder.reliability.inference.variance import gwet_variance

# R tidycomm, data set fbposts: 45 posts, 6 coders. Posts on which all agree are given by category and number.
N_PICTURES = ({1: 21, 0: 13, 2: 1, 3: 2}, ["1 0 1 1 1 1", "1 2 1 1 1 1", "1 11 11 11 4 12", "0 0 0 0 1 0",
              "2 1 2 2 2 2", "1 0 1 1 1 1", "1 0 1 1 1 1", "1 0 1 1 1 1"])  # fmt: skip
POP_ELITE = ({0: 33}, ["3 0 0 0 1 0", "0 1 1 0 0 1", "1 0 1 0 0 0", "0 1 1 0 0 1", "4 0 0 0 0 0", "9 0 1 1 9 3",
             "0 0 1 0 0 0", "1 1 1 0 0 0", "0 1 1 1 0 0", "0 0 0 0 1 1", "2 2 2 0 2 2", "1 0 0 0 0 0"])  # fmt: skip
POP_PEOPLE = ({0: 35}, ["0 0 1 0 0 0", "1 0 0 0 0 1", "0 0 1 0 0 0", "1 1 1 0 1 1", "0 0 1 0 0 0", "0 0 1 0 0 0",
              "0 0 0 0 0 1", "0 0 1 0 0 0", "1 0 1 0 0 1", "0 0 1 0 0 0"])  # fmt: skip
POP_OTHERING = ({0: 39}, ["0 0 3 0 0 0", "0 0 0 0 0 1", "1 1 1 0 0 1", "1 0 1 1 1 1", "1 1 1 0 1 1", "0 2 3 0 0 0"])


def patterns_of(posts):
    alike, others = posts
    rows = [[category] * 6 for category, n in alike.items() for _ in range(n)]
    return patterns_of_categories(np.array(rows + [list(map(int, row.split())) for row in others]))


@pytest.mark.parametrize(
    ("posts", "expected"),
    [
        (N_PICTURES, (0.822222222222, 0.93037037037, 0.962962962963, 0.956790123457, 0.82221164399)),
        (POP_ELITE, (0.733333333333, 0.860740740741, 0.903703703704, 0.884444444444, 0.73329903537)),
        (POP_PEOPLE, (0.777777777778, 0.915555555556, 0.951851851852, 0.903703703704, 0.770609318996)),
        (POP_OTHERING, (0.866666666667, 0.945185185185, 0.97037037037, 0.96049382716, 0.866536331052)),
    ],
    ids=["n_pictures", "pop_elite", "pop_people", "pop_othering"],
)
def test_tidycomm_fbposts(posts, expected):
    """R tidycomm, test_icr() on fbposts; its vignette prints .822 .930, .733 .861, .778 .916 and .867 .945."""
    patterns = patterns_of(posts)
    assert patterns.counts.sum() == 45
    for measure, value in zip((all_agree, holsti, lotus, s_lotus, von_eye_kappa), expected, strict=True):
        assert measure(patterns).value[0] == pytest.approx(value, abs=1e-9)


def test_for_two_coders_von_eye_is_brennan_prediger():
    patterns = patterns_of_categories(np.array([[1, 1], [2, 2], [3, 3], [1, 2]]))
    assert von_eye_kappa(patterns).value[0] == pytest.approx((0.75 - 1 / 3) / (1 - 1 / 3))


@given(st.lists(st.lists(st.sampled_from([1, 2, 3]), min_size=3, max_size=3), min_size=1), st.permutations([0, 1, 2]))
def test_bounds_and_order_of_coders(rows, order):
    one, two = (
        patterns_of_categories(np.array(rows)[:, list(places)], categories=[1, 2, 3]) for places in ([0, 1, 2], order)
    )
    for measure in (lotus, s_lotus, von_eye_kappa):
        assert measure(one).value[0] == pytest.approx(measure(two).value[0])
        assert measure(one).value[0] <= 1
    assert lotus(one).value[0] >= 1 / 3


def test_an_answer_alone_says_nothing():
    """Units with one answer are left out: a share of 1 for them would flatter the coders."""
    answers = np.array([["a", "a"], ["a", "b"], ["a", None], [None, "b"]], dtype=object)
    assert lotus(patterns_of_categories(answers)).value[0] == pytest.approx((1 + 1 / 2) / 2)
    assert s_lotus(patterns_of_categories(answers)).value[0] == pytest.approx((3 / 4 - 1 / 2) / (1 - 1 / 2))


def test_a_coefficient_without_a_derived_error_points_to_the_bootstrap():
    with pytest.raises(InputError, match=r"no linearised variance is known for this coefficient\. Use the bootstrap"):
        von_eye_kappa(patterns_of_categories(np.array([["a", "a"], ["a", "b"]]))).influence_of_units()


def test_the_error_of_lotus_is_that_of_a_mean_over_units():
    """Each unit has a share of coders with the majority; the standardised one stretches shares and error alike."""
    patterns = patterns_of(N_PICTURES)
    shares = patterns.votes.max(1) / 6
    each = np.repeat(shares, patterns.counts[0])
    error = each.std(ddof=1) / np.sqrt(45)
    assert np.sqrt(gwet_variance(lotus(patterns)))[0] == pytest.approx(error)
    q = len(patterns.categories)
    assert np.sqrt(gwet_variance(s_lotus(patterns)))[0] == pytest.approx(error / (1 - 1 / q))
