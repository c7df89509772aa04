"""Krippendorff's alpha: 1 - observed over expected disagreement, for any coders, scale and missing answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from ...errors import no_such
from ..chance import Coefficient, beyond_chance
from ..weights import Weights, values_of, weights_for
from . import parts
from .measure import measure

if TYPE_CHECKING:
    from ..counts.patterns import Floats, Patterns

Scale = Literal["nominal", "ordinal", "interval", "ratio"]
SCALES: tuple[Scale, ...] = ("nominal", "ordinal", "interval", "ratio")


@measure("Krippendorff's alpha", weighted="Krippendorff's alpha", votes=True)
def krippendorff_alpha(
    patterns: Patterns, weights: Weights = "identity", scale: Scale = "nominal", metric: Floats | None = None
) -> Coefficient:
    """Krippendorff's alpha, 1 - Do / De, over the values that can be paired within units; undefined where De = 0.

    The difference between two categories is the metric of the `scale`; in its place a `metric` (q, q) of squared
    differences may be given, or `weights` of agreement. In the result observed is 1 - Do and expected 1 - De.
    Krippendorff (2004), ch. 11; the influences Gwet (2014), ch. 6.
    """
    patterns = parts.coded_by(patterns, 2)
    pairs = coincidences(patterns)
    n_c = pairs.sum(-1)
    n = n_c.sum(-1)
    if metric is None:
        metric = _metric(patterns, n_c, scale) if scale != "nominal" else 1 - weights_for(patterns.categories, weights)
    do = parts.ratio((pairs * metric).sum((-2, -1)), n)
    by_chance = ((n_c[..., None, :] @ metric)[..., 0, :] * n_c).sum(-1)
    de = parts.ratio(by_chance, n * (n - 1))
    value = beyond_chance(-do, -de, perfect=0.0)
    return Coefficient(value, 1 - do, 1 - de, patterns, lambda: _influence(patterns, pairs, metric, scale == "ordinal"))


def coincidences(patterns: Patterns) -> Floats:
    """Return how often two values meet within a unit, (m, q, q); a unit of r_i values counts r_i times in all."""
    patterns = parts.coded_by(patterns, 2)
    votes = patterns.votes.astype(float)
    per_value = patterns.counts / (patterns.n_coders - 1)
    met: Floats = (votes.T * per_value[..., None, :]) @ votes
    with_itself = per_value @ votes
    places = np.arange(votes.shape[1])
    met[..., places, places] -= with_itself
    return met


def _metric(patterns: Patterns, n_c: Floats, scale: Scale) -> Floats:
    """Return the squared differences between categories, (q, q), or (m, q, q) where they hang on the values given."""
    if scale == "ordinal":
        ranks = _midranks(n_c)
        return np.asarray((ranks[..., :, None] - ranks[..., None, :]) ** 2)
    if scale not in SCALES:
        raise no_such("scale", scale, SCALES)
    values = values_of(patterns.categories)
    differences = values[:, None] - values[None, :]
    if scale == "interval":
        return np.asarray(differences**2)
    totals = values[:, None] + values[None, :]
    return np.divide(differences, totals, out=np.zeros_like(totals), where=totals != 0) ** 2


def _midranks(n_c: Floats) -> Floats:
    """Return the middle rank of each category's values: Krippendorff's ordinal metric is their squared difference."""
    return np.cumsum(n_c, axis=-1) - n_c / 2


def _influence(patterns: Patterns, pairs: Floats, metric: Floats, ordinal: bool) -> Floats:
    """Return the influences on alpha without its factor (n - 1) / n, as Gwet's variance takes them."""
    votes = patterns.votes.astype(float)
    r_i = patterns.n_coders
    n_c = pairs.sum(-1)
    paired = n_c.sum(-1)[..., None]
    n = np.where(paired > 0, paired, np.nan)
    pi = n_c / n
    per_unit = n / patterns.counts.sum(-1)[..., None]
    prevalence = (votes - r_i[:, None] * pi[..., None, :]) / per_unit[..., None]
    differing = ((votes @ metric) * votes).sum(-1) / (r_i - 1)
    do = (pairs * metric).sum((-2, -1))[..., None] / n
    expected = (pi[..., None, :] @ metric)[..., 0, :]
    de = (expected * pi).sum(-1)[..., None]
    of_do = (differing - do * r_i) / per_unit
    of_de = 2 * (prevalence @ expected[..., None])[..., 0]
    if ordinal:
        of_do += _through_ranks(prevalence, n_c, pairs / n[..., None])
        of_de += _through_ranks(prevalence, n_c, pi[..., :, None] * pi[..., None, :])
    safe = np.where(de > 0, de, np.nan)
    return np.asarray((do / safe * of_de - of_do) / safe)


def _through_ranks(prevalence: Floats, n_c: Floats, meeting: Floats) -> Floats:
    """Return the influence on the mean ordinal difference that runs through the ranks themselves."""
    ranks = _midranks(n_c)
    slope = 4 * (meeting.sum(-1) * ranks - (meeting @ ranks[..., None])[..., 0])
    change = _midranks(prevalence) * n_c.sum(-1)[..., None, None]
    return np.asarray((change @ slope[..., None])[..., 0])
