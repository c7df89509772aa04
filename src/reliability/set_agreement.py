"""Agreement on the sets of codes as a result: alpha, identical sets, and the codes pooled."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ..results import Column, Result, for_json
from ..wording import number_of
from .chance import beyond_chance
from .counts.patterns import MISSING, Floats
from .sets import Members, SetAlpha, SetAnswers, set_alpha, set_answers

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from .counts.coded_units import CodedUnits


def identical_share(answers: SetAnswers) -> float:
    """Return the share of pairs of coders, on the units both coded, who gave exactly the same set (NaN: no pair)."""
    same = pairs = 0
    for i in range(len(answers.coders)):
        for j in range(i):
            both = (answers.answers[:, i] != MISSING) & (answers.answers[:, j] != MISSING)
            same += int((answers.answers[both, i] == answers.answers[both, j]).sum())
            pairs += int(both.sum())
    return same / pairs if pairs else math.nan


def applications_kappa(answers: SetAnswers) -> float:
    """Return the kappa of two coders over the codes they applied; what neither applied does not count.

    Observed is the number of codes applied by both over the mean number that a coder applied; chance is the product of
    the two coders' distributions over the codes. NaN for other numbers of coders and when undefined. He et al. (2021),
    "A large-scale empirical study on Java library migrations", ESEC/FSE.
    """
    both = answers.answers[(answers.answers != MISSING).all(1)]
    if both.shape[1] != 2 or not len(both):
        return math.nan
    first, second = (np.bincount(column, minlength=len(answers.members)) @ answers.members for column in both.T)
    shared = int((answers.members[both[:, 0]] & answers.members[both[:, 1]]).sum())
    mean = (first.sum() + second.sum()) / 2
    return float(beyond_chance(shared * mean, float(first @ second), mean**2)) if mean else math.nan


@dataclass(frozen=True)
class PooledAgreement:
    """Agreement over all codes at once, with the expected agreement of every code averaged before it is corrected."""

    observed: float
    kappa: float
    ac1: float
    pabak: float


def pooled_over_codes(answers: SetAnswers) -> PooledAgreement:
    """Return chance-corrected agreement with observed and expected agreement averaged over the codes first.

    Each code is a yes or no on every unit; its prevalence is that over all coders (as in Scott 1955 and Fleiss 1971).
    Averaging before correcting is De Vries et al. (2008). A value is NaN when undefined.
    """
    pairable = answers.pairable()
    if not len(pairable) or not answers.codes:
        return PooledAgreement(math.nan, math.nan, math.nan, math.nan)
    applied, coders = _votes(pairable, answers.members)
    agreeing = applied * (applied - 1) + (coders - applied) * (coders - applied - 1)
    observed = float((agreeing / (coders * (coders - 1))).mean())
    prevalence = (applied / coders).mean(0)
    by_pi = float((prevalence**2 + (1 - prevalence) ** 2).mean())
    by_ac1 = float((2 * prevalence * (1 - prevalence)).mean())
    kappa, ac1, pabak = (float(beyond_chance(observed, chance)) for chance in (by_pi, by_ac1, 0.5))
    return PooledAgreement(observed, kappa, ac1, pabak)


def _votes(pairable: NDArray[np.int64], members: Members) -> tuple[Floats, Floats]:
    """Return per unit and code how many coders applied it, (n, m), and per unit how many coded it, (n, 1)."""
    coded = pairable != MISSING
    applied = np.zeros((len(pairable), members.shape[1]))
    for column, known in zip(pairable.T, coded.T, strict=True):
        applied[known] += members[column[known]]
    return applied, coded.sum(1)[:, None].astype(np.float64)


@dataclass(frozen=True, repr=False)
class SetAgreement(Result):
    """How well the sets of codes agree: alpha with both distances, identical sets, and pooled over the codes."""

    title: ClassVar[str] = "Agreement on the sets of codes"
    coders: tuple[str, ...]
    n_units: int
    n_sets: int
    masi: SetAlpha
    jaccard: SetAlpha
    identical: float
    applications: float
    pooled: PooledAgreement

    def to_frame(self) -> pd.DataFrame:
        """Return one row per statistic: `statistic`, `value` and the `reason` when it is undefined."""
        import pandas as pd

        rows = [
            ("Krippendorff's alpha, MASI distance", self.masi.value, self.masi.reason),
            ("Krippendorff's alpha, Jaccard distance", self.jaccard.value, self.jaccard.reason),
            ("identical sets", self.identical, ""),
            ("pooled kappa over codes", self.pooled.kappa, ""),
            ("kappa over applied codes", self.applications, "" if len(self.coders) == 2 else "For two coders only."),
        ]
        return pd.DataFrame(rows, columns=["statistic", "value", "reason"])

    def columns(self) -> tuple[Column, ...]:
        """Return the columns that people see."""
        return Column("statistic", "Statistic"), Column("value", "Value", "coefficient"), Column("reason", "Reason")

    def to_dict(self) -> dict[str, Any]:
        """Return the result for JSON."""
        return {
            "coders": list(self.coders),
            "n_units": self.n_units,
            "n_sets": self.n_sets,
            "alpha_masi": for_json(self.masi.value),
            "alpha_jaccard": for_json(self.jaccard.value),
            "identical": for_json(self.identical),
            "applications_kappa": for_json(self.applications),
            "pooled_kappa": for_json(self.pooled.kappa),
            "pooled_ac1": for_json(self.pooled.ac1),
            "pooled_pabak": for_json(self.pooled.pabak),
            "reason": self.masi.reason or None,
        }

    def notes(self) -> tuple[str, ...]:
        """Return what was compared."""
        return (
            f"{number_of(self.n_units, 'unit')} that at least two of the coders {', '.join(self.coders)} coded; "
            f"{self.n_sets} different sets of codes. Sets that overlap count as agreeing in part.",
        )


def set_agreement(coded_units: CodedUnits) -> SetAgreement:
    """Return how well the coders' sets of codes agree, unit by unit, over the units that two or more coded."""
    answers = set_answers(coded_units)
    return SetAgreement(
        answers.coders,
        len(answers.pairable()),
        len(answers.members),
        set_alpha(answers, "masi"),
        set_alpha(answers, "jaccard"),
        identical_share(answers),
        applications_kappa(answers),
        pooled_over_codes(answers),
    )
