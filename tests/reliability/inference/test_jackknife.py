"""Leaving out each unit in turn, some patterns at a time."""

import numpy as np

from intercoder.reliability.coefficients import cohen_kappa
from intercoder.reliability.counts.counting import patterns_of_tables
from intercoder.reliability.inference import jackknife
from intercoder.reliability.inference.jackknife import without_each


def test_each_pattern_loses_one_unit_however_many_are_looked_at_at_once(monkeypatch):
    patterns = patterns_of_tables([[[5, 2], [1, 4]], [[9, 1], [1, 3]]])
    expected = []
    for at in range(4):
        less = patterns.counts.copy()
        less[:, at] -= 1
        expected.append(cohen_kappa(patterns.with_counts(less)).value)
    for numbers in (1, 16, 1_000):
        monkeypatch.setattr(jackknife, "_NUMBERS_AT_ONCE", numbers)
        found = without_each(patterns, lambda some: cohen_kappa(some).value)
        np.testing.assert_allclose(found, expected, rtol=1e-12)
