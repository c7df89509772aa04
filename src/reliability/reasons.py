"""Why a coefficient is undefined, or says nothing, in words a reader of the paper understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .counts.patterns import Patterns

BINARY = (False, True)


def why_undefined(patterns: Patterns) -> tuple[str, ...]:
    """Return, variable by variable, why no chance-corrected coefficient can be computed from these counts."""
    several = patterns.n_coders >= 2
    counts = patterns.counts[..., several]
    given = (counts @ patterns.votes[several]) > 0
    return tuple(_why(patterns, int(n), row) for n, row in zip(counts.sum(-1), given, strict=True))


def _why(patterns: Patterns, n: int, given: np.ndarray) -> str:
    if n == 0:
        return "No unit was coded by both coders." if len(patterns.coders) == 2 else "No unit was coded by two coders."
    if given.sum() > 1:
        return "Chance alone would give full agreement."
    units = "the one unit" if n == 1 else f"the {n} units"
    only = patterns.categories[int(np.flatnonzero(given)[0])]
    if patterns.categories == BINARY:
        return f"All coders applied it to {units}." if only else f"No coder applied it to any of {units}."
    return f'Every answer in {units} is "{only}".'


def why_uninformative(patterns: Patterns) -> tuple[str, ...]:
    """Return a remark for each variable on which just one of two coders never varied: kappa is then 0 by necessity."""
    tables = patterns.tables()
    varied = np.stack([(tables.sum(axis) > 0).sum(-1) > 1 for axis in (-1, -2)], axis=-1)
    return tuple(_constant(patterns, table, which) for table, which in zip(tables, varied, strict=True))


def _constant(patterns: Patterns, table: np.ndarray, varied: np.ndarray) -> str:
    if varied.sum() != 1:
        return ""
    place = int(np.flatnonzero(~varied)[0])
    coder = patterns.coders[place]
    only = patterns.categories[int(np.argmax(table.sum(1 - place)))]
    if patterns.categories == BINARY:
        gave = "applied it to every unit" if only else "never applied it"
    else:
        gave = f'answered "{only}" throughout'
    return f"{coder} {gave}, so kappa is 0 whatever the other coder did."
