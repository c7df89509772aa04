"""The table of coders: how far each agrees with the rest, what each over- and under-uses, and who may be careless."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ...errors import InputError
from ...results import Column, Result, coefficient_text, for_json, rows_for_json
from ...wording import number_of
from ..coefficients.parts import ratio
from ..counts.many_coders import check_once
from ..inference.distributions import normal_quantile, two_sided
from ..inference.multiple_tests import corrected
from ..remarks import percent
from .coder_sums import CoderSums, CommonAnswer, coder_sums, common_answers

if TYPE_CHECKING:
    import pandas as pd

    from ..counts.coded_units import CodedUnits

APART = 0.1  # kappa below that of the coder in the middle, from which it counts
SAME = 0.9  # share of units with one and the same answer, from which it counts
MORE = 2.0  # times as often as the others, or half as often, from which the use of a code counts
CLEAR = 0.05  # of wrong alarms among all coders (or all coders and codes) together
_LISTED = 3  # codes that a cell names


@dataclass(frozen=True, repr=False, eq=False)
class CoderTable(Result):
    """Every coder against the others on the same units, the most deviating first.

    frame       one row per coder
    codes       one row per coder and code: how often applied, and how often by the others
    confidence  of the intervals
    median      kappa of the coder in the middle (NaN when none is defined)
    """

    title: ClassVar[str] = "Coders against the rest"
    frame: pd.DataFrame
    codes: pd.DataFrame
    confidence: float
    median: float

    def to_frame(self) -> pd.DataFrame:
        """Return one row per coder.

        `n_units` coded, `n_shared` that others coded too, `n_applied` codes applied there; `percent` of decisions on
        which the coder agrees with another coder of the unit, `kappa`, `se`, `ci_low`, `ci_high`; `times_others` codes
        applied for one of the others; `over_used`, `under_used` codes; `same` units with the coder's commonest answer,
        `same_percent`, `same_percent_others`, `same_answer`; `flagged`, `why`.
        """
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return the columns that people see."""
        return (
            Column("coder", "Coder"),
            Column("n_units", "Units", "count"),
            Column("n_shared", "Shared", "count"),
            Column("percent", "Agreement %", "percent"),
            Column("kappa", "Kappa", "coefficient"),
            Column("ci", f"{percent(self.confidence)} interval", "interval"),
            Column("over_used", "Over-used"),
            Column("under_used", "Under-used"),
            Column("same_percent", "Same answer %", "percent"),
            Column("same_percent_others", "by others %", "percent"),
            Column("flagged", "Flag", "flag"),
            Column("why", "Why"),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the result for JSON; of the codes only those that a coder clearly over- or under-uses."""
        clear = self.codes[self.codes["use"] != ""]
        return {
            "confidence": self.confidence,
            "median_kappa": for_json(self.median),
            "coders": rows_for_json(self.frame),
            "codes": rows_for_json(clear),
            "notes": list(self.notes()),
        }

    def notes(self) -> tuple[str, ...]:
        """Return what the columns are, and the rule of the flag."""
        flagged = int(self.frame["flagged"].sum())
        return (
            "Each coder against another coder of the same unit, drawn at random, on the units that others coded too; "
            "kappa is pooled over codes (De Vries et al. 2008, Schouten 1982), its interval linearised over units.",
            f"Over- and under-used: applied at least {MORE:g} times as often as by the others on the same units, or "
            f"at most 1/{MORE:g} as often, in a paired test of the units (p < {coefficient_text(CLEAR)} with Holm's "
            "correction for all coders and codes).",
            f"Flagged: kappa more than {coefficient_text(APART)} below that of the coder in the middle "
            f"({coefficient_text(self.median)}), or one and the same answer to at least {100 * SAME:g} % of the units "
            f"and at least {100 * (1 - SAME):g} points more than the others gave it there; each beyond chance at "
            f"{coefficient_text(CLEAR)} over all coders (Bonferroni).",
            f"{flagged} of {number_of(len(self.frame), 'coder')} flagged. A flag says where to look, not that a coder "
            "is wrong: the others may be.",
        )


def coder_table(coded_units: CodedUnits, *, confidence: float = 0.95) -> CoderTable:
    """Return how far every coder agrees with the others on the same units, the most deviating first.

    Leave-one-out: no coder is compared with a majority that the coder is part of, and no true answer is estimated (as
    Dawid & Skene 1979 do). Raises InputError when no unit was coded by two coders, or a coding comes twice.
    """
    check_once(coded_units)
    sums, common = coder_sums(coded_units), common_answers(coded_units)
    if not sums.n.any():
        raise InputError(
            "no unit was coded by two coders, so there is nothing to compare a coder with.",
            where="--show coders",
            fix="Add the codings of coders who coded the same units.",
        )
    known = sums.kappa[~np.isnan(sums.kappa)]
    median = float(np.median(known)) if len(known) else float("nan")
    codes = _uses(coded_units, sums)
    frame = _frame(coded_units, sums, common, confidence)
    return CoderTable(
        _judged(frame.assign(**_named(codes, frame["coder"])), sums, common, median), codes, confidence, median
    )


def _frame(coded_units: CodedUnits, sums: CoderSums, common: CommonAnswer, confidence: float) -> pd.DataFrame:
    import pandas as pd

    reach = normal_quantile((1 + confidence) / 2) * np.where(sums.se > 1e-9, sums.se, np.nan)
    return pd.DataFrame(
        {
            "coder": list(map(str, coded_units.coders)),
            "n_units": coded_units.coded.sum(0),
            "n_shared": sums.n.astype(int),
            "n_applied": sums.own.sum(1).astype(int),
            "percent": 100 * sums.agreement,
            "kappa": sums.kappa,
            "se": sums.se,
            "ci_low": np.maximum(sums.kappa - reach, -1.0),
            "ci_high": np.minimum(sums.kappa + reach, 1.0),
            "times_others": ratio(sums.own.sum(1), sums.others.sum(1)),
            "same": common.n.astype(int),
            "same_percent": 100 * ratio(common.n, sums.n),
            "same_percent_others": 100 * ratio(common.others, sums.n),
            "same_answer": [_set_of(coded_units, codes) for codes in common.codes],
        }
    )


def _set_of(coded_units: CodedUnits, codes: Sequence[int]) -> str:
    return ", ".join(str(coded_units.codes[code]) for code in codes) or "no code"


def _uses(coded_units: CodedUnits, sums: CoderSums) -> pd.DataFrame:
    """Return, coder by coder and code by code, how often it was applied, how often by the others, and the test."""
    import pandas as pd

    r, m = sums.own.shape
    z = ratio(sums.own - sums.others, np.sqrt(sums.squares)).ravel()
    p = two_sided(z)
    adjusted, own, others = corrected(p), sums.own.ravel(), sums.others.ravel()
    clear = adjusted < CLEAR
    return pd.DataFrame(
        {
            "coder": np.repeat(np.array(list(map(str, coded_units.coders)), object), m),
            "code": np.tile(np.array(list(coded_units.codes), object), r),
            "applied": own.astype(int),
            "expected": others,
            "times_others": ratio(own, others),
            "p": p,
            "p_adjusted": adjusted,
            "use": np.select([clear & (own >= MORE * others), clear & (own * MORE <= others)], ["over", "under"], ""),
        }
    )


def _named(codes: pd.DataFrame, coders: pd.Series) -> dict[str, list[str]]:
    """Return the texts of the columns over_used and under_used, the code with the smallest p first."""
    texts = {}
    for use in ("over", "under"):
        found = codes[codes["use"] == use].sort_values("p", kind="stable")
        by_coder = {str(coder): _few(rows) for coder, rows in found.groupby("coder", sort=False)}
        texts[f"{use}_used"] = [by_coder.get(coder, "") for coder in coders]
    return texts


def _few(rows: pd.DataFrame) -> str:
    told = [
        f"{code} ({count} for {others:.1f})"
        for code, count, others in zip(rows["code"][:_LISTED], rows["applied"], rows["expected"], strict=False)
    ]
    more = [f"{len(rows) - _LISTED} more"] if len(rows) > _LISTED else []
    return "; ".join([*told, *more])


def _judged(frame: pd.DataFrame, sums: CoderSums, common: CommonAnswer, median: float) -> pd.DataFrame:
    """Return the frame with flags and what for, flagged coders first, then those whose kappa is surely lowest."""
    z = normal_quantile(1 - CLEAR / len(frame))
    surely = sums.kappa + z * np.nan_to_num(sums.se)
    low = surely < median - APART
    own, others = ratio(common.n, sums.n), ratio(common.others, sums.n)
    beyond = ratio(common.n - common.others, np.sqrt(common.squares)) > z
    same = (own >= SAME) & (own - others >= 1 - SAME) & beyond
    why = [_why(*reasons) for reasons in zip(low, same, frame["same_answer"], strict=True)]
    order = np.lexsort((np.nan_to_num(surely, nan=np.inf), ~(low | same)))
    return frame.assign(flagged=low | same, why=why).iloc[order].reset_index(drop=True)


def _why(low: bool, same: bool, answer: str) -> str:
    told = (["agrees little with the others"] if low else []) + ([f"nearly always {answer}"] if same else [])
    return "; ".join(told)
