"""The kappa family: observed agreement against what chance would give, each with its own idea of chance."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from ..chance import Coefficient, beyond_chance, chance_corrected
from ..weights import Weights, weights_for
from . import parts
from .measure import measure

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..chance import Part
    from ..counts.patterns import Counts, Floats, Patterns


@measure("Cohen's kappa", coders=2, weighted="Cohen's weighted kappa", missing="pairwise")
def cohen_kappa(patterns: Patterns, weights: Weights = "identity") -> Coefficient:
    """Cohen's kappa of two coders on the units that both coded.

    po = sum w_ij p_ij, pe = sum w_ij p_i. p_.j, kappa = (po - pe) / (1 - pe).

    Kappa is undefined for a code on which both gave one and the same answer throughout. Cohen (1960), (1968) with
    weights, which may be asymmetric.
    """
    patterns = patterns.complete()
    w = None if isinstance(weights, str) and weights == "identity" else weights_for(patterns.categories, weights)
    tables = patterns.tables()
    n, observed, expected = _in_units(tables, w)
    value = beyond_chance(n * observed, expected, n * n)
    po, pe = parts.ratio(observed, n), parts.ratio(expected, n * n)

    def influence() -> Floats:
        a, b = patterns.answers.T
        full = weights_for(patterns.categories, weights)
        agreement = full[a, b] - po[..., None]
        rows_meet = parts.ratio(tables.sum(-2) @ full.T, n[..., None])
        columns_meet = parts.ratio(tables.sum(-1) @ full, n[..., None])
        chance = rows_meet[..., a] + columns_meet[..., b] - 2 * pe[..., None]
        room = np.where(np.isnan(value), np.nan, 1 - pe)[..., None]
        return np.asarray((agreement - (1 - value[..., None]) * chance) / room)

    return Coefficient(value, po, pe, patterns, influence)


@measure("Scott's pi", coders=2, weighted="Scott's weighted pi", missing="pairwise")
def scott_pi(patterns: Patterns, weights: Weights = "identity") -> Coefficient:
    """Scott's pi of two coders on the units that both coded: chance by their pooled distribution. Scott (1955)."""
    return _beyond(parts.chance_by_pooled_prevalence, patterns.complete(), weights)


@measure("Fleiss' kappa", weighted="Fleiss' weighted kappa", votes=True)
def fleiss_kappa(patterns: Patterns, weights: Weights = "identity") -> Coefficient:
    """Fleiss' kappa of any number of coders: chance by their pooled distribution. Fleiss (1971); Gwet (2014), ch. 2."""
    return _beyond(parts.chance_by_pooled_prevalence, parts.coded_by(patterns, 1), weights)


@measure("Conger's kappa", weighted="Conger's weighted kappa")
def conger_kappa(patterns: Patterns, weights: Weights = "identity") -> Coefficient:
    """Conger's kappa of any number of coders: chance by each coder's own distribution; Cohen's kappa for two.

    Also known as exact Fleiss' kappa and as Hubert's kappa. Conger (1980); with missing answers Gwet (2014), ch. 2.
    """
    return _beyond(parts.chance_by_coders_own_prevalence, parts.coded_by(patterns, 1), weights)


@measure("Brennan-Prediger's kappa", weighted="Brennan-Prediger's weighted kappa", votes=True)
def brennan_prediger(patterns: Patterns, weights: Weights = "identity") -> Coefficient:
    """Brennan & Prediger's kappa: every category equally likely. With two categories it is PABAK, 2 po - 1.

    Also known as Bennett's S, Maxwell's RE, Randolph's free-marginal kappa. Brennan & Prediger (1981).
    """
    return _beyond(parts.chance_of_equal_categories, parts.coded_by(patterns, 1), weights)


@measure("Gwet's AC1", weighted="Gwet's AC2", votes=True)
def gwet_ac(patterns: Patterns, weights: Weights = "identity") -> Coefficient:
    """Gwet's AC1, with weights AC2: chance only where a unit is hard to code. Gwet (2008), (2014) ch. 4 and 5."""
    return _beyond(parts.chance_of_hard_units, parts.coded_by(patterns, 1), weights)


@measure("Light's kappa", weighted="Light's weighted kappa", missing="pairwise")
def light_kappa(patterns: Patterns, weights: Weights = "identity") -> Coefficient:
    """Light's kappa: the mean of Cohen's kappas over the pairs of coders for whom it is defined. Light (1971)."""
    patterns = parts.coded_by(patterns, 2)
    w = weights_for(patterns.categories, weights)
    value = mean_defined(pairwise_kappas(patterns, w))
    pairs = list(combinations(range(len(patterns.coders)), 2))

    def influence() -> Floats:
        n = patterns.counts.sum(-1)[..., None]
        each = np.zeros((len(pairs), *patterns.counts.shape))
        for one, (a, b) in zip(each, pairs, strict=True):
            kappa = cohen_kappa(_of_two(patterns, a, b), weights=w)
            share = parts.ratio(n, kappa.patterns.counts.sum(-1)[..., None])
            one[..., patterns.coded[:, a] & patterns.coded[:, b]] = share * kappa.influence_of_units()
        return mean_defined(each)

    observed = parts.pairwise_agreement(patterns, w).value
    expected = parts.chance_by_coders_own_prevalence(patterns, w).value
    return Coefficient(value, observed, expected, patterns, influence)


def pairwise_kappas(patterns: Patterns, weights: Floats | None = None) -> Floats:
    """Return Cohen's kappa of every pair of coders on the units that both coded, (pairs, m); NaN where undefined."""
    return kappa_of_tables(patterns.pair_tables(), weights)


def kappa_of_tables(tables: Counts, weights: Floats | None = None) -> Floats:
    """Return Cohen's kappa of two-way tables (..., q, q); NaN where it is undefined. `weights` (q, q) of agreement.

    Unweighted kappa is computed in whole numbers, so that it is right to the last digit.

    >>> kappa_of_tables(np.array([[[40, 9], [6, 45]]])).round(4).tolist()
    [0.6995]
    """
    n, observed, expected = _in_units(tables, weights)
    return beyond_chance(n * observed, expected, n * n)


def _in_units(tables: Counts, weights: Floats | None) -> tuple[Counts, Counts, Counts]:
    """Return n, n po and n squared pe: whole numbers, so that nothing is lost, as long as there are no weights."""
    rows, columns = tables.sum(-1), tables.sum(-2)
    n = rows.sum(-1)
    if weights is None:
        return n, np.einsum("...kk->...", tables), (rows * columns).sum(-1)
    return n, (weights * tables).sum((-2, -1)), ((rows @ weights) * columns).sum(-1)


def _of_two(patterns: Patterns, a: int, b: int) -> Patterns:
    """Return the patterns of two coders on the units that both coded, equal ones not merged."""
    both = patterns.coded[:, a] & patterns.coded[:, b]
    names = (patterns.coders[a], patterns.coders[b])
    return replace(patterns, coders=names, answers=patterns.answers[both][:, [a, b]], counts=patterns.counts[..., both])


def _beyond(chance: Callable[[Patterns, Floats], Part], patterns: Patterns, weights: Weights) -> Coefficient:
    w = weights_for(patterns.categories, weights)
    expected = chance(patterns, w)
    return chance_corrected(patterns, parts.pairwise_agreement(patterns, w, expected.value), expected)


def mean_defined(values: Floats) -> Floats:
    """Return the mean over the first axis of the values that are defined, NaN where none is."""
    defined = ~np.isnan(values)
    return parts.ratio(np.where(defined, values, 0.0).sum(0), defined.sum(0))
