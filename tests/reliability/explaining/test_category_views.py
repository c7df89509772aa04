"""Categories seen from another side: why kappa is low, what was given for what, where, and in which groups."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from intercoder.errors import InputError
from intercoder.reliability.counts.counting import patterns_of_categories
from intercoder.reliability.explaining.category_views import look_at_variables
from intercoder.reliability.inference.marginal_homogeneity import marginal_homogeneity


def ratings(pairs: list[tuple[Any, Any]]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["A", "B"], index=[f"u{at}" for at in range(len(pairs))], dtype=object)


ALIKE = ratings([("low", "low"), ("high", "high"), ("low", "high"), ("high", "low"), (None, "low")] * 6)
LEANING = ratings([(10, 10), (9, 10), (9, 10), (2, 2), (9, 9)] * 6)
APART = ratings([("x", None), (None, "y"), ("x", None)] * 10)


def test_each_category_is_diagnosed_against_the_rest_in_the_order_of_numbers() -> None:
    found = look_at_variables("diagnosis", {"score": LEANING})
    frame = found.to_frame()
    assert frame["code"].tolist() == ["2", "9", "10"]
    assert frame[["both", "only_a", "only_b", "neither"]].to_numpy().tolist() == [
        [6, 0, 0, 24],
        [6, 12, 0, 12],
        [6, 0, 12, 12],
    ]
    assert found.columns()[0].heading == "Category"
    assert found.notes()[0].startswith("Of 3 categories: ")


def test_whether_coders_give_categories_equally_often_is_tested_over_all_of_them() -> None:
    """12 units went from 9 to 10 and none back: the test is McNemar's, 12 squared by 12, on 2 degrees of freedom."""
    found = look_at_variables("diagnosis", {"score": LEANING})
    expected = marginal_homogeneity(patterns_of_categories(LEANING.astype(str)).tables()[0]).stuart_maxwell
    assert expected.statistic == pytest.approx(12)
    assert f"A and B differ in how often they give each category ({expected.in_words()}" in found.notes()[-1]
    assert found.to_dict()["marginal_homogeneity"]["stuart_maxwell"] == expected.to_dict()
    alike = look_at_variables("diagnosis", {"level": ALIKE})
    assert "A and B do not differ more than by chance in how often" in alike.notes()[-1]


def test_of_one_category_there_is_nothing_to_test() -> None:
    found = look_at_variables("diagnosis", {"v": ratings([("a", "a")] * 3)})
    assert found.to_dict()["marginal_homogeneity"] is None
    assert found.notes()[0].startswith("Of 1 category: ")
    assert len(found.notes()) == 2


def test_several_variables_stand_in_one_table_and_those_without_a_common_unit_are_told() -> None:
    found = look_at_variables("diagnosis", {"level": ALIKE, "score": LEANING, "none": APART})
    frame = found.to_frame()
    assert list(zip(frame["variable"], frame["code"], strict=True)) == [
        ("level", "high"), ("level", "low"), ("score", "2"), ("score", "9"), ("score", "10"),
    ]  # fmt: skip
    assert [column.key for column in found.columns()][:2] == ["variable", "code"]
    assert set(found.to_dict()["marginal_homogeneity"]) == {"level", "score"}
    *_, differ, apart = found.notes()
    assert differ.startswith(
        "A and B differ in how often they give each category (Stuart 1955, Maxwell 1970) of score ("
    )
    assert "level" not in differ
    assert apart == "Left out, as no unit was coded by both: none."


def test_without_any_common_unit_there_is_nothing_to_diagnose() -> None:
    with pytest.raises(InputError, match="no unit was coded by both"):
        look_at_variables("diagnosis", {"none": APART})


def test_categories_that_were_given_for_each_other() -> None:
    found = look_at_variables("confusion", {"level": ALIKE, "score": LEANING})
    assert found.to_frame().to_numpy().tolist() == [
        ["score", "9", "10", 12], ["level", "high", "low", 6], ["level", "low", "high", 6],
    ]  # fmt: skip
    assert found.notes() == ("A and B gave different categories in 24 of 54 cells that both filled.",)


def test_disagreements_by_case_count_the_units_that_two_coded() -> None:
    case_of = {unit: "first" if int(unit[1:]) < 10 else "second" for unit in ALIKE.index}
    frame = look_at_variables("cases", {"level": ALIKE}, case_of=case_of).to_frame().set_index("case")
    assert frame.loc["first", ["n_units", "disagreements", "units_disagreed"]].tolist() == [8, 4, 4]
    assert frame.loc["second", ["n_units", "disagreements"]].tolist() == [16, 8]
    assert frame["share"].tolist() == pytest.approx([2 / 3, 1 / 3])


def test_what_does_not_go_together_is_refused() -> None:
    for options, said in (
        ({"view": "cases"}, "the case of each unit is not known. Name its column: --case"),
        ({"view": "groups"}, "the group of each unit is not known. Name its column: --by"),
        ({"view": "sets"}, "--show sets: is for codes"),
        ({"view": "confusion", "seed": 1}, "--seed: does not go with --show"),
    ):
        with pytest.raises(InputError, match=said):
            look_at_variables(variables={"level": ALIKE}, **options)  # type: ignore[arg-type]
