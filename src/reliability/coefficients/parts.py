"""The observed and the expected agreements that the coefficients are made of, with their influences.

In Gwet's (2014) framework: r_ik coders gave unit i the category k, r_i coded it at all, pi_k is the mean over units of
r_ik / r_i. Everything is a sum over the patterns of answers.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ..chance import Part

if TYPE_CHECKING:
    from ..counts.patterns import Floats, Patterns


def coded_by(patterns: Patterns, least: int) -> Patterns:
    """Return the patterns of the units that at least so many coders coded."""
    enough = patterns.n_coders >= least
    if enough.all():
        return patterns
    return replace(patterns, answers=patterns.answers[enough], counts=patterns.counts[..., enough])


def agreeing_pairs(patterns: Patterns, weights: Floats) -> Floats:
    """Return, pattern by pattern, how many of the r_i (r_i - 1) ordered pairs of coders agree (partly), shape (k,)."""
    votes = patterns.votes
    pairs: Floats = (votes * (votes @ weights)).sum(1) - patterns.n_coders
    return pairs


def pairwise_agreement(patterns: Patterns, weights: Floats, by_chance: Floats | float = 0.0) -> Part:
    """Return the share of agreeing pairs of coders, averaged over the units that two or more coded.

    The influences take the number of those units as given, as Gwet does, which is why they need the agreement expected
    `by_chance`, (m,): a unit of one coder counts as neither better nor worse than chance. Gwet (2014), ch. 5.
    """
    r_i = patterns.n_coders
    several = r_i >= 2
    share = np.where(several, agreeing_pairs(patterns, weights) / np.maximum(r_i * (r_i - 1), 1), 0.0)
    n_several = patterns.counts[..., several].sum(-1)
    value = ratio(patterns.counts @ share, n_several)

    def influence() -> Floats:
        chance = np.asarray(by_chance)[..., None]
        scale = ratio(patterns.counts.sum(-1), n_several)[..., None]
        return np.asarray(scale * several * (share - chance) - (value[..., None] - chance))

    return Part(value, influence)


def pooled_prevalence(patterns: Patterns) -> tuple[Floats, Floats]:
    """Return pi, the mean share of each category, (m, q), and the shares r_ik / r_i of each pattern, (k, q)."""
    shares = patterns.votes / np.maximum(patterns.n_coders, 1)[:, None]
    return ratio(patterns.counts @ shares, patterns.counts.sum(-1)[..., None]), shares


def chance_by_pooled_prevalence(patterns: Patterns, weights: Floats) -> Part:
    """Return the expected agreement when all coders share one distribution. Scott (1955), Fleiss (1971)."""
    pi, shares = pooled_prevalence(patterns)
    weighted = pi @ ((weights + weights.T) / 2)
    value = (weighted * pi).sum(-1)
    return Part(value, lambda: 2 * (weighted @ shares.T - value[..., None]))


def chance_of_hard_units(patterns: Patterns, weights: Floats) -> Part:
    """Return the expected agreement when only hard units are coded at random. Gwet (2008).

    It is T_w / (q (q - 1)) times the sum of pi (1 - pi), with T_w the sum of the weights.
    """
    q = len(patterns.categories)
    factor = weights.sum() / (q * (q - 1)) if q > 1 else np.nan
    pi, shares = pooled_prevalence(patterns)
    value = factor * (pi * (1 - pi)).sum(-1)

    def influence() -> Floats:
        return np.asarray(2 * (factor * ((1 - pi) @ shares.T) - value[..., None]))

    return Part(value, influence)


def chance_of_equal_categories(patterns: Patterns, weights: Floats) -> Part:
    """Return the expected agreement when every category is equally likely, T_w / q^2. Brennan & Prediger (1981)."""
    q = len(patterns.categories)
    value = np.full(patterns.counts.shape[:-1], weights.sum() / q**2)
    return Part(value, lambda: np.zeros(patterns.counts.shape))


def chance_by_coders_own_prevalence(patterns: Patterns, weights: Floats) -> Part:
    """Return the expected agreement when each coder keeps the own distribution of categories. Conger (1980).

    It is averaged over the pairs of coders. A coder's distribution is over the units that this coder coded.
    Gwet (2014), ch. 2.
    """
    weights = (weights + weights.T) / 2
    r = len(patterns.coders)
    n_gk = patterns.marginals()
    n_g = n_gk.sum(-1, keepdims=True)
    p = ratio(n_gk, n_g)
    others = p.sum(-2, keepdims=True) - p
    against = others @ weights
    value = (p * against).sum((-2, -1)) / (r * (r - 1))

    def influence() -> Floats:
        n = patterns.counts.sum(-1)[..., None]
        own = (p * against).sum(-1)
        total = np.zeros(patterns.counts.shape)
        for g, answer in enumerate(patterns.answers.T):
            scaled = (against[..., g, :] - own[..., g, None]) * ratio(n, n_g[..., g, :])
            total += np.where(answer >= 0, scaled[..., answer], 0.0)
        return np.asarray(2 * total / (r * (r - 1)))

    return Part(value, influence)


def ratio(above: Floats, below: Floats) -> Floats:
    """Return above / below, NaN where there is nothing to divide by."""
    below = np.asarray(below, float)
    nothing = np.full(np.broadcast_shapes(np.shape(above), below.shape), np.nan)
    quotient: Floats = np.divide(above, below, out=nothing, where=below != 0)
    return quotient
