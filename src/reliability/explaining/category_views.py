"""Categories of one or several variables seen from another side: which were used for which, where, in which groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ...errors import InputError, refuse_beside
from ...results import Column, Result
from ...tables import CODINGS, COVERAGE
from ...wording import listed
from ..counts.coded_units import groups_of_units, read_codings
from ..counts.counting import patterns_of_categories, patterns_of_codings
from ..counts.value_counts import is_long
from ..inference.marginal_homogeneity import MarginalHomogeneity, marginal_homogeneity
from ..rating_tables import of_coders
from ..weights import numeric
from .breakdown import DisagreementsByCase
from .by_unit import category_disagreements_by_unit
from .diagnosis import SIGNIFICANT, Diagnosis, diagnose
from .subgroups import check_two, kappa_of_groups

if TYPE_CHECKING:
    import pandas as pd

VIEWS = ("diagnosis", "disagreements", "confusion", "cases", "groups")


@dataclass(frozen=True, repr=False, eq=False)
class CategoryConfusion(Result):
    """Which categories coder a gave where coder b gave another, variable by variable, the most frequent first.

    frame    variable, category_a, category_b, units
    n_cells  units x variables that both filled
    """

    frame: pd.DataFrame
    coders: tuple[str, str]
    n_cells: int

    title: ClassVar[str] = "Category against category"

    def to_frame(self) -> pd.DataFrame:
        """Return one row per pair of categories that met: variable, category_a, category_b, units."""
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return the columns that people see."""
        a, b = self.coders
        return (
            Column("variable", "Variable"),
            Column("category_a", f"{a} gave"),
            Column("category_b", f"{b} gave"),
            Column("units", "Units", "count"),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the result for JSON."""
        return {"coders": list(self.coders), "n_cells": self.n_cells, "pairs": self.frame.to_dict("records")}

    def notes(self) -> tuple[str, ...]:
        """Return how many cells differ."""
        a, b = self.coders
        differ = int(self.frame["units"].sum())
        return (f"{a} and {b} gave different categories in {differ:,} of {self.n_cells:,} cells that both filled.",)


@dataclass(frozen=True, repr=False, eq=False)
class CategoryDiagnosis(Diagnosis):
    """What lies behind the kappa of each category against the rest, and whether two coders give each equally often.

    margins  the tests of equal margins over all categories at once; None when only one category was given
    """

    margins: MarginalHomogeneity | None = None

    over: ClassVar[str] = "category"

    def to_dict(self) -> dict[str, Any]:
        """Return the diagnosis for JSON."""
        margins = None if self.margins is None else self.margins.to_dict()
        return {**super().to_dict(), "marginal_homogeneity": margins}

    def notes(self) -> tuple[str, ...]:
        """Return the notes of the codes, and whether the coders give each category equally often."""
        if self.margins is None:
            return super().notes()
        a, b = self.coders
        test = self.margins.stuart_maxwell
        differ = "differ" if test.p < SIGNIFICANT else "do not differ more than by chance"
        how = f"in how often they give each category ({test.in_words()}; Stuart 1955, Maxwell 1970)"
        return (*super().notes(), f"{a} and {b} {differ} {how}.")


@dataclass(frozen=True, repr=False, eq=False)
class VariablesDiagnosis(Diagnosis):
    """What lies behind the kappa of each category against the rest, variable by variable, of two coders.

    frame    variable, and the columns of Diagnosis, where `code` is the category
    margins  by variable, the tests of equal margins over all its categories at once
    apart    the variables of which no unit was coded by both
    """

    margins: Mapping[str, MarginalHomogeneity] = field(default_factory=dict)
    apart: tuple[str, ...] = ()

    over: ClassVar[str] = "category"

    def columns(self) -> tuple[Column, ...]:
        """Return the columns that people see."""
        return (Column("variable", "Variable"), *super().columns())

    def to_dict(self) -> dict[str, Any]:
        """Return the diagnosis for JSON."""
        margins = {name: test.to_dict() for name, test in self.margins.items()}
        return {**super().to_dict(), "marginal_homogeneity": margins}

    def notes(self) -> tuple[str, ...]:
        """Return the notes of the codes, and in which variables the coders give categories unequally often."""
        notes = list(super().notes())
        tests = {name: test.stuart_maxwell for name, test in self.margins.items()}
        if differ := [f"{name} ({test.in_words()})" for name, test in tests.items() if test.p < SIGNIFICANT]:
            how = f"differ in how often they give each category (Stuart 1955, Maxwell 1970) of {listed(differ)}"
            notes.append(f"{' and '.join(self.coders)} {how}.")
        if self.apart:
            notes.append(f"Left out, as no unit was coded by both: {', '.join(self.apart)}.")
        return tuple(notes)


def look_at_variables(
    view: str,
    variables: Mapping[str, pd.DataFrame],
    *,
    case_of: Mapping[Any, Any] | None = None,
    group_of: Mapping[Any, str] | None = None,
    text_of: Mapping[Any, str] | None = None,
    coders: Sequence[str] | None = None,
    threshold: float = 0.6,
    confidence: float = 0.95,
    **others: object,
) -> Result:
    """Return the categories (by variable a frame of units x coders) seen from one of the VIEWS.

    Raises InputError for views of codes, for `others` than the options named here, and for cases, groups or a second
    coder that are not known.
    """
    refuse_beside("--show", others)
    if view not in VIEWS:
        fix = f"Of categories there are {', '.join(VIEWS)}."
        raise InputError("is for codes; the files hold categories.", where=f"--show {view}", fix=fix)
    if any(map(is_long, variables.values())):
        raise InputError("needs coders who met on the units.", where=f"--show {view}", fix="Compare a few coders.")
    compared = {name: of_coders(ratings, coders) for name, ratings in variables.items()}
    if view == "cases":
        return category_disagreements_by_case(compared, _known(case_of, "case", "--case"))
    if view == "disagreements":
        return category_disagreements_by_unit(compared, text_of)
    for ratings in compared.values():
        check_two(list(ratings.columns))
    if view == "confusion":
        return category_confusion(compared)
    if view == "groups":
        return _in_groups(compared, _known(group_of, "group", "--by"))
    return _diagnoses(compared, threshold, confidence)


def _diagnoses(variables: Mapping[str, pd.DataFrame], threshold: float, confidence: float) -> Diagnosis:
    """Return the diagnosis of one variable, or those of several as one table; InputError where no unit has both."""
    import pandas as pd

    apart = tuple(name for name, ratings in variables.items() if ratings.dropna().empty)
    if len(apart) == len(variables):
        fix = "Check that the coders name the units alike."
        raise InputError("no unit was coded by both coders.", where="--show diagnosis", fix=fix)
    diagnoses = {
        name: _diagnosis(ratings, threshold, confidence) for name, ratings in variables.items() if name not in apart
    }
    if len(variables) == 1:
        return next(iter(diagnoses.values()))
    frames = [found.frame.assign(variable=name) for name, found in diagnoses.items()]
    frame = pd.concat(frames, ignore_index=True)
    first = next(iter(diagnoses.values()))
    margins = {name: found.margins for name, found in diagnoses.items() if found.margins}
    names = ["variable", *first.frame.columns]
    return VariablesDiagnosis(frame[names], first.coders, first.threshold, margins, apart)


def _known(of_unit: Mapping[Any, Any] | None, what: str, option: str) -> Mapping[Any, Any]:
    if of_unit is None:
        raise InputError(f"the {what} of each unit is not known.", fix=f"Name its column: {option}.")
    return of_unit


def category_confusion(variables: Mapping[str, pd.DataFrame]) -> CategoryConfusion:
    """Return which categories two coders gave in place of each other; by variable a frame of units x the two."""
    import pandas as pd

    met, n_cells = Counter[tuple[str, str, str]](), 0
    for name, ratings in variables.items():
        both = ratings.dropna()
        n_cells += len(both)
        pairs = zip(both.iloc[:, 0], both.iloc[:, 1], strict=True)
        met.update((name, str(one), str(other)) for one, other in pairs if one != other)
    rows = [(*key, often) for key, often in sorted(met.items(), key=lambda item: (-item[1], item[0]))]
    a, b = (str(coder) for coder in next(iter(variables.values())).columns)
    frame = pd.DataFrame(rows, columns=["variable", "category_a", "category_b", "units"])
    return CategoryConfusion(frame, (a, b), n_cells)


def category_disagreements_by_case(
    variables: Mapping[str, pd.DataFrame], case_of: Mapping[Any, Any]
) -> DisagreementsByCase:
    """Return how often coders differ in each case, over all variables and pairs of coders.

    Raises InputError for a unit without a case.
    """
    import pandas as pd

    per_unit: Counter[Hashable] = Counter()
    compared: dict[Hashable, None] = {}
    for ratings in variables.values():
        compared.update(dict.fromkeys(ratings.index[ratings.notna().sum(axis=1) >= 2]))
        for a, b in combinations(ratings.columns, 2):
            both = ratings[[a, b]].dropna()
            per_unit.update(both.index[both[a] != both[b]])
    cases = groups_of_units(compared, case_of, "case")
    rows = [(case, 1, per_unit[unit], int(per_unit[unit] > 0)) for unit, case in zip(compared, cases, strict=True)]
    frame = pd.DataFrame(rows, columns=["case", "n_units", "disagreements", "units_disagreed"])
    frame = frame.groupby("case", sort=False).sum().reset_index()
    frame = frame.sort_values("disagreements", ascending=False, kind="stable", ignore_index=True)
    return DisagreementsByCase(frame.assign(share=frame["disagreements"] / max(sum(per_unit.values()), 1)))


def _in_groups(variables: Mapping[str, pd.DataFrame], group_of: Mapping[Any, str]) -> Result:
    """Return kappa per variable in each group of units; categories of all variables share one list of them."""
    every = sorted({str(value) for frame in variables.values() for column in frame for value in frame[column].dropna()})
    units = list(dict.fromkeys(unit for ratings in variables.values() for unit in ratings.dropna().index))
    groups = list(dict.fromkeys(groups_of_units(units, group_of, "group")))
    tables = {
        group: np.concatenate(
            [
                patterns_of_categories(_texts(ratings, group_of, group), categories=every).tables()
                for ratings in variables.values()
            ]
        )
        for group in groups
    }
    coders = [str(coder) for coder in next(iter(variables.values())).columns]
    return kappa_of_groups(tables, list(variables), coders, over="variable")


def _texts(ratings: pd.DataFrame, group_of: Mapping[Any, str], group: str) -> pd.DataFrame:
    both = ratings.dropna()
    return both[[group_of[unit] == group for unit in both.index]].astype(str)


def _diagnosis(ratings: pd.DataFrame, threshold: float, confidence: float) -> CategoryDiagnosis:
    """Return why the kappa of each category against the rest is as it is, on the units that both coders answered."""
    both = ratings.dropna()
    cells = [(unit, str(coder), str(value)) for coder in both for unit, value in both[coder].items()]
    coverage = COVERAGE.of((unit, coder) for unit, coder, _ in cells)
    given = {value for coder in both for value in both[coder]}
    ordered = sorted(given) if numeric(list(given)) else sorted(given, key=str)
    coded = read_codings(CODINGS.of(cells), coverage, codes=list(map(str, ordered)))
    found = diagnose(patterns_of_codings(coded), threshold=threshold, confidence=confidence, level="unit")
    table = patterns_of_categories(both.astype(str)).tables()[0]
    margins = marginal_homogeneity(table) if len(table) > 1 else None
    return CategoryDiagnosis(found.frame, found.coders, found.threshold, margins)
