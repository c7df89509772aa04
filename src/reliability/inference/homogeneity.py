"""Whether the kappas of different groups of units differ more than chance explains."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ...errors import InputError
from ...results import Column, Result, coefficient_text, for_json, rows_for_json
from ..coefficients.kappas import kappa_of_tables
from ..remarks import percent
from .distributions import ChiSquareTest, chi_square_test, normal_quantile
from .donner_eliasziw import agreement_groups, goodness_of_fit, group_probabilities
from .intervals import check_confidence, kappa_intervals
from .variance import fleiss_cohen_everitt_variance

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from ..counts.patterns import Counts, Floats


@dataclass(frozen=True, repr=False, eq=False)
class Homogeneity(Result):
    """The kappas of several groups of units, their common value, and whether they differ more than by chance.

    frame          one row per group: kappa, standard error, interval, units
    common, se     the mean of the kappas, weighted with 1 / se squared, and its standard error
    low, high      its interval
    test           Fleiss' test of equal kappas
    fit            Donner, Eliasziw & Klar's goodness-of-fit test, for tables of codes; None for more categories
    left_out       groups without a kappa or without a standard error above 0
    confidence     of the intervals
    """

    frame: pd.DataFrame
    common: float
    se: float
    low: float
    high: float
    test: ChiSquareTest
    fit: ChiSquareTest | None
    left_out: tuple[str, ...]
    confidence: float

    title: ClassVar[str] = "Kappa in groups of units"

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers, one row per group."""
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return group, units, kappa and interval."""
        return (
            Column("group", "Group"),
            Column("n_units", "n", "count"),
            Column("kappa", "Kappa", "coefficient"),
            Column("ci", f"{percent(self.confidence)} interval", "interval"),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison for JSON."""
        return {
            "groups": rows_for_json(self.frame),
            "common_kappa": for_json(self.common),
            "se": for_json(self.se),
            "ci": None if math.isnan(self.low) else [self.low, self.high],
            "test": self.test.to_dict(),
            "goodness_of_fit": None if self.fit is None else self.fit.to_dict(),
            "left_out": list(self.left_out),
            "notes": list(self.notes()),
        }

    def notes(self) -> tuple[str, ...]:
        """Return the tests in words."""
        if math.isnan(self.common):
            return ("No group has a kappa that can be compared.",)
        differ = "differ more than chance explains" if self.test.p < 0.05 else "do not differ more than chance explains"
        sentences = [
            f"The kappas {differ} ({self.test.in_words()}; Fleiss 1981). Their common value is "
            f"{coefficient_text(self.common)} ({coefficient_text(self.low)} to {coefficient_text(self.high)})."
        ]
        if self.fit is not None:
            sentences.append(f"By goodness of fit: {self.fit.in_words()} (Donner, Eliasziw & Klar 1996).")
        if self.left_out:
            sentences.append(
                f"Left out of Fleiss' test, because their error cannot be told: {', '.join(self.left_out)}."
            )
        return tuple(sentences)


def kappa_homogeneity(
    tables: Sequence[Counts] | Counts, groups: Sequence[str], *, weights: Floats | None = None, confidence: float = 0.95
) -> Homogeneity:
    """Return whether Cohen's kappa differs between groups of units (sites, batches, coding days).

    `tables` are the two-way tables of the same two coders, (q, q) each, one per group. The groups must be of different
    units. Fleiss (1981), Statistical methods for rates and proportions, ch. 13; Donner, Eliasziw & Klar (1996),
    Biometrics 52: 176-183. Raises InputError for fewer than two groups.
    """
    import pandas as pd

    check_confidence(confidence)
    stacked = np.asarray(tables)
    if len(stacked) < 2 or len(groups) != len(stacked):
        raise InputError("kappas are compared between two groups or more, each with a name and a table.")
    kappas = kappa_of_tables(stacked, weights)
    ses = np.sqrt(fleiss_cohen_everitt_variance(stacked, weights))
    intervals = kappa_intervals(stacked, confidence=confidence, weights=weights)
    frame = pd.DataFrame(
        {
            "group": list(groups),
            "n_units": stacked.sum((1, 2)).astype(int),
            "kappa": kappas,
            "se": ses,
            "ci_low": intervals.low,
            "ci_high": intervals.high,
            "ci_method": intervals.method,
        }
    )
    usable = ses > 1e-9
    common, se, test = _fleiss(kappas[usable], ses[usable])
    reach = normal_quantile((1 + confidence) / 2) * se
    fit = goodness_of_fit_test(stacked) if stacked.shape[-1] == 2 and weights is None else None
    left_out = tuple(group for group, kept in zip(groups, usable, strict=True) if not kept)
    return Homogeneity(frame, common, se, common - reach, common + reach, test, fit, left_out, confidence)


def goodness_of_fit_test(tables: Counts) -> ChiSquareTest:
    """Return the test of one intraclass kappa for all the tables (g, 2, 2). Donner, Eliasziw & Klar (1996).

    Each group keeps its own prevalence. Groups in which only one answer was given say nothing and are left out.
    """
    counts, prevalence = agreement_groups(tables)
    varied = (prevalence > 0) & (prevalence < 1)
    counts, prevalence = counts[varied], prevalence[varied]
    if not len(counts):
        return chi_square_test(math.nan, 0)
    units = counts.sum(1)
    spread = prevalence * (1 - prevalence)
    kappas = 1 - counts[:, 1] / (2 * units * spread)
    common = (units * spread) @ kappas / (units @ spread)
    lowest = np.maximum(-prevalence / (1 - prevalence), -(1 - prevalence) / prevalence)
    model = group_probabilities(np.maximum(common, lowest), prevalence)
    return chi_square_test(float(goodness_of_fit(counts, model).sum()), len(counts) - 1)


def _fleiss(kappas: Floats, ses: Floats) -> tuple[float, float, ChiSquareTest]:
    if not len(kappas):
        return math.nan, math.nan, chi_square_test(math.nan, 0)
    weights = 1 / ses**2
    common = float(weights @ kappas / weights.sum())
    test = chi_square_test(float(weights @ (kappas - common) ** 2), len(kappas) - 1)
    return common, float(1 / math.sqrt(weights.sum())), test
