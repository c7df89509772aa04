"""Agreement as it is observed, with nothing taken off for chance."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from ...errors import InputError
from ..chance import Coefficient, Part, uncorrected
from ..weights import Weights, weights_for
from . import parts
from .measure import measure

if TYPE_CHECKING:
    from ..counts.patterns import Counts, Floats, Patterns


@measure("percent agreement", weighted="weighted percent agreement", votes=True)
def percent_agreement(patterns: Patterns, weights: Weights = "identity") -> Coefficient:
    """Share of agreeing pairs of coders, 0 to 1, averaged over the units that two or more coded."""
    patterns = parts.coded_by(patterns, 1)
    w = weights_for(patterns.categories, weights)
    return uncorrected(patterns, parts.pairwise_agreement(patterns, w))


@measure("positive agreement", coders=2, missing="pairwise")
def positive_agreement(patterns: Patterns) -> Coefficient:
    """Of the two coders' applications of a code, the share on which they agree: 2a / (2a + b + c). Fleiss (1975)."""
    return _specific_agreement(patterns, 1)


@measure("negative agreement", coders=2, missing="pairwise")
def negative_agreement(patterns: Patterns) -> Coefficient:
    """Of the times a coder did not apply a code, the share on which the other agrees: 2d / (2d + b + c)."""
    return _specific_agreement(patterns, 0)


@measure("agreement of all coders", missing="complete")
def all_agree(patterns: Patterns) -> Coefficient:
    """Share of the units coded by all coders on which all gave the same answer."""
    patterns = patterns.complete()
    same = (patterns.answers == patterns.answers[:, :1]).all(1).astype(float)
    value = parts.ratio(patterns.counts @ same, patterns.counts.sum(-1))
    return uncorrected(patterns, Part(value, lambda: same - value[..., None]))


@measure("Holsti's coefficient", missing="pairwise")
def holsti(patterns: Patterns) -> Coefficient:
    """Holsti's coefficient of reliability, 2M / (N1 + N2), averaged over the pairs of coders. Holsti (1969), p. 140."""
    decided = patterns.marginals().sum(-1)
    values = []
    for a, b in combinations(range(len(patterns.coders)), 2):
        same = (patterns.answers[:, a] == patterns.answers[:, b]) & patterns.coded[:, a]
        values.append(parts.ratio(2 * patterns.counts[..., same].sum(-1), decided[..., a] + decided[..., b]))
    value: Floats = np.mean(values, axis=0)
    return Coefficient(value, value, np.zeros_like(value), patterns)


def specific_agreement(tables: Counts) -> Floats:
    """Return, category by category, of the two coders' uses of it the share on which they agree, (m, q). Fleiss (1975).

    `tables` has shape (m, q, q). NaN for a category that neither used.
    """
    agreed = np.diagonal(tables, axis1=-2, axis2=-1)
    return parts.ratio(2 * agreed, tables.sum(-1) + tables.sum(-2))


def _specific_agreement(patterns: Patterns, category: int) -> Coefficient:
    if len(patterns.categories) != 2:
        raise InputError(
            "positive and negative agreement are for codes, applied or not applied.",
            fix="For several categories use the agreement on each of them.",
        )
    patterns = patterns.complete()
    value = specific_agreement(patterns.tables())[..., category]
    return Coefficient(value, value, np.zeros_like(value), patterns)
