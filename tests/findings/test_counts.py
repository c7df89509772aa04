"""A count is the number of cases with the code or any code below it, never the sum over sub-codes."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.errors import InputError
from intercoder.findings.counts import NOT_GIVEN, cases_by_code, count_cases
from intercoder.framework.codes import Code, Framework
from intercoder.tables import UNITS

FRAMEWORK = Framework(
    [
        Code("c1", "Planning"),
        Code("c2", "Steering", parent="c1"),
        Code("c3", "Groups", parent="c1"),
        Code("c4", "Never"),
    ]
)
CASES = pd.DataFrame({"case": ["P1", "P2", "P3", "P4"], "model": ["CAMHS", "CAMHS", "", "All-age"]})
TABLE = UNITS.of([("u1", "P1", 0, ""), ("u2", "P1", 1, ""), ("u3", "P2", 2, ""), ("u4", "P3", 3, "")])


def codings(*pairs: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(list(pairs), columns=["unit", "code"], dtype=object)


def counted(frame: pd.DataFrame, **options: str) -> dict[str, int]:
    result = count_cases(frame, TABLE, CASES, FRAMEWORK, **options)  # type: ignore[arg-type]
    return dict(zip(result.frame["code"], result.frame["n"], strict=True))


def test_a_case_with_two_sub_codes_counts_once_for_the_parent() -> None:
    found = counted(codings(("u1", "c2"), ("u2", "c3"), ("u3", "c2")))
    assert found == {"Planning": 2, "Planning / Steering": 2, "Planning / Groups": 1, "Never": 0}


def test_a_code_in_two_units_of_a_case_counts_once() -> None:
    assert counted(codings(("u1", "c2"), ("u2", "c2")))["Planning / Steering"] == 1


def test_groups_are_those_of_all_cases_and_missing_values_are_one() -> None:
    result = count_cases(codings(("u1", "c2"), ("u4", "c2")), TABLE, CASES, FRAMEWORK, by="model")
    assert result.group_sizes == {"CAMHS": 2, NOT_GIVEN: 1, "All-age": 1}
    planning = result.to_dict()["codes"][0]
    assert planning == {"code": "Planning", "n": 2, "percent": 50.0, "by": {"CAMHS": 1, NOT_GIVEN: 1, "All-age": 0}}
    assert result.to_dict()["n_cases"] == 4


def test_cases_without_notes_are_counted_and_said() -> None:
    told = "1 of them has no notes, and so no code."
    assert told in count_cases(codings(("u1", "c2")), TABLE, CASES, FRAMEWORK).notes()
    with_notes = CASES[CASES["case"] != "P4"]
    assert told not in count_cases(codings(("u1", "c2")), TABLE, with_notes, FRAMEWORK).notes()


def test_an_unknown_attribute_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputError, match='Did you mean "model"'):
        count_cases(codings(), TABLE, CASES, FRAMEWORK, by="modell")


def test_open_disagreements_are_said() -> None:
    result = count_cases(codings(), TABLE, CASES, FRAMEWORK, n_open=3)
    assert any("Not decided yet: 3 disagreements;" in note for note in result.notes())


def test_units_that_wait_to_be_looked_at_again_are_said() -> None:
    result = count_cases(codings(), TABLE, CASES, FRAMEWORK, n_pending=2)
    assert any(note.startswith("2 units wait to be looked at again") for note in result.notes())
    assert not any("looked at again" in note for note in count_cases(codings(), TABLE, CASES, FRAMEWORK).notes())


PAIRS = st.lists(st.tuples(st.sampled_from(["u1", "u2", "u3", "u4"]), st.sampled_from(["c1", "c2", "c3", "c4"])))


@given(PAIRS, st.randoms(use_true_random=False))
def test_counts_are_bounded_by_the_tree_and_free_of_order(pairs: list[tuple[str, str]], shuffler: object) -> None:
    found = cases_by_code(codings(*pairs), TABLE, FRAMEWORK)
    assert found["c2"] | found["c3"] <= found["c1"]
    assert cases_by_code(codings(*reversed(pairs)), TABLE, FRAMEWORK) == found
    groups = count_cases(codings(*pairs), TABLE, CASES, FRAMEWORK, by="model").to_dict()
    for row in groups["codes"]:
        assert sum(row["by"].values()) == row["n"] <= groups["n_cases"]
