"""Agreement over characters: of the text of every source, how much both, one or neither of two coders gave a code.

This is how NVivo counts. Long spans weigh more than short ones, and text that nobody marked counts as agreement.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ...results import Column, Result, rows_for_json
from ...wording import number_of
from ..coefficients.kappas import cohen_kappa, mean_defined
from ..counts.patterns import APPLIED, Patterns

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from ..counts.patterns import Floats
    from .spans import Continuum

_FOUR_PATTERNS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def character_patterns(continuum: Continuum, a: str, b: str, *, by_source: bool = False) -> Patterns:
    """Return how many characters both, one or neither of two coders gave each code.

    The patterns have the codes as variables and count characters: counts (codes, 4), or (sources, codes, 4) with
    `by_source`. So every coefficient for two coders can be computed over characters.
    """
    pair = continuum.of_coders((a, b))
    n_groups = len(pair.sources) * len(pair.codes)
    group = pair.source * len(pair.codes) + pair.code
    mine, theirs = (_covered(pair.where(pair.coder == place), group[pair.coder == place], n_groups) for place in (0, 1))
    either = _covered(pair, group, n_groups)
    whole = np.repeat(pair.lengths, len(pair.codes))
    counts = np.stack([whole - either, either - mine, either - theirs, mine + theirs - either], axis=-1)
    counts = counts.reshape(len(pair.sources), len(pair.codes), 4)
    return Patterns(pair.codes, (a, b), APPLIED, _FOUR_PATTERNS, counts if by_source else counts.sum(0))


def _covered(continuum: Continuum, group: NDArray[np.int64], n_groups: int) -> Floats:
    """Return how much of the continuum the spans of each group cover, each place counted once, shape (n_groups,)."""
    if not len(group):
        return np.zeros(n_groups)
    order = np.lexsort((continuum.start, group))
    shift = group[order] * continuum.length
    start, end = continuum.start[order] + shift, continuum.end[order] + shift
    reached = np.append(-math.inf, np.maximum.accumulate(end)[:-1])
    return np.bincount(group[order], np.maximum(end - np.maximum(start, reached), 0.0), n_groups).astype(float)


@dataclass(frozen=True, repr=False)
class CharacterAgreement(Result):
    """Agreement of two coders on each code, character by character.

    patterns   counts of characters (codes, 4)
    by_source  the same source by source, (sources, codes, 4)
    """

    title: ClassVar[str] = "Agreement over characters"
    patterns: Patterns
    by_source: Patterns

    def to_frame(self) -> pd.DataFrame:
        """Return one row per code: the four counts of characters, percent agreement and Cohen's kappa over them."""
        import pandas as pd

        neither, only_b, only_a, both = self.patterns.counts.T
        kappa = cohen_kappa(self.patterns)
        return pd.DataFrame(
            {
                "code": self.patterns.variables,
                "both": both,
                "only_a": only_a,
                "only_b": only_b,
                "neither": neither,
                "percent_agreement": 100 * kappa.observed,
                "kappa": kappa.value,
                "mean_kappa_of_sources": self.mean_of_sources(),
                "reason": kappa.reasons,
            }
        )

    def mean_of_sources(self) -> Floats:
        """Return per code the unweighted mean of the kappas of the sources where it is defined, NaN where none is."""
        return mean_defined(cohen_kappa(self.by_source).value)

    def columns(self) -> tuple[Column, ...]:
        """Return the columns that people see."""
        a, b = self.patterns.coders
        return (
            Column("code", "Code"),
            Column("both", "Both", "count"),
            Column("only_a", f"Only {a}", "count"),
            Column("only_b", f"Only {b}", "count"),
            Column("neither", "Neither", "count"),
            Column("percent_agreement", "Agreement %", "percent"),
            Column("kappa", "Kappa", "coefficient"),
            Column("mean_kappa_of_sources", "Mean of sources", "coefficient"),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the result for JSON."""
        codes = rows_for_json(self.to_frame())
        return {"coders": list(self.patterns.coders), "level": "character", "codes": codes}

    def notes(self) -> tuple[str, ...]:
        """Return what was counted, and why there is no interval."""
        a, b = self.patterns.coders
        n_sources = self.by_source.counts.shape[0]
        return (
            f"Characters of {number_of(n_sources, 'source')} that {a} and {b} both coded; text that "
            "neither marked counts as agreement.",
            "Characters within a span hang together, so no interval is given: their number is not a sample size.",
        )


def character_agreement(continuum: Continuum, a: str, b: str) -> CharacterAgreement:
    """Return the agreement of two coders over characters, code by code.

    Percent agreement is the share of characters that both or neither gave the code, and kappa is Cohen's over the same
    characters, as in NVivo's coding comparison query. Raises InputError for an unknown coder.
    """
    pooled, by_source = (character_patterns(continuum, a, b, by_source=split) for split in (False, True))
    return CharacterAgreement(pooled, by_source)
