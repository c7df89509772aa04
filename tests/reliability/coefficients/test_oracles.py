"""Coefficients against other packages on random data, and what must hold for all data."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from intercoder.errors import InputError
from intercoder.reliability.coefficients import (
    brennan_prediger,
    cohen_kappa,
    cohen_kappa_by_category,
    conger_kappa,
    fleiss_kappa,
    fleiss_kappa_by_category,
    gwet_ac,
    holsti,
    kappa_max,
    krippendorff_alpha,
    light_kappa,
    percent_agreement,
    prevalence_index,
    scott_pi,
)
from intercoder.reliability.coefficients.two_by_two import bias_index
from intercoder.reliability.counts.counting import patterns_of_categories, patterns_of_tables
from intercoder.reliability.inference.variance import fleiss_cohen_everitt_variance, gwet_variance

MULTI = (percent_agreement, brennan_prediger, gwet_ac, conger_kappa, fleiss_kappa, krippendorff_alpha, light_kappa)


def ratings(least_coders=2, most_coders=4, missing=True, categories=(1, 2, 3, 5)):
    cell = st.sampled_from([*categories, np.nan] if missing else categories)
    of_width = st.integers(least_coders, most_coders).map(lambda r: st.lists(cell, min_size=r, max_size=r))
    return of_width.flatmap(lambda row: st.lists(row, min_size=3, max_size=25)).map(lambda rows: np.array(rows, float))


def value(found):
    return float(found.value[0])


@settings(max_examples=40)
@given(ratings(most_coders=2, missing=False), st.sampled_from([None, "linear", "quadratic"]))
def test_cohen_against_scikit_learn(data, weights):
    from sklearn.metrics import cohen_kappa_score

    assume(len(np.unique(data)) > 1)
    found = cohen_kappa(patterns_of_categories(data, categories=[1, 2, 3, 4, 5]), weights=weights or "identity")
    expected = cohen_kappa_score(
        data[:, 0].astype(int), data[:, 1].astype(int), weights=weights, labels=[1, 2, 3, 4, 5]
    )
    assert value(found) == pytest.approx(expected, abs=1e-12)


@given(ratings(missing=False))
def test_fleiss_against_statsmodels(data):
    from statsmodels.stats.inter_rater import aggregate_raters
    from statsmodels.stats.inter_rater import fleiss_kappa as by_statsmodels

    assume(len(np.unique(data)) > 1)
    votes, _ = aggregate_raters(data)
    assert value(fleiss_kappa(patterns_of_categories(data))) == pytest.approx(by_statsmodels(votes), abs=1e-12)
    randolph = by_statsmodels(votes, method="randolph")
    assert value(brennan_prediger(patterns_of_categories(data))) == pytest.approx(randolph, abs=1e-12)


@given(st.lists(st.integers(0, 30), min_size=9, max_size=9))
def test_cohen_and_its_variance_against_statsmodels(cells):
    from statsmodels.stats.inter_rater import cohens_kappa

    table = np.array(cells).reshape(3, 3)
    assume((table.sum(0) > 0).sum() > 1 and (table.sum(1) > 0).sum() > 1)
    expected = cohens_kappa(table)
    patterns = patterns_of_tables(table)
    assert value(cohen_kappa(patterns)) == pytest.approx(expected.kappa, abs=1e-12)
    variances = [fleiss_cohen_everitt_variance(patterns.tables(), null=null)[0] for null in (False, True)]
    assert variances == pytest.approx([expected.var_kappa, expected.var_kappa0], abs=1e-12)


@given(ratings(), st.sampled_from(["nominal", "ordinal", "interval", "ratio"]))
def test_alpha_against_the_krippendorff_package(data, scale):
    import krippendorff

    pairable = data[(~np.isnan(data)).sum(1) > 1]
    assume(len(np.unique(pairable[~np.isnan(pairable)])) > 1)
    expected = krippendorff.alpha(reliability_data=data.T, level_of_measurement=scale)
    assert value(krippendorff_alpha(patterns_of_categories(data), scale=scale)) == pytest.approx(expected, abs=1e-9)


@settings(max_examples=40)
@given(ratings(), st.randoms(use_true_random=False))
def test_the_order_of_units_and_of_coders_does_not_matter(data, random):
    units, coders = list(range(len(data))), list(range(data.shape[1]))
    random.shuffle(units)
    random.shuffle(coders)
    for measure in MULTI:
        before = measure(patterns_of_categories(data, categories=[1, 2, 3, 5]))
        after = measure(patterns_of_categories(data[units][:, coders], categories=[1, 2, 3, 5]))
        assert value(after) == pytest.approx(value(before), abs=1e-12, nan_ok=True)


@settings(max_examples=40)
@given(ratings())
def test_units_that_nobody_coded_do_not_matter(data):
    empty = np.full((3, data.shape[1]), np.nan)
    for measure in MULTI:
        before, after = (
            measure(patterns_of_categories(rows, categories=[1, 2, 3, 5])) for rows in (data, np.vstack([data, empty]))
        )
        assert value(after) == pytest.approx(value(before), abs=0, nan_ok=True)


@given(ratings(missing=False))
def test_perfect_agreement_is_one_where_it_is_defined(data):
    same = np.repeat(data[:, :1], 3, axis=1)
    for measure in MULTI:
        found = value(measure(patterns_of_categories(same, categories=[1, 2, 3, 5])))
        assert np.isnan(found) or found == pytest.approx(1.0, abs=1e-12)


@given(ratings(most_coders=2))
def test_two_coders_make_several_coefficients_one(data):
    both = patterns_of_categories(data[~np.isnan(data).any(1)].reshape(-1, 2), categories=[1, 2, 3, 5])
    cohen = value(cohen_kappa(both))
    assert value(conger_kappa(both)) == pytest.approx(cohen, abs=1e-9, nan_ok=True)
    assert value(light_kappa(both)) == pytest.approx(cohen, abs=1e-12, nan_ok=True)
    assert value(fleiss_kappa(both)) == pytest.approx(value(scott_pi(both)), abs=1e-12, nan_ok=True)


@given(st.lists(st.integers(0, 20), min_size=4, max_size=4))
def test_byrts_identity_and_the_bound_of_kappa(cells):
    tables = np.array(cells).reshape(1, 2, 2)
    patterns = patterns_of_tables(tables, categories=[False, True])
    kappa = value(cohen_kappa(patterns))
    assume(not np.isnan(kappa))
    p, b = prevalence_index(tables)[0], bias_index(tables)[0]
    pabak = value(brennan_prediger(patterns))
    assert kappa == pytest.approx((pabak - p**2 + b**2) / (1 - p**2 + b**2), abs=1e-12)
    assert -1 <= kappa <= kappa_max(tables)[0] + 1e-12
    assert kappa_max(tables)[0] <= 1
    assert np.allclose(cohen_kappa_by_category(tables)[0], kappa), "both categories against the rest are the same table"


@settings(max_examples=40)
@given(ratings(missing=False), st.sampled_from(["identity", "linear", "quadratic"]))
def test_variances_follow_from_how_each_unit_moves_the_coefficient(data, weights):
    """The influences are the derivatives: moving a little weight to one pattern moves the value by its influence."""
    patterns = patterns_of_categories(data, categories=[1, 2, 3, 5])
    for measure in MULTI[:-1]:
        assert_derivatives(patterns, lambda some, measure=measure: measure(some, weights=weights))


@settings(max_examples=40)
@given(ratings(), st.sampled_from(["nominal", "ordinal", "interval", "ratio"]))
def test_the_influences_on_alpha_hold_with_missing_answers_on_every_scale(data, scale):
    assert_derivatives(patterns_of_categories(data), lambda some: krippendorff_alpha(some, scale=scale))


def assert_derivatives(patterns, measure):
    many = patterns.with_counts(patterns.counts * 1e7)  # so that alpha's small-sample factor is 1
    found = measure(many)
    assume(not np.isnan(value(found)) and float(found.expected[0]) < 0.99)
    influence = found.influence_of_units()[0]
    n = found.patterns.counts.sum()
    for k, pattern in enumerate(found.patterns.answers.tolist()):
        column = patterns.answers.tolist().index(pattern)
        step = n * 1e-6
        moved = [
            value(measure(many.with_counts(many.counts + sign * step * np.eye(many.counts.shape[1])[column])))
            for sign in (1, -1)
        ]
        assert (moved[0] - moved[1]) / 2e-6 == pytest.approx(influence[k], abs=2e-4 * max(1, abs(influence[k])))


@given(ratings(missing=False, most_coders=2))
def test_gwets_variance_is_fleiss_cohen_everitts_but_for_n_minus_1(data):
    kappa = cohen_kappa(patterns_of_categories(data))
    n = len(data)
    large_sample = fleiss_cohen_everitt_variance(kappa.patterns.tables())[0]
    assert gwet_variance(kappa)[0] == pytest.approx(large_sample * n / (n - 1), abs=1e-12, nan_ok=True)


def test_inference_to_the_corpus_narrows_the_variance():
    kappa = cohen_kappa(patterns_of_tables([[40, 9], [6, 45]]))
    whole = gwet_variance(kappa)[0]
    assert gwet_variance(kappa, population=400)[0] == pytest.approx(whole * (1 - 100 / 400))
    assert gwet_variance(kappa, population=100)[0] == 0
    with pytest.raises(Exception, match="100 were coded"):
        gwet_variance(kappa, population=99)


def test_kappa_is_right_to_the_last_digit():
    """po .8 and pe .5 give .6, which as floating point comes out a little above."""
    assert value(cohen_kappa(patterns_of_tables([[9, 3], [1, 7]]))) == 0.6
    assert (0.8 - 0.5) / (1 - 0.5) != 0.6


def test_a_rare_code_among_a_hundred_million_units():
    table = np.array([[99_999_990, 3], [2, 5]])
    a, b, n = 7, 8, 100_000_000
    expected = (n * (99_999_990 + 5) - (a * b + (n - a) * (n - b))) / (n * n - (a * b + (n - a) * (n - b)))
    assert value(cohen_kappa(patterns_of_tables(table))) == expected


@given(ratings(least_coders=3, most_coders=3, missing=False))
def test_fleiss_kappa_is_the_weighted_mean_of_its_categories(data):
    patterns = patterns_of_categories(data)
    overall = fleiss_kappa(patterns)
    assume(not np.isnan(value(overall)))
    shares = pd.Series(data.ravel()).value_counts(normalize=True).sort_index().to_numpy()
    each = fleiss_kappa_by_category(patterns)[0]
    weight = shares * (1 - shares)
    assert (weight @ np.nan_to_num(each)) / weight.sum() == pytest.approx(value(overall), abs=1e-12)


@given(st.lists(st.integers(0, 30), min_size=2, max_size=4), st.lists(st.integers(0, 30), min_size=2, max_size=4))
def test_independent_coders_have_a_kappa_of_exactly_nothing(first, second):
    """What rounding leaves beside 0 would be flagged, banded and printed as -.00."""
    q = min(len(first), len(second))
    table = np.outer(first[:q], second[:q])
    assume(table.sum() > 0)
    assume((table.sum(0) > 0).sum() > 1)
    assume((table.sum(1) > 0).sum() > 1)
    assert cohen_kappa(patterns_of_tables(table)).value[0] == 0


def test_weights_and_scales_are_refused_where_they_mean_nothing():
    patterns = patterns_of_tables(np.array([[8, 2], [1, 9]]))
    for option in ({"weights": "linear"}, {"scale": "ordinal"}):
        with pytest.raises(InputError, match="Holsti's coefficient takes no weights"):
            holsti(patterns, **option)
    with pytest.raises(InputError, match=r'no scale "ordnal".*Did you mean "ordinal"'):
        krippendorff_alpha(patterns, scale="ordnal")
    with pytest.raises(InputError, match=r'no scale "xyz".*Choose one of: nominal, ordinal, interval, ratio'):
        krippendorff_alpha(patterns, scale="xyz")


def test_numbers_of_coders_that_do_not_fit_are_refused():
    one, three = (patterns_of_categories(np.array([["a", "b", "a"], ["b", "b", "a"]])[:, :r]) for r in (1, 3))
    with pytest.raises(InputError, match="Cohen's kappa compares coders, but there is only one"):
        cohen_kappa(one)
    with pytest.raises(InputError, match="Cohen's kappa is for 2 coders, but there are 3"):
        cohen_kappa(three)
    assert cohen_kappa.name == "cohen_kappa"
