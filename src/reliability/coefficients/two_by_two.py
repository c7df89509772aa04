"""What a 2 x 2 table tells beside kappa: prevalence, bias, and how high kappa could have been. Byrt et al. (1993)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..chance import beyond_chance
from .parts import ratio

if TYPE_CHECKING:
    from ..counts.patterns import Counts, Floats


def prevalence_index(tables: Counts) -> Floats:
    """Return (a - d) / n, (m,): how far the code is applied more often than not, -1 never to 1 always, by both coders.

    `tables` has shape (m, 2, 2), not applied before applied.
    """
    return ratio(tables[..., 1, 1] - tables[..., 0, 0], tables.sum((-2, -1)))


def bias_index(tables: Counts) -> Floats:
    """Return (b - c) / n, (m,): how much more of the units the first coder applied the code to than the second."""
    return ratio(tables[..., 1, 0] - tables[..., 0, 1], tables.sum((-2, -1)))


def kappa_max(tables: Counts) -> Floats:
    """Return the highest kappa that the coders' own totals allow, (m,), from tables (m, q, q). Cohen (1960), p. 42."""
    rows, columns = tables.sum(-1), tables.sum(-2)
    n = tables.sum((-2, -1))
    possible = np.minimum(rows, columns).sum(-1)
    return beyond_chance(n * possible, (rows * columns).sum(-1), n * n)
