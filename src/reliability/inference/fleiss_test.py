"""The test of Fleiss' kappa against chance. Its standard error holds under kappa = 0 and makes no interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ...errors import InputError
from ..coefficients import fleiss_kappa, fleiss_kappa_by_category
from ..coefficients.parts import pooled_prevalence, ratio
from .distributions import two_sided

if TYPE_CHECKING:
    from ..counts.patterns import Floats, Patterns


@dataclass(frozen=True)
class FleissTest:
    """Fleiss' kappa of each variable against 0, over all categories and category by category (NaN when undefined).

    value, se0, z, p           (m,) kappa, its standard error under kappa = 0, their ratio, two-sided p
    by_category, z_by_category  (m, q)
    """

    value: Floats
    se0: Floats
    z: Floats
    p: Floats
    by_category: Floats
    z_by_category: Floats


def fleiss_test(patterns: Patterns) -> FleissTest:
    """Return the test of Fleiss' kappa on the units that all the coders of `patterns` coded.

    Raises InputError for one coder. Fleiss, Nee & Landis (1979), Psychological Bulletin 86.
    """
    r = len(patterns.coders)
    if r < 2:
        raise InputError("Fleiss' kappa compares coders, but there is only one.", fix="Add a second coder.")
    whole = patterns.complete()
    pairs = whole.counts.sum(-1) * r * (r - 1) / 2
    p, _ = pooled_prevalence(whole)
    kappa = fleiss_kappa(whole)
    pq = p * (1 - p)
    total = np.where(np.isnan(kappa.value), np.nan, pq.sum(-1))
    spread = total**2 - (pq * (1 - 2 * p)).sum(-1)
    se0 = np.sqrt(ratio(np.maximum(spread, 0.0), pairs)) / total
    z = ratio(kappa.value, se0)
    by_category = fleiss_kappa_by_category(whole)
    return FleissTest(kappa.value, se0, z, two_sided(z), by_category, by_category * np.sqrt(pairs)[..., None])
