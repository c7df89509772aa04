"""How surely a coefficient lies in a published band, rather than what band its estimate happens to fall into."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .bands import band_scale
from .inference.distributions import normal_cdf
from .inference.jeffreys import posterior_cdf

if TYPE_CHECKING:
    from .counts.patterns import Counts, Floats

SURE = 0.95


@dataclass(frozen=True)
class Benchmark:
    """The bands of a scale from the highest down, and the probability that the coefficient lies in each or above it.

    `held` is the highest band reached with a probability above .95, "" where nothing can be said.
    """

    bands: tuple[str, ...]
    cumulative: tuple[float, ...]
    held: str


def benchmark(value: float, se: float, scale: str = "landis-koch") -> Benchmark:
    """Return Gwet's cumulative membership probabilities of a coefficient with a standard error above 0.

    The coefficient is taken as normal, cut off at -1 and 1. Gwet (2014), Handbook of inter-rater reliability, ch. 6.

    >>> found = benchmark(0.77544, 0.14295, "altman")
    >>> [round(probability, 3) for probability in found.cumulative], found.held
    ([0.397, 0.883, 0.995, 1.0, 1.0], 'moderate')
    """
    if not se > 0:
        return _benchmark(scale, None)
    lower = _lower_bounds(scale)
    whole = normal_cdf((value + 1) / se) - normal_cdf((value - 1) / se)
    above = [(normal_cdf((value - bound) / se) - normal_cdf((value - 1) / se)) / whole for bound in lower]
    return _benchmark(scale, above)


def posterior_benchmarks(tables: Counts, scale: str = "landis-koch") -> list[Benchmark]:
    """Return the same for kappa from 2 x 2 tables (m, 2, 2), by its Jeffreys-Dirichlet posterior, for small samples.

    Where kappa is undefined nothing is said.
    """
    lower = np.array(_lower_bounds(scale))
    above = 1 - probability_below(tables, lower[:-1])
    return [_benchmark(scale, None if math.isnan(row[0]) else [*row, 1.0]) for row in above.tolist()]


def probability_below(tables: Counts, bounds: Floats) -> Floats:
    """Return the posterior probability that kappa is at most each of the `bounds` (j,), (m, j); NaN where undefined."""
    cells = np.asarray(tables, np.float64).reshape(-1, 4)
    if not len(cells):
        return np.empty((0, len(bounds)))
    below = posterior_cdf(cells, np.broadcast_to(bounds, (len(cells), len(bounds))))
    one_answer = (cells[:, :3].sum(1) == 0) | (cells[:, 1:].sum(1) == 0)
    return np.where(one_answer[:, None], np.nan, below)


def _lower_bounds(scale: str) -> list[float]:
    """Return the lower bounds of the bands from the highest band down; that of the lowest is -1."""
    return [band.high for band in reversed(band_scale(scale).bands[:-1])] + [-1.0]


def _benchmark(scale: str, cumulative: list[float] | None) -> Benchmark:
    bands = tuple(band.label for band in reversed(band_scale(scale).bands))
    if cumulative is None:
        return Benchmark(bands, (math.nan,) * len(bands), "")
    held = next((band for band, probability in zip(bands, cumulative, strict=True) if probability > SURE), bands[-1])
    return Benchmark(bands, tuple(cumulative), held)
