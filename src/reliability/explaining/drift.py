"""Drift: whether coders agree less (or more) the further they get."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ...errors import InputError
from ...results import Column, Result, coefficient_text, for_json, p_sentence, rows_for_json
from ..coefficients.parts import ratio
from ..inference.distributions import normal_cdf
from .differences import differences_by_unit

if TYPE_CHECKING:
    import pandas as pd

    from ..counts.coded_units import CodedUnits
    from ..counts.patterns import Floats

_CLEAR = 0.05


@dataclass(frozen=True, repr=False, eq=False)
class Drift(Result):
    """Agreement over the order of coding, in blocks of units, with a test for a trend.

    frame        one row per block
    correlation  of a unit's place in the order with the share of decisions on it that differ (NaN when undefined)
    p            two-sided, that such a correlation arises without any trend (NaN when undefined)
    """

    title: ClassVar[str] = "Agreement over the order of coding"
    frame: pd.DataFrame
    correlation: float
    p: float

    def to_frame(self) -> pd.DataFrame:
        """Return one row per block, in order: `block`, `first` and `last` unit, `n_units`, `disagreements`, `percent`.

        `percent` is the agreement: the share of decisions (one code on one unit, by two coders) that do not differ.
        """
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return the columns that people see."""
        return (
            Column("block", "Block", "count"),
            Column("first", "From unit"),
            Column("last", "To unit"),
            Column("n_units", "Units", "count"),
            Column("disagreements", "Disagreements", "count"),
            Column("percent", "Agreement %", "percent"),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the result for JSON."""
        blocks = rows_for_json(self.frame)
        return {"blocks": blocks, "correlation": for_json(self.correlation), "p": for_json(self.p)}

    def notes(self) -> tuple[str, ...]:
        """Return whether agreement changes over the order of coding."""
        if math.isnan(self.correlation):
            return ("There is nothing to test: the coders differ equally often on every unit.",)
        if self.p < _CLEAR:
            way = "less" if self.correlation > 0 else "more"
            first = f"The coders agree {way} the further they get"
        else:
            first = "No clear drift"
        tested = f"correlation of place and disagreement {coefficient_text(self.correlation)}, {p_sentence(self.p)}"
        return (f"{first} ({tested}; Mantel's test for a linear trend).",)


def drift(coded_units: CodedUnits, *, order: Sequence[Hashable] | None = None, blocks: int = 4) -> Drift:
    """Return how agreement changes over the units that two or more coders coded, in `blocks` of about equal size.

    `order` lists the units as they were coded; by default they come as in the coverage. The test is Mantel's (1963) for
    a linear trend: z = r sqrt(n - 1), with r the correlation of place and disagreement. Raises InputError for fewer
    than one block and for a unit that is missing from the order.
    """
    import pandas as pd

    if blocks < 1:
        raise InputError("there must be at least one block.", where="blocks")
    places = _places(coded_units, order)
    differing, pairs = differences_by_unit(coded_units)
    decisions = pairs * len(coded_units.codes)
    known = places[decisions[places] > 0]
    split = [part for part in np.array_split(known, blocks) if len(part)]
    rows = [
        (
            number + 1,
            coded_units.units[part[0]],
            coded_units.units[part[-1]],
            len(part),
            int(differing[part].sum()),
            100 * (1 - differing[part].sum() / decisions[part].sum()),
        )
        for number, part in enumerate(split)
    ]
    frame = pd.DataFrame(rows, columns=["block", "first", "last", "n_units", "disagreements", "percent"])
    return Drift(frame, *_trend(ratio(differing[known], decisions[known])))


def _places(coded_units: CodedUnits, order: Sequence[Hashable] | None) -> np.ndarray[Any, np.dtype[np.int64]]:
    if order is None:
        return np.arange(len(coded_units.units))
    place = {unit: at for at, unit in enumerate(order)}
    lost = [unit for unit in coded_units.units if unit not in place]
    if lost:
        raise InputError(f'unit "{lost[0]}" is missing from the order of coding.', fix="List every unit once.")
    return np.argsort([place[unit] for unit in coded_units.units], kind="stable")


def _trend(disagreement: Floats) -> tuple[float, float]:
    """Return the correlation of disagreement with place, and the p-value of Mantel's test."""
    n = len(disagreement)
    place = np.arange(n) - (n - 1) / 2
    deviation = disagreement - disagreement.mean() if n else disagreement
    spread = math.sqrt(float((place**2).sum() * (deviation**2).sum()))
    if spread < 1e-12:
        return math.nan, math.nan
    r = float(place @ deviation) / spread
    return r, 2 * normal_cdf(-abs(r) * math.sqrt(n - 1))
