"""Kappa per code in groups of units (sites, service models), and whether the groups differ."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ...errors import InputError
from ...results import Column, Result
from ..coefficients.kappas import kappa_of_tables
from ..counts.coded_units import groups_of_units
from ..counts.counting import patterns_of_codings
from ..inference.homogeneity import Homogeneity, kappa_homogeneity

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    import pandas as pd

    from ..counts.coded_units import CodedUnits
    from ..counts.patterns import Counts


@dataclass(frozen=True, repr=False, eq=False)
class KappaByGroup(Result):
    """Kappa of two coders per code and group of units: one row per code.

    frame    code, kappa in all, `group: <name>` per group, and the test that they differ (chi_square, df, p)
    sizes    units per group
    tests    the comparison of each code, by code
    coders   who is compared
    over     what the rows are, in a word: code or variable
    """

    frame: pd.DataFrame
    sizes: dict[str, int]
    tests: dict[str, Homogeneity]
    coders: tuple[str, str]
    over: str = "code"

    title: ClassVar[str] = "Kappa in groups of units"

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers, one row per code."""
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return code, kappa in all and per group, and the probability of such differences by chance."""
        groups = (Column(_key(group), f"{group} (n={n})", "coefficient") for group, n in self.sizes.items())
        return (
            Column("code", self.over.capitalize()),
            Column("kappa", "All", "coefficient"),
            *groups,
            Column("p", "p", "p"),
        )

    def notes(self) -> tuple[str, ...]:
        """Return what is compared and how."""
        return (
            f"Cohen's kappa of {' and '.join(self.coders)} in each group; a dash where kappa, or a test, is undefined.",
            "p: chance of differences at least as large when the groups have one kappa (Fleiss 1981). With many "
            f"{self.over}s some p below .05 are to be expected.",
        )

    def to_dict(self) -> dict[str, Any]:
        """Return {"coders", "groups", "codes": [{"code", ..., the comparison}]}."""
        codes = [{"code": code, **test.to_dict()} for code, test in self.tests.items()]
        return {"coders": list(self.coders), "groups": self.sizes, "codes": codes}


def _key(group: str) -> str:
    return f"group: {group}"


def check_two(coders: Sequence[str]) -> None:
    """Raise InputError, with an example of what to say, when there are other than two coders."""
    if len(coders) != 2:
        example = f', such as --coders "{",".join(coders[:2])}"' if len(coders) > 2 else ""
        problem = f"what is asked for compares two coders, here are {len(coders)}."
        raise InputError(problem, where="--coders", fix=f"Name two of them{example}.")


def kappa_by_group(coded_units: CodedUnits, group_of: Mapping[Hashable, str]) -> KappaByGroup:
    """Return kappa per code in each group of units, on the units that both coders coded.

    `group_of` gives the group of each unit. Raises InputError for other than two coders, for a unit without a group and
    for fewer than two groups.
    """
    check_two(coded_units.coders)
    common = coded_units.coded_by_all()
    member = np.array(groups_of_units(common.units, group_of, "group"), dtype=object)
    groups = list(dict.fromkeys(member))
    tables = [patterns_of_codings(common.of_units(member == group)).tables() for group in groups]
    return kappa_of_groups(dict(zip(groups, tables, strict=True)), common.codes, common.coders)


def kappa_of_groups(
    tables: Mapping[str, Counts], codes: Sequence[str], coders: Sequence[str], *, over: str = "code"
) -> KappaByGroup:
    """Return kappa per code in each group, from the two-way tables (m, q, q) of two `coders` on the `codes`.

    `over` is the word for what `codes` are: code or variable.

    Raises InputError for fewer than two groups.
    """
    import pandas as pd

    groups = list(tables)
    if len(groups) < 2:
        raise InputError("kappas are compared between two groups or more.", where="--by", fix="Take another attribute.")
    together = np.stack(list(tables.values()))
    sizes = {group: int(of_group.sum((-2, -1)).max(initial=0)) for group, of_group in tables.items()}
    tests = {code: kappa_homogeneity(together[:, at], groups) for at, code in enumerate(codes)}
    overall = kappa_of_tables(together.sum(0))
    rows = [_row(code, overall[at], tests[code], groups) for at, code in enumerate(codes)]
    first, second = coders
    return KappaByGroup(pd.DataFrame(rows), sizes, tests, (first, second), over)


def _row(code: str, kappa: float, test: Homogeneity, groups: list[str]) -> dict[str, Any]:
    per_group = dict(zip(map(_key, groups), test.frame["kappa"], strict=True))
    p = test.test.p if test.test.df else math.nan  # one group with a kappa cannot differ from itself
    tested = {"chi_square": test.test.statistic, "df": test.test.df, "p": p}
    return {"code": code, "kappa": float(kappa), **per_group, **tested}
