"""Coders against a gold standard."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from intercoder.errors import InputError
from intercoder.reliability.counts.counting import patterns_of_categories
from intercoder.reliability.explaining.gold import agreement_with_gold, group_kappa, isolated_kappa, mean_kappa_against
from intercoder.reliability.inference.jackknife import jackknifed

# Data sets of R irr, a rater per text. Expected values: R kappaGold, kappam_gold and kappam_vanbelle.
VIDEO = ["44444444444444444444", "44443434334344444445", "34542323333344344445", "45544454444444444444"]
ANXIETY = ["33345523522615221243", "36462424332333221334", "21443216111233113322"]


def patterns_of(raters):
    ratings = np.array([list(map(int, rater)) for rater in raters]).T
    return patterns_of_categories(ratings, coders=[f"rater {at + 1}" for at in range(len(raters))])


@pytest.mark.parametrize(
    ("raters", "kappas", "mean", "se", "corrected"),
    [
        (VIDEO, [0.0, -0.0062893081761, 0.0697674418605], 0.0211593778948, 0.0564581655224, 0.0231984814675),
        (ANXIETY, [-0.165644171779, -0.0062893081761], -0.0859667399776, 0.0698555477673, -0.08951083495),
    ],
    ids=["video", "anxiety"],
)
def test_mean_kappa_with_the_last_rater_as_gold_standard(raters, kappas, mean, se, corrected):
    found = agreement_with_gold(patterns_of(raters), f"rater {len(raters)}")
    assert found.kappas[:, 0] == pytest.approx(kappas, abs=1e-9)
    assert (found.mean.value[0], found.mean.se[0], found.mean.corrected[0]) == pytest.approx(
        (mean, se, corrected), 1e-9
    )


@pytest.mark.parametrize(
    ("raters", "group", "se", "corrected", "isolated"),
    [
        (VIDEO, 0.0356394129979, 0.0752245711514, 0.0388011941315, 0.0862944162437),
        (ANXIETY, -0.0869565217391, 0.06964200012, -0.0906333204706, -0.153846153846),
    ],
    ids=["video", "anxiety"],
)
def test_group_against_the_last_rater(raters, group, se, corrected, isolated):
    """Vanbelle & Albert (2009), the index for two groups and the one for an isolated rater."""
    found = agreement_with_gold(patterns_of(raters), f"rater {len(raters)}")
    assert (found.group.value[0], found.group.se[0]) == pytest.approx((group, se), rel=1e-9)
    assert (found.group.corrected[0], found.isolated[0]) == pytest.approx((corrected, isolated), rel=1e-9)


def test_two_single_raters_as_groups_give_cohens_kappa():
    patterns = patterns_of(ANXIETY)
    first, second = (list(rater) for rater in ANXIETY[:2])
    expected = cohen_kappa_score(first, second)
    assert group_kappa(patterns, ["rater 1"], ["rater 2"])[0] == pytest.approx(expected)
    assert isolated_kappa(patterns, ["rater 1"], "rater 2")[0] == pytest.approx(expected)


def test_a_rater_who_goes_with_the_majority_agrees_fully_in_the_isolated_sense_only():
    patterns = patterns_of(["1122", "1121", "2122", "1122"])
    assert isolated_kappa(patterns, ["rater 1", "rater 2", "rater 3"], "rater 4")[0] == pytest.approx(1)
    assert group_kappa(patterns, ["rater 1", "rater 2", "rater 3"], ["rater 4"])[0] < 1


def test_units_the_gold_standard_did_not_code_do_not_count():
    ratings = np.array([[1, 1, 1], [2, 2, 2], [1, 2, 1], [1, 1, np.nan], [2, 1, np.nan]])
    coders = ["A", "B", "gold"]
    found = agreement_with_gold(patterns_of_categories(ratings, coders=coders), "gold")
    same = agreement_with_gold(patterns_of_categories(ratings[:3], coders=coders), "gold")
    assert found.n_units == (3,)
    assert found.kappas.tolist() == same.kappas.tolist()
    assert (found.group.value, found.isolated) == (same.group.value, same.isolated)


def test_undefined_is_none_in_json_and_a_dash_for_people():
    found = agreement_with_gold(patterns_of(["111", "111"]), "rater 2")
    assert found.to_dict()["variables"][0]["mean_kappa"] is None
    assert "–" in found.summary()
    assert "Each of rater 1 against rater 2" in found.summary()


def test_unknown_gold_standard():
    with pytest.raises(InputError, match="Choose one of: rater 1, rater 2, rater 3"):
        agreement_with_gold(patterns_of(ANXIETY), "expert")


answers = st.lists(st.lists(st.sampled_from([1, 2, 3]), min_size=4, max_size=4), min_size=3, max_size=12)


@given(answers)
def test_the_jackknife_equals_leaving_out_units_one_by_one(rows):
    ratings = np.array(rows)

    def patterns(some):
        return patterns_of_categories(some, coders=["A", "B", "C", "gold"], categories=[1, 2, 3])

    def group(found):
        return group_kappa(found, ["A", "B", "C"], ["gold"])

    found = jackknifed(patterns(ratings), group)
    one_by_one = np.array([group(patterns(np.delete(ratings, at, 0)))[0] for at in range(len(ratings))])
    n, mean = len(ratings), one_by_one.mean()
    assert found.se[0] == pytest.approx(math.sqrt((n - 1) / n * ((one_by_one - mean) ** 2).sum()), nan_ok=True)
    assert found.corrected[0] == pytest.approx(n * found.value[0] - (n - 1) * mean, nan_ok=True)


@given(answers, st.permutations([0, 1, 2]), st.randoms(use_true_random=False))
def test_order_of_units_and_coders_does_not_matter(rows, order, random):
    shuffled = np.array(random.sample(rows, len(rows)))[:, [*order, 3]]
    one, two = (patterns_of_categories(np.array(some), coders=["A", "B", "C", "gold"]) for some in (rows, shuffled))
    assert mean_kappa_against(one, "gold")[0] == pytest.approx(mean_kappa_against(two, "gold")[0], nan_ok=True)
    first, second = (group_kappa(some, ["A", "B", "C"], ["gold"])[0] for some in (one, two))
    assert first == pytest.approx(second, nan_ok=True)
    assert math.isnan(first) or first <= 1 + 1e-9
