"""The units on which coders are compared: counted, and still together where intervals need them together."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from .counts.counting import patterns_of_codings
from .counts.joint import joint_patterns_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .counts.coded_units import CodedUnits
    from .counts.joint import JointPatterns
    from .counts.patterns import Counts, Patterns

_ANSWERS = 20_000_000  # units x codes up to which every unit's patterns are kept


@dataclass(frozen=True)
class Sample:
    """The units (or cases) that are compared.

    coded_units   what each coder did on them
    case_of       the case of each unit, where units are segments of cases, which are then resampled as a whole
    """

    coded_units: CodedUnits
    case_of: Mapping[Any, Hashable] | None = None

    @cached_property
    def patterns(self) -> Patterns:
        """How often each pattern of answers occurs, code by code."""
        return patterns_of_codings(self.coded_units)

    @cached_property
    def joint(self) -> JointPatterns | None:
        """The patterns of every unit over all codes; None for more answers than are kept in memory."""
        if len(self.coded_units.units) * len(self.coded_units.codes) > _ANSWERS:
            return None
        return self._joint()

    def _joint(self) -> JointPatterns:
        return joint_patterns_of(self.coded_units)

    @cached_property
    def cases(self) -> NDArray[np.int64] | None:
        """The number of each unit's case; None when no cases are known or every unit is a case of its own."""
        if self.case_of is None:
            return None
        number: dict[Hashable, int] = {}
        cases = np.array([number.setdefault(self.case_of[unit], len(number)) for unit in self.coded_units.units], int)
        return cases if len(number) < len(cases) else None

    def case_counts(self) -> Counts | None:
        """Return the patterns of each case, (cases, m, k), in the order of `joint.patterns`; None without cases."""
        if self.cases is None or self.joint is None:
            return None
        return self.joint.by_case(self.cases)
