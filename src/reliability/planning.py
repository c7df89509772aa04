"""How many units a team must double-code, for an interval of a given width or to show that kappa exceeds a value."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ..errors import InputError
from ..results import Column, Result, coefficient_text, rows_for_json
from .inference.distributions import normal_cdf, normal_quantile
from .inference.donner_eliasziw import goodness_of_fit, group_probabilities
from .inference.intervals import check_confidence
from .inference.variance import fleiss_cohen_everitt_variance
from .remarks import percent

if TYPE_CHECKING:
    import pandas as pd

    from .counts.patterns import Floats

PREVALENCES = (0.05, 0.1, 0.2, 0.3, 0.5)
_WHOLE = 1e-9  # 140.0000000001 units are 140


def expected_cells(kappa: float, prevalence: float, second: float | None = None) -> Floats:
    """Return the proportions that two coders give a code in all four ways, (2, 2), not applied before applied.

    `prevalence` is how often the first coder applies it, `second` how often the second does (by default as often).
    Raises InputError for what is no proportion, and where these prevalences do not allow this kappa.

    >>> expected_cells(0.6, 0.5).tolist()
    [[0.4, 0.1], [0.1, 0.4]]
    """
    other = prevalence if second is None else second
    for share in (prevalence, other):
        _between(share, 0, 1, "a prevalence")
    by_chance = prevalence * other + (1 - prevalence) * (1 - other)
    both = (by_chance + kappa * (1 - by_chance) - 1 + prevalence + other) / 2
    cells = np.array([[1 - prevalence - other + both, other - both], [prevalence - both, both]])
    if not cells.min() >= -_WHOLE:  # nor is anything that is no number
        raise InputError(
            f"with prevalences of {prevalence:g} and {other:g} kappa cannot be {kappa:g}.",
            fix="Take a kappa nearer to 0, or prevalences that are more alike.",
        )
    return np.asarray(np.clip(cells, 0, 1).round(15))


def unit_variance(kappa: float, prevalence: float, second: float | None = None) -> float:
    """Return the variance of kappa times the number of units. Fleiss, Cohen & Everitt (1969)."""
    return float(fleiss_cohen_everitt_variance(expected_cells(kappa, prevalence, second)[None])[0])


def units_for_half_width(
    half_width: float, *, kappa: float, prevalence: float, second: float | None = None, confidence: float = 0.95
) -> int:
    """Return the units needed for an interval of kappa -/+ `half_width`: z^2 tau^2 / w^2, rounded up.

    >>> [units_for_half_width(0.1, kappa=0.8, prevalence=p) for p in (0.05, 0.1, 0.3)]
    [768, 401, 167]
    """
    check_confidence(confidence)
    _between(half_width, 0, 1, "the half-width")
    z = normal_quantile((1 + confidence) / 2)
    return _up((z / half_width) ** 2 * unit_variance(kappa, prevalence, second))


def units_for_power(
    *,
    kappa: float,
    null_kappa: float,
    prevalence: float,
    second: float | None = None,
    power: float = 0.8,
    alpha: float = 0.05,
    two_sided: bool = True,
) -> int:
    """Return the units needed to reject `null_kappa` with this power when kappa is in truth `kappa`.

    Cantor (1996), Psychological Methods 1: 150-153. Raises InputError when the two kappas are the same.

    >>> units_for_power(kappa=0.8, null_kappa=0.6, prevalence=0.1)
    309
    """
    _differ(kappa, null_kappa)
    _between(power, 0, 1, "the power")
    spread = _z_of(alpha, two_sided) * math.sqrt(unit_variance(null_kappa, prevalence, second))
    spread += normal_quantile(power) * math.sqrt(unit_variance(kappa, prevalence, second))
    return _up((spread / (kappa - null_kappa)) ** 2)


def power(
    n: int,
    *,
    kappa: float,
    null_kappa: float,
    prevalence: float,
    second: float | None = None,
    alpha: float = 0.05,
    two_sided: bool = True,
) -> float:
    """Return the probability that n units reject `null_kappa` when kappa is in truth `kappa`. Cantor (1996)."""
    _differ(kappa, null_kappa)
    spread = _z_of(alpha, two_sided) * math.sqrt(unit_variance(null_kappa, prevalence, second))
    reach = abs(kappa - null_kappa) * math.sqrt(n) - spread
    return normal_cdf(reach / math.sqrt(unit_variance(kappa, prevalence, second)))


def units_for_lower_limit(lower: float, *, kappa: float, prevalence: float, confidence: float = 0.95) -> int:
    """Return the units needed for a one-sided lower limit of `lower` when kappa is `kappa`.

    By the goodness of fit of the common-correlation model. Rotondi & Donner (2012), Journal of Clinical Epidemiology
    65: 778-784. Raises InputError when the limit is not below kappa.

    >>> units_for_lower_limit(0.6, kappa=0.8, prevalence=0.3)
    52
    """
    check_confidence(confidence)
    if not lower < kappa:
        raise InputError("the lower limit must lie below the kappa that is expected.", fix="Take a lower limit.")
    for one in (kappa, lower):
        expected_cells(one, prevalence)  # refuses a kappa that cannot be
    return _up(_one_sided_chi_square(confidence) / (_distance(kappa, lower, prevalence) or math.nan))


def lower_limit_for(n: int, *, kappa: float, prevalence: float, confidence: float = 0.95) -> float:
    """Return the one-sided lower limit to expect from n units when kappa is `kappa`. Rotondi & Donner (2012).

    >>> round(lower_limit_for(40, kappa=0.8, prevalence=0.1), 3)
    0.429
    """
    check_confidence(confidence)
    enough = _one_sided_chi_square(confidence) / n
    inside, outside = kappa, max(-prevalence / (1 - prevalence), -(1 - prevalence) / prevalence)
    for _ in range(60):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if _distance(kappa, middle, prevalence) <= enough else (inside, middle)
    return inside


@dataclass(frozen=True, repr=False, eq=False)
class UnitsNeeded(Result):
    """How many units to double-code for each prevalence: one row per prevalence, one column per goal.

    frame        the numbers
    kappa        the kappa that is expected
    goals        what is wanted of the units, in words, by column
    """

    frame: pd.DataFrame
    kappa: float
    goals: dict[str, str]

    title: ClassVar[str] = "Units needed"

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers, one row per prevalence."""
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return prevalence and the units for each goal."""
        head = Column("prevalence", "Units with the code, %", "share")
        return (head, *(Column(key, f"Units {goal}", "count") for key, goal in self.goals.items()))

    def to_dict(self) -> dict[str, Any]:
        """Return the plan for JSON."""
        rows = rows_for_json(self.frame)
        return {"kappa": self.kappa, "goals": self.goals, "plan": rows, "notes": list(self.notes())}

    def notes(self) -> tuple[str, ...]:
        """Return what was assumed."""
        return (
            f"For a code with kappa {coefficient_text(self.kappa)} that two coders apply equally often.",
            "The rarer a code, the more units are needed: only units with the code say much about it.",
        )


def units_needed(
    *,
    kappa: float = 0.8,
    prevalences: Sequence[float] = PREVALENCES,
    half_width: float | None = None,
    null_kappa: float | None = None,
    lower_limit: float | None = None,
    power: float = 0.8,
    confidence: float = 0.95,
) -> UnitsNeeded:
    """Return the units needed at each of the `prevalences`, for the goals that are given.

    half_width    an interval of kappa -/+ this; .10 when no goal is given
    null_kappa    to show with this `power` that kappa is not this value (two-sided test at 1 - confidence)
    lower_limit   a one-sided lower limit of kappa at this value

    >>> units_needed(kappa=0.8, prevalences=[0.05, 0.1, 0.3], half_width=0.1).to_frame()["for_half_width"].tolist()
    [768, 401, 167]
    """
    import pandas as pd

    if half_width is None and null_kappa is None and lower_limit is None:
        half_width = 0.1
    goals: dict[str, str] = {}
    columns: dict[str, list[float]] = {"prevalence": list(prevalences)}
    if half_width is not None:
        goals["for_half_width"] = f"for ± {coefficient_text(half_width)} ({percent(confidence)} interval)"
        columns["for_half_width"] = [
            units_for_half_width(half_width, kappa=kappa, prevalence=share, confidence=confidence)
            for share in prevalences
        ]
    if null_kappa is not None:
        goals["for_power"] = f"to tell it from {coefficient_text(null_kappa)} with power {100 * power:g} %"
        columns["for_power"] = [
            units_for_power(kappa=kappa, null_kappa=null_kappa, prevalence=share, power=power, alpha=1 - confidence)
            for share in prevalences
        ]
    if lower_limit is not None:
        goals["for_lower_limit"] = (
            f"for a lower limit of {coefficient_text(lower_limit)} ({percent(confidence)}, one-sided)"
        )
        columns["for_lower_limit"] = [
            units_for_lower_limit(lower_limit, kappa=kappa, prevalence=share, confidence=confidence)
            for share in prevalences
        ]
    return UnitsNeeded(pd.DataFrame(columns), kappa, goals)


def _distance(kappa: float, assumed: float, prevalence: float) -> float:
    """Return how badly groups with `kappa` fit an assumed kappa, per unit."""
    _between(prevalence, 0, 1, "a prevalence")
    groups, model = (group_probabilities(np.array(one), np.array(prevalence)) for one in (kappa, assumed))
    return float(goodness_of_fit(groups, model))


def _one_sided_chi_square(confidence: float) -> float:
    return normal_quantile(confidence) ** 2


def _z_of(alpha: float, two_sided: bool) -> float:
    _between(alpha, 0, 1, "alpha")
    return normal_quantile(1 - alpha / 2 if two_sided else 1 - alpha)


def _up(n: float) -> int:
    if not math.isfinite(n):
        raise InputError("no number of units is enough for this.", fix="Take a goal that is less exact.")
    return max(math.ceil(n - _WHOLE), 1)


def _between(value: float, low: float, high: float, what: str) -> None:
    if not low < value < high:
        raise InputError(f"{what} must lie between {low:g} and {high:g}, not {value:g}.", fix="Give 0.1 for 10 %.")


def _differ(kappa: float, null_kappa: float) -> None:
    if kappa == null_kappa:
        raise InputError("no number of units tells a kappa from itself.", fix="Give two different kappas.")
