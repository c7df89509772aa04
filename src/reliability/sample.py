"""The units on which coders are compared: counted, and still together where intervals need them together."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from .counts.coded_units import groups_of_units
from .counts.counting import patterns_of_codings
from .counts.joint import joint_patterns_of
from .inference.average_interval import mean_kappa_interval, mean_kappa_interval_of_groups

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .coefficients import Measure
    from .counts.coded_units import CodedUnits
    from .counts.grouped import GroupedPatterns
    from .counts.joint import JointPatterns
    from .counts.patterns import Counts, Patterns
    from .inference.average_interval import AverageInterval

_ANSWERS = 20_000_000  # units x codes up to which every unit's patterns are kept
_GROUPS = 100  # in which units are taken together beyond that


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
        """The number of each unit's case; None when no cases are known or every unit is a case of its own.

        Raises InputError for a unit without a case.
        """
        if self.case_of is None:
            return None
        number: dict[Hashable, int] = {}
        named = groups_of_units(self.coded_units.units, self.case_of, "case")
        cases = np.array([number.setdefault(case, len(number)) for case in named], int)
        return cases if len(number) < len(cases) else None

    @property
    def n_units(self) -> int:
        """How many units (or cases) are compared."""
        return len(self.coded_units.units)

    @property
    def clusters(self) -> str:
        """What is resampled where the units are parts of it."""
        return "cases"

    def in_cases(self) -> tuple[Patterns, Counts | None]:
        """Return the patterns, and with them the counts of each case, (cases, m, k); None without cases."""
        if self.cases is None or self.joint is None:
            return self.patterns, None
        return self.joint.patterns, self.joint.by_case(self.cases)

    def average_interval(self, *, measure: Measure | None, **options: Any) -> AverageInterval | None:
        """Return the interval of the average over codes, see `mean_kappa_interval`.

        Of more answers than are kept in memory, units (or cases) are taken together in 100 groups, left out or drawn as
        a whole; its method says so.
        """
        if self.joint is not None:
            return mean_kappa_interval(self.joint, measure=measure, cases=self.cases, **options)
        counts = self._in_groups()
        what = f"{len(counts)} groups of {'units' if self.cases is None else 'cases'}"
        return mean_kappa_interval_of_groups(self.patterns, counts, what=what, measure=measure, **options)

    def _in_groups(self) -> Counts:
        """Return the counts of each group of units, (groups, m, k), in the order of `patterns`; cases stay whole."""
        number = np.arange(self.n_units) if self.cases is None else self.cases
        group = number % _GROUPS
        place = {tuple(answers): at for at, answers in enumerate(self.patterns.answers.tolist())}
        counts = np.zeros((int(group.max()) + 1, *self.patterns.counts.shape), np.int64)
        for at, mine in enumerate(counts):
            found = patterns_of_codings(self.coded_units.of_units(group == at))
            mine[:, [place[tuple(answers)] for answers in found.answers.tolist()]] = found.counts
        return counts


@dataclass(frozen=True)
class CountedSample:
    """Units (or cases) that were counted elsewhere, of which only the counts are known, in all and of each group."""

    grouped: GroupedPatterns

    @property
    def patterns(self) -> Patterns:
        """How often each pattern of answers occurs, code by code."""
        return self.grouped.patterns

    @property
    def n_units(self) -> int:
        """How many units (or cases) are compared."""
        return int(self.patterns.n_units.max(initial=0))

    @property
    def clusters(self) -> str:
        """What is resampled: units, cases, or groups of them."""
        return self.grouped.what

    def in_cases(self) -> tuple[Patterns, Counts | None]:
        """Return the patterns, and with them the counts of each case, (cases, m, k); None without cases."""
        return self.patterns, self.grouped.occupied() if self.grouped.of_cases else None

    def average_interval(self, *, measure: Measure | None, **options: Any) -> AverageInterval | None:
        """Return the interval of the average over codes, groups taken together; None when there is but one group."""
        counts = self.grouped.occupied()
        if len(counts) < 2:
            return None
        return mean_kappa_interval_of_groups(self.patterns, counts, what=self.clusters, measure=measure, **options)
