"""Classification of coded activities: in how many cases is an activity of each category."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from ..errors import no_such
from ..results import Column
from ..tables import Table
from ..wording import number_of
from .finding import Finding
from .groups import chosen_cases, groups_of, said

if TYPE_CHECKING:
    import pandas as pd

    from ..framework.schemes import Scheme

CLASSIFICATIONS = Table("classifications", ("case", "code", "dimension", "category"), ("case", "code", "dimension"))
"""A case's activity (path of the code) was put into a category of a dimension."""

ALL = "all"
ANY_ACTIVITY, ALL_ACTIVITIES = "Cases with any of these activities", "Activities of all cases"


@dataclass(frozen=True, repr=False)
class ClassificationTable(Finding):
    """The number of cases per activity (row) and category of each dimension (columns code, n, and the labels).

    With an attribute `by` there is a row for all cases and one per group under each activity (column group). `totals`
    holds two further rows of the same columns: the distinct cases with any activity in a category, and the activities.
    """

    title: ClassVar[str] = "Classification of activities"
    frame: pd.DataFrame
    scheme: Scheme
    totals: pd.DataFrame
    by: str | None = None
    group_sizes: Mapping[str, int] = field(default_factory=dict)
    among: str = ""
    remarks: tuple[str, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """Return a row per activity (and group), and the two of the totals."""
        import pandas as pd

        return pd.concat([self.frame, self.totals], ignore_index=True)

    def columns(self) -> tuple[Column, ...]:
        """Return activity, group, number of cases, and one column per category."""
        group = (Column("group", (self.by or "").replace("_", " ").capitalize()),) if self.by else ()
        labels = (Column(label, label, "count") for label in self.scheme.labels())
        return Column("code", "Activity"), *group, Column("n", "n", "count"), *labels

    def notes(self) -> tuple[str, ...]:
        """Return what is counted, what the dimensions are, and whose classification it is."""
        named = [f"{d.name}: {d.definition}" for d in self.scheme.dimensions if d.definition]
        counted = (
            f"{self.scheme.name}. Numbers are cases{self.among}; a case with several activities counts once in the row "
            f'"{ANY_ACTIVITY}".'
        )
        return counted, *named, *self.remarks, *self.rests_on

    def to_dict(self) -> dict[str, Any]:
        """Return {"scheme", "by", "rests_on", "rows": [{"code", "n", "categories": {label: ..}}], "totals": {..}}.

        With an attribute each row also has "by": {group: {"n", "categories"}}.
        """
        rows: dict[str, dict[str, Any]] = {}
        for row in self.frame.to_dict("records"):
            found = {"n": int(row["n"]), "categories": {label: int(row[label]) for label in self.scheme.labels()}}
            if row["group"] == ALL:
                rows[row["code"]] = {"code": row["code"], **found} | ({"by": {}} if self.by else {})
            else:
                rows[row["code"]]["by"][row["group"]] = found
        cases, activities = self.totals[self.totals["group"] == ALL].to_dict("records")
        totals = {
            name: {"n": int(row["n"]), "categories": {label: int(row[label]) for label in self.scheme.labels()}}
            for name, row in (("cases", cases), ("activities", activities))
        }
        found = {"scheme": self.scheme.name, "by": self.by, "rests_on": list(self.rests_on)}
        return {**found, "rows": list(rows.values()), "totals": totals}


@dataclass(frozen=True, repr=False)
class ClassifiedCases(Finding):
    """The cases with an activity in one of the chosen categories: columns case, the attributes, and activities."""

    title: ClassVar[str] = "Cases in the chosen categories"
    frame: pd.DataFrame
    categories: tuple[str, ...]
    activity: str = ""

    def to_frame(self) -> pd.DataFrame:
        """Return a row per case."""
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return all columns of the frame."""
        return tuple(Column(str(name), str(name).replace("_", " ").capitalize()) for name in self.frame.columns)

    def notes(self) -> tuple[str, ...]:
        """Return how many cases there are."""
        what = self.activity or "an activity"
        cases = number_of(len(self.frame), "case")
        return f"{cases} with {what} classified as {', '.join(self.categories)}.", *self.rests_on

    def to_dict(self) -> dict[str, Any]:
        """Return {"categories", "activity", "n_cases", "rests_on", "cases": [...]}."""
        return {
            "categories": list(self.categories),
            "activity": self.activity or None,
            "n_cases": len(self.frame),
            "rests_on": list(self.rests_on),
            "cases": self.frame.to_dict("records"),
        }


def classification_table(
    classifications: pd.DataFrame,
    scheme: Scheme,
    *,
    cases: pd.DataFrame | None = None,
    by: str | None = None,
    where: Mapping[str, str] | None = None,
    remarks: Sequence[str] = (),
) -> ClassificationTable:
    """Cross the activities of `scheme` with its categories; `classifications` is a table of CLASSIFICATIONS.

    `by` is an attribute of `cases` (tables.CASES) whose groups get rows of their own, empty ones too; `where`
    (attribute: value) chooses cases. Raises InputError for an attribute or a value that the cases do not have.
    """
    CLASSIFICATIONS.check(classifications)
    group_of: dict[str, str] = {}
    sizes: dict[str, int] = {}
    if cases is not None:
        every, chosen = groups_of(cases, by), chosen_cases(cases, where)
        group_of = {case: every.get(case, "") for case in chosen["case"]}
        sizes = {group: list(group_of.values()).count(group) for group in dict.fromkeys(every.values())}
        classifications = classifications[classifications["case"].isin(group_of)]
    marked = classifications.assign(
        label=classifications["dimension"] + " " + classifications["category"],
        group=[group_of.get(case, "") for case in classifications["case"]],
    )
    frame = _rows(marked, scheme, list(sizes))
    return ClassificationTable(
        frame, scheme, _totals(marked, scheme, list(sizes)), by, sizes, said(where), tuple(remarks)
    )


def _rows(marked: pd.DataFrame, scheme: Scheme, groups: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for activity in scheme.activities:
        mine = marked[marked["code"] == activity]
        for group in (ALL, *groups):
            inside = mine if group == ALL else mine[mine["group"] == group]
            counts = inside["label"].value_counts()
            numbers = {label: int(counts.get(label, 0)) for label in scheme.labels()}
            rows.append({"code": activity, "group": group, "n": inside["case"].nunique(), **numbers})
    return pd.DataFrame(rows, columns=["code", "group", "n", *scheme.labels()])


def _totals(marked: pd.DataFrame, scheme: Scheme, groups: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for name, key in ((ANY_ACTIVITY, ["case"]), (ALL_ACTIVITIES, ["case", "code"])):
        for group in (ALL, *groups):
            inside = marked if group == ALL else marked[marked["group"] == group]
            counts = inside[["label", *key]].drop_duplicates()["label"].value_counts()
            numbers = {label: int(counts.get(label, 0)) for label in scheme.labels()}
            rows.append({"code": name, "group": group, "n": len(inside[key].drop_duplicates()), **numbers})
    return pd.DataFrame(rows, columns=["code", "group", "n", *scheme.labels()])


def classified_cases(
    classifications: pd.DataFrame,
    cases: pd.DataFrame,
    scheme: Scheme,
    categories: Sequence[str],
    *,
    activity: str | None = None,
    where: Mapping[str, str] | None = None,
) -> ClassifiedCases:
    """List the cases with an activity in any of `categories` (labels such as `1 transformative`).

    `activity` (a path) looks at that row of the table only, `where` at the cases with these attributes. Raises
    InputError, with the nearest one, for a category or an activity that the scheme does not have.
    """
    known = list(scheme.labels())
    for category in categories:
        if category not in known:
            raise no_such("category", category, known, among="in the scheme")
    if activity is not None:
        classifications = classifications[classifications["code"] == _activity(scheme, activity)]
    labels = classifications["dimension"] + " " + classifications["category"]
    chosen = classifications[labels.isin(list(categories))]
    having: dict[str, set[str]] = {}
    for case, code in zip(chosen["case"], chosen["code"], strict=True):
        having.setdefault(case, set()).add(code)
    activities = {
        case: "; ".join(code for code in scheme.activities if code in codes) for case, codes in having.items()
    }
    cases = chosen_cases(cases, where)
    frame = cases[cases["case"].isin(list(activities))].copy()
    frame["activities"] = [activities[case] for case in frame["case"]]
    return ClassifiedCases(frame.reset_index(drop=True), tuple(categories), activity or "")


def _activity(scheme: Scheme, path: str) -> str:
    by_folded = {activity.casefold(): activity for activity in scheme.activities}
    if path.casefold() not in by_folded:
        raise no_such("activity", path, scheme.activities, among="in the scheme", where="--activity")
    return by_folded[path.casefold()]
