"""How many more units to code, after a sample was coded, for intervals that are narrow enough."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ..results import Column, Result, coefficient_text, rows_for_json
from ..wording import number_of
from .coefficients import kappa_of_tables
from .inference.intervals import kappa_intervals
from .planning import units_for_half_width

if TYPE_CHECKING:
    import pandas as pd

    from .counts.patterns import Counts

_COLUMNS = ["code", "n_units", "kappa", "half_width", "more_units", "remark"]


@dataclass(frozen=True, repr=False, eq=False)
class MoreUnits(Result):
    """How many units more to code, after a sample was coded, until each interval is as narrow as wanted.

    frame       code, units coded, kappa, half-width now, units more (NaN where the corpus is too small), a remark
    half_width  what is wanted
    population  units in the corpus, None for an endless supply
    """

    frame: pd.DataFrame
    half_width: float
    population: int | None

    title: ClassVar[str] = "Units to code in addition"

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers, one row per code."""
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return what is known now and what is missing."""
        return (
            Column("code", "Code"),
            Column("n_units", "n", "count"),
            Column("kappa", "Kappa", "coefficient"),
            Column("half_width", "Interval ±", "coefficient"),
            Column("more_units", "Units more", "count"),
            Column("remark", "Remark"),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the answer for JSON."""
        return {
            "half_width": self.half_width,
            "population": self.population,
            "codes": rows_for_json(self.frame),
            "notes": list(self.notes()),
        }

    def notes(self) -> tuple[str, ...]:
        """Return what was aimed at, and how kappa and prevalence were guessed."""
        wanted = f"Units to code beyond those coded, for intervals of ± {coefficient_text(self.half_width)}."
        guessed = (
            "Kappa and prevalence are taken from the sample with half a unit added to each of the four counts, so that "
            "a code that was perfect, or absent, in a few units does not count as settled."
        )
        known = self.frame["more_units"].dropna()
        if self.frame.empty:
            return (wanted,)
        if len(known) < len(self.frame):
            return (wanted, guessed, "Where the corpus is too small, code all of it.")
        return (wanted, guessed, f"{int(known.max())} units more serve every code.")


def more_units(
    tables: Counts,
    codes: Sequence[str],
    *,
    half_width: float = 0.2,
    population: int | None = None,
    confidence: float = 0.95,
) -> MoreUnits:
    """Return how many more units two coders must code until the interval of each code is `half_width` to either side.

    `tables` (m, 2, 2) are the counts of the sample so far, not applied before applied. Nothing is needed where the
    printed interval is already as narrow.

    >>> more_units(np.array([[[10, 1], [0, 1]]]), ["Recruitment"]).to_frame()["more_units"].tolist()
    [104.0]
    """
    import pandas as pd

    tables = np.asarray(tables)
    intervals = kappa_intervals(tables, confidence=confidence)
    rows = []
    values = zip(codes, tables, kappa_of_tables(tables).tolist(), intervals.half_width.tolist(), strict=True)
    for code, table, kappa, now in values:
        n = int(table.sum())
        more = 0 if now <= half_width else max(_units_in_all(table, half_width, confidence) - n, 1)
        short = population is not None and n + more > population
        rows.append(
            {
                "code": code,
                "n_units": n,
                "kappa": kappa,
                "half_width": now,
                "more_units": math.nan if short else float(more),
                "remark": _remark(more, n, population, short=short),
            }
        )
    return MoreUnits(pd.DataFrame(rows, columns=_COLUMNS), half_width, population)


def _units_in_all(table: Counts, half_width: float, confidence: float) -> int:
    smoothed = (table + 0.5) / (table.sum() + 2)
    kappa = float(kappa_of_tables(smoothed[None])[0])
    first, second = float(smoothed[1].sum()), float(smoothed[:, 1].sum())
    return units_for_half_width(half_width, kappa=kappa, prevalence=first, second=second, confidence=confidence)


def _remark(more: int, n: int, population: int | None, *, short: bool) -> str:
    if short:
        return f"It would take {number_of(n + more, 'unit')}, the corpus has {population}."
    return "" if more else "Narrow enough."
