"""Many coders who each code a few of the units: value counts say what the patterns of named coders say."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import intercoder as ic
from intercoder.errors import InputError
from intercoder.project.on_files.agreement import reliability_of_files
from intercoder.reliability.agreement import agreement
from intercoder.reliability.coefficients import MEASURES
from intercoder.reliability.counts.coded_units import CodedUnits
from intercoder.reliability.counts.counting import patterns_of_categories, patterns_of_codings
from intercoder.reliability.counts.joint import joint_patterns_of
from intercoder.reliability.counts.value_counts import (
    is_crowd,
    joint_value_counts,
    patterns_of_ratings,
    value_counts_of_codings,
)
from intercoder.reliability.crowd import CrowdReliability
from intercoder.reliability.inference.average_interval import mean_kappa_interval
from intercoder.reliability.inference.variance import gwet_variance

OF_VOTES = [name for name, measure in MEASURES.items() if measure.votes]


def coded_units(coded: np.ndarray, applied: np.ndarray) -> CodedUnits:
    n, r, m = applied.shape
    unit, coder, code = np.nonzero(applied & coded[..., None])
    names = tuple(f"w{place}" for place in range(r)), tuple(f"code {place}" for place in range(m))
    return CodedUnits(np.arange(n), *names, unit, coder, code, coded)


@st.composite
def crowds(draw):
    n, r, m = draw(st.integers(1, 12)), draw(st.integers(2, 8)), draw(st.integers(1, 3))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    return coded_units(rng.random((n, r)) < draw(st.sampled_from([0.3, 0.6, 1.0])), rng.random((n, r, m)) < 0.4)


def crowd_frames(n=400, r=60, m=3, per_unit=3, seed=1):
    rng = np.random.default_rng(seed)
    who = np.argsort(rng.random((n, r)), 1)[:, :per_unit]
    unit = np.repeat(np.arange(n), per_unit)
    marks = (rng.random((n, m)) < 0.3)[unit] ^ (rng.random((len(unit), m)) < 0.1)
    frame = pd.DataFrame(marks.astype(int), columns=[f"code {place}" for place in range(m)])
    frame.insert(0, "coder", [f"w{place:02d}" for place in who.ravel()])
    frame.insert(0, "unit", [f"u{place}" for place in unit])
    return frame


def test_the_coefficients_that_votes_suffice_for():
    assert set(OF_VOTES) == {
        "percent_agreement",
        "fleiss_kappa",
        "brennan_prediger",
        "gwet_ac",
        "krippendorff_alpha",
        "lotus",
        "s_lotus",
        "fleiss_cuzick",
    }


@given(crowds())
def test_value_counts_give_what_the_patterns_of_named_coders_give(units):
    by_name, by_votes = patterns_of_codings(units), value_counts_of_codings(units)
    if by_votes.answers.shape[1] < 2:
        return
    for name in OF_VOTES:
        one, other = MEASURES[name](by_name), MEASURES[name](by_votes)
        np.testing.assert_allclose(other.value, one.value, atol=1e-12)
        if one.influence is not None:
            np.testing.assert_allclose(gwet_variance(other), gwet_variance(one), atol=1e-12)


@given(crowds())
def test_every_unit_has_its_place_among_the_value_counts(units):
    joint = joint_value_counts(units)
    for code, counts in enumerate(joint.patterns.counts):
        assert np.bincount(joint.place[:, code], minlength=len(counts)).tolist() == counts.tolist()
    assert (joint.patterns.n_coders[joint.place] == units.coded.sum(1)[:, None]).all()


@settings(max_examples=30)
@given(crowds())
def test_the_interval_of_the_average_is_that_of_named_coders(units):
    by_votes, fleiss = joint_value_counts(units), MEASURES["fleiss_kappa"]
    if by_votes.patterns.answers.shape[1] < 2:
        return
    one = mean_kappa_interval(joint_patterns_of(units), measure=fleiss, method="linearised")
    other = mean_kappa_interval(by_votes, measure=fleiss, method="linearised")
    np.testing.assert_allclose([other.mean, other.se], [one.mean, one.se], atol=1e-9)


@given(st.integers(0, 10_000), st.integers(2, 8), st.integers(1, 4))
def test_categories_long_or_in_columns_by_name_or_by_votes(seed, r, q):
    rng = np.random.default_rng(seed)
    answers = np.where(rng.random((12, r)) < 0.6, rng.integers(0, q, (12, r)), np.nan)
    wide = pd.DataFrame(answers, columns=[f"w{place}" for place in range(r)])
    long = wide.rename_axis("unit").reset_index().melt("unit", var_name="coder", value_name="category")
    by_name = patterns_of_categories(wide)
    for ratings in (wide, long):
        found, who = patterns_of_ratings(ratings)
        assert set(who) <= set(wide.columns)
        assert found.categories == by_name.categories
        if len(found.coders) < 2 or len(found.categories) < 1:
            continue
        for name in OF_VOTES:
            if name == "fleiss_cuzick" and len(found.categories) > 2:
                continue
            value = MEASURES[name](by_name).value
            np.testing.assert_allclose(MEASURES[name](found).value, value, atol=1e-12)


def test_who_is_a_crowd():
    meeting, apart = np.ones((4, 6), bool), ~np.eye(6, dtype=bool)
    assert not is_crowd(meeting)
    assert is_crowd(apart)
    assert not is_crowd(apart[:, :5])
    assert is_crowd(np.ones((4, 31), bool))


def test_a_crowd_in_a_table():
    frame = crowd_frames()
    found = ic.reliability(frame)
    assert isinstance(found, CrowdReliability)
    assert found.heading() == "Agreement between coders: 60 coders"
    assert (found.n_units, found.n_answers, len(found.coders), found.pairs) == (400, 1200, 60, ())
    assert found.coefficient == "Fleiss' kappa"
    told = " ".join(found.notes())
    assert "on the 400 units that two or more coded (3 coders each, 1,200 answers)" in told
    assert "--show coders" in told
    assert "Conger's kappa and the agreement of all coders need the same coders" in told
    assert found.average.ci
    marks = frame["code 0"].to_numpy().reshape(400, 3)
    share = (marks.sum(1) * (marks.sum(1) - 1) + (3 - marks.sum(1)) * (2 - marks.sum(1))) / 6
    p = marks.mean()
    assert found.frame["kappa"][0] == pytest.approx((share.mean() - p**2 - (1 - p) ** 2) / (2 * p * (1 - p)))
    assert found.frame["percent_applied"][0] == pytest.approx(100 * p)
    assert found.to_dict()["pairs"] == []


def test_a_crowd_by_case_and_by_the_bootstrap():
    frame = crowd_frames()
    cases = {f"u{place}": f"case {place // 4}" for place in range(400)}
    alone, grouped = ic.reliability(frame, interval="percentile"), ic.reliability(frame, cases=cases)
    assert "bootstrap" in alone.frame["ci_method"][0]
    assert "over cases" in grouped.average.ci_method
    with pytest.raises(InputError, match="is for two coders"):
        ic.reliability(frame, interval="logit")


def test_what_needs_coders_by_name_is_refused_in_words():
    with pytest.raises(InputError, match="Conger's kappa needs to know who gave which answer"):
        ic.reliability(crowd_frames(), statistics=["conger_kappa"])
    patterns = value_counts_of_codings(coded_units(np.ones((2, 3), bool), np.ones((2, 3, 1), bool)))
    with pytest.raises(InputError, match="Take Fleiss' kappa"):
        patterns.pair("coder 1", "coder 2")


def test_some_of_a_crowd_are_compared_by_name():
    frame = crowd_frames(r=6, per_unit=5)
    assert isinstance(ic.reliability(frame), CrowdReliability)
    found = ic.reliability(frame, coders=["w00", "w01"])
    assert not isinstance(found, CrowdReliability)
    assert found.coders == ("w00", "w01")


def test_a_coding_that_comes_twice():
    frame = crowd_frames()
    codings = frame[frame["code 0"] == 1][["unit", "coder"]].assign(code="code 0")
    with pytest.raises(InputError, match="1 codings come twice"):
        agreement(pd.concat([codings, codings.iloc[[0]]]), frame[["unit", "coder"]])


def test_categories_of_a_crowd():
    frame = crowd_frames()
    long = frame[["unit", "coder"]].assign(category=np.where(frame["code 0"] == 1, "yes", "no"))
    found = ic.reliability(long)
    assert list(found.frame["coefficient"]) == [
        "percent_agreement",
        "fleiss_kappa",
        "brennan_prediger",
        "gwet_ac1",
        "krippendorff_alpha",
    ]
    assert found["fleiss_kappa"] == pytest.approx(ic.reliability(frame).frame["kappa"][0])
    assert "60 coders (3 to a unit)" in found.notes()[0]
    assert ic.reliability(long, coders=["w00", "w01"]).coders == ("w00", "w01")
    with pytest.raises(InputError, match="there is no coder"):
        ic.reliability(long, coders=["w00", "nobody"])
    with pytest.raises(InputError, match="come twice"):
        ic.reliability(pd.concat([long, long.iloc[[0]]]))


def test_categories_of_a_crowd_in_a_file(tmp_path):
    frame = crowd_frames()
    path = tmp_path / "crowd.csv"
    frame[["unit", "coder"]].assign(score=frame["code 0"] + 1).to_csv(path, index=False)
    found = reliability_of_files([path], categories=["1", "2", "3"])
    assert found.result.categories == (1.0, 2.0, 3.0)
    assert found.result["fleiss_kappa"] == pytest.approx(ic.reliability(frame).frame["kappa"][0])
    with pytest.raises(InputError, match="needs to know who gave which answer"):
        reliability_of_files([path], compare_with="irr")
