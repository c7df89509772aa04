"""How far a coefficient would vary from sample to sample of units: the variances that standard errors come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...errors import InputError
from ..coefficients.parts import ratio

if TYPE_CHECKING:
    from ..chance import Coefficient
    from ..counts.patterns import Counts, Floats


def gwet_variance(coefficient: Coefficient, *, population: float = np.inf, ddof: int = 1) -> Floats:
    """Return Gwet's linearised variance of a coefficient, (m,), for any number of coders and missing answers.

    (1 - n/N) / (n (n - 1)) times the squared influences of the n units it rests on. `population` is N: infinite infers
    to the process of coding, the size of the corpus to this corpus alone. `ddof=0` divides by n twice, as in Gwet's
    formulas for two coders, which on complete data equal Fleiss, Cohen & Everitt's. NaN where undefined or n <= ddof.
    Raises InputError when N is smaller than n, or when the coefficient has no linearisation. Gwet (2014), ch. 5 and 6.
    """
    counts = coefficient.patterns.counts
    n = counts.sum(-1)
    if np.any(n > population):
        raise InputError(
            f"the corpus is said to have {population:g} units, but {int(np.max(n))} were coded.",
            fix="Give the number of units in the whole corpus.",
        )
    squares = (counts * coefficient.influence_of_units() ** 2).sum(-1)
    return np.asarray((1 - n / population) * ratio(squares, n * np.maximum(n - ddof, 0)))


def fleiss_cohen_everitt_variance(
    tables: Counts, weights: Floats | None = None, *, population: float = np.inf, null: bool = False
) -> Floats:
    """Return the large-sample variance of Cohen's kappa, (m,), from two-way tables (m, q, q).

    `weights` (q, q) of agreement are those of weighted kappa, `population` is that of `gwet_variance`. `null=True`
    gives the variance under kappa = 0, which serves to test that hypothesis and never to make an interval. Fleiss,
    Cohen & Everitt (1969), eq. 8, 9, 13 and 14.
    """
    w = np.eye(tables.shape[-1]) if weights is None else weights
    n = tables.sum((-2, -1))
    p = ratio(tables, n[..., None, None])
    rows, columns = p.sum(-1), p.sum(-2)
    rows_meet = (columns @ w.T)[..., :, None]
    columns_meet = (rows @ w)[..., None, :]
    by_chance = rows[..., :, None] * columns[..., None, :]
    po, pe = (w * p).sum((-2, -1)), (w * by_chance).sum((-2, -1))
    left = np.where(1 - pe > 1e-12, 1 - pe, np.nan)
    if null:
        spread = (by_chance * (w - (rows_meet + columns_meet)) ** 2).sum((-2, -1)) - pe**2
        return np.asarray(np.maximum(spread, 0.0) / (n * left**2))
    kappa = ((po - pe) / left)[..., None, None]
    centred = (w - po[..., None, None]) - (1 - kappa) * (rows_meet + columns_meet - 2 * pe[..., None, None])
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((1 - n / population) * ((p * centred**2).sum((-2, -1)) / (n * left**2)))
