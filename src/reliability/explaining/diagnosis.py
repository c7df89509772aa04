"""Why is this kappa what it is? Code by code: the numbers behind it, and one plain sentence that says which it is.

A low kappa has three causes that call for different action: the code is rare, one coder applies it more than the
other, or the coders disagree about what it means. Byrt, Bishop & Carlin (1993); Feinstein & Cicchetti (1990).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np

from ...results import Column, Result, coefficient_text, rows_for_json
from ...tables import rows_of
from ...wording import number_of
from ..bands import is_below
from ..benchmarking import posterior_benchmarks, probability_below
from ..coefficients import (
    bias_index,
    brennan_prediger,
    kappa_max,
    kappa_of_tables,
    prevalence_index,
    specific_agreement,
)
from ..inference.distributions import binomial_test
from ..inference.intervals import kappa_intervals
from ..reasons import why_undefined, why_uninformative

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from ..counts.patterns import Patterns
    from ..result import Level

Cause = Literal["undefined", "one coder", "fine", "bias", "rare", "disagreement"]

SIGNIFICANT = 0.05
LOPSIDED = 0.5  # prevalence index beyond which a code is rare (or nearly universal): three of four units alike
_FEW_DIFFERENCES = 3  # below which a direction of the differences means nothing


@dataclass(frozen=True)
class Counted:
    """The four counts of one code and the names of the two coders."""

    both: int
    only_a: int
    only_b: int
    neither: int
    a: str
    b: str
    level: Level = "unit"

    @property
    def n(self) -> int:
        """Units that both coders coded."""
        return self.both + self.differ + self.neither

    @property
    def differ(self) -> int:
        """Units to which one of the coders applied the code."""
        return self.only_a + self.only_b

    @property
    def leaning(self) -> tuple[str, str, int, int]:
        """The coder who applied the code alone more often, the other, and how often each did."""
        if self.only_a >= self.only_b:
            return self.a, self.b, self.only_a, self.only_b
        return self.b, self.a, self.only_b, self.only_a

    def units(self, number: int, *, the: bool = False) -> str:
        """Return a number of units (or cases) in words: 1 unit, 2 units, the unit."""
        if the and number == 1:
            return f"the {self.level}"
        return f"{'the ' if the else ''}{number_of(number, self.level)}"


@dataclass(frozen=True, repr=False, eq=False)
class Diagnosis(Result):
    """What lies behind the kappa of each code of two coders: one row per code.

    frame      code; both, only_a, only_b, neither; kappa with its interval; prevalence_index, bias_index, kappa_max,
               pabak, positive_agreement, negative_agreement; mcnemar_p, the exact test of whether one coder applies the
               code more; crosses_threshold; p_reaches, the probability that the true kappa reaches the threshold, and
               band_held, the highest band reached with 95 % certainty, both by the Jeffreys-Dirichlet posterior; cause;
               diagnosis, the sentence
    coders     the two
    threshold  the kappa that is asked for
    """

    frame: pd.DataFrame
    coders: tuple[str, str]
    threshold: float

    title: ClassVar[str] = "What lies behind each kappa"
    over: ClassVar[str] = "code"

    def to_frame(self) -> pd.DataFrame:
        """Return every number, one row per code."""
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return the columns that people see."""
        a, b = self.coders
        return (
            Column("code", self.over.capitalize()),
            Column("both", "Both", "count"),
            Column("only_a", f"Only {a}", "count"),
            Column("only_b", f"Only {b}", "count"),
            Column("neither", "Neither", "count"),
            Column("kappa", "Kappa", "coefficient"),
            Column("kappa_max", "Highest possible", "coefficient"),
            Column("pabak", "PABAK", "coefficient"),
            Column("positive_agreement", "Agreement on applying", "coefficient"),
            Column("diagnosis", "What it is"),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the diagnosis for JSON."""
        rows = rows_for_json(self.frame)
        return {"coders": list(self.coders), "threshold": self.threshold, "codes": rows, "notes": list(self.notes())}

    def notes(self) -> tuple[str, ...]:
        """Return how many codes have which cause, and what the columns mean."""
        counts = self.frame["cause"].value_counts()
        named = [f"{counts[cause]} {words}" for cause, words in _IN_WORDS.items() if cause in counts]
        return (
            f"Of {number_of(len(self.frame), self.over)}: {', '.join(named)}.",
            "Highest possible: the kappa that the two coders' totals would still allow. PABAK: twice "
            f"the share of agreeing units less one, which does not care how rare a {self.over} is.",
        )


_IN_WORDS: dict[Cause, str] = {
    "fine": "fine",
    "rare": "too rare for kappa to tell",
    "bias": "applied more by one coder",
    "disagreement": "in real disagreement",
    "one coder": "that one coder never varied",
    "undefined": "without a kappa",
}


def diagnose(
    patterns: Patterns, *, threshold: float = 0.6, confidence: float = 0.95, level: Level = "unit"
) -> Diagnosis:
    """Return what lies behind the kappa of each code, from the patterns of two coders.

    A code is "fine" from the `threshold` on. Below it the cause is "bias" when the exact McNemar test says at .05 that
    one coder applies the code more, or when the coders' totals alone keep kappa below the threshold; "rare" when the
    coders agree on so many units that PABAK reaches the threshold, but on units of one kind (prevalence index beyond
    .5); "disagreement" otherwise. `level` says what was counted, for the sentences.
    Raises InputError when there are not exactly two coders.

    >>> from intercoder.reliability import patterns_of_tables
    >>> tables = patterns_of_tables([[[9, 1], [1, 1]]], variables=["Steering groups"], categories=(False, True))
    >>> diagnose(tables).to_frame()["diagnosis"][0]  # doctest: +NORMALIZE_WHITESPACE
    'Rare: it concerns 3 of 12 units, and the coders agree on 10. With so few units of one kind a single difference
    moves kappa a lot: discuss the 2 units on which they differ, and code more before judging the definition.'
    """
    import pandas as pd

    tables = patterns.tables()
    a, b = patterns.coders
    counted = [
        Counted(both=t[1][1], only_a=t[1][0], only_b=t[0][1], neither=t[0][0], a=a, b=b, level=level)
        for t in tables.tolist()
    ]
    intervals = kappa_intervals(tables, confidence=confidence)
    agreement = specific_agreement(tables)
    columns = {
        "code": patterns.variables,
        **{name: [getattr(one, name) for one in counted] for name in ("both", "only_a", "only_b", "neither")},
        "kappa": kappa_of_tables(tables),
        "ci_low": intervals.low,
        "ci_high": intervals.high,
        "ci_method": intervals.method,
        "prevalence_index": prevalence_index(tables),
        "bias_index": bias_index(tables),
        "kappa_max": kappa_max(tables),
        "pabak": brennan_prediger(patterns.complete()).value,
        "positive_agreement": agreement[:, 1],
        "negative_agreement": agreement[:, 0],
        "mcnemar_p": [binomial_test(one.only_a, one.differ) for one in counted],
        "crosses_threshold": intervals.crosses(threshold),
        "p_reaches": 1 - probability_below(tables, np.array([threshold]))[:, 0],
        "band_held": [one.held for one in posterior_benchmarks(tables)],
    }
    frame = pd.DataFrame(columns)
    causes = [_cause(row, threshold) for row in rows_of(frame)]
    told = zip(counted, causes, columns["crosses_threshold"], _unusual(patterns, level), strict=True)
    frame["cause"] = causes
    frame["diagnosis"] = [
        _sentence(one, cause, reason, threshold if unsettled else None) for one, cause, unsettled, reason in told
    ]
    return Diagnosis(frame, (a, b), threshold)


def _cause(row: Mapping[str, Any], threshold: float) -> Cause:
    differ = row["only_a"] + row["only_b"]
    if math.isnan(row["kappa"]):
        return "undefined"
    if row["both"] + min(row["only_a"], row["only_b"]) == 0 or row["neither"] + min(row["only_a"], row["only_b"]) == 0:
        return "one coder"
    if not is_below(row["kappa"], threshold):
        return "fine"
    if row["mcnemar_p"] < SIGNIFICANT or (differ >= _FEW_DIFFERENCES and is_below(row["kappa_max"], threshold)):
        return "bias"
    if abs(row["prevalence_index"]) > LOPSIDED and not is_below(row["pabak"], threshold):
        return "rare"
    return "disagreement"


def _unusual(patterns: Patterns, level: Level) -> list[str]:
    """Return why kappa is undefined, or bound to be 0, in words; nothing for other codes."""
    reasons = zip(why_undefined(patterns, level), why_uninformative(patterns, level), strict=True)
    kappas = kappa_of_tables(patterns.tables())
    return [
        undefined if math.isnan(kappa) else uninformative
        for kappa, (undefined, uninformative) in zip(kappas, reasons, strict=True)
    ]


def _sentence(one: Counted, cause: Cause, reason: str, open_threshold: float | None) -> str:
    """Return the diagnosis in words. `open_threshold` is the threshold when the interval lies on both sides of it."""
    wider, other, more, fewer = one.leaning
    if cause == "undefined":
        return f"{reason} So there is no kappa, although no {one.level} divides them." if one.n else reason
    if cause == "one coder":
        return f"{reason} Look together at {one.units(one.differ)} that {wider} alone marked."
    if cause == "fine":
        reach = f"; still, {one.units(one.n)} do not settle that kappa is {coefficient_text(open_threshold)} or more"
        differ = f"differ on {one.differ}" if one.differ else "never differ"
        agreed = f"The coders agree: both applied it to {one.both} of {one.units(one.n)} and {differ}"
        return f"{agreed}{reach if open_threshold is not None else ''}."
    if cause == "bias":
        return (
            f"{wider} applies it more: alone on {one.units(more)}, against {fewer} that only {other} marked. "
            "Compare when each of them uses it."
        )
    if cause == "rare":
        return _rare(one)
    return (
        f"Real disagreement: they differ on {one.differ} of {one.units(one.n)} ({_directions(one)}). Discuss them and "
        "sharpen the definition."
    )


def _rare(one: Counted) -> str:
    if one.both <= one.neither:
        what = f"Rare: it concerns {one.n - one.neither} of {one.units(one.n)}"
    else:
        what = f"Nearly everywhere: all but {one.n - one.both} of {one.units(one.n)} have it from both"
    return (
        f"{what}, and the coders agree on {one.n - one.differ}. With so few {one.level}s of one kind a single "
        f"difference moves kappa a lot: discuss {one.units(one.differ, the=True)} on which they differ, and code more "
        "before judging the definition."
    )


def _directions(one: Counted) -> str:
    wider, other, more, fewer = one.leaning
    return f"{wider} alone {more}, {other} alone {fewer}" if fewer else f"all marked by {wider} alone"
