"""All codes of a unit together: the same counts as code by code, and units that can be regrouped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.reliability.counts.coded_units import read_codings
from intercoder.reliability.counts.counting import patterns_of_codings, patterns_of_marks
from intercoder.reliability.counts.joint import joint_patterns, joint_patterns_of

if TYPE_CHECKING:
    from intercoder.reliability.counts.patterns import Patterns


def counted(patterns: Patterns) -> list[dict[tuple[int, ...], int]]:
    """Return for each code how often each pattern of answers occurs, units that nobody coded left out."""
    rows = [tuple(row) for row in patterns.answers.tolist()]
    tallies = [zip(rows, counts, strict=True) for counts in patterns.counts.tolist()]
    return [{row: n for row, n in tally if n and max(row) >= 0} for tally in tallies]


@given(st.integers(0, 2**32 - 1), st.integers(1, 30), st.integers(1, 4), st.integers(1, 5))
def test_the_counts_are_those_of_each_code(seed: int, n: int, r: int, m: int) -> None:
    rng = np.random.default_rng(seed)
    coded = rng.random((n, r)) < 0.8
    marks = (rng.random((n, r, m)) < 0.3) & coded[:, :, None]
    joint = joint_patterns(marks, coded)
    assert counted(joint.patterns) == counted(patterns_of_marks(marks, coded))
    units, often = joint.distinct()
    np.testing.assert_array_equal(np.tensordot(often, units, axes=1), joint.patterns.counts)
    cases = rng.integers(0, 5, n)
    by_case = joint.by_case(cases)
    np.testing.assert_array_equal(by_case.sum(0), joint.patterns.counts)
    assert len(by_case) == len(np.unique(cases))


def test_many_coders() -> None:
    marks = np.random.default_rng(1).random((20, 14, 3)) < 0.5
    assert counted(joint_patterns(marks).patterns) == counted(patterns_of_marks(marks))


def test_from_codings() -> None:
    codings = pd.DataFrame({"unit": ["u1", "u2", "u1"], "coder": ["A", "A", "B"], "code": ["x", "y", "x"]})
    coverage = pd.DataFrame({"unit": ["u1", "u2", "u3", "u1", "u2"], "coder": ["A", "A", "A", "B", "B"]})
    coded_units = read_codings(codings, coverage)
    joint = joint_patterns_of(coded_units)
    assert counted(joint.patterns) == counted(patterns_of_codings(coded_units))
    assert joint.patterns.variables == ("x", "y")
    assert joint.patterns.coders == ("A", "B")
    assert len(joint.distinct()[1]) == 3


def test_equal_units_are_found() -> None:
    marks = np.zeros((6, 2, 2), bool)
    marks[[1, 4], :, 0] = True
    units, often = joint_patterns(marks).distinct()
    assert sorted(often.tolist()) == pytest.approx([2, 4])
    assert units.shape[0] == 2
