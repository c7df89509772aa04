"""Several tests at once: p values corrected for their number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from ...errors import no_such

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Correction = Literal["holm", "bonferroni", "fdr_bh", "none"]
CORRECTIONS: tuple[Correction, ...] = get_args(Correction)


def corrected(p: ArrayLike, correction: str = "holm") -> NDArray[np.float64]:
    """Return p values (k,) corrected for their number; undefined ones (NaN) stay so and do not count.

    correction   "holm" (Holm 1979), "bonferroni", "fdr_bh" (Benjamini & Hochberg 1995), or "none"

    Raises InputError for another name.

    >>> corrected([0.01, 0.04, 0.03]).round(2).tolist()
    [0.03, 0.06, 0.06]
    """
    if correction not in CORRECTIONS:
        raise no_such("correction", correction, CORRECTIONS, where="--correction")
    values = np.array(p, np.float64)
    order = np.argsort(values)[: int((~np.isnan(values)).sum())]
    tests, rising = len(order), values[order]
    if correction == "holm":
        rising = np.maximum.accumulate(rising * np.arange(tests, 0, -1))
    elif correction == "bonferroni":
        rising = rising * tests
    elif correction == "fdr_bh":
        rising = np.minimum.accumulate((rising * tests / np.arange(1, tests + 1))[::-1])[::-1]
    values[order] = np.minimum(rising, 1.0)
    return values
