"""Agreement of many coders with the majority, and of all of them at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ..chance import Coefficient, Part, beyond_chance, chance_corrected, uncorrected
from . import parts
from .measure import measure
from .observed import all_agree

if TYPE_CHECKING:
    from ..counts.patterns import Patterns


@measure("Lotus", votes=True)
def lotus(patterns: Patterns) -> Coefficient:
    """Lotus: the share of coders who gave the most frequent answer, averaged over the units two or more coded.

    Fretwurst (2015), "Reliabilität und Validität von Inhaltsanalysen".
    """
    patterns = parts.coded_by(patterns, 2)
    return uncorrected(patterns, _majority(patterns))


@measure("standardised Lotus", votes=True)
def s_lotus(patterns: Patterns) -> Coefficient:
    """Lotus, corrected as if every category were equally likely: (Lotus - 1/q) / (1 - 1/q). Fretwurst (2015)."""
    patterns = parts.coded_by(patterns, 2)
    equal = Part(
        np.full(patterns.counts.shape[:-1], 1 / len(patterns.categories)), lambda: np.zeros(patterns.counts.shape)
    )
    return chance_corrected(patterns, _majority(patterns), equal)


def _majority(patterns: Patterns) -> Part:
    share = patterns.votes.max(1, initial=0) / np.maximum(patterns.n_coders, 1)
    value = parts.ratio(patterns.counts @ share, patterns.counts.sum(-1))
    return Part(value, lambda: share - value[..., None])


@measure("von Eye's kappa", missing="complete")
def von_eye_kappa(patterns: Patterns) -> Coefficient:
    """All coders agreeing at once, corrected by the chance 1 / q^(r - 1) of equal categories. Von Eye (2006)."""
    found = all_agree(patterns)
    expected = np.full_like(found.value, float(len(patterns.categories)) ** (1 - len(patterns.coders)))
    return replace(found, value=beyond_chance(found.observed, expected), expected=expected, influence=None)
