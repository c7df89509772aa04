"""Many coders who each code a few of the units, as crowds do: agreement from value counts.

Nobody meets anybody often: of 500 coders with three to a unit two share one unit in 40,000. So there is no table of two
coders to make Cohen's kappa from, and Conger's kappa would rest on 500 distributions, each from a handful of answers.
Coefficients that take the coders as interchangeable hold: they count how many of a unit's coders gave an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ..results import Column
from ..wording import number_of
from .agreement_table import frame_of, intervals_of_several, kappa_columns, with_interval
from .averages import average_of
from .coefficients import brennan_prediger, fleiss_kappa, gwet_ac, krippendorff_alpha
from .coefficients.parts import pooled_prevalence
from .counts.value_counts import joint_value_counts, value_counts_of_codings
from .inference.variance import gwet_variance
from .result import Reliability
from .sample import CountedSample, Sample

if TYPE_CHECKING:
    import pandas as pd

    from .chance import Coefficient
    from .counts.joint import JointPatterns
    from .counts.patterns import Patterns
    from .result import Choices

INTERCHANGEABLE = (
    "Coders are taken as interchangeable: Cohen's, Light's and Conger's kappa and the agreement of all coders need the "
    "same coders on many units. To compare some of them by name choose them: --coders A,B."
)
FURTHER = ("krippendorff_alpha", "gwet_ac1")


@dataclass(frozen=True)
class CrowdSample(Sample):
    """The units that a crowd coded, counted by how many of each unit's coders applied a code."""

    @cached_property
    def patterns(self) -> Patterns:
        """How often so many coders of so many applied a code, code by code."""
        return value_counts_of_codings(self.coded_units)

    def _joint(self) -> JointPatterns:
        return joint_value_counts(self.coded_units)


@dataclass(frozen=True, repr=False, eq=False)
class CrowdReliability(Reliability):
    """Agreement of many coders on codes: Fleiss' kappa per code, on every unit that two or more of them coded.

    who        all the coders; the columns of `patterns` stand for nobody in particular
    n_answers  units x coders: how many units each of them coded, added up
    """

    who: tuple[str, ...] = field(default=())
    n_answers: int = 0

    @property
    def coders(self) -> tuple[str, ...]:
        """Who is compared."""
        return self.who

    @property
    def n_units(self) -> int:
        """How many units two or more coders coded."""
        several = self.patterns.n_coders >= 2
        return int(self.patterns.counts[:, several].sum(-1).max(initial=0))

    @property
    def coefficient(self) -> str:
        """The coefficient called kappa here."""
        return "Fleiss' kappa"

    def heading(self) -> str:
        """Return the title with the number of coders."""
        return f"{self.title}: {len(self.coders)} coders"

    def _counted(self) -> tuple[Column, ...]:
        return (Column("percent_applied", "Applied %", "percent"),)

    def _extra(self) -> tuple[str, ...]:
        return FURTHER

    def _what(self) -> str:
        things = {"unit": "units", "case": "cases"}[self.choices.level]
        return (
            f"Fleiss' kappa of {len(self.coders)} coders, code by code, on the {self.n_units:,} {things} that two or "
            f"more coded ({coders_per_unit(self.patterns)} coders each, {number_of(self.n_answers, 'answer')}); "
            "agreement is the mean over the pairs of a unit's coders."
        )

    def _rest(self) -> tuple[str, ...]:
        return (*super()._rest(), INTERCHANGEABLE, "Each coder against the rest: --show coders.")


def coders_per_unit(patterns: Patterns) -> str:
    """Return how many coders coded a unit: 3, or 1 to 3."""
    found = patterns.n_coders[(patterns.counts > 0).any(0) & (patterns.n_coders > 0)]
    few, many = (int(found.min()), int(found.max())) if len(found) else (0, 0)
    return f"{few}" if few == many else f"{few} to {many}"


def crowd_agreement(
    sample: CrowdSample | CountedSample, who: Sequence[str], n_answers: int, choices: Choices
) -> CrowdReliability:
    """Return the agreement of many coders on every code, with Fleiss' kappa and its linearised interval.

    `who` are all the coders, `n_answers` how many units each of them coded, added up. Raises InputError for an
    interval, or a coefficient among `choices.statistics`, that needs coders by name.
    """
    patterns = sample.patterns
    kappa = fleiss_kappa(patterns)
    frame = _table(sample, kappa, choices)
    average = average_of(patterns.variables, kappa, threshold=choices.threshold, scale=choices.scale)
    average = with_interval(average, sample, choices, measure=fleiss_kappa, method="linearised")
    return CrowdReliability(frame, patterns, average, choices, who=tuple(who), n_answers=n_answers)


def _table(sample: CrowdSample | CountedSample, kappa: Coefficient, choices: Choices) -> pd.DataFrame:
    patterns = sample.patterns
    se = np.sqrt(gwet_variance(kappa, population=choices.population))
    intervals = intervals_of_several(sample, fleiss_kappa, kappa, se, choices)
    prevalence, _ = pooled_prevalence(patterns)
    several = patterns.n_coders >= 2
    return frame_of(
        patterns,
        choices,
        {
            "code": patterns.variables,
            "n_units": patterns.counts[:, several].sum(-1),
            "percent_applied": 100 * prevalence[:, 1],
            **kappa_columns(kappa, se, intervals, choices),
            "krippendorff_alpha": krippendorff_alpha(patterns).value,
            "gwet_ac1": gwet_ac(patterns).value,
            "pabak": brennan_prediger(patterns).value,
        },
    )
