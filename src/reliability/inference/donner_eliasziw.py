"""The goodness-of-fit interval of Donner and Eliasziw, which holds where few units carry a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from ..counts.patterns import Counts, Floats

_HALVINGS = 60


def donner_eliasziw(tables: Counts, chi_square: float) -> tuple[Floats, Floats]:
    """Return the lower and upper limits for the intraclass kappa (Scott's pi) of two coders, each of shape (m,).

    `tables` (m, 2, 2) are units by the two coders' answers; `chi_square` is the quantile with 1 degree of freedom,
    3.841 for 95 %. The limits are the values of kappa that the counts of *both applied*, *one applied* and *none
    applied* do not reject, when applying the code is equally frequent for both coders (the common-correlation model).
    NaN where all answers are the same. Donner & Eliasziw (1992), Statistics in Medicine 11: 1511-1519.
    """
    groups, prevalence = agreement_groups(tables)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = prevalence * (1 - prevalence)
        estimate = 1 - groups[:, 1] / (2 * groups.sum(1) * spread)
        lowest = np.maximum(-prevalence / (1 - prevalence), -(1 - prevalence) / prevalence)
    lower = _crossing(groups, prevalence, estimate, lowest, chi_square)
    upper = _crossing(groups, prevalence, estimate, np.ones_like(estimate), chi_square)
    defined = spread > 0
    return np.where(defined, lower, np.nan), np.where(defined, upper, np.nan)


def agreement_groups(tables: Counts) -> tuple[Floats, Floats]:
    """Return the units with neither, one and both answers positive (m, 3), and the pooled prevalence (m,)."""
    groups = np.stack([tables[:, 0, 0], tables[:, 0, 1] + tables[:, 1, 0], tables[:, 1, 1]], -1).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        prevalence = (groups[:, 1] + 2 * groups[:, 2]) / (2 * groups.sum(1))
    return groups, prevalence


def group_probabilities(kappa: Floats, prevalence: Floats) -> Floats:
    """Return the probability that neither, one and both of two coders apply a code, shape (..., 3).

    This is the common-correlation model: both coders apply it with `prevalence`, and agree beyond chance by `kappa`.

    >>> group_probabilities(np.array(0.5), np.array(0.5)).tolist()
    [0.375, 0.25, 0.375]
    """
    spread = prevalence * (1 - prevalence)
    neither, both = (1 - prevalence) ** 2 + spread * kappa, prevalence**2 + spread * kappa
    return np.stack([neither, 2 * spread * (1 - kappa), both], -1)


def goodness_of_fit(groups: Floats, probabilities: Floats) -> Floats:
    """Return the chi-square distance of observed `groups` (..., 3) from `probabilities`, where 0 of 0 expected fit."""
    expected = groups.sum(-1, keepdims=True) * probabilities
    with np.errstate(invalid="ignore", divide="ignore"):
        distance = np.where(groups == expected, 0.0, (groups - expected) ** 2 / expected)
    return np.asarray(distance.sum(-1))


def _crossing(groups: Floats, prevalence: Floats, inside: Floats, outside: Floats, chi_square: float) -> Floats:
    """Return the kappa between `inside` (which fits) and `outside` at which the fit is just rejected, by bisection.

    The distance is convex in kappa, so there is one such point; where all of the range fits it is `outside`.
    """
    inside, outside = inside.copy(), outside.copy()
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        fits = goodness_of_fit(groups, group_probabilities(middle, prevalence)) <= chi_square
        inside, outside = np.where(fits, middle, inside), np.where(fits, outside, middle)
    return inside
