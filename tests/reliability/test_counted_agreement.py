"""Agreement from counts that an engine made is the agreement of the same codings in memory."""

import sqlite3

import numpy as np
import pandas as pd
import pytest

from intercoder import reliability
from intercoder.errors import InputError
from intercoder.reliability.agreement import agreement
from intercoder.reliability.counted_agreement import agreement_from_sql, agreement_of_counts
from intercoder.reliability.counts.counting import patterns_of_categories
from intercoder.reliability.counts.sql import counts_from_sql

CODES = ["Cost", "Time", "Trust"]


def study(r=2, n=120, seed=3, complete=0.9, n_cases=12):
    rng = np.random.default_rng(seed)
    truth = rng.random((n, 1, 3)) < 0.3
    coded = rng.random((n, r)) < complete
    marks = (truth ^ (rng.random((n, r, 3)) < 0.15)) & coded[:, :, None]
    unit, coder, code = np.nonzero(marks)
    names = np.array([f"coder {g:02}" for g in range(r)], object)
    units = np.array([f"u{place:03}" for place in range(n)], object)
    codings = pd.DataFrame({"unit": units[unit], "coder": names[coder], "code": np.array(CODES, object)[code]})
    finished, who = np.nonzero(coded)
    coverage = pd.DataFrame({"unit": units[finished], "coder": names[who]})
    return codings, coverage, {name: f"case {place * n_cases // n:02}" for place, name in enumerate(units)}


def in_sqlite(codings, coverage, cases):
    connection = sqlite3.connect(":memory:")
    codings.to_sql("codings", connection, index=False)
    coverage.assign(case=coverage["unit"].map(cases)).to_sql("coverage", connection, index=False)
    return connection


@pytest.mark.parametrize("r", [2, 3])
@pytest.mark.parametrize("interval", ["auto", "percentile", "bca"])
@pytest.mark.parametrize("level", ["cases resampled", "cases compared", "units"])
def test_table_average_and_intervals_are_those_of_memory(r, interval, level):
    codings, coverage, cases = study(r)
    connection = in_sqlite(codings, coverage, cases)
    options = {"interval": interval, "codes": CODES, "coders": sorted(set(coverage["coder"]))}
    options |= {"level": "case"} if level == "cases compared" else {}
    in_memory = agreement(codings, coverage, cases=None if level == "units" else cases, **options)
    case = None if level == "units" else "case"
    in_engine = agreement_from_sql(connection, "codings", "coverage", case=case, **options)
    pd.testing.assert_frame_equal(in_engine.to_frame(), in_memory.to_frame())
    expected, found = in_memory.average, in_engine.average
    assert found.sentence() == expected.sentence()
    if interval == "auto" or level == "cases resampled":
        assert found.ci_method == expected.ci_method
        assert found.ci == pytest.approx(expected.ci, abs=1e-12)
        assert in_engine.notes() == in_memory.notes()
    for one, other in zip(in_engine.pairs, in_memory.pairs, strict=True):
        pd.testing.assert_frame_equal(one.to_frame(), other.to_frame())


def test_of_many_units_the_average_has_the_interval_of_groups_of_them():
    codings, coverage, cases = study(n=3_000, complete=1.0)
    connection = in_sqlite(codings, coverage, cases)
    whole = agreement(codings, coverage, codes=CODES).average
    found = agreement_from_sql(connection, "codings", "coverage", codes=CODES, groups=200).average
    assert found.ci_method == "jackknife over 200 groups of units, t of 199"
    assert found.se == pytest.approx(whole.se, rel=0.2)
    assert found.kappa == pytest.approx(whole.kappa, abs=1e-12)


@pytest.mark.parametrize(("r", "complete"), [(40, 0.1), (12, 0.3)])
def test_a_crowd_is_compared_without_names(r, complete):
    codings, coverage, cases = study(r, n=200, complete=complete)
    in_memory = agreement(codings, coverage, codes=CODES)
    in_engine = agreement_from_sql(in_sqlite(codings, coverage, cases), "codings", "coverage", codes=CODES)
    pd.testing.assert_frame_equal(in_engine.to_frame(), in_memory.to_frame())
    assert in_engine.notes()[0] == in_memory.notes()[0]
    assert sorted(in_engine.coders) == sorted(in_memory.coders)


def test_reliability_takes_counts():
    codings, coverage, cases = study()
    counts = counts_from_sql(in_sqlite(codings, coverage, cases), "codings", "coverage", codes=CODES)
    found = reliability(counts, threshold=0.5)
    expected = agreement(codings, coverage, codes=CODES, coders=list(counts.coders), threshold=0.5)
    pd.testing.assert_frame_equal(found.to_frame(), expected.to_frame())
    assert found.average.ci is None, "units are not known apart, so there is nothing to resample for the average"


def test_marks_with_a_value_need_no_coverage():
    codings, coverage, _ = study(complete=1.0)
    every = coverage.merge(pd.DataFrame({"code": CODES}), how="cross")
    marked = every.merge(codings.assign(value=1), how="left").fillna({"value": 0})
    connection = sqlite3.connect(":memory:")
    marked.to_sql("marks", connection, index=False)
    found = agreement_from_sql(connection, "marks", value="value")
    pd.testing.assert_frame_equal(found.to_frame(), agreement(codings, coverage, codes=CODES).to_frame())
    with pytest.raises(InputError, match="left unmarked"):
        agreement_from_sql(connection, "marks")


def test_what_cannot_be_compared_is_refused():
    codings, coverage, cases = study()
    connection = in_sqlite(codings, coverage, cases)
    for options, told in (
        ({"level": "case"}, "the case of each unit must be known"),
        ({"level": "town"}, "level"),
        ({"coders": ["coder 00"]}, "only coder 00"),
        ({"threshold": 3}, "threshold"),
    ):
        with pytest.raises(InputError, match=told):
            agreement_from_sql(connection, "codings", "coverage", **options)
    with pytest.raises(InputError, match="of categories"):
        agreement_of_counts(patterns_of_categories(pd.DataFrame({"A": [1, 2], "B": [1, 2]})))
