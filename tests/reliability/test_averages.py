"""The average over codes: what it is over, what it leaves out, how much that matters."""

import json
import math

import pytest

from intercoder.reliability.averages import average_of, pooled_kappa
from intercoder.reliability.coefficients import cohen_kappa
from intercoder.reliability.counts.counting import patterns_of_tables

# Four defined kappas (1, 0, .6, -1) and one undefined.
TABLES = [[[5, 0], [0, 5]], [[9, 1], [0, 0]], [[9, 3], [1, 7]], [[0, 5], [5, 0]], [[10, 0], [0, 0]]]
CODES = ("same", "constant", "middling", "opposite", "never")


def average(codes=CODES, tables=TABLES, threshold=0.6, scale="landis-koch"):
    kappa = cohen_kappa(patterns_of_tables(tables, variables=codes, categories=[False, True]))
    return average_of(codes, kappa, threshold=threshold, scale=scale)


def test_over_the_defined_codes_only():
    found = average()
    assert found.kappa == pytest.approx(0.15)
    assert (found.defined, found.codes, found.undefined) == (4, 5, ("never",))
    assert (found.median, found.minimum, found.maximum) == (0.3, -1, 1)
    assert found.band == "slight"
    assert found.sentence() == "mean kappa .15 over 4 of 5 codes"


def test_sensitivity_to_what_is_undefined():
    assert average().undefined_as_1 == pytest.approx((0.6 + 1) / 5)
    assert average().undefined_as_0 == pytest.approx(0.6 / 5)


def test_exactly_the_threshold_is_reached():
    assert average().share_at_threshold == 0.5
    assert average(threshold=0.61).share_at_threshold == 0.25


def test_pooled_kappa_takes_every_code_in():
    """De Vries et al. (2008): mean po is .74, mean pe (.5 + .9 + .5 + .5 + 1) / 5 = .68."""
    assert average().pooled_kappa == pytest.approx((0.74 - 0.68) / (1 - 0.68))


def test_pooled_kappa_without_any_unit():
    kappa = cohen_kappa(patterns_of_tables([[[0, 0], [0, 0]]]))
    assert math.isnan(pooled_kappa(kappa.observed, kappa.expected))


def test_no_defined_code():
    found = average(codes=("never",), tables=TABLES[-1:])
    assert math.isnan(found.kappa)
    assert found.sentence() == "kappa is undefined for 1 code"
    answer = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert (answer["kappa"], answer["median"], answer["band"], answer["ci"]) == (None, None, None, None)


@pytest.mark.parametrize(
    ("codes", "sentence"), [(1, "mean kappa 1.00 over 1 code"), (2, "mean kappa .50 over both codes")]
)
def test_the_sentence_of_few_codes(codes, sentence):
    assert average(CODES[:codes], TABLES[:codes]).sentence() == sentence
