"""The counts of patterns, group by group of units: cases that are resampled as a whole, or groups to be compared."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from .counting import patterns_of_votes
from .patterns import tally

if TYPE_CHECKING:
    from .patterns import Counts, Patterns


@dataclass(frozen=True)
class GroupedPatterns:
    """How often each pattern occurs in all, and in each group of units.

    patterns   the counts of all units, code by code
    groups     the names of the groups (g), in order
    counts     (g, m, k) the counts of each group, patterns in the order of `patterns`
    what       the groups are, in words: units, cases, 500 groups of units
    who        all who are compared, where the patterns have no names (`Patterns.named`)
    """

    patterns: Patterns
    groups: tuple[Hashable, ...]
    counts: Counts
    what: str = "units"
    who: tuple[str, ...] = ()

    @property
    def of_cases(self) -> bool:
        """Whether the groups are cases, or are made of cases: units of a case resemble each other."""
        return self.what.endswith("cases")

    def occupied(self) -> Counts:
        """Return the counts of the groups that have any unit, (g, m, k)."""
        return self.counts[self.counts.any((1, 2))]

    def without_names(self) -> GroupedPatterns:
        """Return how many coders gave each answer, not who."""
        anonymous = patterns_of_votes(self.patterns.votes, categories=self.patterns.categories)
        place = {tuple(row): at for at, row in enumerate(anonymous.votes.tolist())}
        column = np.array([place[tuple(row)] for row in self.patterns.votes.tolist()], np.int64)
        patterns = replace(anonymous, variables=self.patterns.variables)
        counts = tally(column, self.counts, len(place))
        whole = tally(column, self.patterns.counts, len(place))
        return replace(self, patterns=patterns.with_counts(whole), counts=counts, who=self.patterns.coders)

    def complete(self) -> GroupedPatterns:
        """Return the patterns of the units that all coders coded."""
        return self._of(self.patterns.complete(), self._in_groups().complete())

    def of_coders(self, coders: Sequence[str]) -> GroupedPatterns:
        """Return the patterns of some of the coders, in that order, on all units that any of them coded."""
        return self._of(self.patterns.of_coders(coders), self._in_groups().of_coders(coders))

    def _in_groups(self) -> Patterns:
        return self.patterns.with_counts(self.counts)

    def _of(self, patterns: Patterns, in_groups: Patterns) -> GroupedPatterns:
        return replace(self, patterns=patterns, counts=in_groups.counts)
