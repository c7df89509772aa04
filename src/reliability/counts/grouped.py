"""The counts of patterns, group by group of units: cases that are resampled as a whole, or groups to be compared."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .patterns import Counts, Patterns


@dataclass(frozen=True)
class GroupedPatterns:
    """How often each pattern occurs in all, and in each group of units.

    patterns   the counts of all units, code by code
    groups     the names of the groups (g), in order
    counts     (g, m, k) the counts of each group, patterns in the order of `patterns`
    """

    patterns: Patterns
    groups: tuple[Hashable, ...]
    counts: Counts

    def complete(self) -> GroupedPatterns:
        """Return the patterns of the units that all coders coded."""
        return self._of(self.patterns.complete(), self._in_groups().complete())

    def of_coders(self, coders: Sequence[str]) -> GroupedPatterns:
        """Return the patterns of some of the coders, in that order, on all units that any of them coded."""
        return self._of(self.patterns.of_coders(coders), self._in_groups().of_coders(coders))

    def _in_groups(self) -> Patterns:
        return self.patterns.with_counts(self.counts)

    def _of(self, patterns: Patterns, in_groups: Patterns) -> GroupedPatterns:
        return GroupedPatterns(patterns, self.groups, in_groups.counts)
