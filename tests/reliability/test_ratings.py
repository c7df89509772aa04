"""Agreement on one variable: which coefficients, on which scale, with which categories."""

import json
import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from intercoder.errors import InputError
from intercoder.reliability.inference.intervals import kappa_intervals
from intercoder.reliability.inference.variance import fleiss_cohen_everitt_variance
from intercoder.reliability.ratings import agreement_of_ratings
from intercoder.reliability.weights import weights_for

TWO = pd.DataFrame({"Ann": ["a", "a", "b", "b", None, "c"], "Bo": ["a", "b", "b", "b", "a", "c"]})


def test_two_coders_get_every_coefficient():
    found = agreement_of_ratings(TWO)
    assert list(found.to_frame()["coefficient"]) == [
        "percent_agreement",
        "cohen_kappa",
        "conger_kappa",
        "fleiss_kappa",
        "scott_pi",
        "brennan_prediger",
        "gwet_ac1",
        "krippendorff_alpha",
        "light_kappa",
    ]
    assert found.coders == ("Ann", "Bo")
    assert found.categories == ("a", "b", "c")
    assert found.n_units == 5
    assert found["percent_agreement"] == 0.8
    assert found["cohen_kappa"] == pytest.approx((0.8 - 9 / 25) / (1 - 9 / 25))


def test_three_coders_leave_out_what_is_for_two():
    found = agreement_of_ratings(TWO.assign(Cy=["a"] * 6))
    assert {"cohen_kappa", "scott_pi"}.isdisjoint(found.to_frame()["coefficient"])


def test_only_the_statistics_asked_for():
    found = agreement_of_ratings(TWO, statistics=["krippendorff_alpha", "holsti"])
    assert set(found.to_frame()["coefficient"]) == {"krippendorff_alpha", "holsti"}
    with pytest.raises(InputError, match=r"Did you mean .krippendorff_alpha"):
        agreement_of_ratings(TWO, statistics=["kripendorff_alpha"])
    with pytest.raises(InputError, match="no coefficient"):
        found["scott_pi"]


def test_one_category_makes_kappa_undefined_and_possible_ones_define_ac1():
    same = pd.DataFrame({"A": ["yes"] * 4, "B": ["yes"] * 4})
    only = agreement_of_ratings(same).to_dict()["coefficients"]
    assert [row["value"] for row in only if row["coefficient"] != "percent_agreement"] == [None] * 8
    assert {row["reason"] for row in only if row["value"] is None} == {'Every answer in the 4 units is "yes".'}
    possible = agreement_of_ratings(same, categories=["no", "yes"])
    assert (possible["gwet_ac1"], possible["brennan_prediger"]) == (1, 1)
    assert math.isnan(possible["cohen_kappa"])


def test_the_scale_is_the_metric_of_alpha_and_weights_are_for_the_others():
    numbers = pd.DataFrame({"A": [1, 2, 3, 4, 5, 1], "B": [1, 3, 3, 4, 4, 2]})
    nominal, interval = agreement_of_ratings(numbers), agreement_of_ratings(numbers, scale="interval")
    weighted = agreement_of_ratings(numbers, weights="quadratic")
    assert interval["krippendorff_alpha"] > nominal["krippendorff_alpha"]
    assert interval["cohen_kappa"] == nominal["cohen_kappa"]
    assert weighted["krippendorff_alpha"] == pytest.approx(interval["krippendorff_alpha"])
    assert weighted["cohen_kappa"] > nominal["cohen_kappa"]
    assert any("quadratic weights" in note for note in weighted.notes())
    custom = agreement_of_ratings(numbers, weights=np.eye(5))
    assert custom["cohen_kappa"] == pytest.approx(nominal["cohen_kappa"])
    assert custom.weights == "custom"


def test_an_order_must_be_known():
    words = pd.DataFrame({"A": ["low", "high"], "B": ["mid", "high"]})
    for options in ({"scale": "ordinal"}, {"weights": "linear"}):
        with pytest.raises(InputError, match="in which order"):
            agreement_of_ratings(words, **options)
        assert agreement_of_ratings(words, categories=["low", "mid", "high"], **options).n_units == 2
    ordered = words.astype(pd.CategoricalDtype(["low", "mid", "high"], ordered=True))
    assert agreement_of_ratings(ordered, scale="ordinal").categories == ("low", "mid", "high")
    with pytest.raises(InputError, match="for numbers"):
        agreement_of_ratings(words, scale="interval")


@pytest.mark.parametrize(
    ("ratings", "options", "what"),
    [
        (TWO[["Ann"]], {}, "only one column"),
        (TWO, {"coders": ["Ann", "Bob"]}, "Did you mean"),
        (TWO, {"scale": "nominl"}, "Did you mean"),
        (TWO, {"categories": ["a", "b"]}, "no category"),
        (TWO, {"confidence": 0}, "between 0 and 1"),
    ],
)
def test_what_cannot_be_compared(ratings, options, what):
    with pytest.raises(InputError, match=what):
        agreement_of_ratings(ratings, **options)


def test_json_has_plain_numbers():
    answer = json.loads(json.dumps(agreement_of_ratings(TWO).to_dict(), allow_nan=False))
    by_name = {row["coefficient"]: row for row in answer["coefficients"]}
    alpha = by_name["krippendorff_alpha"]
    assert set(alpha) >= {"coefficient", "value", "se", "ci", "method", "reason"}
    assert alpha["ci"][0] < alpha["value"] < alpha["ci"][1]
    assert alpha["method"] == "Gwet, with t of n - 1"
    assert alpha["reason"] is None


def test_no_variation_is_no_precision():
    """All agree, so the standard error is 0: there is no interval, not one of no width."""
    found = agreement_of_ratings([["a", "a"], ["b", "b"]]).to_dict()["coefficients"]
    kappa = next(row for row in found if row["coefficient"] == "conger_kappa")
    assert (kappa["value"], kappa["se"], kappa["ci"]) == (1, 0, None)


def test_category_by_category():
    by_category = agreement_of_ratings(TWO).by_category().set_index("category")
    assert by_category.loc["c", "cohen_kappa"] == 1
    assert by_category.loc["a", "specific_agreement"] == pytest.approx(2 / 3)
    assert list(agreement_of_ratings(TWO.assign(Cy="a")).by_category().columns) == ["category", "fleiss_kappa"]


def test_people_see_a_table():
    text = agreement_of_ratings(TWO).summary()
    assert "Krippendorff's alpha" in text
    assert "Units with a single answer" in text


NUMBERS = pd.DataFrame({"A": [1, 2, 3, 4, 5, 1], "B": [1, 3, 3, 4, 4, 2]})
WEIGHTED = {
    "percent_agreement": "Weighted percent agreement",
    "cohen_kappa": "Cohen's weighted kappa",
    "conger_kappa": "Conger's weighted kappa",
    "fleiss_kappa": "Fleiss' weighted kappa",
    "scott_pi": "Scott's weighted pi",
    "brennan_prediger": "Brennan-Prediger's weighted kappa",
    "gwet_ac1": "Gwet's AC2",
    "krippendorff_alpha": "Krippendorff's alpha",
    "light_kappa": "Light's weighted kappa",
}


@pytest.mark.parametrize("weights", ["linear", np.eye(5) + 0.1 * (1 - np.eye(5))], ids=["named", "given"])
def test_coefficients_with_weights_are_called_so(weights):
    found = agreement_of_ratings(NUMBERS, weights=weights)
    assert dict(zip(found.to_frame()["coefficient"], found.to_frame()["title"], strict=True)) == WEIGHTED
    assert [row["title"] for row in found.to_dict()["coefficients"]] == list(WEIGHTED.values())


@pytest.mark.parametrize("weights", [None, "identity"])
def test_coefficients_without_weights_keep_their_names(weights):
    titles = set(agreement_of_ratings(NUMBERS, weights=weights).to_frame()["title"])
    assert {"Gwet's AC1", "Cohen's kappa", "Percent agreement"} < titles
    assert not any("eighted" in title for title in titles)


@pytest.mark.parametrize(
    ("options", "note"),
    [
        ({}, "Krippendorff's alpha takes the nominal metric; for the other coefficients two categories agree or they "
             "do not."),
        ({"statistics": ["krippendorff_alpha"], "scale": "interval"},
         "Krippendorff's alpha takes the interval metric."),
        ({"statistics": ["cohen_kappa"], "scale": "interval"},
         "For all coefficients two categories agree or they do not."),
        ({"statistics": ["cohen_kappa"], "weights": "linear"}, "All coefficients take linear weights."),
        ({"statistics": ["cohen_kappa", "holsti"], "weights": "linear"},
         "All coefficients take linear weights; without weights: Holsti's coefficient."),
    ],
)  # fmt: skip
def test_the_note_speaks_of_the_coefficients_that_are_there(options, note):
    assert note in agreement_of_ratings(NUMBERS, **options).notes()


def test_weighted_kappa_comes_with_the_interval_and_the_error_of_weighted_kappa():
    found = agreement_of_ratings(NUMBERS, weights="linear", scale="ordinal", confidence=0.9)
    row = found.to_frame().set_index("coefficient").loc["cohen_kappa"]
    weights = weights_for(found.categories, "linear")
    tables = found.patterns.tables()
    alone = kappa_intervals(tables, confidence=0.9, weights=weights)
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((alone.low[0], alone.high[0]))
    assert row["se"] == pytest.approx(np.sqrt(fleiss_cohen_everitt_variance(tables, weights)[0]))
    assert row["ci_low"] != pytest.approx(kappa_intervals(tables, confidence=0.9).low[0])


def test_the_other_coefficients_come_with_gwets_interval():
    found = agreement_of_ratings(TWO, confidence=0.8).to_frame().set_index("coefficient")
    row = found.loc["gwet_ac1"]
    reach = row["se"] * stats.t.ppf(0.9, 4)  # five of the six units have both answers; alpha takes all that are paired
    assert row["ci_method"] == "Gwet, with t of n - 1"
    assert row["ci_high"] - row["ci_low"] <= 2 * stats.t.ppf(0.9, 4) * row["se"] + 1e-9
    assert row["ci_low"] <= row["value"] <= row["ci_high"] <= min(row["value"] + 1.2 * reach, 1) + 1e-9


def test_what_was_asked_for_is_told():
    found = agreement_of_ratings(NUMBERS, scale="interval", weights="quadratic", confidence=0.9)
    told = found.to_dict()
    assert (told["scale"], told["weights"], told["confidence"]) == ("interval", "quadratic", 0.9)
    assert found.columns()[3].heading == "90 % interval"
    assert told["coders"] == list(found.coders)


def test_a_coefficient_that_is_not_there_is_answered_with_the_nearest():
    found = agreement_of_ratings(TWO)
    with pytest.raises(InputError, match=r'no coefficient "cohen_kapa" here\. Did you mean "cohen_kappa"'):
        found["cohen_kapa"]
    with pytest.raises(InputError, match="Choose one of: percent_agreement, cohen_kappa"):
        found["xyz"]


def test_numbers_are_asked_for_by_scales_of_numbers():
    with pytest.raises(
        InputError, match=r"the interval scale is for numbers, but there are texts\. Choose nominal or ordinal\."
    ):
        agreement_of_ratings(TWO, scale="interval")


def test_answers_that_cannot_be_paired_leave_everything_undefined():
    found = agreement_of_ratings([[None, None], [None, 1]])
    assert math.isnan(found["krippendorff_alpha"])
    assert found.n_units == 0
