"""How many cases have each code: distinct cases at every level of the tree, never the sum over sub-codes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ..errors import InputError
from ..framework.paths import SEPARATOR
from ..reliability.inference.multiple_tests import corrected
from ..results import Column, for_json
from ..wording import number_of
from .finding import Finding
from .groups import NOT_GIVEN, chosen_cases, groups_of, said
from .presence import presence_in_cases, presence_in_units
from .proportions import compare_groups, wilson_interval

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from ..coding.consensus import Rule
    from ..framework.codes import Framework

__all__ = ["NOT_GIVEN", "Counts", "Extras", "cases_by_code", "count_cases"]

_OPEN = {
    "decided": "Not decided yet: {n}; those codes are not counted for those units.",
    "any coder": "Not decided yet: {n}; those codes are counted, as one of the coders applied them.",
    "finished by all": "Not decided yet: {n}; those codes are not counted for those units.",
    "agreed only": "Left out, whatever was decided about them: {n}.",
}


@dataclass(frozen=True)
class Extras:
    """What stands beside the counts on request.

    mentions       in how many units each code is
    intervals      Wilson's interval of each percentage
    group_percent  the percentage within each group
    test           a test of each code for a difference between groups
    correction     of the p values for their number: holm, bonferroni, fdr_bh or none
    confidence     of the intervals
    """

    mentions: bool = False
    intervals: bool = False
    group_percent: bool = False
    test: bool = False
    correction: str = "holm"
    confidence: float = 0.95


@dataclass(frozen=True, repr=False)
class Counts(Finding):
    """The number of cases with each code, in the order of the framework.

    `frame` has a row per code with code (its path), depth, n, percent of all cases, percent_low and percent_high
    (Wilson), and `group: <value>` and `percent: <value>` for each value of the attribute `by`; on request mentions, and
    p, p_corrected, test. `group_sizes` holds the number of cases per group, `n_open` the undecided disagreements,
    `among` says which cases were chosen, `n_waiting` how many of them are not coded yet and so not counted, `n_tests`
    for how many tests the p values were corrected, those of codes that are not shown among them.
    """

    title: ClassVar[str] = "Cases with each code"
    frame: pd.DataFrame
    n_cases: int
    by: str | None
    group_sizes: dict[str, int]
    n_open: int = 0
    among: str = ""
    n_waiting: int = 0
    extras: Extras = field(default_factory=Extras)
    rule: Rule = "decided"
    """How codings on which coders differ were counted (coding.consensus.RULES)."""
    n_tests: int = 0
    n_pending: int = 0
    """Units that wait to be looked at again since the framework was edited."""
    n_without_notes: int = 0
    """Cases that are counted though they have no unit: nothing was said, so they have no code."""

    def to_frame(self) -> pd.DataFrame:
        """Return a row per code; see the class."""
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return code, n, percent, what was asked for, and a column per group headed with its number of cases."""
        shown = [Column("code", "Code"), Column("n", "n", "count"), Column("percent", "%", "percent")]
        if self.extras.intervals:
            named = f"{100 * self.extras.confidence:g} %"
            shown.append(Column("percent_low", f"{named} from", "percent"))
            shown.append(Column("percent_high", "to", "percent"))
        if self.extras.mentions:
            shown.append(Column("mentions", "Mentions", "count"))
        for group, size in self.group_sizes.items():
            shown.append(Column(_key(group), f"{group} (n={size})", "count"))
            if self.extras.group_percent:
                shown.append(Column(_percent_key(group), f"% of {size}", "percent"))
        if self.extras.test:
            shown += [Column("p", "p", "p"), Column("p_corrected", "p corrected", "p"), Column("test", "Test")]
        return tuple(shown)

    def notes(self) -> tuple[str, ...]:
        """Return what is counted, of how many, what is left out, and how it was computed."""
        which = f"of {number_of(self.n_cases, 'case')}{self.among}"
        told = [f"Number of cases with the code or any of its sub-codes, {which}, however often."]
        if self.n_waiting:
            cases = "1 case is" if self.n_waiting == 1 else f"{self.n_waiting} cases are"
            yet = "coded by all yet" if self.rule == "finished by all" else "coded yet"
            told.append(f"{cases} not {yet} and not counted, neither with a code nor without.")
        if self.n_without_notes:
            have = "1 of them has" if self.n_without_notes == 1 else f"{self.n_without_notes} of them have"
            told.append(f"{have} no notes, and so no code.")
        told += self.rests_on
        if self.n_open:
            told.append(_OPEN[self.rule].format(n=number_of(self.n_open, "disagreement")))
        if self.n_pending:
            waiting = "1 unit waits" if self.n_pending == 1 else f"{self.n_pending} units wait"
            told.append(f"{waiting} to be looked at again since the framework was edited (framework pending).")
        return (*told, *self._computed())

    def _computed(self) -> list[str]:
        told = []
        if self.extras.mentions:
            told.append("Mentions: units with the code or any of its sub-codes.")
        if self.extras.intervals:
            told.append("Intervals: Wilson (1927).")
        if self.extras.test:
            named = {"holm": "Holm (1979)", "bonferroni": "Bonferroni", "fdr_bh": "Benjamini & Hochberg (1995)"}
            how = named.get(self.extras.correction)
            told.append(
                f"p: do the groups of {self.by} differ? Chi-squared test, or exact (Fisher, Freeman & Halton) where an "
                f"expected number is below 5; {f'corrected after {how}' if how else 'not corrected'} for the "
                f"{self.n_tests} tests made{self._elsewhere()}."
            )
        return told

    def _elsewhere(self) -> str:
        """Return that some of the tests were of codes that are not shown, when they were."""
        return "" if self.n_tests == self.frame["p"].notna().sum() else ", of codes not shown here too"

    def of_code(self, path: str) -> Counts:
        """Return the counts of the code at `path` and of those below it."""
        inside = [code == path or code.startswith(path + SEPARATOR) for code in self.frame["code"]]
        return replace(self, frame=self.frame[inside].reset_index(drop=True))

    def to_dict(self) -> dict[str, Any]:
        """Return {"n_cases", "by", "groups", "open_disagreements", "rests_on", .., "codes": [{"code", "n", ..}]}."""
        return {
            "n_cases": self.n_cases,
            "among": self.among.strip() or None,
            "by": self.by,
            "groups": self.group_sizes,
            "open_disagreements": self.n_open,
            "not_coded_yet": self.n_waiting,
            "rule": self.rule,
            "rests_on": list(self.rests_on),
            "codes": [self._code(row) for row in self.frame.to_dict("records")],
        }

    def _code(self, row: Mapping[Any, Any]) -> dict[str, Any]:
        found = {"code": row["code"], "n": int(row["n"]), "percent": for_json(row["percent"])}
        found |= {"by": {group: int(row[_key(group)]) for group in self.group_sizes}}
        if self.extras.intervals:
            found["ci"] = [for_json(row["percent_low"]), for_json(row["percent_high"])]
        if self.extras.group_percent:
            found["by_percent"] = {group: for_json(row[_percent_key(group)]) for group in self.group_sizes}
        if self.extras.mentions:
            found["mentions"] = int(row["mentions"])
        if self.extras.test:
            found |= {"p": for_json(row["p"]), "p_corrected": for_json(row["p_corrected"]), "test": row["test"]}
        return found


def _key(group: str) -> str:
    return f"group: {group}"


def _percent_key(group: str) -> str:
    return f"percent: {group}"


def cases_by_code(codings: pd.DataFrame, units: pd.DataFrame, framework: Framework) -> dict[str, set[str]]:
    """Return for each code id the cases that have it or any code below it.

    `codings` has the columns unit and code (id); `units` is a table of tables.UNITS.
    """
    import pandas as pd

    cases = pd.DataFrame({"case": list(dict.fromkeys(units["case"]))}, dtype=object)
    found = presence_in_cases(codings, units, cases, framework)
    return {code: set(found.having(code)) for code in found.codes}


def count_cases(
    codings: pd.DataFrame,
    units: pd.DataFrame,
    cases: pd.DataFrame,
    framework: Framework,
    *,
    by: str | None = None,
    where: Mapping[str, str] | None = None,
    covered: Collection[str] | None = None,
    n_open: int = 0,
    n_pending: int = 0,
    rule: Rule = "decided",
    extras: Extras | None = None,
) -> Counts:
    """Count the cases with each code, in all and for each value of the attribute `by`.

    `codings` has the columns unit and code (id); `units` and `cases` are tables of tables.UNITS and tables.CASES.
    `where` (attribute: value) chooses the cases to count among; groups that lose all their cases stay, with none.
    `covered` are the units that were coded: a case of which no unit was coded is not counted at all. `rule` says what
    was done where coders differed. Raises InputError when `by`, or a name in `where`, is no attribute of the cases.
    """
    extras = extras or Extras()
    all_groups = groups_of(cases, by)
    chosen = chosen_cases(cases, where)
    counted = chosen if covered is None else _coded(chosen, units, covered)
    group_of = [all_groups[case] for case in counted["case"]] if by else []
    sizes = {group: group_of.count(group) for group in dict.fromkeys(all_groups.values())}
    found = presence_in_cases(codings, units, counted, framework)
    n_cases = len(counted)
    mentions = None
    if extras.mentions:
        inside = units[units["case"].isin(counted["case"])]
        mentions = presence_in_units(codings, inside, framework).totals
    numbers = Numbers(
        [framework.path(code) for code in found.codes],
        [framework.depth(code) for code in found.codes],
        found.totals,
        {group: found.matrix[:, [mine == group for mine in group_of]].sum(axis=1) for group in sizes},
        mentions,
    )
    frame = numbers.frame(n_cases, sizes, extras)
    n_tests = int(frame["p"].notna().sum()) if extras.test else 0
    n_waiting = len(chosen) - n_cases
    n_without = int((~counted["case"].isin(set(units["case"]))).sum())
    return Counts(
        frame, n_cases, by, sizes, n_open, said(where), n_waiting, extras, rule, n_tests, n_pending, n_without
    )


@dataclass(frozen=True)
class Numbers:
    """What was counted, one number per code (m,): in how many cases each code is, in all and in each group.

    codes, depths   the paths and how deep they are
    mentions        in how many units each code is, when that was counted
    """

    codes: Sequence[str]
    depths: Sequence[int]
    n: NDArray[np.integer]
    in_groups: Mapping[str, NDArray[np.integer]]
    mentions: NDArray[np.integer] | None = None

    def frame(self, n_cases: int, sizes: Mapping[str, int], extras: Extras) -> pd.DataFrame:
        """Return the frame of `Counts`, of so many cases, in groups of these sizes."""
        import pandas as pd

        frame = pd.DataFrame(
            {"code": pd.Series(list(self.codes), dtype=object), "depth": list(self.depths), "n": self.n}
        )
        frame["percent"] = 100 * frame["n"] / n_cases if n_cases else np.nan
        limits = {n: wilson_interval(n, n_cases, extras.confidence) for n in set(frame["n"].tolist())}
        frame["percent_low"] = [100 * limits[n][0] for n in frame["n"].tolist()]
        frame["percent_high"] = [100 * limits[n][1] for n in frame["n"].tolist()]
        if self.mentions is not None:
            frame["mentions"] = self.mentions
        for group, size in sizes.items():
            frame[_key(group)] = self.in_groups[group]
            frame[_percent_key(group)] = 100 * frame[_key(group)] / size if size else np.nan
        if extras.test:
            _add_tests(frame, sizes, extras.correction)
        return frame


def _coded(cases: pd.DataFrame, units: pd.DataFrame, covered: Collection[str]) -> pd.DataFrame:
    """Return the cases of which a unit was coded, and those that have no unit because nothing was said."""
    done = set(units.loc[units["unit"].isin(set(covered)), "case"])
    waiting = set(units["case"]) - done
    return cases[~cases["case"].isin(waiting)].reset_index(drop=True)


def _add_tests(frame: pd.DataFrame, sizes: Mapping[str, int], correction: str) -> None:
    if not sizes:
        raise InputError("a test compares groups.", where="--test", fix="Name the groups with --by ATTRIBUTE.")
    numbers = frame[[_key(group) for group in sizes]].to_numpy()
    tests = [compare_groups([int(n) for n in row], list(sizes.values())) for row in numbers]
    frame["p"] = [test.p for test in tests]
    frame["p_corrected"] = corrected([test.p for test in tests], correction)
    frame["test"] = [test.method for test in tests]
