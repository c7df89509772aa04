"""Two people classify the same activities."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from sklearn.metrics import cohen_kappa_score

from intercoder.findings.classification import CLASSIFICATIONS
from intercoder.findings.double_classification import classification_agreement, classification_differences
from intercoder.framework.schemes import scheme_from

if TYPE_CHECKING:
    import pandas as pd

SCHEME = scheme_from(
    {
        "name": "Two questions",
        "activities": ["Design"],
        "dimensions": [{"name": "how far", "categories": ["a", "b", "c"]}, {"name": "where", "categories": ["x", "y"]}],
    }
)
FIRST, SECOND = "aabbbcaab", "aabbccabb"


def made(categories: str, where: str = "x") -> pd.DataFrame:
    rows = [(f"P{at}", "Design", "how far", category) for at, category in enumerate(categories)]
    rows += [(f"P{at}", "Design", "where", where) for at, _ in enumerate(categories)]
    return CLASSIFICATIONS.of(rows)


def test_kappa_of_each_dimension_is_cohens() -> None:
    found = classification_agreement(made(FIRST), made(SECOND), SCHEME, ("main", "B")).to_dict()
    row = found["dimensions"][0]
    assert row["n"] == 9
    assert row["agree"] == 7
    assert row["kappa"] == pytest.approx(cohen_kappa_score(list(FIRST), list(SECOND)))
    assert row["band"] == "substantial"
    assert not row["flagged"]


def test_a_dimension_on_which_only_one_category_was_used_has_no_kappa() -> None:
    row = classification_agreement(made(FIRST), made(SECOND), SCHEME, ("main", "B")).to_dict()["dimensions"][1]
    assert row["kappa"] is None
    assert row["reason"]
    assert row["percent_agreement"] == 1


def test_only_what_both_classified_is_compared() -> None:
    found = classification_agreement(made(FIRST), made(SECOND[:4]), SCHEME, ("main", "B"))
    assert list(found.frame["n"]) == [4, 4]
    nothing = classification_agreement(made(FIRST), made(""), SCHEME, ("main", "B"))
    assert all(math.isnan(kappa) for kappa in nothing.frame["kappa"])


def test_differences_come_with_both_categories_and_the_notes() -> None:
    texts = {(f"P{at}", "Design"): f"notes {at}" for at in reversed(range(9))}
    found = classification_differences(made(FIRST), made(SECOND), ("main", "B"), texts, list(texts)).to_dict()
    assert [row["case"] for row in found["differences"]] == ["P7", "P4"]
    assert found["differences"][1] == {
        "case": "P4", "activity": "Design", "dimension": "how far", "first": "b", "second": "c", "text": "notes 4",
    }  # fmt: skip
