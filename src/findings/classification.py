"""Classification of coded activities: in how many cases is an activity of each category."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..errors import InputError, did_you_mean
from ..results import Column, Result
from ..tables import Table

if TYPE_CHECKING:
    import pandas as pd

    from ..framework.schemes import Scheme

CLASSIFICATIONS = Table("classifications", ("case", "code", "dimension", "category"), ("case", "code", "dimension"))
"""A case's activity (path of the code) was put into a category of a dimension."""


@dataclass(frozen=True, repr=False)
class ClassificationTable(Result):
    """The number of cases per activity (row) and category of each dimension (columns code, n, and the labels)."""

    title: ClassVar[str] = "Classification of activities"
    frame: pd.DataFrame
    scheme: Scheme

    def to_frame(self) -> pd.DataFrame:
        """Return a row per activity."""
        return self.frame

    def columns(self) -> tuple[Column, ...]:
        """Return activity, number of cases, and one column per category."""
        labels = (Column(label, label, "count") for label in self.scheme.labels())
        return Column("code", "Activity"), Column("n", "n", "count"), *labels

    def notes(self) -> tuple[str, ...]:
        """Return what is counted and what the dimensions are."""
        named = [f"{d.name}: {d.definition}" for d in self.scheme.dimensions if d.definition]
        return f"{self.scheme.name}. Numbers are cases.", *named

    def to_dict(self) -> dict[str, Any]:
        """Return {"scheme", "rows": [{"code", "n", "categories": {"1 descriptive": ..}}]}."""
        rows = [
            {
                "code": row["code"],
                "n": int(row["n"]),
                "categories": {label: int(row[label]) for label in self.scheme.labels()},
            }
            for row in self.frame.to_dict("records")
        ]
        return {"scheme": self.scheme.name, "rows": rows}


@dataclass(frozen=True, repr=False)
class ClassifiedCases(Result):
    """The cases with an activity in one of the chosen categories: columns case, the attributes, and activities."""

    title: ClassVar[str] = "Cases in the chosen categories"
    frame: pd.DataFrame
    categories: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """Return a row per case."""
        return self.frame

    def columns(self) -> tuple[Column, ...]:
        """Return all columns of the frame."""
        return tuple(Column(str(name), str(name).replace("_", " ").capitalize()) for name in self.frame.columns)

    def notes(self) -> tuple[str, ...]:
        """Return how many cases there are."""
        return (f"{len(self.frame)} cases with an activity classified as {', '.join(self.categories)}.",)

    def to_dict(self) -> dict[str, Any]:
        """Return {"categories", "n_cases", "cases": [...]}."""
        return {
            "categories": list(self.categories),
            "n_cases": len(self.frame),
            "cases": self.frame.to_dict("records"),
        }


def classification_table(classifications: pd.DataFrame, scheme: Scheme) -> ClassificationTable:
    """Cross the activities of `scheme` with its categories; `classifications` is a table of CLASSIFICATIONS."""
    import pandas as pd

    CLASSIFICATIONS.check(classifications)
    rows = []
    for activity in scheme.activities:
        mine = classifications[classifications["code"] == activity]
        given = list(zip(mine["dimension"], mine["category"], strict=True))
        counts = {
            dimension.label(category.name): given.count((dimension.name, category.name))
            for dimension in scheme.dimensions
            for category in dimension.categories
        }
        rows.append({"code": activity, "n": mine["case"].nunique(), **counts})
    return ClassificationTable(pd.DataFrame(rows, columns=["code", "n", *scheme.labels()]), scheme)


def classified_cases(
    classifications: pd.DataFrame, cases: pd.DataFrame, scheme: Scheme, categories: Sequence[str]
) -> ClassifiedCases:
    """List the cases with an activity in any of `categories` (labels such as `1 transformative`).

    Raises InputError, with the nearest label, for one that the scheme does not have.
    """
    known = list(scheme.labels())
    for category in categories:
        if category not in known:
            fix = did_you_mean(category, known) or f"The categories are: {', '.join(known)}."
            raise InputError(f'"{category}" is not a category of the scheme.', fix=fix)
    labels = classifications["dimension"] + " " + classifications["category"]
    chosen = classifications[labels.isin(categories)]
    activities = {case: "; ".join(dict.fromkeys(group["code"])) for case, group in chosen.groupby("case", sort=False)}
    frame = cases[cases["case"].isin(list(activities))].copy()
    frame["activities"] = [activities[case] for case in frame["case"]]
    return ClassifiedCases(frame.reset_index(drop=True), tuple(categories))
