"""Whether two coders use each category equally often."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from .distributions import ChiSquareTest, chi_square_test

if TYPE_CHECKING:
    from ..counts.patterns import Counts


@dataclass(frozen=True)
class MarginalHomogeneity:
    """Three tests of whether two coders use each category equally often."""

    stuart_maxwell: ChiSquareTest
    bhapkar: ChiSquareTest
    bowker: ChiSquareTest

    def to_dict(self) -> dict[str, Any]:
        """Return the three tests for JSON."""
        return {field.name: getattr(self, field.name).to_dict() for field in fields(self)}


def marginal_homogeneity(table: Counts) -> MarginalHomogeneity:
    """Return the tests of equal margins of a two-way table (q, q).

    Stuart (1955) and Maxwell (1970) test the margins, Bhapkar (1966) too and with more power, Bowker (1948) tests
    symmetry and for two categories is McNemar's test without continuity correction. Pairs of categories that were never
    exchanged do not count for Bowker's degrees of freedom.
    """
    table = np.asarray(table, np.float64)
    n = table.sum()
    difference = (table.sum(1) - table.sum(0))[:-1]
    covariance = np.diag(table.sum(1) + table.sum(0)) - table - table.T
    statistic = float(difference @ np.linalg.pinv(covariance[:-1, :-1]) @ difference)
    df = len(table) - 1
    upper, lower = table[np.triu_indices_from(table, 1)], table.T[np.triu_indices_from(table, 1)]
    exchanged = upper + lower > 0
    symmetry = float((((upper - lower) ** 2)[exchanged] / (upper + lower)[exchanged]).sum())
    sharper = statistic / (1 - statistic / n) if statistic < n else math.inf
    return MarginalHomogeneity(
        chi_square_test(statistic, df), chi_square_test(sharper, df), chi_square_test(symmetry, int(exchanged.sum()))
    )
