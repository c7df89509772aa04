"""Cases with each code, and codes that come together, counted by an engine that has the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import no_such
from ..framework.paths import SEPARATOR
from ..reliability.counts.coded_units import check_coders
from ..reliability.counts.engines import engine_of
from ..reliability.counts.sql_checks import raise_if_not_finished, raise_if_unclear
from .cooccurrence import CoOccurrence, frame_of_pairs
from .counts import Counts, Extras, Numbers
from .presence import LEVELS
from .sql_presence import PresenceThere

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from ..coding.consensus import Rule
    from ..reliability.counts.sql_sources import Sources
    from .presence import Level

RULES: tuple[Rule, ...] = ("any coder", "agreed only")
"""Of coding.consensus.RULES those that need no decisions: the tables hold none."""


def case_counts_from_sql(
    execute: Any,
    codings: str,
    units: str,
    *,
    unit: str = "unit",
    code: str = "code",
    case: str = "case",
    by: str | None = None,
) -> pd.DataFrame:
    """Return in how many cases each code is: the frame of `findings.counts.Counts`, codes in alphabetical order.

    execute   a connection, a cursor, a Spark session, or any function that takes SQL and gives rows
    codings   the table of what was applied, by whomever is to be counted (unit, code)
    units     the table of the units (unit, case, and the column `by`)

    A case is counted once for a code, however often its units have it or a code below it (`Parent / Child`). Raises
    InputError for a name that cannot be one, for a code that is empty, and for a case in several groups.
    """
    cases = _in_tables(execute, codings, units, unit=unit, code=code, thing=case, by=by)
    return _counts(cases, by, Extras()).to_frame()


def co_occurrence_from_sql(
    execute: Any,
    codings: str,
    units: str,
    *,
    unit: str = "unit",
    code: str = "code",
    case: str = "case",
    at_least: int = 1,
) -> pd.DataFrame:
    """Return for each two codes how many cases have both: the frame of `findings.cooccurrence.CoOccurrence`.

    The tables are those of `case_counts_from_sql`; with `case` the column of the units themselves, units are counted.
    Pairs that share fewer than `at_least` are left out; the highest Jaccard coefficient stands first. Jaccard (1912).
    """
    cases = _in_tables(execute, codings, units, unit=unit, code=code, thing=case)
    return frame_of_pairs(cases.together(at_least), cases.totals, None)


def counts_of_sources(
    sources: Sources,
    *,
    by: str | None = None,
    code: str | None = None,
    coders: Sequence[str] | None = None,
    rule: Rule = "any coder",
    extras: Extras | None = None,
) -> Counts:
    """Count the cases (the clusters of `sources`) with each code, as `findings.counts.count_cases` does.

    by       what the groups of `sources` are called
    code     a path: this code and those below it
    coders   whose codings count; by default everybody's
    rule     one of RULES: what counts where coders differ

    Raises InputError for a coding that its coder did not finish, a unit in no case or in several, a case in several
    groups, and names that do not exist.
    """
    extras = extras or Extras()
    votes = _Votes(_checked(sources, coders), rule)
    cases = votes.presence("cluster", by)
    mentions = votes.presence("unit").totals if extras.mentions else None
    found = _counts(cases, by, extras, mentions, rule=rule, n_open=votes.n_open())
    found = replace(found, rests_on=votes.rests_on())
    return found if code is None else found.of_code(cases.known(code))


def co_occurrence_of_sources(
    sources: Sources,
    *,
    level: str = "case",
    code: str | None = None,
    at_least: int = 1,
    coders: Sequence[str] | None = None,
    rule: Rule = "any coder",
) -> CoOccurrence:
    """Count for each pair of codes the cases (or units) that have both, as `findings.cooccurrence.co_occurrence` does.

    The options are those of `counts_of_sources`, and `level`, "case" or "unit".
    """
    if level not in LEVELS:
        raise no_such("level", level, LEVELS, where="--level")
    votes = _Votes(_checked(sources, coders), rule)
    things = votes.presence("cluster" if level == "case" else "unit")
    frame = frame_of_pairs(things.together(at_least), things.totals, None if code is None else things.known(code))
    of: Level = "unit" if level == "unit" else "case"
    return CoOccurrence(frame, of, things.number, "", at_least, rests_on=votes.rests_on())


def _checked(sources: Sources, coders: Sequence[str] | None) -> Sources:
    everybody = sources.who()
    if coders is not None:
        check_coders(coders, everybody)
        sources = sources.of_coders([everybody.index(coder) + 1 for coder in coders])
    raise_if_not_finished(sources)
    if sources.clusters != "units":
        raise_if_unclear(sources)
    return sources


@dataclass(frozen=True)
class _Votes:
    """How many coders applied each code to a unit, of how many who finished it."""

    sources: Sources
    rule: Rule

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise no_such("rule", self.rule, RULES, among="for codings without decisions")

    @property
    def _compared(self) -> str:
        applied = (
            "SELECT c.unit, c.code, COUNT(DISTINCT c.coder) AS n "
            f"FROM {self.sources.codings} AS c GROUP BY c.unit, c.code"
        )
        finished = f"SELECT v.unit, COUNT(DISTINCT v.coder) AS n FROM {self.sources.coverage} AS v GROUP BY v.unit"
        return f"({applied}) AS a JOIN ({finished}) AS f ON a.unit = f.unit"

    def n_open(self) -> int:
        """Return on how many units and codes the coders differ."""
        return int(self.sources.engine.ask(f"SELECT COUNT(*) AS n FROM {self._compared} WHERE a.n < f.n")[0][0])

    def rests_on(self) -> tuple[str, ...]:
        """Return whose codings count, in a sentence."""
        who = self.sources.who()
        if len(who) == 1:
            return (f"Counted is what {who[0]} applied.",)
        if self.rule == "any coder":
            return (f"Counted is what any of {len(who)} coders applied.",)
        return (f"Counted is what all of {len(who)} coders applied who finished the unit.",)

    def presence(self, thing: str, by: str | None = None) -> PresenceThere:
        """Return which clusters (or units, the `thing`) have what counts, in groups where `by` names them."""
        group = f"v.{thing}" if by is None else "v.grp"
        units = f"(SELECT DISTINCT v.unit, v.{thing} AS thing, {group} AS grp FROM {self.sources.coverage} AS v)"
        agreed = f"(SELECT a.unit, a.code FROM {self._compared} WHERE a.n = f.n)"
        return PresenceThere(self.sources.engine, self.sources.codings if self.rule == "any coder" else agreed, units)


def _in_tables(
    execute: Any, codings: str, units: str, *, unit: str, code: str, thing: str, by: str | None = None
) -> PresenceThere:
    engine = engine_of(execute)
    q = engine.name
    group = q(thing) if by is None else q(by)
    return PresenceThere(
        engine,
        f"(SELECT {q(unit)} AS unit, {q(code)} AS code FROM {q(codings)})",
        f"(SELECT {q(unit)} AS unit, {q(thing)} AS thing, {group} AS grp FROM {q(units)})",
    )


def _counts(
    cases: PresenceThere,
    by: str | None,
    extras: Extras,
    mentions: Mapping[str, int] | None = None,
    *,
    rule: Rule = "any coder",
    n_open: int = 0,
) -> Counts:
    """Return the counts of the cases; `mentions` are the numbers of units by path."""
    sizes = cases.groups() if by is not None else {}
    in_groups = cases.in_groups(sizes) if by is not None else {}
    numbers = Numbers(
        cases.paths,
        [path.count(SEPARATOR) for path in cases.paths],
        _row(cases.totals),
        {group: _row(of_group) for group, of_group in in_groups.items()},
        None if mentions is None else _row(mentions),
    )
    frame = numbers.frame(cases.number, sizes, extras)
    n_tests = int(frame["p"].notna().sum()) if extras.test else 0
    return Counts(frame, cases.number, by, sizes, n_open, extras=extras, rule=rule, n_tests=n_tests)


def _row(numbers: Mapping[str, int]) -> NDArray[np.int64]:
    return np.array(list(numbers.values()), np.int64)
