"""How many cases have each code: distinct cases at every level of the tree, never the sum over sub-codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..errors import InputError, did_you_mean
from ..results import Column, Result

if TYPE_CHECKING:
    import pandas as pd

    from ..framework.codes import Framework

NOT_GIVEN = "(not given)"


@dataclass(frozen=True, repr=False)
class Counts(Result):
    """The number of cases with each code, in the order of the framework.

    `frame` has a row per code with code (its path), depth, n, percent of all cases, and `group: <value>` for each value
    of the attribute `by`. `group_sizes` holds the number of cases per group, `n_open` the undecided disagreements.
    """

    title: ClassVar[str] = "Cases with each code"
    frame: pd.DataFrame
    n_cases: int
    by: str | None
    group_sizes: dict[str, int]
    n_open: int = 0

    def to_frame(self) -> pd.DataFrame:
        """Return a row per code; see the class."""
        return self.frame

    def columns(self) -> tuple[Column, ...]:
        """Return code, n, percent, and a column per group headed with its number of cases."""
        groups = (Column(_key(group), f"{group} (n={size})", "count") for group, size in self.group_sizes.items())
        return Column("code", "Code"), Column("n", "n", "count"), Column("percent", "%", "percent"), *groups

    def notes(self) -> tuple[str, ...]:
        """Return what is counted, of how many, and how many disagreements are still open."""
        counted = f"Number of cases with the code or any of its sub-codes, of {self.n_cases} cases, however often."
        if not self.n_open:
            return (counted,)
        left_out = f"{self.n_open} disagreements are not decided yet; those codes are not counted for those units."
        return counted, left_out

    def to_dict(self) -> dict[str, Any]:
        """Return {"n_cases", "by", "groups", "open_disagreements", "codes": [{"code", "n", "percent", "by": {..}}]}."""
        return {
            "n_cases": self.n_cases,
            "by": self.by,
            "groups": self.group_sizes,
            "open_disagreements": self.n_open,
            "codes": [
                {
                    "code": row["code"],
                    "n": int(row["n"]),
                    "percent": float(row["percent"]),
                    "by": {group: int(row[_key(group)]) for group in self.group_sizes},
                }
                for row in self.frame.to_dict("records")
            ],
        }


def _key(group: str) -> str:
    return f"group: {group}"


def cases_by_code(codings: pd.DataFrame, units: pd.DataFrame, framework: Framework) -> dict[str, set[str]]:
    """Return for each code id the cases that have it or any code below it.

    `codings` has the columns unit and code (id); `units` is a table of tables.UNITS.
    """
    case_of = dict(zip(units["unit"], units["case"], strict=True))
    found: dict[str, set[str]] = {code.id: set() for code in framework}
    for unit, code in dict.fromkeys(zip(codings["unit"], codings["code"], strict=True)):
        for above in framework.line(code):
            found[above.id].add(case_of[unit])
    return found


def count_cases(
    codings: pd.DataFrame,
    units: pd.DataFrame,
    cases: pd.DataFrame,
    framework: Framework,
    *,
    by: str | None = None,
    n_open: int = 0,
) -> Counts:
    """Count the cases with each code, in all and for each value of the attribute `by`.

    `codings` has the columns unit and code (id); `units` and `cases` are tables of tables.UNITS and tables.CASES.
    Raises InputError when `by` is no attribute of the cases.
    """
    import pandas as pd

    group_of = _groups(cases, by)
    sizes = {group: list(group_of.values()).count(group) for group in dict.fromkeys(group_of.values())}
    n_cases = len(cases)
    rows = []
    for code, having in cases_by_code(codings, units, framework).items():
        within = [group_of[case] for case in having] if by else []
        row = {"code": framework.path(code), "depth": framework.depth(code), "n": len(having)}
        row["percent"] = 100 * len(having) / n_cases if n_cases else float("nan")
        rows.append(row | {_key(group): within.count(group) for group in sizes})
    columns = ["code", "depth", "n", "percent", *map(_key, sizes)]
    return Counts(pd.DataFrame(rows, columns=columns), n_cases, by, sizes, n_open)


def _groups(cases: pd.DataFrame, by: str | None) -> dict[str, str]:
    """Return the group of each case, in the order in which the groups come; nothing when there is no attribute."""
    if by is None:
        return {}
    attributes = [str(column) for column in cases.columns if column != "case"]
    if by not in attributes:
        fix = did_you_mean(by, attributes) or f"The attributes are: {', '.join(attributes) or 'none'}."
        raise InputError(f'"{by}" is not an attribute of the cases.', where="--by", fix=fix)
    return {case: str(value) if value else NOT_GIVEN for case, value in zip(cases["case"], cases[by], strict=True)}
