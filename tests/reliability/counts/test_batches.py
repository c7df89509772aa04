"""Codings that come batch by batch are counted as those that come at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.errors import InputError
from intercoder.reliability.counts.batches import patterns_of_batches
from intercoder.reliability.counts.coded_units import CodedUnits
from intercoder.reliability.counts.counting import patterns_of_codings


def drawn(seed, n, r, m, share):
    rng = np.random.default_rng(seed)
    coded = rng.random((n, r)) < share
    rows = np.stack(np.nonzero(coded[..., None] & (rng.random((n, r, m)) < 0.4)))
    unit, coder, code = rows[:, rng.permutation(rows.shape[1])]
    names = tuple(f"c{place}" for place in range(r)), tuple(f"code {place}" for place in range(m))
    return CodedUnits(np.arange(n), *names, unit, coder, code, coded)


def batches(units, size):
    for start in range(0, len(units.unit), size):
        part = slice(start, start + size)
        yield units.unit[part].astype(np.int32), units.coder[part].astype(np.int8), units.code[part].astype(np.int16)


def tallied(patterns):
    """Return the units by code and pattern, without patterns of no unit and of nobody."""
    rows = zip(patterns.answers.tolist(), patterns.counts.T.tolist(), strict=True)
    return sorted((answers, counts) for answers, counts in rows if any(counts) and max(answers) >= 0)


@given(st.integers(0, 9999), st.integers(1, 150), st.integers(1, 5), st.sampled_from([0.5, 1.0]), st.integers(1, 50))
def test_the_same_patterns_as_of_codings_at_once(seed, n, r, share, size):
    units = drawn(seed, n, r, 1 + seed % 4, share)
    coded = None if units.coded.all() else units.coded
    found = patterns_of_batches(batches(units, size), n_units=n, coders=units.coders, codes=units.codes, coded=coded)
    assert tallied(found) == tallied(patterns_of_codings(units))


def test_more_rows_than_are_taken_at_a_time(monkeypatch):
    monkeypatch.setattr("intercoder.reliability.counts.bits._ROWS", 7)
    units = drawn(1, 300, 3, 4, 1.0)
    found = patterns_of_batches(batches(units, 100), n_units=300, coders=units.coders, codes=units.codes)
    assert tallied(found) == tallied(patterns_of_codings(units))


def counted(unit, coder, code, **options):
    batch = tuple(np.array(places) for places in (unit, coder, code))
    return patterns_of_batches([batch], **{"n_units": 9, "coders": ["A", "B"], "codes": ["x", "y"], **options})


@pytest.mark.parametrize("unit", [0, 6, 7, 8])
def test_a_coding_that_comes_twice(unit):
    with pytest.raises(InputError, match="come twice"):
        counted([unit, 1, unit], [1, 1, 1], [0, 0, 0])


@pytest.mark.parametrize("place", [([9], [0], [0]), ([0], [2], [0]), ([0], [0], [2]), ([-1], [0], [0])])
def test_a_number_that_stands_for_nothing(place):
    with pytest.raises(InputError, match="has a number that is not below"):
        counted(*place)


def test_a_coding_of_a_unit_that_was_not_finished():
    coded = np.ones((9, 2), bool)
    coded[3, 1] = False
    assert counted([3], [0], [0], coded=coded).n_units.tolist() == [9, 9]
    with pytest.raises(InputError, match="did not finish"):
        counted([3], [1], [0], coded=coded)


def test_more_coders_than_sets_can_be_counted_of():
    with pytest.raises(InputError, match="up to 5 coders"):
        counted([0], [0], [0], coders=list("ABCDEF"))
