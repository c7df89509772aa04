"""Agreement on sets: when a coder may give a unit several codes, the answer is the set of codes applied.

Two answers can then agree in part. Krippendorff's alpha takes that up through a distance between sets: Jaccard's, or
MASI, which also asks whether one set contains the other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..results import Column, Result
from ..tables import CODINGS, COVERAGE
from .chance import beyond_chance
from .patterns import MISSING, Floats

if TYPE_CHECKING:
    import pandas as pd

Members: TypeAlias = NDArray[np.bool_]
SetDistance: TypeAlias = Callable[[Members, Members], Floats]
NOT_PAIRED = "No unit was coded by two coders."
ALL_ALIKE = "Every coder gave the same set to every unit."
_BLOCK = 1024  # rows of the distance matrix held at a time


@dataclass(frozen=True)
class SetAnswers:
    """Which set of codes each coder gave each unit.

    coders   who answered (r)
    codes    what a set may hold (m)
    members  (s, m) the distinct sets that occur: True where the set holds the code
    answers  (n, r) index of the set that the coder gave the unit, -1 where the coder did not code it
    """

    coders: tuple[str, ...]
    codes: tuple[str, ...]
    members: Members
    answers: NDArray[np.int64]

    def pairable(self) -> NDArray[np.int64]:
        """Return the answers on units that two coders or more coded, shape (n', r)."""
        several: NDArray[np.bool_] = (self.answers != MISSING).sum(1) >= 2
        return self.answers[several]


def set_answers(codings: pd.DataFrame, coverage: pd.DataFrame, *, codes: Sequence[str] | None = None) -> SetAnswers:
    """Return the sets of codes in tidy `codings` on the units and coders of `coverage`.

    `codes` names those that count, in order; by default all that occur. Raises InputError when a table lacks a column,
    or when a coder has codings on a unit that the coverage does not say this coder finished.
    """
    import pandas as pd

    CODINGS.check(codings)
    COVERAGE.check(coverage)
    names = tuple(codes) if codes is not None else tuple(sorted(codings["code"].unique()))
    used = codings[codings["code"].isin(names)]
    cells = pd.MultiIndex.from_frame(coverage[["unit", "coder"]])
    places = cells.get_indexer(pd.MultiIndex.from_frame(used[["unit", "coder"]]))
    _refuse_uncovered(used, places)
    columns = pd.Index(names).get_indexer(pd.Index(used["code"]))
    members, inverse = _distinct(places, columns, (len(coverage), len(names)))
    units, unit_names = pd.factorize(coverage["unit"])
    coders, coder_names = pd.factorize(coverage["coder"], sort=True)
    answers = np.full((len(unit_names), len(coder_names)), MISSING, np.int64)
    answers[units, coders] = inverse
    return SetAnswers(tuple(map(str, coder_names)), names, members, answers)


def _refuse_uncovered(codings: pd.DataFrame, places: NDArray[Any]) -> None:
    if (places >= 0).all():
        return
    first = codings.iloc[int(np.flatnonzero(places < 0)[0])]
    raise InputError(
        f'coder "{first["coder"]}" has codings on unit "{first["unit"]}", which is not among the units this coder '
        "finished.",
        where="table codings",
        fix="Add the unit to the coverage of this coder, or leave its codings out.",
    )


def _distinct(rows: NDArray[Any], columns: NDArray[Any], shape: tuple[int, int]) -> tuple[Members, NDArray[np.int64]]:
    """Return the distinct sets among `shape[0]` of them and which of these each one is, from the marked cells."""
    width = max(1, math.ceil(shape[1] / 8))
    weights = 2.0 ** (7 - columns % 8)
    packed = np.bincount(rows * width + columns // 8, weights, shape[0] * width).astype(np.uint8)
    distinct, inverse = np.unique(packed.reshape(shape[0], width), axis=0, return_inverse=True)
    return np.unpackbits(distinct, axis=1)[:, : shape[1]].astype(bool), inverse.reshape(-1)


def jaccard_distance(a: Members, b: Members) -> Floats:
    """Return Jaccard's distance of every set of `a` (s, m) from every set of `b` (t, m), shape (s, t).

    It is 1 less the share that the common codes have in all codes of the two sets; two empty sets have distance 0.
    Jaccard (1912).

    >>> import numpy as np
    >>> sets = np.array([[True, True, False], [True, False, False], [False, False, False]])
    >>> jaccard_distance(sets, sets).tolist()
    [[0.0, 0.5, 1.0], [0.5, 0.0, 1.0], [1.0, 1.0, 0.0]]
    """
    common, union = _overlap(a, b)
    return np.where(union > 0, 1 - common / np.maximum(union, 1), 0.0)


def masi_distance(a: Members, b: Members) -> Floats:
    """Return the MASI distance of every set of `a` (s, m) from every set of `b` (t, m), shape (s, t).

    It is 1 - J M, where J is Jaccard's index and M is 1 for equal sets, 2/3 when one holds the other, 1/3 when they
    meet without that, and 0 when they have nothing in common; two empty sets have distance 0. Passonneau (2006).
    """
    common, union = _overlap(a, b)
    smaller = np.minimum(a.sum(1)[:, None], b.sum(1)[None, :])
    monotonicity = np.select([common == union, common == 0, common == smaller], [1.0, 0.0, 2 / 3], 1 / 3)
    distance: Floats = 1 - (1 - jaccard_distance(a, b)) * monotonicity
    return distance


def _overlap(a: Members, b: Members) -> tuple[Floats, Floats]:
    common = a.astype(np.float64) @ b.T.astype(np.float64)
    return common, a.sum(1)[:, None] + b.sum(1)[None, :] - common


DISTANCES: dict[str, SetDistance] = {"masi": masi_distance, "jaccard": jaccard_distance}


@dataclass(frozen=True)
class SetAlpha:
    """Krippendorff's alpha on sets: its value (NaN when undefined), and observed and expected disagreement."""

    value: float
    observed: float
    expected: float
    reason: str = ""


def set_alpha(answers: SetAnswers, distance: str = "masi") -> SetAlpha:
    """Return Krippendorff's alpha of two coders or more who gave sets, with `distance` "masi" or "jaccard".

    Units that fewer than two coders coded do not count. Alpha is undefined, with the reason, when no unit was coded by
    two coders, and when every coder gave one and the same set throughout. Krippendorff (2004), with the distances of
    Passonneau (2006) and Jaccard (1912).
    """
    measure = _distance(distance)
    pairable = answers.pairable()
    if not len(pairable):
        return SetAlpha(math.nan, math.nan, math.nan, NOT_PAIRED)
    observed = _observed(pairable, answers.members, measure)
    expected = _expected(np.bincount(pairable[pairable != MISSING]), answers.members, measure)
    value = float(beyond_chance(1 - observed, 1 - expected))
    return SetAlpha(value, observed, expected, ALL_ALIKE if math.isnan(value) else "")


def _distance(name: str) -> SetDistance:
    if name not in DISTANCES:
        raise InputError(f'there is no distance "{name}" between sets.', fix=f"Choose one of: {', '.join(DISTANCES)}.")
    return DISTANCES[name]


def _observed(pairable: NDArray[np.int64], members: Members, measure: SetDistance) -> float:
    """Return the mean distance between two answers to the same unit, each unit weighted by its number of answers."""
    rows, counts = np.unique(pairable, axis=0, return_counts=True)
    coded = rows != MISSING
    total = np.zeros(len(rows))
    for i in range(rows.shape[1]):
        for j in range(i):
            both = np.flatnonzero(coded[:, i] & coded[:, j])
            total[both] += 2 * _elementwise(members[rows[both, i]], members[rows[both, j]], measure)
    answers = coded.sum(1)
    return float((counts * total / (answers - 1)).sum() / (counts * answers).sum())


def _elementwise(a: Members, b: Members, measure: SetDistance) -> Floats:
    distances = [np.diagonal(measure(a[at : at + 64], b[at : at + 64])) for at in range(0, len(a), 64)]
    return np.concatenate(distances) if distances else np.zeros(0)


def _expected(uses: NDArray[np.int64], members: Members, measure: SetDistance) -> float:
    """Return the mean distance between any two of the answers, whichever units they belong to."""
    used = np.flatnonzero(uses)
    uses, members = uses[used].astype(np.float64), members[used]
    blocks = (slice(at, at + _BLOCK) for at in range(0, len(used), _BLOCK))
    total = sum(uses[block] @ measure(members[block], members) @ uses for block in blocks)
    return float(total / (uses.sum() * (uses.sum() - 1)))


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
            "alpha_masi": _number(self.masi.value),
            "alpha_jaccard": _number(self.jaccard.value),
            "identical": _number(self.identical),
            "applications_kappa": _number(self.applications),
            "pooled_kappa": _number(self.pooled.kappa),
            "pooled_ac1": _number(self.pooled.ac1),
            "pooled_pabak": _number(self.pooled.pabak),
            "reason": self.masi.reason or None,
        }

    def notes(self) -> tuple[str, ...]:
        """Return what was compared."""
        return (
            f"{self.n_units} units that at least two of the coders {', '.join(self.coders)} coded; "
            f"{self.n_sets} different sets of codes. Sets that overlap count as agreeing in part.",
        )


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value


def set_agreement(codings: pd.DataFrame, coverage: pd.DataFrame, *, codes: Sequence[str] | None = None) -> SetAgreement:
    """Return how well the coders' sets of codes agree, unit by unit, from tidy `codings` and `coverage`.

    `codes` names those that count; by default all that occur. Raises InputError as `set_answers` does.
    """
    answers = set_answers(codings, coverage, codes=codes)
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
