"""Disagreements broken down: by pair of coders, and by case."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ...results import Column, Result, rows_for_json
from ...wording import number_of
from ..counts.coded_units import groups_of_units
from .differences import Differences, all_differences, differences_by_unit

if TYPE_CHECKING:
    import pandas as pd

    from ..counts.coded_units import CodedUnits


@dataclass(frozen=True, repr=False, eq=False)
class DisagreementsByPair(Result):
    """How often every two coders differ, on the units that both coded."""

    title: ClassVar[str] = "Disagreements by pair of coders"
    frame: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return one row per pair.

        `coder_a`, `coder_b`, `n_units` both coded, `n_decisions` (units x codes), `only_a` and `only_b` (codes that
        only one applied), `disagreements` (their sum), `units_disagreed`, `percent` of decisions, `sentence`.
        """
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return the columns that people see."""
        return (
            Column("coder_a", "A"),
            Column("coder_b", "B"),
            Column("n_units", "Units", "count"),
            Column("only_a", "Only A", "count"),
            Column("only_b", "Only B", "count"),
            Column("disagreements", "Disagreements", "count"),
            Column("percent", "Of decisions %", "percent"),
            Column("units_disagreed", "Units concerned", "count"),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the result for JSON."""
        return {"pairs": rows_for_json(self.frame)}

    def notes(self) -> tuple[str, ...]:
        """Return one sentence per pair."""
        return tuple(self.frame["sentence"])


def disagreements_by_pair(coded_units: CodedUnits) -> DisagreementsByPair:
    """Return how often every two of the coders differ; a decision is one code on one unit, applied or not."""
    import pandas as pd

    rows = [_pair_row(found, len(coded_units.codes)) for found in all_differences(coded_units)]
    names = ("coder_a", "coder_b", "n_units", "n_decisions", "only_a", "only_b", "disagreements", "units_disagreed")
    return DisagreementsByPair(pd.DataFrame(rows, columns=[*names, "percent", "sentence"]))


def _pair_row(found: Differences, n_codes: int) -> tuple[object, ...]:
    (a, b), n_units = found.coders, int(found.both.sum())
    only_a, only_b = found.only_a.shape[1], found.only_b.shape[1]
    decisions, total, concerned = n_units * n_codes, only_a + only_b, int((found.per_unit > 0).sum())
    percent = 100 * total / decisions if decisions else np.nan
    sentence = (
        f"{a} and {b} differ in {total} of {number_of(decisions, 'decision')}, on {concerned} of "
        f"{number_of(n_units, 'unit')}; {_more(found)}"
        if decisions
        else f"No unit was coded by both {a} and {b}."
    )
    return (a, b, n_units, decisions, only_a, only_b, total, concerned, percent, sentence)


def _more(found: Differences) -> str:
    (a, b), n_a, n_b = found.coders, found.n_a, found.n_b
    if n_a == n_b:
        return f"both applied {number_of(n_a, 'code')}."
    more, less = (a, b) if n_a > n_b else (b, a)
    return f"{more} applied more codes than {less}, {max(n_a, n_b)} against {min(n_a, n_b)}."


@dataclass(frozen=True, repr=False, eq=False)
class DisagreementsByCase(Result):
    """How often coders differ in each case (a participant, a service), the most first."""

    title: ClassVar[str] = "Disagreements by case"
    frame: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return one row per case: `case`, `n_units` two or more coded, `disagreements`, `units_disagreed`, `share`.

        `disagreements` are codes that one of two coders applied and the other not, over all pairs; `share` is the
        share that they are of all disagreements.
        """
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return the columns that people see."""
        return (
            Column("case", "Case"),
            Column("n_units", "Units", "count"),
            Column("disagreements", "Disagreements", "count"),
            Column("units_disagreed", "Units concerned", "count"),
            Column("share", "Of all %", "share"),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the result for JSON."""
        return {"cases": rows_for_json(self.frame)}

    def notes(self) -> tuple[str, ...]:
        """Return in how many cases half of the disagreements lie."""
        counts = self.frame["disagreements"].to_numpy()
        total = int(counts.sum())
        if not total:
            return ("The coders agree in every case.",)
        needed = int(np.searchsorted(np.cumsum(counts), total / 2) + 1)
        named = ", ".join(map(str, self.frame["case"].iloc[: min(needed, 5)]))
        more = " and others" if needed > 5 else ""
        cases = f"{needed} of {number_of(len(counts), 'case')}"
        return (f"At least half of the {number_of(total, 'disagreement')} lie in {cases}: {named}{more}.",)


def disagreements_by_case(coded_units: CodedUnits, case_of: Mapping[Hashable, Hashable]) -> DisagreementsByCase:
    """Return how often coders differ in each case, over all pairs of coders; `case_of` gives the case of each unit.

    Raises InputError for a unit without a case.
    """
    import pandas as pd

    per_unit, _ = differences_by_unit(coded_units)
    units = pd.DataFrame(
        {
            "case": groups_of_units(coded_units.units, case_of, "case"),
            "n_units": coded_units.coded.sum(1) >= 2,
            "disagreements": per_unit,
            "units_disagreed": per_unit > 0,
        }
    )
    frame = units.groupby("case", sort=False).sum().astype(int).reset_index()
    frame = frame[frame["n_units"] > 0].sort_values("disagreements", ascending=False, kind="stable", ignore_index=True)
    return DisagreementsByCase(frame.assign(share=frame["disagreements"] / max(int(per_unit.sum()), 1)))
