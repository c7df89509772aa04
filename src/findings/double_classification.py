"""Two people classify the same activities: how far they agree on each dimension, and where they do not."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..reliability.bands import bands_of, is_below
from ..reliability.ratings import agreement_of_ratings
from ..results import Column, Result, rows_for_json
from ..wording import number_of

if TYPE_CHECKING:
    import pandas as pd

    from ..framework.schemes import Dimension, Scheme

_STATISTICS = ("percent_agreement", "cohen_kappa", "gwet_ac1", "krippendorff_alpha")


@dataclass(frozen=True, repr=False)
class ClassificationAgreement(Result):
    """Agreement of two classifiers on each dimension.

    Columns dimension, n (activities that both classified), agree, percent_agreement (a share), kappa (Cohen), ci_low,
    ci_high, ac1 (Gwet), alpha (Krippendorff), band, flagged, reason (why kappa is undefined).
    """

    title: ClassVar[str] = "Agreement on the classification"
    frame: pd.DataFrame
    classifiers: tuple[str, str]
    threshold: float

    def to_frame(self) -> pd.DataFrame:
        """Return a row per dimension."""
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return dimension, number of activities, agreement, kappa with interval, and band."""
        return (
            Column("dimension", "Dimension"),
            Column("n", "n", "count"),
            Column("agree", "Same", "count"),
            Column("percent_agreement", "Agreement", "coefficient"),
            Column("kappa", "Kappa", "coefficient"),
            Column("ci", "95 % interval", "interval"),
            Column("ac1", "AC1", "coefficient"),
            Column("band", "Band"),
            Column("flagged", "Flag", "flag"),
            Column("reason", "Why undefined"),
        )

    def notes(self) -> tuple[str, ...]:
        """Return what was compared and how."""
        first, second = self.classifiers
        return (
            f"{first} and {second}, each alone; n is the number of activities that both classified. Cohen's kappa with "
            f"Landis & Koch's bands; flagged below {self.threshold:g}.",
        )

    def to_dict(self) -> dict[str, Any]:
        """Return {"classifiers", "threshold", "dimensions": [{...}]}; undefined numbers are None."""
        rows = rows_for_json(self.frame)
        return {"classifiers": list(self.classifiers), "threshold": self.threshold, "dimensions": rows}


@dataclass(frozen=True, repr=False)
class ClassificationDifferences(Result):
    """The activities that two classifiers put into different categories: case, code, dimension, first, second."""

    title: ClassVar[str] = "Activities classified differently"
    frame: pd.DataFrame
    classifiers: tuple[str, str]

    def to_frame(self) -> pd.DataFrame:
        """Return a row per activity and dimension."""
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return case, activity, dimension, both categories, and the notes."""
        return (
            Column("case", "Case"),
            Column("activity", "Activity"),
            Column("dimension", "Dimension"),
            Column("first", self.classifiers[0]),
            Column("second", self.classifiers[1]),
            Column("text", "Notes"),
        )

    def notes(self) -> tuple[str, ...]:
        """Return how many there are."""
        activities = len(self.frame[["case", "activity"]].drop_duplicates())
        return (f"{number_of(len(self.frame), 'difference')} in {number_of(activities, 'activity')}.",)

    def to_dict(self) -> dict[str, Any]:
        """Return {"classifiers", "differences": [{"case", "activity", "dimension", "first", "second", "text"}]}."""
        return {"classifiers": list(self.classifiers), "differences": self.frame.to_dict("records")}


def classification_agreement(
    first: pd.DataFrame, second: pd.DataFrame, scheme: Scheme, classifiers: tuple[str, str], *, threshold: float = 0.6
) -> ClassificationAgreement:
    """Compare two classifications (tables of classification.CLASSIFICATIONS) dimension by dimension.

    All categories of a dimension count as possible, used or not. Only activities that both classified are compared.
    """
    import pandas as pd

    both = _side_by_side(first, second)
    rows = [_row(both[both["dimension"] == dimension.name], dimension, threshold) for dimension in scheme.dimensions]
    return ClassificationAgreement(pd.DataFrame(rows), classifiers, threshold)


def _side_by_side(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    return first.merge(second, on=["case", "code", "dimension"], suffixes=("_first", "_second"))


def _row(both: pd.DataFrame, dimension: Dimension, threshold: float) -> dict[str, Any]:
    agree = int((both["category_first"] == both["category_second"]).sum())
    row: dict[str, Any] = {"dimension": dimension.name, "n": len(both), "agree": agree}
    if both.empty:
        undefined = dict.fromkeys(("percent_agreement", "kappa", "ci_low", "ci_high", "ac1", "alpha"), math.nan)
        return row | undefined | {"band": "", "flagged": False, "reason": "no activity was classified by both"}
    found = agreement_of_ratings(
        both[["category_first", "category_second"]],
        categories=[category.name for category in dimension.categories],
        statistics=_STATISTICS,
    ).to_frame()
    values: dict[str, dict[Any, Any]] = {row["coefficient"]: row for row in found.to_dict("records")}
    kappa = values["cohen_kappa"]
    return row | {
        "percent_agreement": float(values["percent_agreement"]["value"]),
        "kappa": float(kappa["value"]),
        "ci_low": float(kappa["ci_low"]),
        "ci_high": float(kappa["ci_high"]),
        "ac1": float(values["gwet_ac1"]["value"]),
        "alpha": float(values["krippendorff_alpha"]["value"]),
        "band": bands_of([kappa["value"]])[0],
        "flagged": bool(is_below(kappa["value"], threshold)),
        "reason": kappa["reason"],
    }


def classification_differences(
    first: pd.DataFrame,
    second: pd.DataFrame,
    classifiers: tuple[str, str],
    texts: Mapping[tuple[str, str], str],
    order: Sequence[tuple[str, str]],
) -> ClassificationDifferences:
    """List what two classifiers (tables of classification.CLASSIFICATIONS) see differently.

    `texts` are the notes by (case, path of the activity); `order` puts the activities in theirs.
    """
    both = _side_by_side(first, second)
    differing = both[both["category_first"] != both["category_second"]]
    rank = {activity: at for at, activity in enumerate(order)}
    pairs = list(zip(differing["case"], differing["code"], strict=True))
    frame = differing.rename(columns={"code": "activity", "category_first": "first", "category_second": "second"})
    frame = frame.assign(text=[texts[pair] for pair in pairs], rank=[rank[pair] for pair in pairs])
    frame = frame.sort_values("rank", kind="stable", ignore_index=True)
    columns = ["case", "activity", "dimension", "first", "second", "text"]
    return ClassificationDifferences(frame[columns], classifiers)
