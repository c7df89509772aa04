"""The average over codes: what it is over, what it leaves out, and how much that matters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..results import coefficient_text, for_json
from .bands import band_scale, bands_of, is_below
from .chance import beyond_chance
from .remarks import percent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .chance import Coefficient
    from .counts.patterns import Floats


@dataclass(frozen=True)
class Average:
    """The mean kappa over the codes for which kappa is defined, and what belongs beside it. NaN where none is defined.

    kappa, median, minimum, maximum   over the defined codes
    defined, codes, undefined         how many are defined, of how many; which are not
    share_at_threshold                of the defined codes, the share with kappa at or above the threshold
    pooled_kappa                      from mean po and mean pe over all codes. De Vries et al. (2008)
    undefined_as_1, undefined_as_0    the mean with every undefined kappa read as 1, and as 0
    band                              the published word for the mean
    se, ci, ci_method                 its standard error and interval, where there is one, and the method
    over                              what the average is over, in a word: code or variable
    """

    kappa: float
    median: float
    minimum: float
    maximum: float
    defined: int
    codes: int
    undefined: tuple[str, ...]
    share_at_threshold: float
    pooled_kappa: float
    undefined_as_1: float
    undefined_as_0: float
    band: str
    se: float = math.nan
    ci: tuple[float, float] | None = None
    ci_method: str = ""
    over: str = "code"

    def sentence(self) -> str:
        """Return the average in the words of a paper: mean kappa .83 over 17 of 19 codes."""
        codes = {1: f"1 {self.over}", 2: f"both {self.over}s"}.get(self.codes, f"all {self.codes} {self.over}s")
        if not self.defined:
            return f"kappa is undefined for {codes}"
        over = f"{self.defined} of {self.codes} {self.over}s" if self.undefined else codes
        return f"mean kappa {coefficient_text(self.kappa)} over {over}"

    def in_full(self, confidence: float, scale: str) -> str:
        """Return the average with its band, its interval and what belongs beside it, as a note says it."""
        if not self.defined:
            return self.sentence().capitalize() + "."
        parts = [f"{self.sentence().capitalize()} ({self.band}, {band_scale(scale).source})"]
        if self.ci:
            low, high = (coefficient_text(end) for end in self.ci)
            parts.append(f"{percent(confidence)} interval {low} to {high} ({self.ci_method})")
        parts.append(f"median {coefficient_text(self.median)}, lowest {coefficient_text(self.minimum)}")
        parts.append(f"pooled kappa {coefficient_text(self.pooled_kappa)}")
        if self.undefined:
            as_1, as_0 = coefficient_text(self.undefined_as_1), coefficient_text(self.undefined_as_0)
            parts.append(f"with the undefined ones read as 1 {as_1}, as 0 {as_0}")
        return "; ".join(parts) + "."

    def to_dict(self) -> dict[str, Any]:
        """Return the average for JSON: None where a number is undefined."""
        numbers = {
            name: for_json(getattr(self, name))
            for name in (
                "median",
                "minimum",
                "maximum",
                "share_at_threshold",
                "pooled_kappa",
                "undefined_as_1",
                "undefined_as_0",
            )
        }
        return {
            "kappa": for_json(self.kappa),
            "band": self.band or None,
            "defined": self.defined,
            f"{self.over}s": self.codes,
            "undefined": list(self.undefined),
            **numbers,
            "se": for_json(self.se),
            "ci": list(self.ci) if self.ci else None,
            "ci_method": self.ci_method or None,
        }


@dataclass(frozen=True)
class Kappas:
    """Kappas that were computed apart, with the agreements they are made of: three arrays (m,), NaN where undefined."""

    value: Floats
    observed: Floats
    expected: Floats

    @property
    def undefined(self) -> NDArray[np.bool_]:
        """Where there is no kappa, shape (m,)."""
        return np.isnan(self.value)


def average_of(
    codes: Sequence[str], kappa: Coefficient | Kappas, *, threshold: float, scale: str, over: str = "code"
) -> Average:
    """Return the average of `kappa` over `codes`, against a `threshold` and in the bands of a `scale`."""
    values = kappa.value
    known = values[~kappa.undefined]
    mean = float(known.mean()) if len(known) else np.nan
    return Average(
        kappa=mean,
        median=float(np.median(known)) if len(known) else np.nan,
        minimum=float(known.min(initial=np.inf)) if len(known) else np.nan,
        maximum=float(known.max(initial=-np.inf)) if len(known) else np.nan,
        defined=len(known),
        codes=len(codes),
        undefined=tuple(code for code, missing in zip(codes, kappa.undefined, strict=True) if missing),
        share_at_threshold=float(np.mean([not is_below(value, threshold) for value in known]))
        if len(known)
        else np.nan,
        pooled_kappa=pooled_kappa(kappa.observed, kappa.expected),
        undefined_as_1=_with_undefined_as(1.0, values),
        undefined_as_0=_with_undefined_as(0.0, values),
        band=bands_of([mean], scale)[0],
        over=over,
    )


def pooled_kappa(observed: Floats, expected: Floats) -> float:
    """Return (mean po - mean pe) / (1 - mean pe) over the codes, also those with undefined kappa; NaN when undefined.

    `observed` and `expected` have shape (m,); codes without any unit (NaN) are left out. De Vries et al. (2008).
    """
    coded = ~np.isnan(observed)
    if not coded.any():
        return float("nan")
    return float(beyond_chance(observed[coded].mean(), expected[coded].mean()))


def _with_undefined_as(value: float, kappas: Floats) -> float:
    return float(np.where(np.isnan(kappas), value, kappas).mean()) if len(kappas) else float("nan")
