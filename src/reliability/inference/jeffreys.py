"""The Jeffreys-Dirichlet interval of Cohen's kappa, by numerical integration rather than by simulation.

The four proportions of a 2 x 2 table get Jeffreys' prior, Dirichlet(1/2, 1/2, 1/2, 1/2), and the interval is the
equal-tailed posterior interval of kappa. With D the proportion of units on which the coders differ, 1/2 + s the first
coder's part of those, and 1/2 + w the part of *applied* among the agreements, D, s and w are independent (Beta
variables), and

    1 - kappa = D / (1/2 - 2 (1 - D)^2 w^2 + 2 D^2 s^2),

which grows with D. So kappa is at most x where D is at least the root of a quadratic: given s and w that is a Beta
probability, and two smooth sums over s and w remain. In the angle arcsin(sqrt(.)) each of the three has a spread of
about 1 / (2 sqrt(n)), whatever the counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from ..counts.patterns import Counts, Floats

_NODES = 32  # for s and for w
_INTERVALS = 256  # of the table of D's distribution
_SPREADS = 8.0  # standard deviations to either side
_STEPS = 60
_CLOSE = 1e-9  # of the probabilities
_BATCH = 16  # tables at a time: what is worked on stays in the cache


def jeffreys_dirichlet(tables: Counts, confidence: float) -> tuple[Floats, Floats]:
    """Return the lower and upper limits for Cohen's kappa of two coders, each of shape (m,).

    `tables` (m, 2, 2) are units by the two coders' answers. Where the coders never differ the upper limit is 1, and
    where they always do with equal margins the lower limit is -1 (the boundary rule of Brown, Cai & DasGupta 2001,
    Statistical Science 16: 101-133). The limits are good to four decimals (two where kappa is below -.9) and the same
    on every machine.
    """
    cells = np.asarray(tables, np.float64).reshape(-1, 4)
    distinct, places = np.unique(cells, axis=0, return_inverse=True)
    tail = (1 - confidence) / 2
    batches = [_limits(distinct[i : i + _BATCH], tail) for i in range(0, len(distinct), _BATCH)]
    limits = np.concatenate(batches) if batches else np.empty((0, 2))
    lower, upper = limits[places.reshape(-1)].T
    never_differ = cells[:, 1] + cells[:, 2] == 0
    opposite = (cells[:, 0] + cells[:, 3] == 0) & (cells[:, 1] == cells[:, 2])
    return np.where(opposite, -1.0, lower), np.where(never_differ, 1.0, upper)


def posterior_cdf(cells: Floats, kappa: Floats) -> Floats:
    """Return the posterior probability that Cohen's kappa is at most `kappa`, shape (m, j).

    `cells` (m, 4) are the counts of 2 x 2 tables read row by row, `kappa` (m, j) holds values below 1.

    >>> posterior_cdf(np.array([[3.0, 3.0, 3.0, 3.0]]), np.array([[0.0]])).round(6).tolist()
    [[0.5]]
    """
    return _Posterior(cells).cdf(kappa)


def _limits(cells: Floats, tail: float) -> Floats:
    """Return lower and upper limits (m, 2): the `tail` and `1 - tail` quantiles.

    By false position with the Illinois rule: the end that stays a second time counts half, so that both ends close in.
    Dowell & Jarratt (1971), BIT 11: 168-174.
    """
    posterior = _Posterior(cells)
    target = np.array([tail, 1 - tail])
    low, high = np.full((len(cells), 2), -1.0), np.ones((len(cells), 2))
    under, over = np.broadcast_to(-target, low.shape), np.broadcast_to(1 - target, low.shape)
    stayed = np.zeros(low.shape)
    for _ in range(_STEPS):
        between = (low * over - high * under) / (over - under)
        found = posterior.cdf(between) - target
        below = found < 0
        low, high = np.where(below, between, low), np.where(below, high, between)
        under = np.where(below, found, np.where(stayed > 0, under / 2, under))
        over = np.where(below, np.where(stayed < 0, over / 2, over), found)
        stayed = np.where(below, -1, 1)
        if np.abs(found).max(initial=0) < _CLOSE:
            break
    return np.asarray(between)


class _Posterior:
    """The nodes and weights of w and s and the tabled distribution of D, for tables with the counts (m, 4)."""

    def __init__(self, cells: Floats) -> None:
        neither, first, second, both = cells.T
        share, weight_share = _nodes(2 * first, 2 * second)
        applied, weight_applied = _nodes(2 * both, 2 * neither)
        self._s2 = ((share - 0.5) ** 2)[:, :, None]
        self._w2 = ((applied - 0.5) ** 2)[:, None, :]
        self._weight = weight_share[:, :, None] * weight_applied[:, None, :]
        self._differ = _BetaTable(2 * (first + second) + 1, 2 * (neither + both) + 1)

    def cdf(self, kappa: Floats) -> Floats:
        return np.stack([self._cdf(one) for one in kappa.T], -1)

    def _cdf(self, kappa: Floats) -> Floats:
        y = 1 - kappa[:, None, None]
        square, linear, constant = 2 * y * (self._s2 - self._w2), 4 * y * self._w2 - 1, y * (0.5 - 2 * self._w2)
        discriminant = linear**2 - 4 * square * constant
        divisor = np.sqrt(np.maximum(discriminant, 0)) - linear
        reached = (discriminant >= 0) & (divisor > 2 * constant)  # the root lies below 1
        root = np.where(reached, 2 * constant / np.where(reached, divisor, 1), 1)
        return np.asarray(1 - (self._weight * self._differ.cdf(root)).sum((1, 2)))


class _BetaTable:
    """Beta distributions, tabled over the angle, read between the nodes by cubic Hermite interpolation."""

    def __init__(self, sines: Floats, cosines: Floats) -> None:
        self._low, width = _window(sines, cosines)
        self._step = width / _INTERVALS
        halves = self._low[:, None] + self._step[:, None] / 2 * np.arange(2 * _INTERVALS + 1)
        density = np.exp(_log_density(sines[:, None], cosines[:, None], halves))
        areas = (density[:, :-2:2] + 4 * density[:, 1:-1:2] + density[:, 2::2]) / 6  # Simpson, in steps
        sums = np.concatenate([np.zeros((len(sines), 1)), areas.cumsum(1)], axis=1)
        self._cdf = sums / sums[:, -1:]
        self._slope = density[:, ::2] / sums[:, -1:]
        self._row = np.arange(len(sines))[:, None, None]

    def cdf(self, proportion: Floats) -> Floats:
        angle = np.arcsin(np.sqrt(proportion))
        place = (angle - self._low[:, None, None]) / self._step[:, None, None]
        place = np.clip(place, 0, _INTERVALS)
        left = np.minimum(place.astype(np.int64), _INTERVALS - 1)
        t = place - left
        start, end = self._cdf[self._row, left], self._cdf[self._row, left + 1]
        rise, run = self._slope[self._row, left], self._slope[self._row, left + 1]
        curve = t * (1 - t) * (rise * (1 - t) - run * t + (end - start) * (2 * t - 1))
        return np.asarray(start + (end - start) * t + curve)


def _nodes(sines: Floats, cosines: Floats) -> tuple[Floats, Floats]:
    """Return Gauss-Legendre nodes, as proportions, and weights that add up to 1, each of shape (m, _NODES)."""
    x, w = np.polynomial.legendre.leggauss(_NODES)
    low, width = _window(sines, cosines)
    angle = low[:, None] + width[:, None] * (x + 1) / 2
    weight = w * np.exp(_log_density(sines[:, None], cosines[:, None], angle))
    return np.sin(angle) ** 2, weight / weight.sum(1, keepdims=True)


def _window(sines: Floats, cosines: Floats) -> tuple[Floats, Floats]:
    """Return where the density sin(t)^sines cos(t)^cosines begins to matter, and over what width (radians)."""
    mode = np.arctan2(np.sqrt(sines), np.sqrt(cosines))
    reach = _SPREADS / np.sqrt(2 * (sines + cosines) + 1e-9)
    low, high = np.maximum(mode - reach, 0), np.minimum(mode + reach, np.pi / 2)
    empty = sines + cosines == 0
    low, high = np.where(empty, 0, low), np.where(empty, np.pi / 2, high)
    return low, high - low


def _log_density(sines: Floats, cosines: Floats, angle: Floats) -> Floats:
    """Return the logarithm of sin(t)^sines cos(t)^cosines, up to a constant that keeps it at 0 or below."""
    mode = np.arctan2(np.sqrt(sines), np.sqrt(cosines))
    return np.asarray(_log_power(angle, sines, cosines) - _log_power(mode, sines, cosines))


def _log_power(angle: Floats, sines: Floats, cosines: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        up = np.where(sines == 0, 0.0, sines * np.log(np.maximum(np.sin(angle), 0)))
        down = np.where(cosines == 0, 0.0, cosines * np.log(np.maximum(np.cos(angle), 0)))
    return np.asarray(up + down)
