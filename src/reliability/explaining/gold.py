"""Coders against a gold standard: how well each agrees with it, and all of them as a group.

The gold standard is one of the coders of the patterns: an expert, a consensus, or a coder trained before. Means of
kappa speak of the coders one by one; Vanbelle & Albert's indices speak of the group, whose members may disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ...errors import InputError
from ...results import Column, Result, rows_for_json
from ..chance import beyond_chance
from ..coefficients.kappas import cohen_kappa, mean_defined
from ..coefficients.parts import ratio
from ..inference.jackknife import Jackknifed, jackknifed

if TYPE_CHECKING:
    import pandas as pd

    from ..counts.patterns import Floats, Patterns


def kappas_against(patterns: Patterns, gold: str) -> Floats:
    """Return Cohen's kappa of each other coder with `gold`, on the units both coded, shape (coders, ..., variables)."""
    return np.stack([cohen_kappa(patterns.pair(coder, gold)).value for coder in _others(patterns, gold)])


def mean_kappa_against(patterns: Patterns, gold: str) -> Floats:
    """Return the mean of the coders' defined kappas with `gold`, one per variable."""
    return mean_defined(kappas_against(patterns, gold))


def group_kappa(patterns: Patterns, group: Sequence[str], other: Sequence[str]) -> Floats:
    """Return the agreement of two groups of coders, one value per variable, NaN where undefined.

    A unit counts by what share of each group gave it each category, on the units that some of both groups coded. Two
    groups with the same shares on every unit agree fully only if each is of one mind. Vanbelle & Albert (2009),
    Psychometrika 74, "Agreement between two independent groups of raters".
    """
    both, p, y = _shares(patterns, group, other)
    largest = np.maximum((p**2).sum(1), (y**2).sum(1))
    return _against_largest(both, p, y, largest)


def isolated_kappa(patterns: Patterns, group: Sequence[str], rater: str) -> Floats:
    """Return the agreement of a group of coders with one rater, one value per variable, NaN where undefined.

    Full agreement is what a rater would reach who on every unit went with most of the group. Vanbelle & Albert (2009),
    Statistica Neerlandica 63, "Agreement between an isolated rater and a group of raters".
    """
    both, p, y = _shares(patterns, group, [rater])
    return _against_largest(both, p, y, p.max(1))


def _against_largest(patterns: Patterns, p: Floats, y: Floats, largest: Floats) -> Floats:
    counts = patterns.counts
    n = counts.sum(-1)
    observed, possible = ratio(counts @ (p * y).sum(1), n), ratio(counts @ largest, n)
    expected = (ratio(counts @ p, n[..., None]) * ratio(counts @ y, n[..., None])).sum(-1)
    return beyond_chance(observed, expected, possible)


def _shares(patterns: Patterns, group: Sequence[str], other: Sequence[str]) -> tuple[Patterns, Floats, Floats]:
    first, second = _votes(patterns, group), _votes(patterns, other)
    both = (first.sum(1) > 0) & (second.sum(1) > 0)
    kept = replace(patterns, answers=patterns.answers[both], counts=patterns.counts[..., both])
    p, y = (votes[both] / votes[both].sum(1, keepdims=True) for votes in (first, second))
    return kept, p, y


def _votes(patterns: Patterns, coders: Sequence[str]) -> Floats:
    places = [patterns.place_of(coder) for coder in coders]
    return replace(patterns, coders=tuple(coders), answers=patterns.answers[:, places]).votes.astype(float)


def _others(patterns: Patterns, gold: str) -> tuple[str, ...]:
    patterns.place_of(gold)
    others = tuple(coder for coder in patterns.coders if coder != gold)
    if not others:
        raise InputError(f"there is no coder to compare with {gold}.", fix="Add a coder beside the gold standard.")
    return others


@dataclass(frozen=True, repr=False)
class GoldAgreement(Result):
    """Coders against a gold standard, variable by variable (NaN where undefined).

    kappas    (coders, variables) Cohen's kappa of each coder with the gold standard
    mean      their mean, with its jackknife
    group     the coders as a group against the gold standard, with its jackknife
    isolated  the same, when going with most of the group counts as full agreement
    """

    title: ClassVar[str] = "Agreement with the gold standard"
    gold: str
    coders: tuple[str, ...]
    variables: tuple[str, ...]
    n_units: tuple[int, ...]
    kappas: Floats
    mean: Jackknifed
    group: Jackknifed
    isolated: Floats

    def to_frame(self) -> pd.DataFrame:
        """Return one row per variable: units, `kappa_1` and on for the coders, mean and group with errors."""
        import pandas as pd

        by_coder = {f"kappa_{place + 1}": kappa for place, kappa in enumerate(self.kappas)}
        return pd.DataFrame(
            {
                "variable": self.variables,
                "n_units": self.n_units,
                **by_coder,
                "mean_kappa": self.mean.value,
                "mean_kappa_se": self.mean.se,
                "mean_kappa_corrected": self.mean.corrected,
                "group": self.group.value,
                "group_se": self.group.se,
                "group_corrected": self.group.corrected,
                "isolated": self.isolated,
            }
        )

    def columns(self) -> tuple[Column, ...]:
        """Return the columns that people see."""
        coders = (Column(f"kappa_{at + 1}", f"Kappa {coder}", "coefficient") for at, coder in enumerate(self.coders))
        return (
            Column("variable", "Variable"),
            Column("n_units", "Units", "count"),
            *coders,
            Column("mean_kappa", "Mean kappa", "coefficient"),
            Column("mean_kappa_se", "SE", "coefficient"),
            Column("group", "Group", "coefficient"),
            Column("group_se", "SE", "coefficient"),
            Column("isolated", "Group, majority", "coefficient"),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the result for JSON."""
        return {"gold": self.gold, "coders": list(self.coders), "variables": rows_for_json(self.to_frame())}

    def notes(self) -> tuple[str, ...]:
        """Return what the columns are."""
        return (
            f"Each of {', '.join(self.coders)} against {self.gold}, on the units both coded; standard errors by "
            "leaving out one unit at a time.",
            "Group: Vanbelle and Albert's index of the coders as a group against the gold standard; "
            '"majority" takes it as full agreement when the gold standard always goes with most of the group.',
        )


def agreement_with_gold(patterns: Patterns, gold: str) -> GoldAgreement:
    """Return how well the other coders of `patterns` agree with the coder `gold`, variable by variable.

    Raises InputError when there is no coder of that name, or none beside it.
    """
    coders = _others(patterns, gold)
    known = patterns.coded[:, patterns.place_of(gold)] & (patterns.n_coders > 1)
    return GoldAgreement(
        gold,
        coders,
        patterns.variables,
        tuple(int(n) for n in patterns.counts[:, known].sum(-1)),
        kappas_against(patterns, gold),
        jackknifed(patterns, lambda some: mean_kappa_against(some, gold)),
        jackknifed(patterns, lambda some: group_kappa(some, coders, [gold])),
        isolated_kappa(patterns, coders, gold),
    )
