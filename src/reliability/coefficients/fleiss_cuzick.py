"""Fleiss and Cuzick's kappa: applied or not, by different numbers of coders from unit to unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...errors import InputError
from ..chance import Coefficient, beyond_chance
from . import parts
from .measure import measure

if TYPE_CHECKING:
    from ..counts.patterns import Floats, Patterns


@measure("Fleiss-Cuzick kappa", votes=True)
def fleiss_cuzick(patterns: Patterns) -> Coefficient:
    """Kappa of two categories with unequal numbers of coders, as Stata prints it. Fleiss & Cuzick (1979), eq. 4.

    Every answer weighs the same, where Fleiss' kappa in Gwet's form lets every unit weigh the same; with equal numbers
    of coders both are close but not equal. Raises InputError for more than two categories.
    """
    patterns, x, n_i = _of_two_categories(patterns)
    units = patterns.counts.sum(-1)
    n_mean = parts.ratio(patterns.counts @ n_i, units)
    p = parts.ratio(patterns.counts @ x, patterns.counts @ n_i)
    within = parts.ratio(patterns.counts @ (x * (n_i - x) / n_i), units * (n_mean - 1))
    value = beyond_chance(-within, -p * (1 - p), perfect=0.0)
    return Coefficient(value, 1 - 2 * within, 1 - 2 * p * (1 - p), patterns)


def fleiss_cuzick_null_error(patterns: Patterns) -> Floats:
    """Return the standard error of Fleiss and Cuzick's kappa under kappa = 0, (m,), for testing that hypothesis.

    Kappa divided by it is the z that Stata prints. It makes no interval. Fleiss & Cuzick (1979), eq. 7.
    """
    patterns, x, n_i = _of_two_categories(patterns)
    units = patterns.counts.sum(-1)
    n_mean = parts.ratio(patterns.counts @ n_i, units)
    harmonic = parts.ratio(units, patterns.counts @ (1 / n_i))
    p = parts.ratio(patterns.counts @ x, patterns.counts @ n_i)
    spread = p * (1 - p)
    uneven = parts.ratio((n_mean - harmonic) * (1 - 4 * spread), n_mean * spread)
    return np.asarray(np.sqrt(2 * (harmonic - 1) + uneven) / ((n_mean - 1) * np.sqrt(units * harmonic)))


def _of_two_categories(patterns: Patterns) -> tuple[Patterns, Floats, Floats]:
    if len(patterns.categories) > 2:
        raise InputError("Fleiss-Cuzick kappa is for two categories.", fix="Take Fleiss' kappa.")
    patterns = parts.coded_by(patterns, 1)
    n_i = patterns.n_coders.astype(float)
    return patterns, n_i - patterns.votes[:, 0], n_i
