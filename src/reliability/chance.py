"""Agreement corrected for chance: (Ao - Ae) / (1 - Ae) stands here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ..errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from .counts.patterns import Counts, Floats, Patterns
    from .result import Level

_NOTHING_LEFT = 1e-12
_ROUNDING = 1e-15  # a difference this small, relative to its terms, is the rounding of floating point


def beyond_chance(observed: Counts | float, expected: Counts | float, perfect: Counts | float = 1.0) -> Floats:
    """Return (observed - expected) / (perfect - expected); NaN where chance alone explains perfect agreement.

    Arrays of one shape. `perfect` is what full agreement would be: 1 for proportions; n squared when `observed` and
    `expected` come as whole numbers, which keeps the result right to the last digit.
    """
    room = np.asarray(perfect - expected, float)
    beyond = np.asarray(observed - expected, float)
    beyond = np.where(np.abs(beyond) <= _ROUNDING * np.abs(expected), 0.0, beyond)
    undefined = ~(room > _NOTHING_LEFT * np.asarray(perfect))
    return np.where(undefined, np.nan, beyond / np.where(undefined, 1.0, room))


@dataclass(frozen=True)
class Part:
    """Observed or expected agreement: its value (m,) and the influence on it of one unit with each pattern (m, k).

    The influences, weighted with the counts, sum to zero; their variance is the linearised variance of the value.
    """

    value: Floats
    influence: Callable[[], Floats]


@dataclass(frozen=True)
class Coefficient:
    """A coefficient of agreement, one value per variable, NaN where it is undefined.

    value                the coefficient, shape (m,), with resamples (..., m)
    observed, expected   the two agreements it is made of
    patterns             the units it rests on
    influence            what one unit with each pattern adds to the value, (m, k); None where that is not derived
    """

    value: Floats
    observed: Floats
    expected: Floats
    patterns: Patterns
    influence: Callable[[], Floats] | None = None

    def influence_of_units(self) -> Floats:
        """Return what one unit with each pattern adds to the value, (m, k).

        Raises InputError for a coefficient whose influences are not derived.
        """
        if self.influence is None:
            raise InputError("no linearised variance is known for this coefficient.", fix="Use the bootstrap.")
        return self.influence()

    @cached_property
    def undefined(self) -> NDArray[np.bool_]:
        """Where the coefficient has no value, shape (m,)."""
        return np.isnan(self.value)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the coefficient is undefined, in words, one text per variable; empty where it is defined."""
        return self.why_undefined("unit")

    def why_undefined(self, level: Level) -> tuple[str, ...]:
        """Return the `reasons` for counts of units or of cases."""
        from .reasons import why_undefined

        why = why_undefined(self.patterns, level)
        return tuple(text if nan else "" for text, nan in zip(why, self.undefined, strict=True))


def chance_corrected(patterns: Patterns, observed: Part, expected: Part) -> Coefficient:
    """Return the coefficient with this observed and this expected agreement, both proportions."""
    value = beyond_chance(observed.value, expected.value)

    def influence() -> Floats:
        room = np.where(np.isnan(value), np.nan, 1 - expected.value)[..., None]
        return (observed.influence() - (1 - value[..., None]) * expected.influence()) / room

    return Coefficient(value, observed.value, expected.value, patterns, influence)


def uncorrected(patterns: Patterns, observed: Part) -> Coefficient:
    """Return the observed agreement itself as a coefficient: nothing is taken off for chance."""
    return Coefficient(observed.value, observed.value, np.zeros_like(observed.value), patterns, observed.influence)
