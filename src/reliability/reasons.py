"""Why a coefficient is undefined, or says nothing, in words a reader of the paper understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .counts.patterns import APPLIED

if TYPE_CHECKING:
    from .counts.patterns import Patterns
    from .result import Level


def why_undefined(patterns: Patterns, level: Level = "unit") -> tuple[str, ...]:
    """Return, variable by variable, why no chance-corrected coefficient can be computed from these counts.

    `level` says what was counted: units or cases.
    """
    several = patterns.n_coders >= 2
    counts = patterns.counts[..., several]
    given = (counts @ patterns.votes[several]) > 0
    return tuple(_why(patterns, int(n), row, level) for n, row in zip(counts.sum(-1), given, strict=True))


def _why(patterns: Patterns, n: int, given: np.ndarray, level: Level) -> str:
    if n == 0:
        return f"No {level} was coded by {'both' if len(patterns.coders) == 2 else 'two'} coders."
    if given.sum() > 1:
        return "Chance alone would give full agreement."
    units = f"the one {level}" if n == 1 else f"the {n} {level}s"
    only = patterns.categories[int(np.flatnonzero(given)[0])]
    if patterns.categories == APPLIED:
        return f"All coders applied it to {units}." if only else f"No coder applied it to any of {units}."
    return f'Every answer in {units} is "{only}".'


def why_uninformative(patterns: Patterns, level: Level = "unit") -> tuple[str, ...]:
    """Return a remark for each variable on which just one of two coders never varied: kappa is then 0 by necessity."""
    tables = patterns.tables()
    varied = np.stack([(tables.sum(axis) > 0).sum(-1) > 1 for axis in (-1, -2)], axis=-1)
    return tuple(_constant(patterns, table, which, level) for table, which in zip(tables, varied, strict=True))


def _constant(patterns: Patterns, table: np.ndarray, varied: np.ndarray, level: Level) -> str:
    if varied.sum() != 1:
        return ""
    place = int(np.flatnonzero(~varied)[0])
    coder = patterns.coders[place]
    only = patterns.categories[int(np.argmax(table.sum(1 - place)))]
    if patterns.categories == APPLIED:
        gave = f"applied it to every {level}" if only else "never applied it"
    else:
        gave = f'answered "{only}" throughout'
    return f"{coder} {gave}, so kappa is 0 whatever the other coder did."
