"""Agreement on each category by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..chance import beyond_chance
from . import parts

if TYPE_CHECKING:
    from ..counts.patterns import Counts, Floats, Patterns


def fleiss_kappa_by_category(patterns: Patterns) -> Floats:
    """Return Fleiss' kappa of each category, (m, q): (P_j - p_j) / (1 - p_j) with the pooled distribution p.

    P_j is the chance that a second coder gives j when the first did. Over units that two or more coded, of which all
    must have the same number of coders for Fleiss' formula to be exact. Fleiss (1971), eq. 10.
    """
    patterns = parts.coded_by(patterns, 2)
    votes = patterns.votes.astype(float)
    pi, _ = parts.pooled_prevalence(patterns)
    n = patterns.counts.sum(-1)[..., None]
    r_i = patterns.n_coders[:, None]
    second = parts.ratio(patterns.counts @ (votes * (votes - 1) / (r_i * (r_i - 1))), n)
    return beyond_chance(parts.ratio(second, pi), pi)


def cohen_kappa_by_category(tables: Counts) -> Floats:
    """Return Cohen's kappa of each category against the rest, (m, q), from two-way tables (m, q, q)."""
    n = tables.sum((-2, -1))[..., None]
    both = np.diagonal(tables, axis1=-2, axis2=-1)
    a, b = tables.sum(-1), tables.sum(-2)
    observed = n - a - b + 2 * both
    expected = a * b + (n - a) * (n - b)
    return beyond_chance(n * observed, expected, n * n)
