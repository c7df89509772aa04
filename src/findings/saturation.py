"""Saturation: how many codes each further interview adds, and when a run of them adds next to nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ..errors import InputError
from ..results import Column, rows_for_json
from ..wording import number_of
from .finding import Finding
from .groups import groups_of
from .presence import presence_in_cases

if TYPE_CHECKING:
    import pandas as pd

    from ..framework.codes import Framework


@dataclass(frozen=True, repr=False)
class Saturation(Finding):
    """New codes per case, in order (after Guest, Namey & Chen 2020).

    `frame` has a row per case: position, case, new (codes that no earlier case had), total (codes so far), in_run (new
    codes in the run that ends with this case) and share (in_run as a share of the codes of the base); the last two
    are undefined until the first run is over. `reached` is the position before the first run that adds no more than the
    threshold, or None.
    """

    title: ClassVar[str] = "Saturation"
    frame: pd.DataFrame
    base: int
    run: int
    threshold: float
    n_base: int
    order: str
    reached: int | None

    def to_frame(self) -> pd.DataFrame:
        """Return a row per case."""
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return case, new codes, codes so far, new codes in the run, and their share of the base."""
        return (
            Column("position", "No.", "count"),
            Column("case", "Case"),
            Column("new", "New codes", "count"),
            Column("total", "Codes so far", "count"),
            Column("in_run", f"New in the last {self.run}", "count"),
            Column("share", "% of the base", "share"),
        )

    def notes(self) -> tuple[str, ...]:
        """Return how it was computed, and when saturation was reached."""
        how = (
            f"Guest, Namey & Chen (2020): base size {self.base} ({number_of(self.n_base, 'code')}), run length "
            f"{self.run}, threshold {100 * self.threshold:g} %; in the order of {self.order}. Codes are those that "
            "coders apply."
        )
        if self.reached is None:
            return how, "Not reached: every run of cases added more than the threshold.", *self.rests_on
        confirmed = f"{self.reached}+{self.run}"
        reached = (
            f"Reached at {confirmed}: after {number_of(self.reached, 'case')}, confirmed by the {self.run} that follow."
        )
        return how, reached, *self.rests_on

    def to_dict(self) -> dict[str, Any]:
        """Return {"base", "run", "threshold", "base_codes", "order", "reached", "rests_on", "cases": [...]}."""
        return {
            "base": self.base,
            "run": self.run,
            "threshold": self.threshold,
            "base_codes": self.n_base,
            "order": self.order,
            "reached": self.reached,
            "rests_on": list(self.rests_on),
            "cases": rows_for_json(self.frame),
        }


def saturation(
    codings: pd.DataFrame,
    units: pd.DataFrame,
    cases: pd.DataFrame,
    framework: Framework,
    *,
    base: int = 4,
    run: int = 2,
    threshold: float = 0.05,
    order: str | None = None,
) -> Saturation:
    """Follow how many new codes each case adds, in the order of the cases or of their attribute `order`.

    The codes found in the first `base` cases are what later runs of `run` cases are measured by; runs overlap, each
    beginning one case after the one before. Guest, Namey & Chen (2020), PLoS ONE 15(5), e0232076. Raises InputError for
    fewer cases than base and run together, or when no code is in the base.
    """
    import pandas as pd

    ordered = _in_order(cases, order)
    _check(len(ordered), base, run, threshold)
    new = _new_codes(codings, units, ordered, framework)
    in_base = int(new[:base].sum())
    if not in_base:
        raise InputError(f"the first {base} cases have no code.", where="--base", fix="Choose a larger base.")
    in_run = np.full(len(new), np.nan)
    for end in range(base + run - 1, len(new)):
        in_run[end] = new[end - run + 1 : end + 1].sum()
    frame = pd.DataFrame(
        {
            "position": range(1, len(new) + 1),
            "case": list(ordered["case"]),
            "new": new,
            "total": new.cumsum(),
            "in_run": in_run,
            "share": in_run / in_base,
        }
    )
    settled = np.flatnonzero(frame["share"] <= threshold)
    reached = int(settled[0]) + 1 - run if len(settled) else None
    return Saturation(frame, base, run, threshold, in_base, order or "the notes", reached)


def _new_codes(
    codings: pd.DataFrame, units: pd.DataFrame, cases: pd.DataFrame, framework: Framework
) -> np.ndarray[Any, np.dtype[np.int64]]:
    found = presence_in_cases(codings, units, cases, framework)
    applicable = [at for at, code in enumerate(framework) if code.applicable]
    matrix = found.matrix[applicable]
    first = matrix[matrix.any(axis=1)].argmax(axis=1)
    return np.bincount(first, minlength=len(cases)).astype(np.int64)


def _check(n_cases: int, base: int, run: int, threshold: float) -> None:
    if base < 1 or run < 1 or not 0 <= threshold < 1:
        raise InputError(
            "base and run are whole numbers from 1, the threshold a share below 1.",
            where="--base, --run, --threshold",
            fix="Guest et al. (2020) use base 4, run 2 or 3, threshold 0.05 or 0.",
        )
    if n_cases < base + run:
        raise InputError(
            f"the study has {number_of(n_cases, 'case')}, but base and run need {base + run}.",
            where="--base, --run",
            fix="Lower them.",
        )


def _in_order(cases: pd.DataFrame, order: str | None) -> pd.DataFrame:
    if order is None:
        return cases
    values = groups_of(cases, order, where="--order")
    rank = {case: at for at, case in enumerate(sorted(values, key=lambda case: _sortable(values[case])))}
    return cases.sort_values("case", key=lambda column: column.map(rank), ignore_index=True)


def _sortable(value: str) -> tuple[int, float, str]:
    """Return what puts numbers in the order of their size, before texts (such as dates, year first) in theirs."""
    try:
        return 0, float(value), ""
    except ValueError:
        return 1, 0.0, value
