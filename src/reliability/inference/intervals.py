"""Confidence intervals that hold in small samples, each with the name of its method.

A sample of 20 % of 60 cases is 12 units. There the usual interval of kappa, estimate and z standard errors, is wrong:
on rare codes it covers the true value in fewer than half of the samples, and for a perfect sample it has no width. So
the automatic choice looks at the counts, and says what it took (docs/interval_coverage.md has the coverage of the
outcome):

| the 2 x 2 table of two coders               | method                                                              |
|---------------------------------------------|---------------------------------------------------------------------|
| every cell holds 5 units or more            | Fleiss-Cohen-Everitt                                                |
| some cell holds fewer, 50 units or more     | Jeffreys-Dirichlet                                                  |
| some cell holds fewer, fewer than 50 units  | Donner-Eliasziw and Jeffreys-Dirichlet, the wider limits            |
| kappa is undefined                          | no interval                                                         |

Three and more coders: Gwet's standard error with t of n - 1 where the average 2 x 2 table of their pairs has 5 units in
every cell, and otherwise the interval above for that average pair of coders (`pair_intervals`). It is somewhat wide,
since several coders tell more than two; Gwet's alone covers in half to three quarters of the samples when a code is
rare.

A cell of an observed table is what is expected of it when nothing but the data is assumed. The common rule about counts
expected by chance (n times the product of the margins) is not enough: it lets Fleiss-Cohen-Everitt through where the
few disagreements make it fail (coverage .91 at n = 40, prevalence .5, kappa .6).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from ...errors import InputError
from ..coefficients import kappa_of_tables
from .distributions import normal_quantile
from .donner_eliasziw import donner_eliasziw
from .jeffreys import jeffreys_dirichlet
from .variance import fleiss_cohen_everitt_variance

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from ..counts.patterns import Counts, Floats

KappaMethod = Literal["auto", "fleiss_cohen_everitt", "donner_eliasziw", "jeffreys_dirichlet", "wider"]

ENOUGH_IN_A_CELL = 5
FEW_UNITS = 50  # below this neither small-sample interval alone covers in 93 % of samples throughout

NAMES: dict[str, str] = {
    "fleiss_cohen_everitt": "Fleiss-Cohen-Everitt",
    "donner_eliasziw": "Donner-Eliasziw goodness of fit",
    "jeffreys_dirichlet": "Jeffreys-Dirichlet",
    "wider": "Donner-Eliasziw and Jeffreys-Dirichlet, the wider limits",
}


@dataclass(frozen=True)
class Intervals:
    """One interval per code: its limits, (m,), NaN where there is none, and the method's name ("" for none)."""

    low: Floats
    high: Floats
    method: tuple[str, ...]

    @property
    def half_width(self) -> Floats:
        """Half the distance between the limits, shape (m,)."""
        return (self.high - self.low) / 2

    def crosses(self, threshold: float) -> NDArray[np.bool_]:
        """Return where `threshold` lies inside the interval: the data do not say on which side the value is."""
        return np.asarray((self.low < threshold) & (threshold <= self.high))


def kappa_intervals(
    tables: Counts,
    *,
    method: KappaMethod = "auto",
    confidence: float = 0.95,
    weights: Floats | None = None,
    population: float = np.inf,
) -> Intervals:
    """Return an interval of Cohen's kappa for each of the two-way tables (m, q, q).

    `method` "auto" chooses as the head of this module says. Tables of more than two categories, and `weights` (q, q) of
    agreement, take Fleiss-Cohen-Everitt only. `population` is the size of the corpus when the inference is to this
    corpus alone; it narrows Fleiss-Cohen-Everitt by sqrt(1 - n/N), and leaves the others as wide as they are. The
    interval holds the estimate, always. Raises InputError for an unknown method and for one that does not take these
    tables.

    >>> kappa_intervals(np.array([[[11, 0], [0, 1]], [[40, 9], [6, 45]]])).method  # doctest: +NORMALIZE_WHITESPACE
    ('Donner-Eliasziw and Jeffreys-Dirichlet, the wider limits', 'Fleiss-Cohen-Everitt')
    """
    tables = np.asarray(tables)
    check_confidence(confidence)
    binary = tables.shape[-1] == 2 and weights is None
    kappa = kappa_of_tables(tables, weights)
    chosen = _chosen(tables, kappa, method, binary)
    low, high = np.full_like(kappa, np.nan), np.full_like(kappa, np.nan)
    for name in sorted(set(chosen) - {""}):
        here = np.array([one == name for one in chosen])
        if name == "fleiss_cohen_everitt":
            limits = _fleiss_cohen_everitt(tables[here], kappa[here], confidence, weights, population)
        else:
            limits = _SMALL_SAMPLE[name](tables[here], confidence)
        low[here] = np.clip(np.fmin(limits[0], kappa[here]), -1, 1)
        high[here] = np.clip(np.fmax(limits[1], kappa[here]), -1, 1)
    return Intervals(low, high, tuple(NAMES.get(name, "") for name in chosen))


def pair_intervals(pair_tables: Counts, estimate: Floats, *, confidence: float = 0.95) -> Intervals:
    """Return an interval for three or more coders where counts are small: that of the average pair of them.

    `pair_tables` (pairs, m, 2, 2) are the tables of all pairs of coders, `estimate` (m,) is Conger's or Fleiss' kappa.
    Where every cell of the average table holds 5 units or more nothing is returned (NaN): a standard error serves
    there. The interval holds the estimate. Checked by simulation with three coders (docs/interval_simulation.md).
    """
    average = pair_tables.mean(0)
    average = (average + np.swapaxes(average, -1, -2)) / 2
    small = (average.min((-2, -1)) < ENOUGH_IN_A_CELL) & ~np.isnan(estimate)
    low, high = np.full((2, len(estimate)), np.nan)
    found = kappa_intervals(average[small], confidence=confidence)
    low[small], high[small] = np.fmin(found.low, estimate[small]), np.fmax(found.high, estimate[small])
    names = iter(found.method)
    method = tuple(f"{next(names)}, of the average pair of coders" if one else "" for one in small)
    return Intervals(low, high, method)


def check_confidence(confidence: float) -> None:
    """Raise InputError when `confidence` is not a proportion between 0 and 1."""
    if not 0 < confidence < 1:
        raise InputError(
            f"the confidence level must lie between 0 and 1, not {confidence:g}.", fix="Give 0.95 for 95 %."
        )


def _chosen(tables: Counts, kappa: Floats, method: KappaMethod, binary: bool) -> list[str]:
    if method not in ("auto", *NAMES):
        methods = ("auto", *NAMES, "percentile", "bca")
        raise InputError(f'"{method}" is no method of interval.', fix=f"Methods: {', '.join(methods)}.")
    if not binary:
        if method not in ("auto", "fleiss_cohen_everitt"):
            raise InputError(
                f"{NAMES[method]} is for codes, applied or not applied, without weights.",
                fix="Take the automatic choice, or the bootstrap.",
            )
        return ["" if np.isnan(one) else "fleiss_cohen_everitt" for one in kappa]
    if method != "auto":
        return ["" if np.isnan(one) else method for one in kappa]
    smallest, units = tables.min((-2, -1)), tables.sum((-2, -1))
    return [_automatic(*one) for one in zip(kappa.tolist(), smallest.tolist(), units.tolist(), strict=True)]


def _automatic(kappa: float, smallest: float, units: float) -> str:
    if np.isnan(kappa):
        return ""
    if smallest >= ENOUGH_IN_A_CELL:
        return "fleiss_cohen_everitt"
    return "wider" if units < FEW_UNITS else "jeffreys_dirichlet"


def _fleiss_cohen_everitt(
    tables: Counts, kappa: Floats, confidence: float, weights: Floats | None, population: float
) -> tuple[Floats, Floats]:
    variance = fleiss_cohen_everitt_variance(tables, weights, population=population)
    reach = normal_quantile((1 + confidence) / 2) * np.sqrt(variance)
    return kappa - reach, kappa + reach


def _goodness_of_fit(tables: Counts, confidence: float) -> tuple[Floats, Floats]:
    return donner_eliasziw(tables, normal_quantile((1 + confidence) / 2) ** 2)


def _wider(tables: Counts, confidence: float) -> tuple[Floats, Floats]:
    (low, high), (low_too, high_too) = _goodness_of_fit(tables, confidence), jeffreys_dirichlet(tables, confidence)
    return np.fmin(low, low_too), np.fmax(high, high_too)


_SMALL_SAMPLE: dict[str, Callable[[Counts, float], tuple[Floats, Floats]]] = {
    "donner_eliasziw": _goodness_of_fit,
    "jeffreys_dirichlet": jeffreys_dirichlet,
    "wider": _wider,
}
