"""What is compared: units whose codings are in memory, or that an engine counted; either way pair by pair as well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from .counts.marks import FEW_CODERS
from .counts.sql import count_by_cluster
from .counts.value_counts import is_crowd
from .crowd import CrowdSample
from .sample import CountedSample, Sample

if TYPE_CHECKING:
    from .counts.coded_units import CodedUnits
    from .counts.grouped import GroupedPatterns
    from .counts.sql_sources import Sources
    from .result import Level


class Compared(Protocol):
    """Coders and what they did on the units that any of them coded."""

    @property
    def coders(self) -> Sequence[str]:
        """Who is compared."""

    @property
    def crowd(self) -> bool:
        """Whether the coders are too many, or meet too seldom, to be compared by name."""

    def common(self) -> Compared:
        """Return what they did on the units that all of them coded."""

    def of_coders(self, coders: Sequence[str]) -> Compared:
        """Return what some of them did."""

    def sample(self) -> Sample | CountedSample:
        """Return the units (or cases), counted."""

    def crowd_sample(self) -> tuple[CrowdSample | CountedSample, Sequence[str], int]:
        """Return the units counted without names, who is compared, and how many units each coded, added up."""


@dataclass(frozen=True)
class InMemory:
    """Codings in memory, with the case of each unit where it is known, compared by unit or by case."""

    coded_units: CodedUnits
    case_of: Mapping[Any, Any] | None
    level: Level

    @property
    def coders(self) -> Sequence[str]:
        """Who is compared."""
        return self.coded_units.coders

    @property
    def crowd(self) -> bool:
        """Whether the coders are too many, or meet too seldom, to be compared by name."""
        return is_crowd(self.coded_units.coded)

    def common(self) -> InMemory:
        """Return what they did on the units that all of them coded."""
        return replace(self, coded_units=self.coded_units.coded_by_all())

    def of_coders(self, coders: Sequence[str]) -> InMemory:
        """Return what some of them did."""
        return replace(self, coded_units=self.coded_units.of_coders(coders))

    def sample(self) -> Sample:
        """Return the units (or cases), to be counted."""
        return Sample(*self._of_level())

    def crowd_sample(self) -> tuple[CrowdSample, Sequence[str], int]:
        """Return the units to be counted without names, who is compared, and how many units each coded, added up."""
        coded_units, case_of = self._of_level()
        return CrowdSample(coded_units, case_of), coded_units.coders, int(coded_units.coded.sum())

    def _of_level(self) -> tuple[CodedUnits, Mapping[Any, Any] | None]:
        """Return what is compared, and the cases that are resampled as a whole: none where cases are compared."""
        if self.case_of is not None and self.level == "case":
            return self.coded_units.by_case(self.case_of), None
        return self.coded_units, self.case_of


@dataclass(frozen=True)
class CountedUnits:
    """Units that were counted before, by an engine or in another way."""

    grouped: GroupedPatterns

    @property
    def coders(self) -> Sequence[str]:
        """Who is compared."""
        return self.grouped.who or self.grouped.patterns.coders

    @property
    def crowd(self) -> bool:
        """Whether the coders are too many, or meet too seldom, to be compared by name."""
        patterns = self.grouped.patterns
        return not patterns.named or is_crowd(patterns.coded[patterns.counts.any(0)])

    def common(self) -> CountedUnits:
        """Return what they did on the units that all of them coded."""
        return replace(self, grouped=self.grouped.complete())

    def of_coders(self, coders: Sequence[str]) -> CountedUnits:
        """Return what some of them did."""
        return replace(self, grouped=self.grouped.of_coders(coders))

    def sample(self) -> CountedSample:
        """Return the units, counted."""
        return CountedSample(self.grouped)

    def crowd_sample(self) -> tuple[CountedSample, Sequence[str], int]:
        """Return the units counted without names, who is compared, and how many units each coded, added up."""
        grouped = self.grouped.without_names() if self.grouped.patterns.named else self.grouped
        answers = (grouped.patterns.counts @ grouped.patterns.n_coders).max(initial=0)
        return CountedSample(grouped), self.coders, int(answers)


@dataclass(frozen=True)
class CountedCases:
    """Cases in place of units, counted by an engine: applied to a case when applied to any of its units."""

    sources: Sources
    coders: Sequence[str]
    codes: Sequence[str] | None
    everybody: Sequence[str]

    @property
    def crowd(self) -> bool:
        """Whether the coders are too many, or meet too seldom, to be compared by name."""
        return len(self.coders) > FEW_CODERS and self._counted.crowd

    def common(self) -> CountedCases:
        """Return what they did on the units that all of them coded."""
        places = [self.everybody.index(coder) + 1 for coder in self.coders]
        return replace(self, sources=self.sources.common(places))

    def of_coders(self, coders: Sequence[str]) -> CountedCases:
        """Return what some of them did."""
        return replace(self, coders=coders)

    def sample(self) -> CountedSample:
        """Return the cases, counted."""
        return self._counted.sample()

    def crowd_sample(self) -> tuple[CountedSample, Sequence[str], int]:
        """Return the cases counted without names, who is compared, and how many cases each coded, added up."""
        return self._counted.crowd_sample()

    @cached_property
    def _counted(self) -> CountedUnits:
        cases = self.sources.by_cluster()
        return CountedUnits(count_by_cluster(cases, codes=self.codes, coders=self.coders))
