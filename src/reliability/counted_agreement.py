"""Agreement from counts: of patterns that were counted before, or that an engine counts where the codings are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..errors import InputError, no_such, refuse_beside
from .agreement import check_several, check_threshold, choices_of, compare, known_cases
from .compared import CountedCases, CountedUnits
from .counts.coded_units import check_coders
from .counts.grouped import GroupedPatterns
from .counts.patterns import APPLIED
from .counts.sql import GROUPS, count, count_by_cluster
from .counts.sql_sources import sources_of
from .explaining.diagnosis import diagnose
from .explaining.gold import agreement_with_gold
from .explaining.subgroups import check_two, kappa_of_groups

if TYPE_CHECKING:
    from ..results import Result
    from .agreement import CodedBy
    from .counts.patterns import Patterns
    from .counts.sql_sources import Sources
    from .result import Level, Reliability

_COUNTED = ("diagnosis", "gold", "groups")


def agreement_of_counts(
    counts: Patterns | GroupedPatterns, *, units_coded_by: CodedBy = "pair", **options: Any
) -> Reliability:
    """Return how far coders agree, from how often each pattern of answers occurs.

    counts            of the patterns of codes, as `counts_from_sql` and `patterns_of_codings` give them; in groups of
                      units, as from `count_by_cluster`, the average over codes gets an interval
    units_coded_by    and the other options: those of `agreement` about how it is computed

    Raises InputError for patterns of categories, fewer than two coders, and options that do not exist.

    >>> from intercoder.reliability import patterns_of_tables
    >>> counts = patterns_of_tables([[60, 4], [6, 30]], categories=(False, True), variables=["Trust"])
    >>> round(agreement_of_counts(counts).average.kappa, 3)
    0.78
    """
    grouped = counts if isinstance(counts, GroupedPatterns) else GroupedPatterns(counts, (0,), counts.counts[None])
    if tuple(grouped.patterns.categories) != APPLIED:
        raise InputError("the patterns are of categories, not of codes.", fix="Count codes: applied or not applied.")
    compared = CountedUnits(grouped)
    check_several(compared.coders)
    choices = choices_of(units_coded_by=units_coded_by, **options)
    return compare(compared, units_coded_by, choices)


def agreement_from_sql(
    execute: Any,
    codings: str,
    coverage: str | None = None,
    *,
    codes: Sequence[str] | None = None,
    coders: Sequence[str] | None = None,
    unit: str = "unit",
    coder: str = "coder",
    code: str = "code",
    value: str | None = None,
    case: str | None = None,
    **options: Any,
) -> Reliability:
    """Return how far coders agree, counted by an engine that has the tables; only counts leave it.

    execute, codings, coverage, codes, coders, unit, coder, code   as for `counts_from_sql`
    value     in place of the coverage: a column of the codings that is 1 where the code was applied and 0 where not
    case      the column (of the coverage) of each unit's case; intervals then take the units of a case together
    options   of `agreement` about how it is computed: level, units_coded_by, threshold, confidence, interval, ...

    Raises InputError as `counts_from_sql` and `agreement` do.
    """
    sources = sources_of(execute, codings, coverage, unit=unit, coder=coder, code=code, value=value, cluster=case)
    return agreement_of_sources(sources, codes=codes, coders=coders, **options)


def agreement_of_sources(
    sources: Sources,
    *,
    codes: Sequence[str] | None = None,
    coders: Sequence[str] | None = None,
    level: Level = "unit",
    units_coded_by: CodedBy = "pair",
    groups: int | None = GROUPS,
    **options: Any,
) -> Reliability:
    """Return how far coders agree on the codings of `sources`; see `agreement_from_sql`.

    `groups` is into how many the cases (or units) are put together at most for the intervals.
    """
    choices = choices_of(level=level, units_coded_by=units_coded_by, **options)
    if level == "case":
        everybody = sources.who()
        compared = everybody if coders is None else [str(coder) for coder in coders]
        check_coders(compared, everybody)
        check_several(compared)
        if sources.clusters != "cases":
            known_cases(None)
        return compare(CountedCases(sources, compared, codes, everybody), units_coded_by, choices)
    units = CountedUnits(count_by_cluster(sources, codes=codes, coders=coders, groups=groups))
    check_several(units.coders)
    return compare(units, units_coded_by, choices)


def view_of_sources(
    view: str,
    sources: Sources,
    *,
    codes: Sequence[str] | None = None,
    coders: Sequence[str] | None = None,
    threshold: float = 0.6,
    confidence: float = 0.95,
    **others: Any,
) -> Result:
    """Return a view of the same counts: diagnosis, gold, or groups (of units, by the column given as case or group).

    Raises InputError for a view that needs the single units, which stay in the engine.
    """
    from .aspects import ASPECTS

    if view not in ASPECTS:
        raise no_such("view", view, _COUNTED, where="--show")
    if view not in _COUNTED:
        raise InputError(
            f'"{view}" needs the single units, but only counts leave the engine.',
            where="--show",
            fix=f"Choose one of {', '.join(_COUNTED)}, or read the files into memory (--engine memory).",
        )
    refuse_beside("--show", others)
    check_threshold(threshold)
    if view == "groups":
        return _groups(sources, codes, coders)
    patterns = count(sources, codes=codes, coders=coders)
    if view == "gold":
        return agreement_with_gold(patterns, patterns.coders[0])
    return diagnose(patterns.complete(), threshold=threshold, confidence=confidence)


def _groups(sources: Sources, codes: Sequence[str] | None, coders: Sequence[str] | None) -> Result:
    if sources.clusters == "units":
        raise InputError("the group of each unit is not known.", where="--show groups", fix="Name the attribute: --by.")
    grouped = count_by_cluster(sources, codes=codes, coders=coders, groups=None)
    check_two(grouped.patterns.coders)
    common = grouped.complete()
    tables = common.patterns.with_counts(common.counts).tables()
    named = {str(group): of_group for group, of_group in zip(common.groups, tables, strict=True) if of_group.any()}
    return kappa_of_groups(named, common.patterns.variables, common.patterns.coders)
