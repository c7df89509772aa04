"""What a sample will tell about each code, before anyone codes it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..errors import InputError
from ..results import Column, Result, coefficient_text, rows_for_json
from ..wording import number_of
from .inference.distributions import binomial_none, hypergeometric_none
from .inference.intervals import check_confidence, kappa_intervals
from .planning import PREVALENCES, UnitsNeeded, expected_cells, units_needed
from .remarks import percent

if TYPE_CHECKING:
    import pandas as pd

LISTED = 6  # codes that a note names
WORRYING = 0.05  # a chance of an empty sample above this is worth a sentence
_LEAST, _MOST = 1e-6, 1 - 1e-6
_COLUMNS = ["code", "prevalence", "expected_positives", "chance_of_none", "half_width", "units_for_one"]


@dataclass(frozen=True, repr=False, eq=False)
class SamplePlan(Result):
    """What n units will tell about each code: one row per code.

    frame       prevalence (0 to 1), units with the code to expect, the chance of none (0 to 1), the half-width of the
                interval to expect, and the smallest sample whose chance of none is at most 5 %
    n           units in the sample
    population  units in the corpus, None for an endless supply
    kappa       the kappa that is assumed
    confidence  of the interval
    """

    frame: pd.DataFrame
    n: int
    population: int | None
    kappa: float
    confidence: float

    title: ClassVar[str] = "What the sample will tell"

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers, one row per code."""
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return what to expect of each code."""
        return (
            Column("code", "Code"),
            Column("prevalence", "Units with the code, %", "share"),
            Column("expected_positives", "Expected in the sample", "percent"),
            Column("chance_of_none", "Chance of none, %", "share"),
            Column("half_width", "Interval ±", "coefficient"),
            Column("units_for_one", "Units for a 95 % chance of one", "count"),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the plan for JSON."""
        return {
            "n": self.n,
            "population": self.population,
            "kappa": self.kappa,
            "confidence": self.confidence,
            "codes": rows_for_json(self.frame),
            "notes": list(self.notes()),
        }

    def notes(self) -> tuple[str, ...]:
        """Return what was assumed, and which codes the sample will probably say nothing about."""
        of = f"{self.n:,} of " if self.population else ""
        assumed = (
            f"{of}{number_of(self.population or self.n, 'unit')}; the interval is the {percent(self.confidence)} "
            f"interval to expect for a kappa of {coefficient_text(self.kappa)}."
        )
        rare = self.frame.loc[self.frame["chance_of_none"] > WORRYING, "code"]
        if rare.empty:
            return (assumed,)
        return (
            assumed,
            f"{len(rare)} of {number_of(len(self.frame), 'code')} may well not occur in the sample, and then have no "
            f"kappa: {_listed(rare)}. Draw more units, or make sure of some units with each code.",
        )


def _listed(codes: Iterable[str]) -> str:
    """Name the codes where there are few of them."""
    named = list(codes)
    return ", ".join(named) if len(named) <= LISTED else f"those with a chance of none above {100 * WORRYING:g} %"


def sample_plan(
    prevalences: Mapping[str, float],
    n: int,
    *,
    population: int | None = None,
    kappa: float = 0.8,
    confidence: float = 0.95,
) -> SamplePlan:
    """Return what a random sample of n units will tell about each code.

    prevalences  the share of units with each code, 0 to 1: from what the first coders applied, or a guess
    population   units in the corpus; the chance of no unit with the code is then hypergeometric, with the nearest whole
                 number of units that have it, and binomial otherwise
    kappa        the kappa to assume for the half-width, which is that of the printed interval when the four counts come
                 out exactly as expected

    Raises InputError for a share outside 0 to 1 and for a sample larger than the corpus.

    >>> sample_plan({"Steering groups": 3 / 60}, 12, population=60).to_frame()["chance_of_none"].round(3).tolist()
    [0.505]
    """
    import pandas as pd

    check_confidence(confidence)
    _check_sample(n, population)
    rows = []
    for code, share in prevalences.items():
        if not 0 <= share <= 1:
            raise InputError(f"the share of units with a code must lie between 0 and 1, not {share:g}.", where=code)
        positives = None if population is None else round(share * population)
        rows.append(
            {
                "code": code,
                "prevalence": share,
                "expected_positives": n * share,
                "chance_of_none": _chance_of_none(n, share, population, positives),
                "half_width": forecast_half_width(n, kappa, share, confidence=confidence),
                "units_for_one": _units_for_one(share, population, positives),
            }
        )
    return SamplePlan(pd.DataFrame(rows, columns=_COLUMNS), n, population, kappa, confidence)


def plan_before(
    prevalences: Mapping[str, float] | None = None,
    *,
    sample: float | None = None,
    population: int | None = None,
    kappa: float = 0.8,
    confidence: float = 0.95,
    **goals: Any,
) -> UnitsNeeded | SamplePlan:
    """Return the units needed for the `goals` of `units_needed`; or what a `sample` will tell about each code.

    `prevalences` are shares of the units by code, by default a range of usual ones; `sample` is a number of units, or
    a share of the `population`. Raises InputError for any other size of a sample.

    >>> plan_before({"Trust": 0.25}, sample=0.2, population=58).n
    12
    """
    named = prevalences or {f"code with prevalence {share:g}": share for share in PREVALENCES}
    if sample is None:
        return units_needed(prevalences=list(named.values()), kappa=kappa, confidence=confidence, **goals)
    return sample_plan(named, _size(sample, population), population=population, kappa=kappa, confidence=confidence)


def _size(sample: float, population: int | None) -> int:
    if sample >= 1 and sample % 1 == 0:
        return int(sample)
    if not 0 < sample < 1 or population is None:
        fix = "Write a number of units, or a share of all of them: --sample 0.2 --population 60"
        raise InputError(f"{sample:g} is not a size of a sample.", where="--sample", fix=fix)
    return max(1, int(sample * population + 0.5))


def forecast_half_width(n: int, kappa: float, prevalence: float, *, confidence: float = 0.95) -> float:
    """Return half the width of the printed interval when the counts of n units come out as expected; NaN if undefined.

    It is within .06 of the mean over all samples at n = 12, .04 at 40 and .02 at 100 (docs/interval_coverage.md).
    """
    if not _LEAST < prevalence < _MOST:
        return math.nan
    table = n * expected_cells(kappa, prevalence)
    return float(kappa_intervals(table[None], confidence=confidence).half_width[0])


def _chance_of_none(n: int, share: float, population: int | None, positives: int | None) -> float:
    if population is None or positives is None:
        return binomial_none(n, share)
    return hypergeometric_none(n, population, positives)


def _units_for_one(share: float, population: int | None, positives: int | None) -> float:
    """Return the smallest sample that has a unit with the code with a probability of 95 %, NaN where none has."""
    if share == 0 or positives == 0:
        return math.nan
    if share == 1:
        return 1.0
    n = max(math.ceil(math.log(WORRYING) / math.log1p(-share)), 1)
    if population is None:
        return float(n)
    n = min(n, population)
    while n > 1 and _chance_of_none(n - 1, share, population, positives) <= WORRYING:
        n -= 1
    return float(n)


def _check_sample(n: int, population: int | None) -> None:
    if n < 1:
        raise InputError("a sample needs at least one unit.", fix="Give a larger number or fraction.")
    if population is not None and n > population:
        raise InputError(
            f"the sample has {number_of(n, 'unit')}, but the corpus only {population}.", fix="Draw fewer units."
        )
