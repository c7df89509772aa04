"""What stands beside the counts: chosen cases, intervals, percentages of groups, mentions, tests, and what is open."""

from __future__ import annotations

import pandas as pd
import pytest

from intercoder.errors import InputError
from intercoder.findings.counts import Extras, count_cases
from intercoder.framework.codes import Code, Framework
from intercoder.tables import UNITS

FRAMEWORK = Framework([Code("c1", "Planning"), Code("c2", "Steering", parent="c1"), Code("c3", "Never")])
CASES = pd.DataFrame(
    {"case": list("PQRS"), "model": ["CAMHS", "CAMHS", "All-age", "All-age"], "done": ["Yes"] * 3 + ["No"]}
)
TABLE = UNITS.of([("p1", "P", 0, ""), ("p2", "P", 1, ""), ("q1", "Q", 2, ""), ("r1", "R", 3, "")])  # S said nothing
CODINGS = pd.DataFrame([("p1", "c2"), ("p2", "c2"), ("q1", "c1")], columns=["unit", "code"], dtype=object)


def test_the_denominator_is_that_of_the_chosen_cases() -> None:
    found = count_cases(CODINGS, TABLE, CASES, FRAMEWORK, where={"done": "yes"})
    assert found.n_cases == 3
    assert found.frame.loc[0, "percent"] == pytest.approx(100 * 2 / 3)
    assert "of 3 cases with done yes" in found.notes()[0]


def test_groups_that_lose_all_their_cases_stay() -> None:
    found = count_cases(CODINGS, TABLE, CASES, FRAMEWORK, by="model", where={"model": "CAMHS"})
    assert found.group_sizes == {"CAMHS": 2, "All-age": 0}
    assert found.to_dict()["codes"][0]["by"] == {"CAMHS": 2, "All-age": 0}


def test_a_value_that_no_case_has_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputError, match='Did you mean "CAMHS"'):
        count_cases(CODINGS, TABLE, CASES, FRAMEWORK, where={"model": "CAHMS"})


def test_a_case_that_is_not_coded_yet_is_not_a_case_without_the_code() -> None:
    found = count_cases(CODINGS, TABLE, CASES, FRAMEWORK, covered=["p1", "p2", "q1"])
    assert found.n_cases == 3  # P, Q, and S of whom there are no notes; R is waiting
    assert any("1 case is not coded yet" in note for note in found.notes())


def test_each_group_has_its_own_denominator() -> None:
    found = count_cases(CODINGS, TABLE, CASES, FRAMEWORK, by="model", extras=Extras(group_percent=True))
    assert found.to_dict()["codes"][0]["by_percent"] == {"CAMHS": 100.0, "All-age": 0.0}
    assert [column.heading for column in found.columns()][3:5] == ["CAMHS (n=2)", "% of 2"]


def test_mentions_count_units_with_the_code_or_a_sub_code() -> None:
    found = count_cases(CODINGS, TABLE, CASES, FRAMEWORK, extras=Extras(mentions=True))
    assert list(found.frame["mentions"]) == [3, 2, 0]
    assert list(found.frame["n"]) == [2, 1, 0]


def test_intervals_are_percentages_around_the_share() -> None:
    row = count_cases(CODINGS, TABLE, CASES, FRAMEWORK, extras=Extras(intervals=True)).to_dict()["codes"][0]
    assert row["ci"] == pytest.approx([15.0, 85.0], abs=0.05)  # 2 of 4
    assert row["ci"][0] < row["percent"] < row["ci"][1]


def test_a_test_needs_groups_and_says_how_many_were_made() -> None:
    with pytest.raises(InputError, match="--by"):
        count_cases(CODINGS, TABLE, CASES, FRAMEWORK, extras=Extras(test=True))
    found = count_cases(CODINGS, TABLE, CASES, FRAMEWORK, by="model", extras=Extras(test=True))
    rows = {row["code"]: row for row in found.to_dict()["codes"]}
    assert rows["Planning"]["p"] == pytest.approx(1 / 3)  # 2 of 2 against 0 of 2
    assert rows["Never"] | {"p": None, "p_corrected": None, "test": "no case has it"} == rows["Never"]
    assert "for the 2 tests made." in found.notes()[-1]


def test_one_code_is_told_of_the_tests_of_the_others_too() -> None:
    found = count_cases(CODINGS, TABLE, CASES, FRAMEWORK, by="model", extras=Extras(test=True))
    part = found.of_code("Planning / Steering")
    assert part.frame["p_corrected"].tolist() == found.frame.loc[[1], "p_corrected"].tolist()
    assert "for the 2 tests made, of codes not shown here too." in part.notes()[-1]


def test_a_code_keeps_those_below_it() -> None:
    found = count_cases(CODINGS, TABLE, CASES, FRAMEWORK).of_code("Planning")
    assert list(found.frame["code"]) == ["Planning", "Planning / Steering"]
