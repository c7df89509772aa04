"""Agreement of coders on codes: from codings and coverage to a table with intervals, bands, flags and reasons."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

from ..errors import InputError, no_such
from .agreement_table import table_of_several, table_of_two, with_interval
from .averages import average_of
from .bands import band_scale
from .coefficients import MEASURES, cohen_kappa, conger_kappa
from .compared import InMemory
from .counts.coded_units import read_codings
from .crowd import crowd_agreement
from .inference.bootstrap import SEED
from .inference.intervals import check_confidence
from .result import Choices, Level, Reliability

if TYPE_CHECKING:
    import pandas as pd

    from .compared import Compared

CodedBy = Literal["pair", "all"]
STATISTICS = (*(name for name in MEASURES if name != "gwet_ac"), "gwet_ac1", "pabak")


def agreement(
    codings: pd.DataFrame,
    coverage: pd.DataFrame,
    *,
    codes: Sequence[str] | None = None,
    coders: Sequence[str] | None = None,
    units: Iterable[str] | None = None,
    cases: pd.DataFrame | Mapping[str, str] | None = None,
    level: Level = "unit",
    rollup: bool | Mapping[str, Iterable[str]] = False,
    units_coded_by: CodedBy = "pair",
    threshold: float = 0.6,
    confidence: float = 0.95,
    interval: str = "auto",
    bands: str = "landis-koch",
    statistics: Sequence[str] = (),
    seed: int = SEED,
    population: int | None = None,
) -> Reliability:
    """Return how far coders agree on each code, with Cohen's kappa for two coders and Conger's for more.

    More than 30 coders, or more than five of whom no unit has all, are compared as a crowd: with Fleiss' kappa on every
    unit that two or more of them coded.

    codings, coverage   the tidy tables: what was applied (unit, coder, code), who finished what (unit, coder)
    codes               the codes to compare, also those nobody applied; by default those that were applied
    coders, units       who and what is compared; by default all of the coverage
    cases               the case of each unit, a frame with columns unit and case or a mapping; bootstrap and average
                        then take the units of a case together
    level               "unit", or "case": applied to a case when applied to any of its units
    rollup              count a code's ancestors as applied too: True for paths "Parent / Child", or a mapping of
                        codes to their ancestors
    units_coded_by      with three or more coders, compare each "pair" on the units that both coded, or that "all" coded
    threshold           a code is flagged when kappa is strictly below
    confidence          of the intervals
    interval            of kappa: "auto", a method of `kappa_intervals`, or the bootstrap, "percentile" or "bca"
    bands               the published words for kappa: landis-koch, altman, fleiss, cicchetti-sparrow, krippendorff
    statistics          names of further coefficients to put beside kappa
    seed                of the bootstrap
    population          how many units (or cases) the whole corpus has, to infer to this corpus alone; by default the
                        inference is to the process of coding

    Raises InputError for anything that cannot be compared: fewer than two coders, unknown names, codings outside the
    coverage, options that do not exist.

    >>> import pandas as pd
    >>> codings = pd.DataFrame({"unit": ["u1", "u2", "u1"], "coder": ["A", "A", "B"], "code": ["Trust"] * 3})
    >>> coverage = pd.DataFrame({"unit": ["u1", "u2", "u3"] * 2, "coder": ["A"] * 3 + ["B"] * 3})
    >>> agreement(codings, coverage).to_frame()[["code", "both", "only_a", "only_b", "neither", "kappa"]]
        code  both  only_a  only_b  neither  kappa
    0  Trust     1       1       0        1    0.4
    """
    choices = choices_of(
        level=level,
        units_coded_by=units_coded_by,
        threshold=threshold,
        confidence=confidence,
        interval=interval,
        bands=bands,
        statistics=statistics,
        seed=seed,
        population=population,
    )
    coded_units = read_codings(codings, coverage, codes=codes, coders=coders, units=units)
    check_several(coded_units.coders)
    case_of = None if cases is None and level == "unit" else known_cases(cases)
    return compare(InMemory(coded_units.rolled_up(rollup), case_of, level), units_coded_by, choices)


def choices_of(
    *,
    level: Level = "unit",
    units_coded_by: CodedBy = "pair",
    threshold: float = 0.6,
    confidence: float = 0.95,
    interval: str = "auto",
    bands: str = "landis-koch",
    statistics: Sequence[str] = (),
    seed: int = SEED,
    population: int | None = None,
) -> Choices:
    """Return the options of `agreement`, checked; raises InputError for one that does not exist."""
    check_choices(level=level, units_coded_by=units_coded_by)
    check_threshold(threshold)
    check_confidence(confidence)
    band_scale(bands)
    named = tuple("gwet_ac1" if name == "gwet_ac" else name for name in statistics)
    for name in named:
        _check(name, STATISTICS, "statistic")
    return Choices(threshold, confidence, interval, bands, named, level, seed, population or math.inf)


def check_several(coders: Sequence[str]) -> None:
    """Raise InputError when there are fewer than two coders."""
    if len(coders) < 2:
        raise InputError(
            f"agreement compares coders, but there is only {', '.join(coders) or 'none'}.",
            fix="Add the codings of a second coder.",
        )


def compare(compared: Compared, units_coded_by: CodedBy, choices: Choices) -> Reliability:
    """Compare the coders on the units that all of them coded, and, if there are more than two, pair by pair.

    Coders who are too many, or meet too seldom, for that are compared as a crowd.
    """
    if compared.crowd:
        units = compared.common() if units_coded_by == "all" else compared
        return crowd_agreement(*units.crowd_sample(), choices)
    common = compared.common()
    sample = common.sample()
    _check_population(sample.n_units, choices.population)
    if len(compared.coders) == 2:
        kappa = cohen_kappa(sample.patterns)
        frame = table_of_two(sample, kappa, choices)
        pairs: tuple[Reliability, ...] = ()
    else:
        kappa = conger_kappa(sample.patterns)
        frame = table_of_several(sample, kappa, compared.sample().patterns, choices)
        source = common if units_coded_by == "all" else compared
        two_by_two = combinations(compared.coders, 2)
        pairs = tuple(compare(source.of_coders(pair), units_coded_by, choices) for pair in two_by_two)
    average = average_of(sample.patterns.variables, kappa, threshold=choices.threshold, scale=choices.scale)
    return Reliability(frame, sample.patterns, with_interval(average, sample, choices), choices, pairs)


def known_cases(cases: pd.DataFrame | Mapping[str, str] | None) -> Mapping[Any, Any]:
    """Return the case of each unit; raises InputError when it is not known, or a column is missing."""
    if cases is None:
        raise InputError(
            "to compare case by case, the case of each unit must be known.",
            where="--level case",
            fix="Name the column of the cases (--case), or give the cases as a table with the columns unit and case.",
        )
    if isinstance(cases, Mapping):
        return cases
    for column in ("unit", "case"):
        if column not in cases.columns:
            raise no_such("column", column, cases.columns, where="cases")
    return dict(zip(cases["unit"], cases["case"], strict=True))


def _check_population(n: int, population: float) -> None:
    if n > population:
        raise InputError(
            f"the corpus is said to have {population:g} units, but {n} were coded by all.",
            where="population",
            fix="Give the number of units in the whole corpus.",
        )


def check_choices(*, level: str = "unit", units_coded_by: str = "pair") -> None:
    """Raise InputError for a level, or a choice of units, that does not exist."""
    _check(level, ("unit", "case"), "level")
    _check(units_coded_by, ("pair", "all"), "choice of units")


def check_threshold(threshold: float) -> None:
    """Raise InputError for a threshold that no kappa can reach, or that every kappa does."""
    if not -1 < threshold <= 1:
        raise InputError(f"the threshold must lie between -1 and 1, not {threshold:g}.", fix="Give 0.6 for .60.")


def _check(word: str, choices: Sequence[str], what: str) -> None:
    if word not in choices:
        raise no_such(what, word, choices)
